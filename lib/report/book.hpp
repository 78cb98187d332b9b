// All chapters at once: the table of every row, the comparison with what is expected, and the numbers in the READMEs.
//
//     build/results/chapter-NN.csv      what a run found            (Results)
//     chapters/NN-*/expected.csv        what the quick profile has to find; column `tolerance` besides
//     chapters/NN-*/published.csv       what the paper profile found when last recorded: seeds, machine, date
//     chapters/NN-*/study.csv           the same of a study, where the chapter has one: the rows of "NN-study"
//
// No number is copied by hand. A README marks where numbers belong and this code writes them there, from published.csv:
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
// Errors are std::runtime_error naming the file, and for a README the tag. chapters/book.cpp is the program.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/report/csv.hpp"
#include "lib/report/results.hpp"

namespace pinn {

struct BookPaths {
    std::filesystem::path root = ".";       // holds chapters/, bench/, plots/, README.md
    std::filesystem::path build = "build";  // holds results/, figures/
};

// Chapter number -> folder: every chapters/NN-* that exists.
std::map<std::string, std::filesystem::path> chapter_folders(const BookPaths& paths);

// ---- The commands.  Each prints to `out`; false means: differences were found (printed), exit 1. ----

// Every row of build/results/chapter-*.csv as one table, and a count per verdict.  Throws if there is no row.
void book_table(const BookPaths& paths, std::ostream& out);

// book_table, and whether the paper-profile results of every chapter have the rows and verdicts of its published.csv,
// together at least one row for every judged item.  What differs is printed after the table; numbers may differ.
bool book_confirm(const BookPaths& paths, std::ostream& out);

// Compares the quick results of every chapter that has an expected.csv with it: same profile and seeds, same rows in
// the same order, equal paper value, band and verdict, and where the tolerance is a number
//     |ours - expected| <= tolerance |expected|
// (`verdict`: digits may differ).  Closes with "N passed, N failed", counting rows; a missing file counts as one
// failure, and nothing compared is a failure.
bool book_compare(const BookPaths& paths, std::ostream& out);

// Writes chapters/NN-*/expected.csv from the present quick results; known rows keep their tolerance, new rows get
// `verdict`.
void book_expect(const BookPaths& paths, const std::string& chapter, std::ostream& out);

// Copies paper-profile results to chapters/NN-*/published.csv with machine and date, their figures' pictures to
// plots/gallery/, and refreshes the READMEs.  Chapters: those named, or all that have results.  Refuses quick results
// and results of changed options or chosen seeds, before anything is written.
void book_publish(const BookPaths& paths, const std::vector<std::string>& chapters, std::ostream& out);

// Records the medians of Google Benchmark's build/timings/*.json as bench/published.csv (work, value, unit, with
// machine and date). Value: the counter "GFLOP/s" where there is one, else the time. Every other counter becomes a row
// of its own: "<work> memory" in MB for the counter "MB", else "<work> <counter>". And build/timings/peers.csv of
// bench/peers/compare.cpp as bench/peers.csv, with machine and date too; refused, before anything is written, if that
// run was changed by options, failed or did not end. The READMEs wait for publish or readme.
// Throws if there is neither.
void book_publish_bench(const BookPaths& paths, std::ostream& out);

// Rewrites all marked places of README.md, chapters/*/README.md, chapters/RESULTS.md, chapters/ERRATA.md and
// bench/README.md (readme), or says which differ and
// changes nothing (check).  The check fails too if README.md has no marked place at all.
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

// "AMD EPYC 7B13, 2 cores, AVX, g++ 12.2": the vectors are those the program was compiled for.
std::string machine_description();

// The program: `arguments` without the program's name; "--build DIR" may come first.  Returns the exit code; throws
// UsageError.
int book_main(const std::vector<std::string>& arguments, const BookPaths& paths, std::ostream& out);

}  // namespace pinn
