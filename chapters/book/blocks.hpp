// The blocks of a page that are made of published rows and files, by their names:
//
//     items                                one line for each judged item
//     counts                               how many rows have which verdict
//     reproduction                         all their rows, in the paper's order
//     results 07                           the rows of one chapter
//     code tests/kernel/empirical_test.cpp its example, which compiles and is tested
//     table errors                         one of tables.csv beside the page
//     peers                                bench/peers.csv: other software beside ours
//     crosscheck                           bench/crosscheck.csv: the same by another program
//
// tables.csv has one line for each column of a table:
//
//     table,column,source,item,quantity,format
//     errors,problem,,,,                                  what stands for the star in the column after it, in the order
//     errors,equal,10,Remedies,"*, equal: error",%.2g       of the results: one line of the table for each
//     errors,helps,10,Remedies,"*, equal: helps",no|yes   the columns from the third on as in published.hpp
#pragma once

#include <filesystem>
#include <string>

#include "chapters/book/published.hpp"

namespace pinn::book {

// For a page in `folder`, from the root.  Throws std::runtime_error if there is no such block, or a row is missing.
std::string block_content(const std::string& name, const Published& published, const std::filesystem::path& folder);

}  // namespace pinn::book
