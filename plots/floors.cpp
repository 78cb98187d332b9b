// One spectrum of K in four arithmetics: where each ends.
// paper: C7
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch06-floors", {.height = 400}, [](const Csv& data) {
        const auto of = [&](const char* column) { return curve(data, "index", column); };
        return std::vector<Panel>{{"One spectrum, four arithmetics",
                                   {"index", Axis::linear, "0:" + std::to_string(data.rows.size() + 1)},
                                   {"eigenvalue of K / largest", Axis::decades},
                                   {{"lines lw 4 lc rgb '#bbbbbb'", "100 digits", of("exact")},
                                    {points(3), "singular values of J, double", of("singular")},
                                    {points(1), "K in double", of("double")},
                                    {points(2), "K in float, as published", of("float")}}}};
    });
}
