// How much of the remaining error the kernel at initialization does not foresee; one panel for each width.
// paper: Eq. (5.3)
#include <algorithm>

#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch06-unforeseen", {.columns = 3, .same_y = true}, [](const Csv& data) {
        std::vector<std::string> widths = distinct(data, "width");
        std::ranges::reverse(widths);
        std::vector<Panel> panels;
        for (const std::string& width : widths) {
            Panel panel{"width " + width,
                        {"step", Axis::decades, "1:*"},
                        {"||e − predicted|| / ||e||", Axis::decades, "1e-7:3"},
                        {}};
            for (const std::string& s : distinct(data, "s")) {
                panel.curves.push_back({line(panel.curves.size() + 1), "s = " + s,
                                        curve(data, {{"width", width}, {"s", s}}, "step", "unforeseen")});
            }
            panels.push_back(panel);
        }
        return panels;
    });
}
