#include <utility>

#include "chapters/09-beyond-the-paper/exercises/exercise.hpp"
#include "lib/dense/factor.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/pde/poisson.hpp"

namespace exercise {

// With A = D^{1/2} J S^{-1/2} and dtheta = S^{-1/2} y the system is (A^T A + mu I) y = -A^T D^{1/2} e, and
// A^T (A A^T + mu I) = (A^T A + mu I) A^T gives y = -A^T (A A^T + mu I)^{-1} D^{1/2} e.
std::vector<double> scaled_step(const Matrix<double>& J, const std::vector<double>& e, const std::vector<double>& d,
                                const std::vector<double>& s, double mu) {
    Matrix<double> A = J, right(J.rows(), 1);
    for (std::size_t i = 0; i < J.rows(); ++i) {
        for (std::size_t k = 0; k < J.cols(); ++k) A(i, k) *= std::sqrt(d[i]) / std::sqrt(s[k]);
        right(i, 0) = std::sqrt(d[i]) * e[i];
    }
    Matrix<double> system = pinn::multiply_nt(A, A);
    for (std::size_t i = 0; i < system.rows(); ++i) system(i, i) += mu;
    const Matrix<double> y = pinn::multiply_tn(A, pinn::cholesky_solve(pinn::cholesky(system), right));
    std::vector<double> step;
    for (std::size_t k = 0; k < s.size(); ++k) step.push_back(-y(k, 0) / std::sqrt(s[k]));
    return step;
}

std::vector<double> learning_rates(const std::vector<double>& s, double mu) {
    std::vector<double> rates;
    for (const double scale : s) rates.push_back(1 / (mu * scale));
    return rates;
}

std::vector<Condition<double>> burgers(const Matrix<double>& boundary, const Matrix<double>& interior, double nu) {
    const double pi = std::numbers::pi;
    std::vector<Condition<double>> both(2);
    both[0] = {.name = "u",
               .points = boundary,
               .coefficients = {1.0},
               .channels = {.value = true},
               .applied = [](const pinn::Jet<double>& u) { return u.value(); },
               .target = pinn::Poisson::at(boundary, burgers_exact)};
    both[1] = {.name = "r",
               .points = interior,
               .coefficients = {1.0},
               .channels = {.value = true, .directions = 1, .second = true},
               .applied = [nu](const pinn::Jet<double>& u) { return u.value() * u.first(0) - nu * u.second(); },
               .target = pinn::Poisson::at(interior, [=](double x) {
                   return burgers_exact(x) * (pi * std::cos(pi * x) + 1) + nu * pi * pi * std::sin(pi * x);
               })};
    return both;
}

double kernel_change(const Mlp<double>& network, const Condition<double>& equation, double delta) {
    Mlp<double> moved = network;
    moved.biases.back()(0, 0) += delta;
    const Matrix<double> K = pinn::kernel(network, equation, equation), M = pinn::kernel(moved, equation, equation);
    double change = 0, size = 0;
    for (std::size_t k = 0; k < K.size(); ++k) {
        change += std::pow(M.values()[k] - K.values()[k], 2);
        size += std::pow(K.values()[k], 2);
    }
    return std::sqrt(change / size);
}

// The n-th derivatives of a pair of features have the product (2 pi b)^{2n} (cos cos + sin sin), so
// K_rr = E[(2 pi b)^{2n} cos 2 pi b r] = (-1)^n d^{2n}/dr^{2n} e^{-t^2/2}, t = 2 pi scale r: a Hermite polynomial.
double feature_kernel(double scale, std::size_t n, double r) {
    const double unit = 2 * std::numbers::pi * scale, t = unit * r;
    double before = 0, He = 1;  // He_{k+1}(t) = t He_k(t) - k He_{k-1}(t)
    for (std::size_t k = 0; k < 2 * n; ++k) {
        before = std::exchange(He, t * He - static_cast<double>(k) * before);
    }
    return (n % 2 == 0 ? 1 : -1) * std::pow(unit, 2 * n) * He * std::exp(-t * t / 2);
}

// The eigenvalue of a wave is the density of K_rr at its frequency, f^{2n} e^{-f^2 / (2 scale^2)} up to a constant,
// which is largest at f = sqrt(2n) scale.
double slowdown(double scale, std::size_t n, double frequency) {
    const double ratio = frequency / scale, order = static_cast<double>(n);
    return std::pow(2 * order / (ratio * ratio), order) * std::exp(ratio * ratio / 2 - order);
}

// The density rises to its maximum and falls behind it, so the slowest wave is the first or the last. It is as fast as
// can be where both are equally fast: 2n log low - low^2 / (2 scale^2) = 2n log high - high^2 / (2 scale^2).
double best_scale(std::size_t n, double low, double high) {
    const double order = static_cast<double>(n), excess = (high - low) / low;
    if (excess == 0) return low / std::sqrt(2 * order);
    return std::sqrt((high - low) * (high + low) / (4 * order * std::log1p(excess)));
}

}  // namespace exercise
