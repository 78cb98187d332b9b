// Heavy-ball momentum: components of the error along a training, and their closed form.
// paper: Section 8, Eq. (5.3)
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch09-momentum", {}, [](const Csv& data) {
        Panel panel{"Components of the error under momentum", {"step"}, {"q_i·e(k) / q_i·e(0)"}, {}};
        const std::vector<std::string> components = distinct(data, "component");
        for (std::size_t i = 0; i < components.size(); ++i) {
            const Csv of = where(data, {{"component", components[i]}});
            panel.curves.push_back(
                {line(i + 1), "i = " + components[i] + ", closed form", curve(of, "step", "predicted")});
            panel.curves.push_back(
                {points(i + 1), "i = " + components[i] + ", measured", curve(of, "step", "measured")});
        }
        return std::vector{panel};
    });
}
