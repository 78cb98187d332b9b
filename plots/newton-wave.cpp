// The wave equation by Gauss-Newton, at several kinds of points: the error against steps, median and range over seeds.
// paper: Section 8, Fig. 6b
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch09-wave", {.height = 420}, [](const Csv& data) {
        Panel panel{"The wave equation by Gauss-Newton: median and range over seeds",
                    {"step", Axis::decades, "1:30000"},
                    {"relative L^2 error", Axis::decades, "1e-8:10"},
                    {{dotted, "printed, after 80,000 steps", {}, "1.728e-3"}}};
        const std::vector<std::string> runs = distinct(data, "run");
        for (std::size_t i = 0; i < runs.size(); ++i) {
            const Csv of = where(data, {{"run", runs[i]}});
            panel.curves.push_back({band(i + 1), "", columns(of, {"step", "low", "high"})});
            panel.curves.push_back({line(i + 1), runs[i], curve(of, "step", "median")});
        }
        return std::vector{panel};
    });
}
