#include <algorithm>

#include "chapters/09-beyond-the-paper/exercises/exercise.hpp"
#include "lib/dense/factor.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/pde/poisson.hpp"

namespace exercise {

std::vector<double> gauss_newton_step(const Matrix<double>& J, const std::vector<double>& e,
                                      const std::vector<double>& d, double mu) {
    Matrix<double> A = J, right(J.rows(), 1);
    for (std::size_t i = 0; i < J.rows(); ++i) {
        for (double& entry : A.row(i)) entry *= std::sqrt(d[i]);
        right(i, 0) = std::sqrt(d[i]) * e[i];
    }
    Matrix<double> S = pinn::multiply_nt(A, A);
    for (std::size_t i = 0; i < S.rows(); ++i) S(i, i) += mu;
    const Matrix<double> z = pinn::cholesky_solve(pinn::cholesky(S), right);
    const Matrix<double> step = pinn::multiply_tn(A, z);
    std::vector<double> result;
    for (const double entry : step.values()) result.push_back(-entry);
    return result;
}

double gradient_descent_rate(double mu) { return 1 / mu; }

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

SpectralFunction nesterov_decay(double eta, double beta, std::size_t steps) {
    return [=](double lambda) {
        // e_{k+1} = (1 - x)(1 + beta) e_k - (1 - x) beta e_{k-1}. Of the roots r, s the product is B = (1 - x) beta,
        // and (1 - r)(1 - s) = x: those of the heavy ball with B for its beta, and e_k is the same function of them,
        // r^k (1 + (1 - r) q (1 + q + ... + q^{k-1})), q = s / r.
        const double x = eta * lambda, B = (1 - x) * beta, p = 1 - B + x, centre = (1 + B - x) / 2;
        const double sum = 1 + std::sqrt(std::max(B, 0.0)), difference = (1 - B) / sum;
        const double below = difference * difference - x, above = sum * sum - x;  // their product is (r - s)^2
        const double distance =
            B < 0 ? std::hypot(2 * centre, 2 * std::sqrt(-B)) : std::sqrt(std::abs(below)) * std::sqrt(std::abs(above));
        if (B > 0 && below < 0 && above > 0) {
            const double k = static_cast<double>(steps), side = centre < 0 ? -1 : 1;
            const double phi = std::atan2(distance / 2, std::abs(centre));
            const double wave = std::cos(k * phi) + side * (1 - B - x) / distance * std::sin(k * phi);
            return (steps % 2 == 1 ? side : 1) * std::pow(B, k / 2) * wave;
        }
        // 1 - r of the root with the larger modulus.
        const double delta = centre < 0 ? (p + distance) / 2 : p > 0 ? 2 * x / (p + distance) : (p - distance) / 2;
        const double r = 1 - delta, q = B / r / r, power = pinn::descent_decay(1, steps)(delta);
        if (q == 0 || std::isnan(q)) return power;  // beta = 0 or x = 1
        return power * (1 + delta * q * pinn::descent_response(1, steps)(B < 0 ? 1 - q : distance / std::abs(r)));
    };
}

double best_momentum(double x) {
    // (1 - x)(1 + beta)^2 = 4 beta, the root below 1; 0 for x = 1.
    const double root = std::sqrt(x);
    return (1 - root) / (1 + root);
}

}  // namespace exercise
