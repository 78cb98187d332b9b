// All chapters at once: the table of every row, the comparison with what is expected, and the program around them.
//
//     build/results/chapter-NN.csv      what a run found            (Results)
//     chapters/NN-*/expected.csv        what the quick profile has to find; column `tolerance` besides
//     chapters/NN-*/published.csv       what the paper profile found when last recorded: seeds, machine, date
//     chapters/NN-*/study.csv           the same of a study, where the chapter has one: the rows of "NN-study"; with
//                                       them the data of its figures
//
// No number is copied by hand: publish.hpp records them, marked_places.hpp writes them where a README marks a place.
// Errors are std::runtime_error naming the file. chapters/book.cpp is the program.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "lib/report/chapter_files.hpp"

namespace pinn {

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

// The program: `arguments` without the program's name; "--build DIR" may come first.  Returns the exit code; throws
// UsageError.
int book_main(const std::vector<std::string>& arguments, const BookPaths& paths, std::ostream& out);

}  // namespace pinn
