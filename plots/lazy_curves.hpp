// The panels that Figs 2 and 3 share: rows are settings, columns are theta, K, spectrum.
#pragma once

#include "plots/plot.hpp"

namespace pinn {

inline int draw_lazy_curves(int argc, char** argv, const std::string& name) {
    return draw(argc, argv, name, {.columns = 3, .height = 240}, [](const Csv& data) {
        const std::vector<std::string> widths = distinct(data, "width");
        std::vector<Panel> panels;
        for (const std::string& setting : distinct(data, "setting")) {
            for (const std::string what : {"theta", "K"}) {
                const std::string letter = what == "K" ? "K" : "θ";
                Panel panel{
                    setting, {"step", Axis::linear, "0:*"}, {"relative change of " + letter, Axis::linear, "0:*"}, {}};
                for (std::size_t i = 0; i < widths.size(); ++i) {
                    panel.curves.push_back(
                        {line(i + 1), "width " + widths[i],
                         curve(data, {{"setting", setting}, {"width", widths[i]}, {"what", what}}, "x", "y")});
                }
                // Five-digit steps: labels at 0, at half and at the end do not touch.
                panel.commands = "set xtics " + std::to_string(panel.curves.front().columns[0].back() / 2);
                panels.push_back(panel);
            }
            const auto spectrum = [&](const char* what) {
                return curve(data, {{"setting", setting}, {"width", widths.back()}, {"what", what}}, "x", "y");
            };
            panels.push_back({"K at width " + widths.back(),
                              {"index", Axis::decades, "1:102"},
                              {"eigenvalue", Axis::decades},
                              {{points(4), "start", spectrum("start")}, {points(2), "end", spectrum("end")}}});
        }
        return panels;
    });
}

}  // namespace pinn
