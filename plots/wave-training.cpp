// The wave equation: the three terms of the loss and the error along both trainings.
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch08-training", {.columns = 2, .height = 250}, [](const Csv& data) {
        std::vector<Panel> panels;
        for (const auto& [column, y] :
             {std::pair{"loss_u", "L_u"}, {"loss_ut", "L_ut"}, {"loss_r", "L_r"}, {"error", "relative L^2 error"}}) {
            const auto of = [&, name = column](const char* run) {
                Columns along = curve(data, {{"run", run}}, "step", name);
                for (double& step : along[0]) step /= 1000;
                return along;
            };
            panels.push_back(
                {"",
                 {"thousand steps"},
                 {y, Axis::decades},
                 {{thin(1), "(a) equal weights", of("equal")}, {thin(2), "(b) Algorithm 1", of("Algorithm 1")}}});
        }
        panels.back().curves.push_back({dashed(1), "the paper's error, (a)", {}, "4.518e-1"});
        panels.back().curves.push_back({dashed(2), "the paper's error, (b)", {}, "1.728e-3"});
        return panels;
    });
}
