// Mistakes that students make, one in each task.
#include "chapters/09-beyond-the-paper/exercises/exercise.hpp"
#include "lib/dense/factor.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/pde/poisson.hpp"

namespace exercise {

// The scales are in the kernel, and not in the way back from the points to the parameters.
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
    for (std::size_t k = 0; k < s.size(); ++k) step.push_back(-y(k, 0));
    return step;
}

std::vector<double> learning_rates(const std::vector<double>& s, double mu) {
    return std::vector<double>(s.size(), 1 / mu);
}

// The forcing of the linear equation.
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
               .target = pinn::Poisson::at(interior, [=](double x) { return nu * pi * pi * std::sin(pi * x); })};
    return both;
}

// Against the moved kernel.
double kernel_change(const Mlp<double>& network, const Condition<double>& equation, double delta) {
    Mlp<double> moved = network;
    moved.biases.back()(0, 0) += delta;
    const Matrix<double> K = pinn::kernel(network, equation, equation), M = pinn::kernel(moved, equation, equation);
    double change = 0, size = 0;
    for (std::size_t k = 0; k < K.size(); ++k) {
        change += std::pow(M.values()[k] - K.values()[k], 2);
        size += std::pow(M.values()[k], 2);
    }
    return std::sqrt(change / size);
}

// Without the sign of odd orders.
double feature_kernel(double scale, std::size_t n, double r) {
    const double unit = 2 * std::numbers::pi * scale, t = unit * r;
    double before = 0, He = 1;
    for (std::size_t k = 0; k < 2 * n; ++k) {
        const double next = t * He - static_cast<double>(k) * before;
        before = He;
        He = next;
    }
    return std::pow(unit, 2 * n) * He * std::exp(-t * t / 2);
}

// K_rr has the derivative twice, once for each point; here it is there once.
double slowdown(double scale, std::size_t n, double frequency) {
    const double ratio = frequency / scale, order = static_cast<double>(n);
    return std::pow(order / (ratio * ratio), order / 2) * std::exp(ratio * ratio / 2 - order / 2);
}

// The scale of the data.
double best_scale(std::size_t, double low, double high) { return (low + high) / 2; }

}  // namespace exercise
