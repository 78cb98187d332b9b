// The wave equation: the three terms of the loss and the error along both trainings.
#include <cmath>

#include "plots/plot.hpp"

using namespace pinn;

namespace {

// Without the steps at which a column was not looked at.
std::pair<std::vector<double>, std::vector<double>> seen(const Csv& data, const std::string& run,
                                                         const std::string& column) {
    const auto [steps, values] = curve(data, {{"run", run}}, "step", column);
    std::pair<std::vector<double>, std::vector<double>> kept;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (std::isnan(values[i])) continue;
        kept.first.push_back(steps[i]);
        kept.second.push_back(values[i]);
    }
    return kept;
}

}  // namespace

int main(int argc, char** argv) {
    return draw(argc, argv, "ch08-training", {1200, 860}, [](Gnuplot& gp, const Csv& data) {
        gp << "set multiplot layout 2,2\nset logscale y\nset format y '10^{%T}'\nset xlabel 'step'\n";
        for (const auto& [column, title] : {std::pair{"loss_u", "L_u"},
                                            {"loss_ut", "L_{ut}"},
                                            {"loss_r", "L_r"},
                                            {"error", "relative L2 error (dashed: the paper)"}}) {
            const bool error = std::string(column) == "error";
            // The legend of all four stands where nothing is.
            gp << "set key " << (error ? "on" : "off") << "\nset title '" << title
               << "'\nplot '-' with lines lw 1 lc 1 title '(a) equal weights', "
               << "'-' with lines lw 1 lc 2 title '(b) Algorithm 1'"
               << (error ? ", 4.518e-1 lc 1 dt 2 notitle, 1.728e-3 lc 2 dt 2 notitle" : "") << "\n";
            gp.send1d(seen(data, "equal", column));
            gp.send1d(seen(data, "Algorithm 1", column));
        }
    });
}
