// Kernel regression with a truncated inverse: the error of u, and the share of the data dropped, against the cutoff.
// paper: Eq. (4.10)
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch06-truncation", {.height = 380}, [](const Csv& data) {
        Panel panel{"Eq. (4.11): training for ever, by a truncated inverse",
                    {"cutoff / largest eigenvalue", Axis::decades, "1:1e-30"},
                    {"relative error of u; share dropped", Axis::decades},
                    {}};
        const std::vector<std::string> widths = distinct(data, "width");
        for (std::size_t i = 0; i < widths.size(); ++i) {
            const Csv of = where(data, {{"width", widths[i]}});
            panel.curves.push_back({marked(i + 1), "error of u, width " + widths[i], curve(of, "cutoff", "error")});
            panel.curves.push_back({dashed(i + 1), "data dropped, width " + widths[i], curve(of, "cutoff", "dropped")});
        }
        return std::vector{panel};
    });
}
