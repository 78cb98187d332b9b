#include <algorithm>
#include <cmath>

#include "chapters/03-gaussian-process/exercises/exercise.hpp"
#include "lib/dense/factor.hpp"
#include "lib/kernel/gaussian.hpp"
#include "lib/kernel/limit.hpp"
#include "lib/pde/sampling.hpp"

namespace exercise {

using pinn::Matrix;
using pinn::Var;

// One neuron contributes h(x) = -(omega W)^2 sin(omega (W x + b)). A product of two sines is half a difference of
// cosines; over b the second loses e^(-2 omega^2), and E[W^4 cos(k W)] = d^4/dk^4 e^(-k^2/2).
double sine_covariance_xx(double omega, double x, double x_prime) {
    const auto fourth = [](double k) { return (std::pow(k, 4) - 6 * k * k + 3) * std::exp(-k * k / 2); };
    return std::pow(omega, 4) / 2 *
           (fourth(omega * (x - x_prime)) - std::exp(-2 * omega * omega) * fourth(omega * (x + x_prime)));
}

Jet<double> sine_jet(const Jet<double>& g, const std::vector<double>& coefficients) {
    const Var<double> s = pinn::sin(g.value()), c = pinn::cos(g.value());
    std::vector<Var<double>> channels{s};
    Var<double> second = c * g.second();
    for (std::size_t i = 0; i < g.dimension; ++i) {
        channels.push_back(c * g.first(i));
        second = second - coefficients[i] * (s * pinn::square(g.first(i)));
    }
    channels.push_back(second);
    return pinn::uniform_jet(pinn::stack_rows(channels), g.points.count, g.dimension,
                             {.value = true, .directions = g.dimension, .second = true});
}

// Given the hidden layer, y is Gaussian of variance V = alpha^2 + (1/N) sum_j h_j^2: the first term is that of the
// output bias, h = alpha sigma + beta W sigma'. The excess kurtosis of the mixture is 3 Var[V] / E[V]^2.
double kurtosis_constant(double alpha, double beta, double x) {
    const pinn::GaussianRule W = pinn::even_gaussian_rule(1 / (16 * std::max(1.0, std::abs(x)))),
                             b = pinn::gaussian_rule(1.0 / 16);
    double second = 0, fourth = 0;
    for (std::size_t m = 0; m < W.nodes.size(); ++m) {
        for (std::size_t n = 0; n < b.nodes.size(); ++n) {
            const double t = std::tanh(W.nodes[m] * x + b.nodes[n]);
            const double h2 = std::pow(alpha * t + beta * W.nodes[m] * (1 - t * t), 2);
            second += W.weights[m] * b.weights[n] * h2;
            fourth += W.weights[m] * b.weights[n] * h2 * h2;
        }
    }
    return 3 * (fourth - second * second) / std::pow(alpha * alpha + second, 2);
}

// (u(x_1), ..., u(x_n), u_xx(x)) is Gaussian, and the conditional variance of its last entry is
// Sigma_xx - c^T Sigma^-1 c, c_i = E[u(x_i) u_xx(x)].
double variance_left(double x, const std::vector<double>& known) {
    const std::size_t n = known.size();
    Matrix<double> Sigma(n, n), c(n, 1);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) Sigma(i, j) = pinn::poisson_limits(known[i], known[j]).Sigma.value;
        c(i, 0) = pinn::poisson_limits(known[i], x).Sigma_u_xx.value;
    }
    double left = pinn::poisson_limits(x, x).Sigma_xx.value;
    if (n == 0) return left;
    const Matrix<double> w = pinn::pivoted_cholesky(pinn::symmetrized(Sigma, "variance_left"), {0.0}).solve(c);
    for (std::size_t i = 0; i < n; ++i) left -= c(i, 0) * w(i, 0);
    return left;
}

std::size_t values_needed(double share) {
    const double all = variance_left(0.5, {});
    for (std::size_t n = 1;; ++n) {
        const Matrix<double> points = n == 1 ? Matrix<double>{{0.5}} : pinn::equispaced(n, 0, 1);
        if (variance_left(0.5, {points.values().begin(), points.values().end()}) <= share * all) return n;
    }
}

}  // namespace exercise
