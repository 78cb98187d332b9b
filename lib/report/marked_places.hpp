// The numbers in the READMEs: none is copied by hand. A README marks where numbers belong and this code writes them
// there, from published.csv:
//
//     <!-- generated: items --> ... <!-- end generated -->            one line for each judged item
//     <!-- generated: reproduction --> ... <!-- end generated -->     all their rows, in the paper's order
//     <!-- generated: results 07 --> ... <!-- end generated -->       the rows of one chapter
//     <!--=07@Fig. 4b@relative L2 error@%.3g-->0.00163<!--/-->        `ours` of one row
//     <!--=bench@Gemm/n:512@%.0f-->52<!--/-->                         `value` of one row of bench/published.csv
//     <!--=bench@Gemm/n:512 : Peak@%.2f-->0.93<!--/-->                the quotient of two
//     <!--=peers@Gemm/n:512@OpenBLAS@%.2f-->0.93<!--/-->              `ratio` of a row of bench/peers.csv
//     <!--=takes@07@quick-->12 s<!--/-->                              of the header of a chapter's main.cpp; or @paper
//     <!-- generated: code tests/kernel/empirical_test.cpp --> ...     its example, which compiles and is tested
//     <!-- generated: peers --> ... <!-- end generated -->            bench/peers.csv: other software beside ours
//     <!-- generated: crosscheck --> ... <!-- end generated -->       bench/crosscheck.csv: the same by another program
//
// Errors are std::runtime_error naming the file and the tag.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lib/report/chapter_files.hpp"
#include "lib/report/csv.hpp"
#include "lib/report/results.hpp"

namespace pinn {

// Rewrites all marked places of README.md, chapters/*/README.md, chapters/RESULTS.md, chapters/ERRATA.md and
// bench/README.md (readme), or says which differ and changes nothing (check).  The check fails too if README.md has no
// marked place at all.
void book_readme(const BookPaths& paths, std::ostream& out);
bool book_check_readme(const BookPaths& paths, std::ostream& out);

// ---- Their parts ----

// What the marked places are filled from.
struct Published {
    std::filesystem::path root = ".";
    // By chapter number "08" the rows of published.csv, by "08-study" those of study.csv; their folder from the root.
    std::map<std::string, std::vector<ResultRow>> rows;
    std::map<std::string, std::filesystem::path> folders;
    std::map<std::string, double> bench;         // work -> value
    std::optional<Csv> peers{};                  // bench/peers.csv
    std::optional<Csv> crosscheck{};             // bench/crosscheck.csv
    std::map<std::string, std::string> takes{};  // "07@quick", "07@paper" -> "12 s", "12 minutes"
};
Published read_published(const BookPaths& paths);

// One marked place: what stands there and what should.
struct MarkedPlace {
    std::string tag;
    std::string before, after;
};

// The text with every marked place filled; `folder` (relative to the root) is where links start from.  Throws
// std::runtime_error naming the tag if it is not closed or names nothing that exists.
std::string fill_marked_places(const std::string& text, const Published& published, const std::filesystem::path& folder,
                               std::vector<MarkedPlace>& places);

}  // namespace pinn
