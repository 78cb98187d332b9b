// Kernels of nonlinear operators against width: the spread of K(0) over seeds, and the change of K by training.
// paper: Section 8, Theorem 4.3, Theorem 4.4
#include <cmath>

#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch09-nonlinear", {.columns = 2}, [](const Csv& data) {
        const Axis width{"width", Axis::powers_of_2};
        std::vector<Panel> panels = {
            {"at initialization, over seeds", width, {"deviation of ln ||K_rr(0)||", Axis::decades}, {}},
            {"by training, median and range", width, {"change of K_rr / ||K_rr(0)||", Axis::decades}, {}}};
        const std::vector<std::string> operators = distinct(data, "operator");
        for (std::size_t i = 0; i < operators.size(); ++i) {
            const Csv of = where(data, {{"operator", operators[i]}});
            panels[0].curves.push_back(
                {marked(i + 1), operators[i], curve(of, {{"what", "spread"}}, "width", "median")});
            Columns drift = columns(where(of, {{"what", "drift"}}), {"width", "median", "low", "high"});
            // Beside each other, so that no bar hides another.
            for (double& at : drift[0]) at *= std::pow(1.08, static_cast<double>(i) - 1);
            panels[1].curves.push_back({error_bars(i + 1), "", drift});
            panels[1].curves.push_back({marked(i + 1), operators[i], {drift[0], drift[1]}});
        }
        return panels;
    });
}
