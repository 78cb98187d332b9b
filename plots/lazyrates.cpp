// Theorem 4.4 and Lemmas D.1 to D.4 as slopes: suprema over training against the width, with reference slopes.
// paper: Theorem 4.4
#include "plots/plot.hpp"

using namespace pinn;

namespace {

// The columns with their fitted slopes, and the line C N^exponent below the last point of the first.
Panel panel(const Csv& data, const std::string& title, const Axis& y,
            const std::vector<std::pair<std::string, std::string>>& names, double exponent, const std::string& text) {
    Panel panel{title, {"width N", Axis::powers_of_2}, y, {}};
    for (const auto& [column, name] : names) {
        panel.curves.push_back({marked(panel.curves.size() + 1),
                                name + ": " + comment_value(data, "slope of " + column), curve(data, "N", column)});
    }
    const Columns& first = panel.curves.front().columns;
    panel.curves.push_back({dotted, "slope " + text, slope(first, first[0].size() - 1, exponent, 0.6)});
    panel.key = "bottom left";
    return panel;
}

}  // namespace

int main(int argc, char** argv) {
    return draw(argc, argv, "ch05-lazyrates", {.columns = 2, .height = 250}, [](const Csv& data) {
        return std::vector<Panel>{
            panel(data, "Theorem 4.4: θ", {"relative change", Axis::decades, "1e-3:*"},
                  {{"relative change of theta", "z-scored"}, {"relative change of theta, raw inputs", "raw inputs"}},
                  -0.5, "−1/2"),
            panel(data, "Theorem 4.4: K, and its proof's last inequality", {"change", Axis::decades, "1e-7:*"},
                  {{"relative change of K", "relative, z-scored"},
                   {"relative change of K, raw inputs", "relative, raw inputs"},
                   {"norm of K(t) - K(0)", "||K(t) − K(0)||"},
                   {"its bound in Appendix D", "its bound"}},
                  -1, "−1"),
            panel(data, "Lemma D.1: Jacobian over its laws", {"largest entry / law", Axis::decades, "0.05:*"},
                  {{"largest entry of du/dtheta x sqrt(N / ln N)", "∂u/∂θ"},
                   {"largest entry of du_xx/dtheta x sqrt(N) / (ln N)^1.5", "∂u_xx/∂θ"}},
                  0, "0"),
            panel(data, "Lemma D.2: parameters", {"movement / N^{1/2}", Axis::decades, "1e-4:*"},
                  {{"W0", "W^{(0)}"}, {"b0", "b^{(0)}"}, {"W1", "W^{(1)}"}}, -0.5, "−1/2"),
            panel(data, "Lemma D.3: activations", {"movement / N^{1/2}", Axis::decades, "1e-4:*"},
                  {{"sigma", "σ"}, {"sigma'", "σ′"}, {"sigma''", "σ″"}, {"sigma'''", "σ‴"}}, -0.5, "−1/2"),
            panel(data, "Lemma D.4: a row of J", {"movement", Axis::decades, "1e-3:*"},
                  {{"du/dtheta", "∂u/∂θ"}, {"du_xx/dtheta", "∂u_xx/∂θ"}}, -0.5, "−1/2")};
    });
}
