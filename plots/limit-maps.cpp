// The limit kernel K* as a function of (x, x'), and what one network's K(0) adds to it.
// paper: Theorem 4.3
#include <algorithm>
#include <cmath>

#include "plots/plot.hpp"

using namespace pinn;

namespace {

// White is 0, orange below, blue above; of a positive limit the lowest value is white instead.
Panel map(const Csv& data, const std::string& column, const std::string& title) {
    const Columns values = columns(data, {"x_prime", "x", column});
    const auto [lowest, highest] = std::ranges::minmax(values[2]);
    const bool from_lowest = column == "K_uu" && lowest > 0;
    const double largest = std::max(-lowest, highest);
    return {title,
            {"x'", Axis::linear, "0:1"},
            {"x", Axis::linear, "0:1"},
            {{"image", "", values}},
            "set cbrange [" + std::to_string(from_lowest ? lowest : -largest) + ":" + std::to_string(largest) +
                "]\nset palette defined (" +
                (from_lowest ? "0 '#ffffff', 0.5 '#7fb8d8', 1 '#004d7a'"
                             : "-1 '#a03c00', -0.5 '#e8a878', 0 '#ffffff', 0.5 '#7fb8d8', 1 '#004d7a'") +
                ")\nset cbtics font ',10'"};
}

}  // namespace

int main(int argc, char** argv) {
    return draw(argc, argv, "ch04-limit-maps", {.columns = 2, .height = 230, .colours = true}, [](const Csv& data) {
        std::vector<Panel> panels;
        for (const std::string block : {"uu", "ur", "rr"}) {
            panels.push_back(map(data, "K_" + block, "Θ_" + block));
            panels.push_back(map(data, "d_" + block, "Θ_" + block + ": K(0) − K*"));
        }
        return panels;
    });
}
