// Mistakes that students make, one in each task.
#include <algorithm>
#include <cmath>

#include "chapters/06-spectral-bias/exercises/exercise.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/spectrum/jacobi.hpp"

namespace exercise {

// The root as the textbook writes it: a difference of two equal numbers where the angle is small.
Rotation zeroing_rotation(double a_pp, double a_pq, double a_qq) {
    if (a_pq == 0) return {1, 0, 0};
    const double theta = (a_qq - a_pp) / (2 * a_pq);
    const double root = std::sqrt(theta * theta + 1);
    const double t = theta < 0 ? -theta - root : -theta + root;
    const double c = 1 / std::sqrt(1 + t * t), s = t * c;
    return {c, s, s / (1 + c)};
}

double rotate_largest(Matrix<double>& A) {
    const std::size_t n = A.rows();
    std::size_t p = 0, q = 1;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = i + 1; j < n; ++j) {
            if (std::abs(A(i, j)) > std::abs(A(p, q))) p = i, q = j;
        }
    }
    const double removed = A(p, q);
    const auto [c, s, tau] = zeroing_rotation(A(p, p), removed, A(q, q));
    for (std::size_t j = 0; j < n; ++j) {
        const double x = A(p, j), y = A(q, j);
        A(p, j) = c * x - s * y;
        A(q, j) = s * x + c * y;
    }
    for (std::size_t i = 0; i < n; ++i) {
        const double x = A(i, p), y = A(i, q);
        A(i, p) = c * x - s * y;
        A(i, q) = s * x + c * y;
    }
    return removed;
}

// The larger root to the power k: where the roots are complex or the start matters, not the solution.
SpectralFunction momentum_decay(double eta, double beta, std::size_t steps) {
    return [=](double lambda) {
        const double half = (1 + beta - eta * lambda) / 2, discriminant = half * half - beta;
        const double root = discriminant > 0 ? half + std::sqrt(discriminant) : std::sqrt(beta);
        return std::pow(root, static_cast<double>(steps));
    };
}

// Residuals of the points that were fitted, which are smaller the less is regularized.
Ridge ridge(const EigenDecomposition<double>& K, const Matrix<double>& K_test, const std::vector<double>& v, double c) {
    return {pinn::respond(
                K, K_test, [c](double lambda) { return 1 / (lambda + c); }, v),
            pinn::apply(
                K, [c](double lambda) { return c / (lambda + c); }, v)};
}

double best_ridge(const EigenDecomposition<double>& K, const std::vector<double>& v,
                  const std::vector<double>& candidates) {
    double best = candidates.front(), smallest = INFINITY;
    for (const double c : candidates) {
        double sum = 0;
        for (const double error : ridge(K, Matrix<double>(0, v.size()), v, c).left_out) sum += error * error;
        if (sum < smallest) smallest = sum, best = c;
    }
    return best;
}

// A formed K, whose eigenvalues end at 1e-16 of the largest, and a power of 1.
std::size_t oscillations_within_reach(const Matrix<double>& J_r, double rate, double steps) {
    const EigenDecomposition<double> K_rr = pinn::jacobi(pinn::multiply_nt(J_r, J_r));
    std::size_t most = 0;
    for (std::size_t i = 0; i < K_rr.values.size(); ++i) {
        if (std::pow(std::abs(1 - rate * K_rr.values[i]), steps) <= std::exp(-1.0)) {
            most = std::max(most, pinn::sign_changes(K_rr.vectors.row(i)));
        }
    }
    return most;
}

}  // namespace exercise
