// Algorithm 1 and the rules that go by its name: the ratio of the weights and both terms of the loss along training.
// paper: Algorithm 1
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch07-rules", {.columns = 3}, [](const Csv& data) {
        const std::vector<std::string> runs = distinct(data, "run");
        std::vector<Panel> panels;
        for (const auto& [column, y, range] : {std::tuple{"weight", "λ_b / λ_r", "1e-3:1e4"},
                                               {"loss_b", "boundary term of the loss", "1e-8:1e3"},
                                               {"loss_r", "residual term of the loss", "1e-1:1e5"}}) {
            Panel panel{"", {"step", Axis::decades}, {y, Axis::decades, range}, {}};
            for (std::size_t i = 0; i < runs.size(); ++i) {
                panel.curves.push_back(
                    {i < 7 ? line(i + 1) : dashed(i + 1), runs[i], curve(data, {{"run", runs[i]}}, "step", column)});
            }
            panels.push_back(panel);
        }
        return panels;
    });
}
