// Paths of the Gaussian limit above, networks below, for one, two and three hidden layers.
// paper: Eq. (2.4)
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch01-priors", {.columns = 3, .height = 230, .same_x = true, .same_y = true},
                [](const Csv& data) {
                    std::vector<Panel> panels;
                    for (const std::string name : {"limit", "network"}) {
                        for (const std::string depth : {"1", "2", "3"}) {
                            const std::string deviation = "deviation_" + depth;
                            Columns limit = columns(data, {"x", deviation, deviation});
                            for (double& low : limit[1]) low *= -2;
                            for (double& high : limit[2]) high *= 2;
                            Panel panel{name == "limit"
                                            ? "GP(0, Σ^{(" + depth + ")})"
                                            : "networks of width " + comment_value(data, "width") + ", L = " + depth,
                                        {"x", Axis::linear, "-2:2"},
                                        {"f(x)", Axis::linear, "-4.5:4.5"},
                                        {{strip, "± 2 standard deviations of the limit", limit}}};
                            for (std::size_t p = 0; p < 5; ++p) {
                                panel.curves.push_back(
                                    {line(p + 1), "", curve(data, "x", name + std::to_string(p) + "_" + depth)});
                            }
                            panels.push_back(panel);
                        }
                    }
                    return panels;
                });
}
