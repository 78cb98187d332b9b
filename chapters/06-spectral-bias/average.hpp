// Eq. (4.10) as printed, with K* and without initial outputs: what it predicts is the mean over initializations.
//
// For one wide network o_test(t) = o_test(0) + K_test K^{-1} (I - e^{-K t}) (y - o(0)). K is the same K* for all, and
// o(0) has mean zero (paper: Theorem 4.1), so the mean over networks drops both initial outputs. The mean of M trained
// networks should then lie M^{-1/2} times as far from the prediction as a single one.
#pragma once

#include "chapters/06-spectral-bias/prediction.hpp"
#include "lib/kernel/limit.hpp"

namespace pinn::spectral {

// K*_test K*^{-1} (I - (I - eta K*)^k) y for u at the test points, one hidden layer in the NTK parameterization.
// z-scoring: K* is that of u(z) and u_zz, and u_xx = u_zz / s^2.
inline std::vector<double> printed_with_limit_kernel(const PoissonExperiment& experiment, const InputScaling& scaling,
                                                     const Matrix<double>& test_points, double rate, std::size_t k) {
    const double mu = scaling.mean[0], deviation = scaling.deviation[0];
    const std::size_t ends = experiment.ends.rows(), inside = experiment.interior.rows(), tests = test_points.rows();
    Matrix<double> values(ends + tests, 1), interior(inside, 1);  // z of the ends, then of the test points
    for (std::size_t i = 0; i < ends; ++i) values(i, 0) = (experiment.ends(i, 0) - mu) / deviation;
    for (std::size_t i = 0; i < tests; ++i) values(ends + i, 0) = (test_points(i, 0) - mu) / deviation;
    for (std::size_t i = 0; i < inside; ++i) interior(i, 0) = (experiment.interior(i, 0) - mu) / deviation;
    const Matrix<double> all = limit_kernel(values, interior).K();

    // Rows and columns of the training points, and of the test points against them, in the units of x.
    const auto place = [&](std::size_t i) { return i < ends ? i : tests + i; };
    const auto unit = [&](std::size_t i) { return i < ends ? 1 : 1 / (deviation * deviation); };
    Matrix<double> K(ends + inside, ends + inside), K_test(tests, ends + inside);
    for (std::size_t j = 0; j < K.cols(); ++j) {
        for (std::size_t i = 0; i < K.rows(); ++i) K(i, j) = unit(i) * unit(j) * all(place(i), place(j));
        for (std::size_t i = 0; i < tests; ++i) {
            K_test(i, j) = experiment.root_weight(j) * unit(j) * all(ends + i, place(j));
        }
    }
    return respond(jacobi(experiment.with_copies(K)), K_test, descent_response(rate, k),
                   experiment.with_copies(targets(experiment.conditions())));
}

// u at the test points of one trained network.
inline std::vector<double> trained_values(const PoissonExperiment& experiment, const Setting& setting,
                                          std::size_t width, std::uint64_t seed, const Matrix<double>& test_points,
                                          double rate, std::size_t k) {
    Trainer<double> trainer(experiment.network(setting, 1, width, seed), experiment.conditions(), setting.loss,
                            experiment.lambda(setting), GradientDescent{rate});
    trainer.run(k);
    const Matrix<double> u = trainer.network()(test_points);
    return {u.values().begin(), u.values().end()};
}

}  // namespace pinn::spectral
