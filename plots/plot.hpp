// What every figure shares: its data, its style, and how its panels stand on the page.
//
// A figure is a function from its data, <dir>/figures/<name>.csv, to panels; so figures are restyled without computing
// again, and none can differ from the others in its colours, fonts or legend:
//
//     int main(int argc, char** argv) {
//         return draw(argc, argv, "ch07-fig4", {.columns = 2}, [](const Csv& data) {
//             const Axis x{"x"}, u{"u"};
//             return std::vector<Panel>{{"prediction", x, u, {{line(1), "predicted", curve(data, "x", "u_a")}}}, ...};
//         });
//     }
//
// Pictures are 1000 pixels wide (150 dpi for 640 pixels of a page). Below the panels stand one legend of all titles,
// each once, and in small print what the data say of profile, seeds and setting.  draw() draws .svg and .png, and
// fails if a file does not appear: gnuplot-iostream itself reports neither a missing gnuplot nor a script that stopped
// half way. Only plot.cpp includes it, since a compiler needs half a minute for it.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "lib/report/csv.hpp"

namespace pinn {

// ---- Styles ---------------------------------------------------------------------------------------------------------
// Colours 1 to 7 are those of Okabe and Ito, which no kind of colour blindness confuses: blue, vermilion, green,
// purple, orange, light blue, black. What is exact, printed or of theory is grey.
std::string line(std::size_t colour);
std::string thin(std::size_t colour);  // a line for what jitters
std::string dashed(std::size_t colour);
std::string points(std::size_t colour);  // of a shape for each colour
std::string marked(std::size_t colour);  // points on a line
std::string band(std::size_t colour);    // between two columns
std::string error_bars(std::size_t colour);
extern const std::string exact, dotted, strip;  // a grey line, dotted; a grey band

// ---- Panels ---------------------------------------------------------------------------------------------------------
using Columns = std::vector<std::vector<double>>;

// In texts "u_xx" is u with the subscript xx.  A formula in x takes the place of the columns. Rows with a NaN are left
// out.
struct Curve {
    std::string style, title;
    Columns columns;
    std::string formula = {};
};

struct Axis {
    std::string label;
    enum { linear, decades, powers_of_2 } scale = linear;
    std::string range = "*:*";
};

struct Panel {
    std::string title;
    Axis x, y;
    std::vector<Curve> curves;
    std::string commands = {};  // of gnuplot's, for this panel
    std::string key = {};       // "top left": a legend of its own, there
};

// Panels fill the rows one by one. Of axes that are the same for all panels of a row or a column the labels are
// written once.
struct Layout {
    std::size_t columns = 1;
    double height = 330;  // of a panel, in pixels
    bool same_x = false, same_y = false;
    bool colours = false;  // room for the scale of a map
};

// argv[1] is the folder of the results, "build" if absent; argv[2] may be "svg", for no .png.  Returns the exit code of
// main().
int draw(int argc, char** argv, const std::string& name, const Layout& layout,
         const std::function<std::vector<Panel>(const Csv&)>& figure);

// ---- Data -----------------------------------------------------------------------------------------------------------
// Columns x and y of the rows with the given texts in the given columns.  Throws std::runtime_error if a column is
// missing or a field is no number.
using Where = std::vector<std::pair<std::string, std::string>>;
Columns curve(const Csv& data, const std::string& x, const std::string& y);
Columns curve(const Csv& data, const Where& where, const std::string& x, const std::string& y);

// The rows with these texts.
Csv where(const Csv& data, const Where& where);

// Several columns: x, low, high for band(); x, y, low, high for error_bars(); x, y, value for "image".
Columns columns(const Csv& data, const std::vector<std::string>& names);

// The line C x^exponent through `factor` times the point `at` of a curve.
Columns slope(const Columns& curve, std::size_t at, double exponent, double factor = 1);

// The different texts of a column, in the order of their first rows.
std::vector<std::string> distinct(const Csv& data, const std::string& column);

// The text behind "<key>: " in the comment lines.  Throws std::runtime_error if there is none.
std::string comment_value(const Csv& data, const std::string& key);

}  // namespace pinn
