// Components of the error along eigenvectors of K(0), measured over predicted; rows: widths, columns: s.
// paper: Eq. (5.3)
#include <algorithm>

#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(
        argc, argv, "ch06-decay", {.columns = 3, .height = 230, .same_x = true, .same_y = true}, [](const Csv& data) {
            const std::vector<std::string> components = distinct(data, "component");
            std::vector<std::string> widths = distinct(data, "width");
            std::ranges::reverse(widths);
            const std::string last = std::to_string(std::ranges::max(numbers(data, "step")));
            std::vector<Panel> panels;
            for (const std::string& width : widths) {
                for (const std::string& s : distinct(data, "s")) {
                    Panel panel{"width " + width + ", s = " + s,
                                {"step", Axis::decades, "1:" + last},
                                {"|q_i·e(k)| / |q_i·e(1)|", Axis::decades, "1e-4:2"},
                                {}};
                    for (std::size_t i = 0; i < components.size(); ++i) {
                        const Csv of = where(data, {{"width", width}, {"s", s}, {"component", components[i]}});
                        panel.curves.push_back({line(i + 1), "i = " + components[i], curve(of, "step", "predicted")});
                        panel.curves.push_back({points(i + 1), "", curve(of, "step", "measured")});
                    }
                    panel.curves.push_back({line(7), "predicted", {}, "NaN"});
                    panel.curves.push_back({points(7), "trained", {}, "NaN"});
                    panels.push_back(panel);
                }
            }
            return panels;
        });
}
