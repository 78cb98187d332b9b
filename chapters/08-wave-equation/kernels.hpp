// The kernels of the three terms along a training, and what (7.12) says of them.
//
// Jacobians of this network would take 500,000 numbers a point; kernels come Gram by Gram in double, from the float
// weights as they are.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "chapters/08-wave-equation/run.hpp"
#include "lib/dense/vector.hpp"
#include "lib/kernel/dynamics.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/training/poisson_experiment.hpp"

namespace pinn::wave {

// The points on which kernels are looked at: of the authors' sizes, the same in all snapshots, not those of training.
inline std::vector<Condition<double>> kernel_points(const Wave::Sizes& sizes, std::uint64_t seed) {
    Random random(seed + 2'000'003);
    return Wave::conditions<double>(sizes, random);
}

// Eigenvalues of K_u, K_ut, K_r, descending.  O(N C W^2 L + (N C)^2 W L + N^3).
inline std::vector<std::vector<double>> spectra(const Mlp<double>& network,
                                                const std::vector<Condition<double>>& conditions) {
    std::vector<std::vector<double>> all;
    for (const Condition<double>& condition : conditions) {
        all.push_back(jacobi(kernel(network, condition, condition)).values);
    }
    return all;
}

// The eigenvalues of K~ = K D for weights lambda, K over all conditions  (paper: Eq. (7.12), corrected by C11).
inline std::vector<double> weighted_spectrum(const Matrix<double>& K, const std::vector<Condition<double>>& conditions,
                                             const std::vector<double>& lambda) {
    return weighted_kernel(K, kernel_weights(conditions, LossConvention::means, loss_weights(lambda))).values();
}

// C11. A small step of gradient descent on the weighted loss moves the errors by -eta K D e. What (7.12) prints has no
// minus, and the weights on rows, D K in place of K D.
struct PrintedDynamics {
    double right;           // |de/eta + K D e| / |de/eta|
    double printed;         // |de/eta - D K e| / |de/eta|
    double printed_signed;  // |de/eta + D K e| / |de/eta|
    double eigenvalues;     // largest difference between eigenvalues of the two, over the largest
};

inline std::vector<double> product(const Matrix<double>& A, std::span<const double> x) {
    std::vector<double> y(A.rows());
    for (std::size_t i = 0; i < A.rows(); ++i) {
        for (std::size_t j = 0; j < A.cols(); ++j) y[i] += A(i, j) * x[j];
    }
    return y;
}

// With the weights `lambda` on a network of 3 x 40 and 24, 10 and 20 points.
inline PrintedDynamics printed_dynamics(std::uint64_t seed, const std::vector<double>& lambda) {
    Random random(seed);
    const InputScaling scaling = InputScaling::z_scored(Wave::uniform(1000, random));
    const Mlp<double> network({{2, 40, 40, 40, 1}, Parameterization::glorot, scaling}, random);
    const std::vector<Condition<double>> conditions =
        Wave::conditions<double>({.side = 8, .velocity = 10, .interior = 20, .velocity_at_values = false}, random);
    const std::vector<double> d = kernel_weights(conditions, LossConvention::means, loss_weights(lambda));
    const Matrix<double> K = kernel(network, conditions);
    const std::size_t n = K.rows();
    Matrix<double> KD = K, DK = K;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) KD(i, j) *= d[j], DK(i, j) *= d[i];
    }

    // Small enough for the second-order term, large enough for rounding: a millionth of the stable rate.
    const WeightedKernel weighted = weighted_kernel(K, d);
    const double eta = 1e-6 * stability_bound(weighted);
    Trainer<double> trainer(network, conditions, LossConvention::means, loss_weights(lambda), GradientDescent{eta});
    trainer.step();
    const std::vector<double> before = errors(network, conditions), after = errors(trainer.network(), conditions);

    const std::vector<double> right = product(KD, before), rows = product(DK, before);
    std::vector<double> rise(n), fall(n);  // de/eta and -de/eta
    for (std::size_t i = 0; i < n; ++i) rise[i] = (after[i] - before[i]) / eta, fall[i] = -rise[i];

    // D K and its transpose K D have the eigenvalues of D^{1/2} K D^{1/2}: D K (D^{1/2} v) = lambda D^{1/2} v.
    double off = 0;
    for (std::size_t k = 0; k < n; ++k) {
        const std::span<const double> z = weighted.left.row(k);
        std::vector<double> expected(z.begin(), z.end());
        for (double& entry : expected) entry *= weighted.values()[k];
        off = std::max(off, distance(product(DK, z), expected) / (norm(z) * weighted.values()[0]));
    }
    return {pinn::relative_error(right, fall), pinn::relative_error(rows, rise), pinn::relative_error(rows, fall), off};
}

}  // namespace pinn::wave
