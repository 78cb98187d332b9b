#include <array>
#include <cmath>

#include "chapters/06-spectral-bias/exercises/exercise.hpp"
#include "lib/spectrum/one_sided_jacobi.hpp"

namespace exercise {

// t = tan of the angle solves t^2 + 2 theta t - 1 = 0; the smaller root is the reciprocal of a sum.
Rotation zeroing_rotation(double a_pp, double a_pq, double a_qq) {
    if (a_pq == 0) return {1, 0, 0};
    const double theta = (a_qq - a_pp) / 2 / a_pq;
    if (std::isinf(theta)) return {1, 0, 0};  // t is below the smallest number
    const double t = std::copysign(1 / (std::abs(theta) + std::hypot(1, theta)), theta);
    const double c = 1 / std::hypot(1, t), s = t * c;
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
    if (removed == 0) return 0;
    const auto [c, s, tau] = zeroing_rotation(A(p, p), removed, A(q, q));
    // The diagonal moves by t a_pq, the rest of the two rows by Rutishauser's small changes.
    A(p, p) -= s / c * removed;
    A(q, q) += s / c * removed;
    A(p, q) = A(q, p) = 0;
    for (std::size_t i = 0; i < n; ++i) {
        if (i == p || i == q) continue;
        const double x = A(i, p), y = A(i, q);
        A(i, p) = A(p, i) = x - s * (y + tau * x);
        A(i, q) = A(q, i) = y + s * (x - tau * y);
    }
    return removed;
}

// (e_{j+1}, e_j) = M (e_j, e_{j-1}) from (e_0, e_{-1}) = (1, 1): the power of M by squaring.
SpectralFunction momentum_decay(double eta, double beta, std::size_t steps) {
    return [=](double lambda) {
        using Square = std::array<double, 4>;
        const auto product = [](const Square& a, const Square& b) {
            return Square{a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2],
                          a[2] * b[1] + a[3] * b[3]};
        };
        Square power{1, 0, 0, 1}, M{1 + beta - eta * lambda, -beta, 1, 0};
        for (std::size_t k = steps; k > 0; k /= 2) {
            if (k % 2 == 1) power = product(power, M);
            M = product(M, M);
        }
        return power[0] + power[1];
    };
}

// Without point i, and with its prediction v_i* in its place, the regression is the same and has alpha_i = 0. As alpha
// = G v: 0 = alpha_i - G_ii (v_i - v_i*).
Ridge ridge(const EigenDecomposition<double>& K, const Matrix<double>& K_test, const std::vector<double>& v, double c) {
    const SpectralFunction inverse = [c](double lambda) { return 1 / (lambda + c); };
    Ridge result{pinn::respond(K, K_test, inverse, v), pinn::apply(K, inverse, v)};
    for (std::size_t i = 0; i < v.size(); ++i) {
        double G_ii = 0;
        for (std::size_t k = 0; k < K.values.size(); ++k) {
            G_ii += K.vectors(k, i) * K.vectors(k, i) * inverse(K.values[k]);
        }
        result.left_out[i] /= G_ii;
    }
    return result;
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

std::size_t oscillations_within_reach(const Matrix<double>& J_r, double rate, double steps) {
    const EigenDecomposition<double> K_rr = pinn::kernel_spectrum(J_r);
    std::size_t most = 0;
    for (std::size_t i = 0; i < K_rr.values.size(); ++i) {
        const double x = rate * K_rr.values[i];
        const double log_factor = x < 1 ? std::log1p(-x) : std::log(x - 1);
        if (steps * log_factor <= -1) most = std::max(most, pinn::sign_changes(K_rr.vectors.row(i)));
    }
    return most;
}

}  // namespace exercise
