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

// With x = eta lambda the roots r, s of r^2 - (1 + beta - x) r + beta have the product beta, and (1 - r)(1 - s) = x.
// From e_0 = 1, e_1 = 1 - x:  e_k = r^k (1 + (1 - r) q (1 + q + ... + q^{k-1})), q = s / r: equal roots are q = 1.
// Power and sum are descent_decay and descent_response for an eta lambda of 1 - r and of 1 - q, which stand the longest
// trainings.
SpectralFunction momentum_decay(double eta, double beta, std::size_t steps) {
    return [=](double lambda) {
        const double x = eta * lambda, sum = 1 + std::sqrt(beta), difference = (1 - beta) / sum;
        const double below = difference * difference - x, above = sum * sum - x;  // their product is (r - s)^2
        const double distance = std::sqrt(std::abs(below)) * std::sqrt(std::abs(above)), p = 1 - beta + x;
        if (below < 0 && above > 0) {
            // Complex: r = sqrt(beta) e^{i phi}, or -sqrt(beta) e^{-i phi} where phi is smaller so.
            const double centre = (1 + beta - x) / 2, k = static_cast<double>(steps), side = centre < 0 ? -1 : 1;
            const double phi = std::atan2(distance / 2, std::abs(centre));
            const double wave = std::cos(k * phi) + side * (1 - beta - x) / distance * std::sin(k * phi);
            return (steps % 2 == 1 ? side : 1) * std::pow(beta, k / 2) * wave;
        }
        // 1 - r, the sum or the quotient of terms of one sign.
        const double delta = above <= 0 ? (p + distance) / 2 : p > 0 ? 2 * x / (p + distance) : (p - distance) / 2;
        const double r = 1 - delta, q = beta / r / r, power = pinn::descent_decay(1, steps)(delta);
        if (!(q > 0)) return power;  // beta = 0
        return power * (1 + delta * q * pinn::descent_response(1, steps)(distance / std::abs(r)));
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
