// How far from Gaussian: the Kolmogorov distance with its 99.9 % limit, and the excess kurtosis, against the width.
// paper: Eq. (2.4)
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch01-kolmogorov", {.columns = 2, .height = 360}, [](const Csv& data) {
        const Axis width{"width N", Axis::powers_of_2, "0.8:*"};
        std::vector<Panel> panels = {{"Kolmogorov distance",
                                      width,
                                      {"√M sup |F_M − Φ|", Axis::decades, "0.2:100"},
                                      {{dotted, "rejected above (0.1 %)", {}, "1.95"}}},
                                     {"excess kurtosis: falls like 1/N",
                                      width,
                                      {"excess kurtosis", Axis::decades},
                                      {{exact, "slope −1", {}, "8/x"}}}};
        const auto add = [&](Panel& panel, const std::string& column, const std::string& of, std::size_t colour) {
            for (std::size_t L = 1; L <= 3; ++L) {
                const std::string depth = std::to_string(L);
                panel.curves.push_back(
                    {marked(colour + L), of + ", L = " + depth, curve(data, "width", column + depth)});
            }
        };
        add(panels[0], "difference_", "f(1) − f(−1)", 0);
        add(panels[0], "value_", "f(1)", 3);
        add(panels[1], "kurtosis_", "f(1) − f(−1)", 0);
        return panels;
    });
}
