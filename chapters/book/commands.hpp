// What is said about all chapters at once: one table of every row, and comparisons with what is expected.
//
//     build/results/chapter-NN.csv      what a run found            (lib/report/results.hpp)
//     chapters/NN-*/expected.csv        what the quick profile has to find; column `tolerance` besides
//     chapters/NN-*/published.csv       what the paper profile found when last recorded: seeds, machine, date
//     chapters/NN-*/study.csv           the same of a study, where the chapter has one: the rows of "NN-study"; with
//                                       them the data of its figures
//
// No number is copied by hand: publish.hpp records them, marked_places.hpp writes them where a page marks a place.
// Errors are std::runtime_error naming the file. main.cpp is the program.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "chapters/book/chapters.hpp"

namespace pinn::book {

// Prints every row of build/results/chapter-*.csv as one table, and a count per verdict.  Throws if there is no row.
void table(const Paths& paths, std::ostream& out);

// table(), and whether the paper-profile results of every chapter have the rows and verdicts of its published.csv,
// together at least one row for every judged item.  Prints what differs after the table; numbers may differ.
bool confirm(const Paths& paths, std::ostream& out);

// Compares the quick results of every chapter that has an expected.csv with it: same profile and seeds, same rows in
// the same order, equal expected value, band and verdict, and where the tolerance is a number
//     |ours - expected| <= tolerance |expected|
// (`verdict`: digits may differ).  Prints what differs, and "N passed, N failed", counting rows; a missing file counts
// as one failure, and nothing compared is a failure.
bool compare(const Paths& paths, std::ostream& out);

// Writes chapters/NN-*/expected.csv from the present quick results; known rows keep their tolerance, new rows get
// `verdict`.
void expect(const Paths& paths, const std::string& chapter, std::ostream& out);

// The program: `arguments` without the program's name; "--build DIR" may come first.  Returns the exit code, 1 if a
// comparison finds differences; throws UsageError.
int run(const std::vector<std::string>& arguments, const Paths& paths, std::ostream& out);

}  // namespace pinn::book
