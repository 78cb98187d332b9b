// Problem 7.2: u_xx = f with u = sin(4 pi x), every way to read it, and its error in two parts.
//
// With e = u - u_exact, e'' = r is the residual, so the error splits exactly:
//
//     e(x) = (1 - x) e(0) + x e(1)  +  (G r)(x),      G the Green's function of d^2/dx^2 with zero ends:
//
// a straight line, which only the boundary term of the loss sees, and a curved part, which only the residual term sees.
#pragma once

#include <cmath>
#include <vector>

#include "lib/dense/vector.hpp"
#include "lib/kernel/dynamics.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/training/poisson_experiment.hpp"

namespace pinn::adaptive {

// The authors' code, and the text word by word: NTK parameterization, lambda/(2N), and nothing of z-scoring.
constexpr Setting official{Parameterization::standard, true, LossConvention::means};
constexpr Setting literal{Parameterization::ntk, false, LossConvention::half_means};

struct Problem {
    PoissonExperiment experiment{.problem = {4}};
    Setting setting = official;
    std::size_t width = 100;
    std::size_t steps = 40'000;
    double rate = 1e-5;
    Matrix<double> test = equispaced(1000, 0, 1);

    template <class T = double>
    Mlp<T> network(std::uint64_t seed) const {
        return experiment.network<T>(setting, 1, width, seed);
    }
    // u at the test points.
    template <class T>
    std::vector<double> u(const Mlp<T>& network) const {
        const Matrix<T> values = network(test);
        return {values.values().begin(), values.values().end()};
    }
    // The weights of the two terms: {lambda_b, 1}.
    std::vector<double> lambda(double lambda_b) const { return experiment.lambda(setting, lambda_b); }
    // K~ = K D of a network, D from the loss and its weights  (paper: Eq. (6.3)).
    WeightedKernel weighted_kernel(const Mlp<double>& network, double lambda_b) const {
        return weighted_kernel_of_jacobian(experiment.jacobian(network),
                                           kernel_weights(experiment.conditions(), setting.loss, lambda(lambda_b)));
    }
};

// The norms of u - u_exact and of its two parts over that of u_exact, on the test points.
struct Errors {
    double whole = NAN, straight = NAN, curved = NAN;
};
// u: at the test points; empty if the training diverged.
inline Errors errors_of(const Problem& p, const std::vector<double>& u) {
    if (u.empty()) return {};
    std::vector<double> e(u.size());
    double exact = 0, whole = 0, straight = 0, curved = 0;
    for (std::size_t i = 0; i < u.size(); ++i) {
        const double solution = p.experiment.problem.exact(p.test(i, 0));
        e[i] = u[i] - solution;
        exact += solution * solution;
    }
    for (std::size_t i = 0; i < u.size(); ++i) {
        const double line = e.front() + (e.back() - e.front()) * p.test(i, 0);
        whole += e[i] * e[i];
        straight += line * line;
        curved += (e[i] - line) * (e[i] - line);
    }
    return {std::sqrt(whole / exact), std::sqrt(straight / exact), std::sqrt(curved / exact)};
}
template <class T>
Errors errors_of(const Problem& p, const Mlp<T>& network) {
    return errors_of(p, p.u(network));
}
template <class T>
double relative_error(const Problem& p, const Mlp<T>& network) {
    return errors_of(p, network).whole;
}

}  // namespace pinn::adaptive
