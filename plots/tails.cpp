// Quantiles of the output of many networks against those of the Gaussian limit.
// paper: Eq. (2.4)
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch01-tails", {.columns = 3, .same_y = true}, [](const Csv& data) {
        std::vector<Panel> panels;
        for (const auto& [title, prefix] : {std::pair{"f(1), one hidden layer", std::string("value_1_")},
                                            {"f(1) − f(−1), one hidden layer", std::string("difference_1_")},
                                            {"f(1) − f(−1), three hidden layers", std::string("difference_3_")}}) {
            Panel panel{title,
                        {"quantile of N(0, 1)", Axis::linear, "-3.3:3.3"},
                        {"quantile over networks / deviation", Axis::linear, "-6.5:6.5"},
                        {{"lines lw 4 lc rgb '#aaaaaa'", "limit", {}, "x"}}};
            for (const std::string width : {"1", "4", "16", "64"})
                panel.curves.push_back({line(panel.curves.size()), "N = " + width, curve(data, "z", prefix + width)});
            panels.push_back(panel);
        }
        return panels;
    });
}
