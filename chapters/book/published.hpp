// What the pages quote: the published rows, and which number of them a line of numbers.csv or tables.csv means.
//
//     source,item,quantity,format
//     07,Fig. 4b,relative L2 error,%.3g                `ours` of one row of chapter 07, 07-study of its study; the
//                                                      quantity may end in ": smallest" or ": largest"
//     bench,Gemm/n:512,,%.0f                           `value` of one row of bench/published.csv
//     bench,Gemm/n:512 : Peak,,%.2f                    the quotient of two
//     peers,Gemm/n:512,OpenBLAS,%.2f                   `ratio` of a row of bench/peers.csv
//     takes,07,quick,                                  "12 s", of the header of a chapter's main.cpp; or paper
//     10,Remedies,"wave, equal: helps",no|yes          the word for 0, and that for anything else
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "chapters/book/chapters.hpp"
#include "lib/report/results.hpp"

namespace pinn::book {

using Rows = std::vector<ResultRow>;

struct Published {
    std::filesystem::path root;
    // By chapter number "08" the rows of published.csv, by "08-study" those of study.csv.
    std::map<std::string, Rows> rows;
    std::map<std::string, std::filesystem::path> folders;  // of every chapter, from the root

    // Of a chapter that has been published, and "peers" of bench/peers.csv; std::runtime_error if there is no such
    // file.
    const Rows& of(const std::string& name) const;
    Csv bench(const std::string& name) const;
};

Published read_published(const Paths& paths);

struct Number {
    std::string source, item, quantity, format;
};

Number number_of(const std::vector<std::string>& row, const Csv& table);

// As it is printed.  Throws std::runtime_error if there is no such row, or the format does not print one number.
std::string number_text(const Number& number, const Published& published);

}  // namespace pinn::book
