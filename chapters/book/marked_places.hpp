// The numbers on the pages: none is copied by hand. A page marks where numbers belong, and this code writes them
// there, from the published rows:
//
//     <!-- generated: items --> ... <!-- end generated -->     a block, see blocks.hpp
//     0.00163<!--4b-->                                         a number: what numbers.csv beside the page says under
//                                                              the tag 4b
//     tag,source,item,quantity,format
//     4b,07,Fig. 4b,relative L2 error,%.3g                     see published.hpp
//
// A number starts behind a blank, a bracket or a line break; a time has one blank inside.
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
