// Problem 7.2 by Gauss-Newton: how many components of the error a step does not leave where they are.
// paper: Section 8, Eq. (5.3)
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch09-freed", {}, [](const Csv& data) {
        Panel panel{"Components that a step moves",
                    {"step", Axis::decades},
                    {"eigenvalues above μ, of 102", Axis::linear, "0:60"},
                    {}};
        const std::vector<std::string> runs = distinct(data, "run");
        for (std::size_t i = 0; i < runs.size(); ++i) {
            panel.curves.push_back({marked(i + 1), runs[i] + (i == 0 ? ", gain ratio, acceleration" : ""),
                                    curve(data, {{"run", runs[i]}}, "step", "above")});
        }
        return std::vector{panel};
    });
}
