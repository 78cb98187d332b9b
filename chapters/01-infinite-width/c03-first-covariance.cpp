// C3: in the printed first covariance, x.x' + 1, the factor 1/sqrt(d_0) of paper: Eq. (2.1) is lost. With it
// the covariance is x.x'/d + 1.

#include "chapters/01-infinite-width/findings.hpp"

namespace pinn::infinite {

// Mean over seeds and neurons of g^(0)(x)^2 at x = (1, ..., 1), where x.x/d + 1 = 2 and x.x + 1 = d + 1.
static double first_layer_variance(std::size_t d, std::size_t width, const std::vector<std::uint64_t>& seeds) {
    std::vector<double> squares;
    for (const std::uint64_t seed : seeds) {
        Random random(seed);
        const Matrix<double> g = preactivations(draw_network(d, 1, width, random), 0, Matrix<double>(1, d, 1.0));
        for (const double entry : g.values()) squares.push_back(entry * entry);
    }
    return mean(squares);
}

void first_covariance(std::size_t d, const Widths& widths, const Runs<std::vector<Errors>>& runs, Study& study) {
    const std::string in = concat("d = ", d, ": ");
    study.report("C3", in + "variance of g^(0) at x = (1, ..., 1)",
                 first_layer_variance(d, widths.back(), study.seeds()));
    const auto scaled = root_mean_squares(runs, depths, &Errors::Theta, widths.size());
    const auto printed = root_mean_squares(runs, depths, &Errors::Theta_printed, widths.size());
    study.report("C3", in + "slope of the error of Theta, x.x'/d + 1",
                 log_log_slope(std::vector<double>(widths.begin(), widths.end()), scaled));
    study.report("C3", in + "error of Theta at the largest width, x.x'/d + 1", scaled.back());
    study.report("C3", in + "error of Theta at the largest width, x.x' + 1", printed.back());
}

}  // namespace pinn::infinite
