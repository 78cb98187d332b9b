// Fig. 6: the wave equation: exact solution, predictions and absolute errors over (t, x), for equal weights (a) and for
// Algorithm 1 (b); u of (a) at the ends of the string. Dashed in (a): the characteristics from the ends; in the wedge
// before them the ends are not felt yet.
// paper: Fig. 6
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <tuple>

#include "plots/plot.hpp"

using namespace pinn;

namespace {

const Axis t{"t", Axis::linear, "0:1"}, x{"x", Axis::linear, "0:1"};

// One colour for one value in all maps of u; the error from white to dark on a scale of its own.
Panel map(const std::string& title, const Columns& values, bool error) {
    const double largest = *std::ranges::max_element(values[2]);
    const std::string scale =
        error ? "set cbrange [0:" + std::to_string(largest) +
                    "]\nset palette defined (0 '#ffffff', 0.5 '#E69F00', 1 '#6b2a00')"
              : "set cbrange [-1.5:1.5]\nset palette defined (-1 '#a03c00', -0.5 '#e8a878', 0 '#ffffff', 0.5 "
                "'#7fb8d8', 1 '#004d7a')";
    return {title, t, x, {{"image", "", values}}, scale + "\nset cbtics font ',10'"};
}

}  // namespace

int main(int argc, char** argv) {
    return draw(argc, argv, "ch08-fig6", {.columns = 2, .height = 200, .colours = true}, [](const Csv& data) {
        const std::vector<std::string> xs = distinct(data, "x");
        std::vector<Panel> panels = {map("exact", columns(data, {"t", "x", "exact"}), false),
                                     {"(a) at the ends of the string",
                                      t,
                                      {"u (exact: 0)"},
                                      {{line(1), "u(t, 0)", curve(data, {{"x", xs.front()}}, "t", "equal")},
                                       {line(3), "u(t, 1)", curve(data, {{"x", xs.back()}}, "t", "equal")}}}};
        for (const auto& [column, name, paper] : {std::tuple{std::string("equal"), "(a) equal weights", "4.518e-1"},
                                                  {std::string("weighted"), "(b) Algorithm 1", "1.728e-3"}}) {
            Columns u = columns(data, {"t", "x", column});
            panels.push_back(map(name, u, false));
            const std::vector<double> truth = numbers(data, "exact");
            for (std::size_t i = 0; i < truth.size(); ++i) u[2][i] = std::abs(u[2][i] - truth[i]);
            char error[64];
            std::snprintf(error, sizeof error, "|error|, L^2: %.3e (paper: %s)",
                          std::stod(comment_value(data, "error " + column)), paper);
            panels.push_back(map(error, u, true));
        }
        for (Panel* panel : {&panels[2], &panels[3]}) {
            panel->curves.push_back({dashed(7), "x = 2t and x = 1 − 2t, from the ends", {{0, 0.5}, {0, 1}}});
            panel->curves.push_back({dashed(7), "", {{0, 0.5}, {1, 0}}});
        }
        return panels;
    });
}
