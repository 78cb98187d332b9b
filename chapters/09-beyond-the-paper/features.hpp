// Fourier features on Problem 7.2: what weights cannot change, and features can.
//
// Gradient descent fits the data along the eigenvectors of K, the leading ones first. Weights of the loss terms scale
// blocks of K~ and leave the eigenvectors of K_rr alone. Random features cos(2 pi b x), sin(2 pi b x) in front of the
// first layer replace them: the leading eigenvectors then have the frequencies b.
#pragma once

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "chapters/07-adaptive-weights/problem.hpp"
#include "lib/dense/vector.hpp"
#include "lib/report/text.hpp"
#include "lib/spectrum/one_sided_jacobi.hpp"
#include "lib/training/trainer.hpp"
#include "lib/training/weights.hpp"

namespace pinn::beyond {

// Problem 7.2 on a network of one hidden layer of 100 on 2 m = 100 features, or on x itself for scale 0; NTK
// parameterization.
struct FeatureSetup {
    double a;      // u = sin(a pi x)
    double scale;  // of the frequencies b ~ N(0, scale^2); 0: none
    std::size_t newton_steps = 50;
    std::size_t points = 200;

    adaptive::Problem problem() const {
        return {.experiment = {.problem = {a}, .interior = equispaced(points, 0, 1)},
                .setting = {Parameterization::ntk, true, LossConvention::means},
                .steps = newton_steps};
    }
    Mlp<double> network(std::uint64_t seed) const {
        if (scale == 0) return problem().network(seed);
        Random random(seed);
        const FourierFeatures waves = FourierFeatures::gaussian(50, 1, scale, random);
        return {{{100, 100, 1}, Parameterization::ntk, InputScaling::raw(1), waves}, random};
    }
    std::string name() const {
        return concat("a = ", a, scale > 0 ? concat(", features of scale ", scale) : ", no features");
    }
};

// {lambda_b, lambda_r} of Algorithm 1  (paper: Eq. (6.5), Eq. (6.6)).
inline std::vector<double> algorithm_1(const adaptive::Problem& p, const Mlp<double>& network) {
    return Weights<double>(WeightRule::trace_ratio, network, p.experiment.conditions(), p.setting.loss).lambda();
}

// What K_rr at initialization says of the data f = u_xx, c_i its components along the eigenvectors.
struct Alignment {
    double lambda_b;                        // of Algorithm 1
    std::vector<double> lambda;             // descending
    std::vector<std::size_t> sign_changes;  // of the eigenvectors: twice their frequency
    std::vector<double> below;              // share of |f|^2 along the first i + 1 eigenvectors
    auto fields() { return std::tie(lambda_b, lambda, sign_changes, below); }

    // How many eigenvectors hold this share.
    std::size_t modes(double share) const {
        return static_cast<std::size_t>(std::ranges::lower_bound(below, share) - below.begin()) + 1;
    }
    // Steps of gradient descent at the rate 1/lambda_1 until the eigenvector that completes half of |f|^2 has lost a
    // factor of e.
    double time() const { return lambda[0] / lambda[modes(0.5) - 1]; }
};

inline Alignment alignment(const FeatureSetup& setup, std::uint64_t seed) {
    const Condition<double> interior = setup.problem().experiment.conditions()[1];
    const Mlp<double> network = setup.network(seed);
    const EigenDecomposition<double> K = kernel_spectrum(jacobian(network, interior));
    Alignment found{algorithm_1(setup.problem(), network)[0], K.values, {}, {}};
    const std::vector<double> c = components(K, interior.target.values());
    const double all = dot(c, c);
    double sum = 0;
    for (std::size_t i = 0; i < c.size(); ++i) {
        found.sign_changes.push_back(sign_changes(K.vectors.row(i)));
        found.below.push_back((sum += c[i] * c[i]) / all);
    }
    return found;
}

// Its rate falls from 5e-3 by a factor of 8 on the way.
inline Adam decaying_adam(std::size_t steps) {
    return {.learning_rate = 5e-3, .decay = 0.9, .decay_steps = static_cast<double>(steps) / 20};
}

// The relative L2 error after Adam. (Gradient descent at a stable rate is too slow with features: 2/lambda_max falls
// like 1/scale^4.)
inline double by_adam(const adaptive::Problem& p, const Mlp<double>& start, const std::vector<double>& lambda,
                      std::size_t steps) {
    Trainer<double> trainer(start, p.experiment.conditions(), p.setting.loss, lambda, decaying_adam(steps));
    trainer.run(steps);
    return relative_error(p, trainer.network());
}

struct FeatureErrors {
    double equal, weighted, newton;  // by Adam with equal weights and with those of Algorithm 1, and by Gauss-Newton
};

}  // namespace pinn::beyond
