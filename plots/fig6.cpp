// Fig. 6: the wave equation: exact solution, prediction and absolute error over (t, x), for equal weights and for
// Algorithm 1.
// paper: Fig. 6
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "plots/plot.hpp"

using namespace pinn;

namespace {

// One colour for one value in all maps of u; the error from white to dark on a scale of its own.
void map(Gnuplot& gp, const Csv& data, const std::vector<double>& values, const std::string& title, bool error) {
    const double largest = *std::max_element(values.begin(), values.end());
    gp << "set title \"" << title << "\"\n";
    if (error) {
        gp << "set cbrange [0:" << largest << "]\n"
           << "set palette defined (0 '#ffffff', 0.5 '#fdae61', 1 '#7f0000')\n";
    } else {
        gp << "set cbrange [-1.5:1.5]\n"
           << "set palette defined (-1 '#b2182b', -0.5 '#f4a582', 0 '#ffffff', 0.5 '#92c5de', 1 '#2166ac')\n";
    }
    gp << "plot '-' with image notitle\n";
    gp.send1d_colmajor(std::vector<std::vector<double>>{numbers(data, "t"), numbers(data, "x"), values});
}

std::string short_number(const std::string& number) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3e", std::stod(number));
    return text;
}

}  // namespace

int main(int argc, char** argv) {
    return draw(argc, argv, "ch08-fig6", {1500, 820}, [](Gnuplot& gp, const Csv& data) {
        gp << "set multiplot layout 2,3\nset xrange [0:1]\nset yrange [0:1]\nset xlabel 't'\nset ylabel 'x' rotate by "
              "0\n";
        const std::vector<double> exact = numbers(data, "exact");
        const auto row = [&](const std::string& column, const std::string& name) {
            const std::vector<double> u = numbers(data, column);
            std::vector<double> error(u.size());
            for (std::size_t i = 0; i < u.size(); ++i) error[i] = std::abs(u[i] - exact[i]);
            map(gp, data, exact, "exact", false);
            map(gp, data, u, "predicted, " + name, false);
            map(gp, data, error, "|error|, relative L2 " + short_number(comment_value(data, "error " + column)), true);
        };
        row("equal", "(a) equal weights (paper 4.518e-01)");
        row("weighted", "(b) Algorithm 1 (paper 1.728e-03)");
    });
}
