// Theorem 4.4 and Lemmas D.1 to D.4 as slopes: suprema over training against the width, with reference slopes.
// paper: Theorem 4.4
#include <algorithm>
#include <cmath>

#include "plots/plot.hpp"

using namespace pinn;

namespace {

// One panel: the columns with their fitted slopes, and the line C N^exponent through the last point of the first.
void panel(Gnuplot& gp, const Csv& data, const std::string& title, const std::vector<std::string>& columns,
           double exponent, const std::string& exponent_text) {
    gp << "set title '" << title << ", against the width N'\nplot ";
    for (std::size_t i = 0; i < columns.size(); ++i) {
        gp << "'-' with linespoints lw 2 pt 7 ps 0.6 lc " << i + 1 << " title \"" << columns[i] << ":  "
           << comment_value(data, "slope of " + columns[i]) << "\", ";
    }
    gp << "'-' with lines lw 1 dt 2 lc rgb '#444444' title 'slope " << exponent_text << "'\n";
    for (const std::string& column : columns) gp.send1d(curve(data, "N", column));
    auto reference = curve(data, "N", columns.front());
    const double N = reference.first.back(), end = 0.6 * reference.second.back();
    for (std::size_t i = 0; i < reference.first.size(); ++i) {
        reference.second[i] = end * std::pow(reference.first[i] / N, exponent);
    }
    gp.send1d(reference);
}

}  // namespace

int main(int argc, char** argv) {
    return draw(argc, argv, "ch05-lazyrates", {1300, 1200}, [](Gnuplot& gp, const Csv& data) {
        gp << "set logscale xy\nset logscale x 2\nset format x '2^{%L}'\nset format y '10^{%T}'\n"
           << "set key outside bottom center vertical maxrows 5 noenhanced samplen 2\nset multiplot layout 3,2\n";
        panel(gp, data, "Theorem 4.4: relative change",
              {"relative change of theta", "relative change of theta, raw inputs"}, -0.5, "-1/2");
        panel(gp, data, "Theorem 4.4: K, and the inequality that ends its proof",
              {"relative change of K", "relative change of K, raw inputs", "norm of K(t) - K(0)",
               "its bound in Appendix D"},
              -1, "-1");
        panel(gp, data, "Lemma D.1: largest entries of the Jacobian, over their laws",
              {"largest entry of du/dtheta x sqrt(N / ln N)", "largest entry of du_xx/dtheta x sqrt(N) / (ln N)^1.5"},
              0, "0");
        panel(gp, data, "Lemma D.2: movement of the parameters over N^{1/2}", {"W0", "b0", "W1"}, -0.5, "-1/2");
        panel(gp, data, "Lemma D.3: movement of the activations over N^{1/2}",
              {"sigma", "sigma'", "sigma''", "sigma'''"}, -0.5, "-1/2");
        panel(gp, data, "Lemma D.4: movement of a row of J", {"du/dtheta", "du_xx/dtheta"}, -0.5, "-1/2");
    });
}
