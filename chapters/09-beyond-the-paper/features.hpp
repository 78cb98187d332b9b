// Fourier features on Problem 7.2: what weights cannot change, and features can.
//
// Gradient descent fits the data along the eigenvectors of K, the leading ones first. Weights of the loss terms scale
// blocks of K~ and leave the eigenvectors of K_rr alone. Random features cos(2 pi b x), sin(2 pi b x) in front of the
// first layer replace them: the leading eigenvectors then have the frequencies b.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "chapters/07-adaptive-weights/problem.hpp"
#include "lib/dense/vector.hpp"
#include "lib/kernel/dynamics.hpp"
#include "lib/spectrum/one_sided_jacobi.hpp"
#include "lib/training/gauss_newton.hpp"
#include "lib/training/poisson_experiment.hpp"
#include "lib/training/trainer.hpp"

namespace pinn::features {

// One hidden layer of 100 on 2 m features, or on x itself for scale 0; NTK parameterization.
struct Setup {
    double a;      // u = sin(a pi x)
    double scale;  // of the frequencies b ~ N(0, scale^2); 0: none
    std::size_t m = 50, width = 100, points = 200;

    PoissonExperiment experiment() const { return {.problem = {a}, .interior = equispaced(points, 0, 1)}; }
    Mlp<double> network(std::uint64_t seed) const {
        Random random(seed);
        const PoissonExperiment of = experiment();
        if (scale == 0) {
            return {{{1, width, 1}, Parameterization::ntk, InputScaling::z_scored(of.interior)}, random};
        }
        const FourierFeatures features = FourierFeatures::gaussian(m, 1, scale, random);
        return {{{2 * m, width, 1}, Parameterization::ntk, InputScaling::raw(1), features}, random};
    }
};

// What K_rr at initialization says of the data f = u_xx, c_i its components along the eigenvectors.
struct Alignment {
    std::vector<double> lambda;              // descending
    std::vector<std::size_t> sign_changes;   // of the eigenvectors: twice their frequency
    std::vector<double> below;               // share of |f|^2 along the first i + 1 eigenvectors
    double lambda_b;                         // Tr K / Tr K_uu
    std::size_t modes(double share) const {  // how many eigenvectors hold this share
        return static_cast<std::size_t>(std::ranges::lower_bound(below, share) - below.begin()) + 1;
    }
    // Steps of gradient descent at the rate 1/lambda_1 until the eigenvector that completes half of |f|^2 has lost a
    // factor of e.
    double time() const { return lambda[0] / lambda[modes(0.5) - 1]; }
};

inline Alignment alignment(const Setup& setup, std::uint64_t seed) {
    const PoissonExperiment experiment = setup.experiment();
    const Condition<double> interior = experiment.problem.interior<double>(experiment.interior);
    const Mlp<double> network = setup.network(seed);
    const EigenDecomposition<double> K = kernel_spectrum(jacobian(network, interior));
    Alignment found{
        .lambda = K.values,
        .sign_changes = {},
        .below = {},
        .lambda_b = Weights<double>(WeightRule::trace_ratio, network, experiment.conditions(), LossConvention::means)
                        .lambda()[0]};
    const std::vector<double> c = components(K, interior.target.values());
    const double all = dot(c, c);
    double sum = 0;
    for (std::size_t i = 0; i < c.size(); ++i) {
        found.sign_changes.push_back(sign_changes(K.vectors.row(i)));
        found.below.push_back((sum += c[i] * c[i]) / all);
    }
    return found;
}

// Relative L2 error of u on 1,000 points.
inline double error(const Setup& setup, const Mlp<double>& network) {
    return adaptive::relative_error({.experiment = setup.experiment()}, network);
}

// Adam, its rate falling from 5e-3 by a factor of 8 on the way, with the weights of Algorithm 1 at initialization or
// without. (Gradient descent at a stable rate is too slow with features: 2/lambda_max falls like 1/scale^4.)
inline double trained_error(const Setup& setup, bool weighted, std::uint64_t seed, std::size_t steps) {
    const std::vector<Condition<double>> conditions = setup.experiment().conditions();
    const Mlp<double> network = setup.network(seed);
    std::vector<double> lambda = {1, 1};
    if (weighted)
        lambda = Weights<double>(WeightRule::trace_ratio, network, conditions, LossConvention::means).lambda();
    Trainer<double> trainer(network, conditions, LossConvention::means, lambda,
                            Adam{.learning_rate = 5e-3, .decay = 0.9, .decay_steps = static_cast<double>(steps) / 20});
    trainer.run(steps);
    return error(setup, trainer.network());
}

// The same by Gauss-Newton.
inline double gauss_newton_error(const Setup& setup, std::uint64_t seed, std::size_t steps) {
    GaussNewton<double> optimizer(setup.network(seed), setup.experiment().conditions(), LossConvention::means, {1, 1});
    for (std::size_t k = 0; k < steps && optimizer.step(); ++k) {
    }
    return error(setup, optimizer.network());
}

}  // namespace pinn::features
