// Fourier features: the frequency of the eigenvectors of K_rr, and the share of the data along the leading ones.
// paper: Section 8, Section 5
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch09-features", {.columns = 2}, [](const Csv& data) {
        // Below 1e-28 of the largest eigenvalue there is rounding, and eigenvectors of any shape.
        Csv resolved{{}, data.header, {}};
        for (const auto& row : data.rows) {
            if (std::stod(row[data.column("eigenvalue")]) > 1e-28) resolved.rows.push_back(row);
        }
        const std::vector<std::string> waves = distinct(data, "a"), scales = distinct(data, "scale");
        const auto panel = [&](const std::string& title, const std::string& a, const std::string& column,
                               const Axis& y) {
            Panel panel{title, {"index", Axis::decades, "1:200"}, y, {}};
            for (std::size_t i = 0; i < scales.size(); ++i) {
                panel.curves.push_back({line(i + 1), scales[i] == "0" ? "no features" : "scale " + scales[i],
                                        curve(resolved, {{"a", a}, {"scale", scales[i]}}, "index", column)});
            }
            return panel;
        };
        std::vector<Panel> panels = {
            panel("eigenvectors of K_rr", waves.front(), "changes", {"sign changes", Axis::linear})};
        for (const std::string& a : waves)
            panels.push_back(
                panel("data along the first, a = " + a, a, "below", {"share of ||f||^2", Axis::linear, "0:1.05"}));
        return panels;
    });
}
