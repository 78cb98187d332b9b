// The wave equation: the three terms of the loss and the error along both trainings.
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch08-training", {.columns = 2, .height = 250}, [](const Csv& data) {
        std::vector<Panel> panels;
        for (const auto& [column, y] :
             {std::pair{"loss_u", "L_u"}, {"loss_ut", "L_ut"}, {"loss_r", "L_r"}, {"error", "relative L^2 error"}}) {
            panels.push_back({"",
                              {"step"},
                              {y, Axis::decades},
                              {{thin(1), "(a) equal weights", curve(data, {{"run", "equal"}}, "step", column)},
                               {thin(2), "(b) Algorithm 1", curve(data, {{"run", "Algorithm 1"}}, "step", column)}}});
        }
        panels.back().curves.push_back({dashed(1), "the paper's error, (a)", {}, "4.518e-1"});
        panels.back().curves.push_back({dashed(2), "the paper's error, (b)", {}, "1.728e-3"});
        return panels;
    });
}
