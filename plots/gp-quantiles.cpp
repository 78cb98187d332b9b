// Quantiles of u_xx over those of a normal variable: at one point, and in the direction that varies least.
// paper: Theorem 4.1
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch03-gp-quantiles", {.columns = 2, .height = 360, .same_y = true}, [](const Csv& data) {
        std::vector<Panel> panels;
        for (const auto& [side, title] : {std::pair{std::string("point"), "u_xx at one point"},
                                          {std::string("rough"), "roughest combination of five points"}}) {
            Panel panel{title,
                        {"quantile of N(0, 1)", Axis::linear, "-3.1:3.1"},
                        {"quantile over networks / deviation", Axis::linear, "-6:6"},
                        {{dotted, "Gaussian", {}, "x"}}};
            for (const std::string width : {"8", "64", "16384"})
                panel.curves.push_back(
                    {marked(panel.curves.size()), "width " + width, curve(data, "normal", side + "_" + width)});
            panels.push_back(panel);
        }
        return panels;
    });
}
