// The spectrum of one K by four arithmetics, each of which ends somewhere else  (paper: C7).
//
//     float     K formed and diagonalized in float                      noise from about 1e-8 of the largest on
//     formed    K formed and diagonalized in double                     from about 1e-16 on
//     singular  squared singular values of J in double                  from about 1e-31 on
//     extended  J, K and its eigenvalues with 100 digits                none in sight
#pragma once

#include <cmath>
#include <numeric>

#include "chapters/06-spectral-bias/spectra.hpp"
#include "lib/foundation/extended.hpp"

namespace pinn::spectral {

// J with copies counted, for one hidden layer, from the formulas of (4.2) and (4.3) with z = (x - mu)/s: with
// t = tanh(W0 z + b0), c = factor/s^2,
//     du/dW1 = factor t             du_xx/dW1 = c W0^2 t''
//     du/db0 = factor W1 t'         du_xx/db0 = c W1 W0^2 t'''
//     du/dW0 = factor W1 t' z       du_xx/dW0 = c W1 (W0^2 t''' z + 2 W0 t'')
// The parameters are those of the network in double, as exact numbers.  102 x P.
inline Matrix<Extended> extended_jacobian(const PoissonExperiment& experiment, const Mlp<double>& network) {
    const std::size_t N = network.weights[0].cols(), ends = experiment.ends.rows();
    const Extended mu = network.settings().scaling.mean[0], s = network.settings().scaling.deviation[0];
    const Extended factor = network.factor(1), c = factor / (s * s);
    Matrix<Extended> J(experiment.rows(), 3 * N + 1);
    for (std::size_t i = 0; i < J.rows(); ++i) {
        const bool end = i < ends;
        const Extended x = end ? experiment.ends(i, 0) : experiment.interior(i - ends, 0);
        const Extended z = (x - mu) / s, weight = end ? Extended(sqrt(Extended(experiment.copies))) : Extended(1);
        for (std::size_t j = 0; j < N; ++j) {
            const Extended W0 = network.weights[0](0, j), b0 = network.biases[0](0, j), W1 = network.weights[1](j, 0);
            const Extended t = tanh(Extended(W0 * z + b0)), t1 = 1 - t * t, t2 = -2 * t * t1;
            const Extended t3 = t1 * (6 * t * t - 2);
            J(i, j) = weight * (end ? factor * W1 * t1 * z : c * W1 * (W0 * W0 * t3 * z + 2 * W0 * t2));
            J(i, N + j) = weight * (end ? factor * W1 * t1 : c * W1 * W0 * W0 * t3);
            J(i, 2 * N + j) = weight * (end ? factor * t : c * W0 * W0 * t2);
        }
        J(i, 3 * N) = end ? weight : Extended(0);  // b1
    }
    return J;
}

// Rounded to double at the very end.
inline std::vector<double> extended(const PoissonExperiment& experiment, const Mlp<double>& network) {
    const Matrix<Extended> J = extended_jacobian(experiment, network);
    Matrix<Extended> K(J.rows(), J.rows());
    for (std::size_t i = 0; i < K.rows(); ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            K(i, j) = K(j, i) = std::inner_product(J.row(i).begin(), J.row(i).end(), J.row(j).begin(), Extended(0));
        }
    }
    std::vector<double> values;
    for (const Extended& value : jacobi_reference(K, {.vectors = false}).values) {
        values.push_back(static_cast<double>(value));
    }
    return values;
}

// All four of one K.
struct Arithmetics {
    std::vector<double> in_float, in_double, singular, exact;
    auto fields() { return std::tie(in_float, in_double, singular, exact); }
};
inline Arithmetics arithmetics(const PoissonExperiment& experiment, const Setting& setting, std::uint64_t seed) {
    const Mlp<double> network = experiment.network(setting, 1, spectrum_width, seed);
    return {formed<float>(experiment, setting, seed, Block::K), formed<double>(experiment, setting, seed, Block::K),
            singular(experiment, network, Block::K), extended(experiment, network)};
}

// The smallest lambda_i / lambda_1 such that this eigenvalue and all larger ones are within 10 % of the exact ones.
inline double resolved_down_to(const std::vector<double>& values, const std::vector<double>& exact) {
    double resolved = 1;
    for (std::size_t i = 0; i < exact.size() && std::abs(values[i] - exact[i]) <= 0.1 * exact[i]; ++i) {
        resolved = exact[i] / exact[0];
    }
    return resolved;
}

}  // namespace pinn::spectral
