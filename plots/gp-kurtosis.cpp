// How far from Gaussian: excess kurtosis against the width, and what Pearson's test makes of it.
// paper: Theorem 4.1
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch03-gp-kurtosis", {.columns = 2}, [](const Csv& data) {
        const Axis width{"width N", Axis::decades, "0.7:30000"};
        const auto of = [&](const char* column) { return curve(data, "width", column); };
        return std::vector<Panel>{{"slope " + comment_value(data, "slope") + " (exact: −1)",
                                   width,
                                   {"excess kurtosis", Axis::decades, "0.001:1e5"},
                                   {{line(1), "one point, exact", of("exact")},
                                    {line(2), "roughest direction, exact", of("exact_rough")},
                                    {points(1), "one point, measured", of("excess")}}},
                                  {"test against the limit law",
                                   width,
                                   {"statistic / degrees of freedom", Axis::decades, "0.1:1e4"},
                                   {{marked(1), "one point", of("point")},
                                    {marked(3), "five points jointly", of("joint")},
                                    {dotted, "rejected above", of("critical")}}}};
    });
}
