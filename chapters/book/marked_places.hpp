// The numbers on the pages: none is copied by hand. A page marks where numbers belong, and this code writes them
// there, from published.csv:
//
//     <!-- generated: items --> ... <!-- end generated -->            one line for each judged item
//     <!-- generated: counts --> ... <!-- end generated -->           how many rows have which verdict
//     <!-- generated: reproduction --> ... <!-- end generated -->     all their rows, in the paper's order
//     <!-- generated: results 07 --> ... <!-- end generated -->       the rows of one chapter
//     <!-- generated: code tests/kernel/empirical_test.cpp --> ...    its example, which compiles and is tested
//     <!-- generated: peers --> ... <!-- end generated -->            bench/peers.csv: other software beside ours
//     <!-- generated: crosscheck --> ... <!-- end generated -->       bench/crosscheck.csv: the same by another program
//     <!--=07@Fig. 4b@relative L2 error@%.3g-->0.00163<!--/-->        `ours` of one row
//     <!--=bench@Gemm/n:512@%.0f-->52<!--/-->                         `value` of one row of bench/published.csv
//     <!--=bench@Gemm/n:512 : Peak@%.2f-->0.93<!--/-->                the quotient of two
//     <!--=peers@Gemm/n:512@OpenBLAS@%.2f-->0.93<!--/-->              `ratio` of a row of bench/peers.csv
//     <!--=takes@07@quick-->12 s<!--/-->                              of the header of a chapter's main.cpp; or @paper
#pragma once

#include <iosfwd>

#include "chapters/book/chapters.hpp"

namespace pinn::book {

// Rewrites all marked places of README.md, chapters/*/README.md, chapters/RESULTS.md, chapters/ERRATA.md and
// bench/README.md.  Throws std::runtime_error naming the file and the mark if a mark is not closed or names nothing
// that exists, before any page is written.
void refresh_pages(const Paths& paths, std::ostream& out);

// Whether that would change nothing; prints what differs.  README.md without any marked place counts as a difference.
bool check_pages(const Paths& paths, std::ostream& out);

}  // namespace pinn::book
