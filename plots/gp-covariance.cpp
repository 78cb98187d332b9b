// Root mean square error of conditional covariances against the width.
// paper: Theorem 4.1, Remark 4.2
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch03-gp-covariance", {.height = 400}, [](const Csv& data) {
        Panel panel{"Covariance of A u given the hidden layers, against its limit",
                    {"width N", Axis::decades, "6:40000"},
                    {"relative error, r.m.s. over seeds", Axis::decades},
                    {{dotted, "slope −1/2", {}, "6*x**(-0.5)"}}};
        for (const std::string& c : distinct(data, "case")) {
            panel.curves.push_back({marked(panel.curves.size()), comment_value(data, "case " + c),
                                    curve(data, {{"case", c}}, "width", "error")});
        }
        return std::vector{panel};
    });
}
