// C3: in the printed first covariance, x.x' + 1, the factor 1/sqrt(d_0) of paper: Eq. (2.1) is lost. With it
// the covariance is x.x'/d + 1.

#include "chapters/01-infinite-width/networks.hpp"

namespace pinn::infinite {

// Four points: not all parallel, not all of one length.
Matrix<double> points_in(std::size_t d) {
    Matrix<double> points(4, d);
    for (std::size_t k = 0; k < d; ++k) {
        points(0, k) = 1;
        points(1, k) = k % 2 == 0 ? 1 : -1;
        points(2, k) = 0.5;
        points(3, k) = k == 0 ? 1 : 0;
    }
    return points;
}

void first_covariance(std::size_t d, const std::vector<double>& N, const Runs<Run>& runs, Study& study) {
    // Mean over seeds and neurons of g^(0)(x)^2 at x = (1, ..., 1), where x.x/d + 1 = 2 and x.x + 1 = d + 1.
    std::vector<double> squares;
    for (const std::uint64_t seed : study.seeds()) {
        Random random(seed);
        const Mlp<double> network = draw_network(d, 1, N.back(), random);
        const Matrix<double> g = preactivations(network, 0, Matrix<double>(1, d, 1.0));
        for (const double entry : g.values()) squares.push_back(entry * entry);
    }
    const std::string in = concat("d = ", d, ": ");
    study.report("C3", in + "variance of g^(0) at x = (1, ..., 1)", mean(squares));
    const std::vector<double> scaled = root_mean_squares(runs, depths, &Errors::Theta);
    study.report("C3", in + "slope of the error of Theta, x.x'/d + 1", log_log_slope(N, scaled));
    study.report("C3", in + "error of Theta at the largest width, x.x'/d + 1", scaled.back());
    study.report("C3", in + "error of Theta at the largest width, x.x' + 1",
                 root_mean_squares(runs, depths, &Errors::Theta_printed).back());
}

}  // namespace pinn::infinite
