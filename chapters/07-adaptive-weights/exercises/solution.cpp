#include <algorithm>
#include <cmath>

#include "chapters/07-adaptive-weights/exercises/exercise.hpp"
#include "lib/kernel/dynamics.hpp"
#include "lib/spectrum/jacobi.hpp"

namespace exercise {

std::vector<double> spectral_weights(const std::vector<Matrix<double>>& blocks) {
    std::vector<double> rho, lambda;
    double sum = 0;
    for (const Matrix<double>& K : blocks) {
        rho.push_back(pinn::jacobi(K).values.front());
        sum += rho.back();
    }
    for (const double r : rho) lambda.push_back(sum / r);
    return lambda;
}

// D^{1/2} K D^{1/2} has the eigenvalues of K D also where D^{-1/2} does not exist: X Y and Y X share them for any two
// square matrices, here X = K D^{1/2}, Y = D^{1/2}.
std::vector<double> weighted_eigenvalues(const Matrix<double>& K, const std::vector<double>& d) {
    Matrix<double> S = K;
    for (std::size_t i = 0; i < K.rows(); ++i) {
        for (std::size_t j = 0; j < K.cols(); ++j) S(i, j) *= std::sqrt(d[i]) * std::sqrt(d[j]);
    }
    return pinn::jacobi(S).values;
}

// For one component e_{k+1} = (1 + beta - eta lambda) e_k - beta e_{k-1}; the roots of z^2 - (1 + beta - eta lambda) z
// + beta lie in the unit disk as long as eta lambda <= 2 (1 + beta).
double momentum_bound(const Matrix<double>& K, const std::vector<double>& d, double beta) {
    return 2 * (1 + beta) / weighted_eigenvalues(K, d).front();
}

std::size_t components_learned(const Matrix<double>& K, const std::vector<double>& d, std::size_t steps) {
    const std::vector<double> lambda = weighted_eigenvalues(K, d);
    const pinn::SpectralFunction decay = pinn::descent_decay(1 / lambda.front(), steps);
    return static_cast<std::size_t>(
        std::ranges::count_if(lambda, [&](double value) { return std::abs(decay(value)) <= std::exp(-1.0); }));
}

}  // namespace exercise
