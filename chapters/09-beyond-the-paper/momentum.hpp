// Eq. (5.3) for heavy-ball momentum, in closed form.
//
// With a constant K the component i of the error obeys a recurrence of three terms,
//
//     e(k + 1) = (1 + beta - eta lambda_i) e(k) - beta e(k - 1),    e(1) = (1 - eta lambda_i) e(0),
//
// whose solutions are the powers of the roots r of r^2 - (1 + beta - eta lambda_i) r + beta = 0. Large lambda_i: a pair
// of complex roots of modulus sqrt(beta), an oscillation. Small lambda_i: r = 1 - eta lambda_i/(1 - beta) and a fast
// one. What a root is short of one, delta = 1 - r, solves delta^2 - (1 - beta + x) delta + x = 0, x = eta lambda_i, and
// keeps the digits of a small x that r loses. So a slow component is 1/(1 - beta) times faster than without momentum,
// all of them alike: the spectrum is stretched by a constant, not made flatter.
#pragma once

#include <cmath>
#include <vector>

#include "chapters/06-spectral-bias/initial.hpp"

namespace pinn::momentum {

// The roots r, s for x = eta lambda and 0 <= beta < 1, |r| >= |s|.
struct Roots {
    bool complex;     // then s is the conjugate of r, and |r|^2 = beta
    double delta;     // 1 - r, of real roots
    double distance;  // |r - s|
};
inline Roots roots(double x, double beta) {
    // (1 + beta - x)^2 - 4 beta = below * above: they are complex for x between (1 - sqrt(beta))^2 and (1 +
    // sqrt(beta))^2.
    const double sum = 1 + std::sqrt(beta), difference = (1 - beta) / sum, p = 1 - beta + x;
    const double below = difference * difference - x, above = sum * sum - x;
    const double distance = std::sqrt(std::abs(below)) * std::sqrt(std::abs(above));
    if (below < 0 && above > 0) return {true, 0, distance};
    if (above <= 0) return {false, (p + distance) / 2, distance};  // both roots negative
    return {false, p > 0 ? 2 * x / (p + distance) : (p - distance) / 2, distance};
}

// e(k) / e(0) = r^k (1 + (1 - r) q (1 + q + ... + q^(k-1))), q = s / r.  In the real case nothing cancels, and a double
// root is q = 1. Complex roots of angle phi: beta^(k/2) (cos(k phi) + (1 - beta - x) sin(k phi) / |r - s|).
// Accuracy: 1e-14, relative to the larger of its two terms, and what a change of x by 1e-15 of it does to the exact
// value; 0 <= beta < 1, any x and k. Infinite, with its sign, where it overflows.  O(1).
inline double decay(double x, double beta, std::size_t k) {
    const auto [complex, delta, distance] = roots(x, beta);
    if (complex) {
        // Angles are measured from the negative axis where that is nearer: (-1)^k for a half turn.
        const double centre = (1 + beta - x) / 2, n = static_cast<double>(k), side = centre < 0 ? -1 : 1;
        const double angle = n * std::atan2(distance / 2, std::abs(centre));
        const double wave = std::cos(angle) + side * (1 - beta - x) / distance * std::sin(angle);
        return (k % 2 == 1 ? side : 1) * std::pow(beta, n / 2) * wave;
    }
    const double r = 1 - delta, q = beta / r / r, power = descent_decay(1, k)(delta);
    if (!(q > 0)) return power;  // beta = 0 has one root only
    return power * (1 + delta * q * descent_response(1, k)(distance / std::abs(r)));
}

// Steps until the slower root has lost a factor of e: 1 / -log |r|.
inline double time_constant(double x, double beta) {
    const auto [complex, delta, distance] = roots(x, beta);
    if (complex) return -2 / std::log(beta);
    return -1 / (std::abs(delta) < 0.5 ? std::log1p(-delta) : std::log(std::abs(1 - delta)));
}

// One training with momentum laid over its prediction: the component i of the error at every step.
struct Comparison {
    double eta, beta;
    std::vector<double> lambda;
    std::vector<std::vector<double>> measured;  // [component][step], in units of its start

    double predicted(std::size_t i, std::size_t k) const { return decay(eta * lambda[i], beta, k); }

    // The modulus of the slower root of component i, from the a, b that fit e(k + 1) = a e(k) - b e(k - 1) best in
    // the least squares over all steps; and the time constant of it over the predicted one.
    double fitted_over_predicted(std::size_t i) const {
        const std::vector<double>& e = measured[i];
        double xx = 0, xy = 0, yy = 0, xz = 0, yz = 0;  // x = e(k), y = -e(k - 1), z = e(k + 1)
        for (std::size_t k = 1; k + 1 < e.size(); ++k) {
            xx += e[k] * e[k], xy -= e[k] * e[k - 1], yy += e[k - 1] * e[k - 1];
            xz += e[k] * e[k + 1], yz -= e[k - 1] * e[k + 1];
        }
        const double determinant = xx * yy - xy * xy;
        const double a = (xz * yy - yz * xy) / determinant, b = (xx * yz - xy * xz) / determinant;
        const double x = 1 + b - a;  // so that roots(x, b) are those of r^2 - a r + b
        return time_constant(x, b) / time_constant(eta * lambda[i], beta);
    }
};

// Trains with momentum on the problem of chapter 06, its residual scaled to s.
inline Comparison compare(const spectral::Initial& start, const PoissonExperiment& experiment, const Setting& setting,
                          double eta, double beta, std::size_t steps, std::size_t count) {
    Comparison found{eta,
                     beta,
                     {start.K.values.begin(), start.K.values.begin() + static_cast<std::ptrdiff_t>(count)},
                     std::vector<std::vector<double>>(count)};
    Trainer<double> trainer(start.network, start.conditions, setting.loss, experiment.lambda(setting),
                            HeavyBall{eta, beta});
    std::vector<double> first;
    for (std::size_t k = 0; k <= steps; ++k) {
        trainer.step();  // leaves the errors of the parameters it started from
        std::vector<double> e;
        for (std::size_t part = 0; part < start.conditions.size(); ++part) {
            const ConstMatrixView<double> error = trainer.error(part);
            e.insert(e.end(), error.data, error.data + error.rows);
        }
        const std::vector<double> now = components(start.K, experiment.with_copies(e));
        if (k == 0) first = now;
        for (std::size_t i = 0; i < count; ++i) found.measured[i].push_back(now[i] / first[i]);
    }
    return found;
}

}  // namespace pinn::momentum
