// The book: what is said about all chapters at once.
//
// Run:    build/book table          every row of the present results, with a count per verdict
//         build/book confirm        the table, and whether every verdict is the published one (paper profile)
//         build/book compare        the quick results against chapters/NN-*/expected.csv
//         build/book expect 07      writes expected.csv of a chapter from its quick results
//         build/book publish        records paper-profile results as published.csv and refreshes the pages
//         build/book publish-bench  records the medians of make bench as bench/published.csv and refreshes the pages
//         build/book readme         refreshes the numbers in the pages
//         build/book check-readme   fails if a page differs from the files
//
// `build/book --build DIR COMMAND` takes another folder than build.

#include <iostream>

#include "chapters/book/commands.hpp"
#include "lib/report/options.hpp"

int main(int argc, char** argv) {
    return pinn::guarded_main("book", [&] {
        const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
        return pinn::book::run(arguments, pinn::book::Paths{}, std::cout);
    });
}
