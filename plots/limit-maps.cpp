// The limit kernel K* as a function of (x, x'), and what one network's K(0) adds to it.
// paper: Theorem 4.3
#include <algorithm>

#include "plots/plot.hpp"

using namespace pinn;

namespace {

// White is 0, red below, blue above; of a positive limit the lowest value is white instead.
void map(Gnuplot& gp, const Csv& data, const std::string& column, const std::string& title) {
    const std::vector<double> values = numbers(data, column);
    const double lowest = *std::min_element(values.begin(), values.end());
    const double highest = *std::max_element(values.begin(), values.end());
    const double largest = std::max(-lowest, highest);
    const bool from_lowest = column == "K_uu" && lowest > 0;
    gp << "set title \"" << title << "\"\nset cbrange [" << (from_lowest ? lowest : -largest) << ":" << largest
       << "]\n";
    gp << (from_lowest
               ? "set palette defined (0 '#ffffff', 0.5 '#92c5de', 1 '#2166ac')\n"
               : "set palette defined (-1 '#b2182b', -0.5 '#f4a582', 0 '#ffffff', 0.5 '#92c5de', 1 '#2166ac')\n");
    gp << "plot '-' with image notitle\n";
    gp.send1d_colmajor(
        std::vector<std::vector<double>>{numbers(data, "x_prime"), numbers(data, "x"), numbers(data, column)});
}

}  // namespace

int main(int argc, char** argv) {
    return draw(argc, argv, "ch04-limit-maps", {1500, 860}, [](Gnuplot& gp, const Csv& data) {
        gp << "set multiplot layout 2,3\nset size square\nset xlabel \"x'\"\nset ylabel 'x' rotate by 0\n"
              "set autoscale xfix\nset autoscale yfix\n";
        map(gp, data, "K_uu", "Θ_{uu}: limit");
        map(gp, data, "K_ur", "Θ_{ur}: limit (u at x, u_{xx} at x')");
        map(gp, data, "K_rr", "Θ_{rr}: limit");
        const std::string one = ": K(0) - K*, width " + comment_value(data, "width");
        map(gp, data, "d_uu", "Θ_{uu}" + one);
        map(gp, data, "d_ur", "Θ_{ur}" + one);
        map(gp, data, "d_rr", "Θ_{rr}" + one);
    });
}
