// The numbers on the pages: none is copied by hand. A page marks where numbers belong, and this code writes them
// there, from published.csv:
//
//     <!-- generated: items --> ... <!-- end generated -->            one line for each judged item
//     <!-- generated: counts --> ... <!-- end generated -->           how many rows have which verdict
//     <!-- generated: reproduction --> ... <!-- end generated -->     all their rows, in the paper's order
//     <!-- generated: results 07 --> ... <!-- end generated -->       the rows of one chapter
//     <!-- generated: code tests/kernel/empirical_test.cpp --> ...    its example, which compiles and is tested
//     <!-- generated: table errors --> ... <!-- end generated -->     one of tables.csv beside the page
//     <!-- generated: peers --> ... <!-- end generated -->            bench/peers.csv: other software beside ours
//     <!-- generated: crosscheck --> ... <!-- end generated -->       bench/crosscheck.csv: the same by another program
//     0.00163<!--4b-->             a number: what numbers.csv beside the page says under the tag 4b, one line each of
//
//     tag,source,item,quantity,format
//     4b,07,Fig. 4b,relative L2 error,%.3g                `ours` of one row of chapter 07, 07-study of its study; the
//                                                         quantity may end in ": smallest" or ": largest"
//     b1,bench,Gemm/n:512,,%.0f                           `value` of one row of bench/published.csv
//     b2,bench,Gemm/n:512 : Peak,,%.2f                    the quotient of two
//     p1,peers,Gemm/n:512,OpenBLAS,%.2f                   `ratio` of a row of bench/peers.csv
//     q7,takes,07,quick,                                  "12 s", of the header of a chapter's main.cpp; or paper
//
// A number starts behind a blank, a bracket or a line break; a time has one blank inside. tables.csv has one line for
// each column of a table:
//
//     table,column,source,item,quantity,format
//     errors,problem,,,,                                  what stands for the star in the column after it, in the order
//     errors,equal,10,Remedies,"*, equal: error",%.2g       of the results: one line of the table for each
//     errors,helps,10,Remedies,"*, equal: helps",no|yes   the word for 0, and that for anything else
#pragma once

#include <iosfwd>

#include "chapters/book/chapters.hpp"

namespace pinn::book {

// Rewrites all marked places of README.md, chapters/*/README.md, chapters/RESULTS.md, chapters/ERRATA.md and
// bench/README.md.  Throws std::runtime_error naming the file, the line and the mark if a block is not closed or a mark
// names nothing that exists, before any page is written.
void refresh_pages(const Paths& paths, std::ostream& out);

// Whether that would change nothing; prints what differs.  README.md without any marked place, and a tag that is on no
// page, count as differences.
bool check_pages(const Paths& paths, std::ostream& out);

}  // namespace pinn::book
