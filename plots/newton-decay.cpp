// The kernel as a preconditioner: the factor of every component of the error in one step.
// paper: Section 8, Eq. (5.3)
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch09-decay", {}, [](const Csv& data) {
        Panel panel{"The factor of component i in a Gauss-Newton step",
                    {"λ_i / λ_1", Axis::decades},
                    {"factor", Axis::linear, "0:1.1"},
                    {}};
        const std::vector<std::string> dampings = distinct(data, "mu");
        for (std::size_t i = 0; i < dampings.size(); ++i) {
            const Csv of = where(data, {{"mu", dampings[i]}});
            panel.curves.push_back(
                {line(i + 1), "1 − η λ/(λ + μ), μ = " + dampings[i] + " λ_1", curve(of, "eigenvalue", "predicted")});
            panel.curves.push_back(
                {points(i + 1), "measured, μ = " + dampings[i] + " λ_1", curve(of, "eigenvalue", "measured")});
        }
        return std::vector{panel};
    });
}
