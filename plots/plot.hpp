// What every figure shares: reading its data, opening gnuplot for one picture, checking that the picture exists.
//
// A figure's program reads <dir>/figures/<name>.csv and nothing else, so figures are restyled without computing again:
//
//     int main(int argc, char** argv) {
//         return draw(argc, argv, "ch07-fig4", {1200, 800}, [](Gnuplot& gp, const Csv& data) { gp << "plot ...\n"; });
//     }
//
// draw() runs the body twice, for .svg and for .png, and fails if a file does not appear: gnuplot-iostream itself
// reports neither a missing gnuplot nor a script that stopped half way.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gnuplot-iostream.h>

#include "lib/report/csv.hpp"

namespace pinn {

struct Pixels {
    int width, height;
};

// argv[1] is the folder of the results, "build" if absent; argv[2] may be "svg", for no .png.  Returns the exit code of
// main().
int draw(int argc, char** argv, const std::string& name, Pixels size,
         const std::function<void(Gnuplot&, const Csv&)>& body);

// Columns x and y, for gp.send1d().  Throws std::runtime_error if a column is missing or a field is no number.
std::pair<std::vector<double>, std::vector<double>> curve(const Csv& data, const std::string& x, const std::string& y);

// The same of the rows with the given texts in the given columns.
using Where = std::vector<std::pair<std::string, std::string>>;
std::pair<std::vector<double>, std::vector<double>> curve(const Csv& data, const Where& where, const std::string& x,
                                                          const std::string& y);

// The different texts of a column, in the order of their first rows.
std::vector<std::string> distinct(const Csv& data, const std::string& column);

// The text behind "<key>: " in the comment lines.  Throws std::runtime_error if there is none.
std::string comment_value(const Csv& data, const std::string& key);

}  // namespace pinn
