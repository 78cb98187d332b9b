// Mistakes that students make, one in each task.
#include "chapters/09-beyond-the-paper/exercises/exercise.hpp"
#include "lib/dense/factor.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/pde/poisson.hpp"

namespace exercise {

// The weights are in the kernel and not in the error.
std::vector<double> gauss_newton_step(const Matrix<double>& J, const std::vector<double>& e,
                                      const std::vector<double>& d, double mu) {
    Matrix<double> A = J, right(J.rows(), 1);
    for (std::size_t i = 0; i < J.rows(); ++i) {
        for (double& entry : A.row(i)) entry *= std::sqrt(d[i]);
        right(i, 0) = e[i];
    }
    Matrix<double> S = pinn::multiply_nt(A, A);
    for (std::size_t i = 0; i < S.rows(); ++i) S(i, i) += mu;
    const Matrix<double> step = pinn::multiply_tn(A, pinn::cholesky_solve(pinn::cholesky(S), right));
    std::vector<double> result;
    for (const double entry : step.values()) result.push_back(-entry);
    return result;
}

double gradient_descent_rate(double mu) { return mu; }

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

// The heavy ball: it does not look ahead.
SpectralFunction nesterov_decay(double eta, double beta, std::size_t steps) {
    return [=](double lambda) {
        Matrix<double> power{{1, 0}, {0, 1}}, M{{1 + beta - eta * lambda, -beta}, {1, 0}};
        for (std::size_t k = steps; k > 0; k /= 2) {
            if (k % 2 == 1) power = pinn::multiply(power, M);
            M = pinn::multiply(M, M);
        }
        return power(0, 0) + power(0, 1);
    };
}

double best_momentum(double x) { return std::pow(1 - std::sqrt(x), 2); }

}  // namespace exercise
