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

#include "chapters/09-beyond-the-paper/newton.hpp"
#include "lib/training/trainer.hpp"

namespace pinn::beyond {

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
inline double momentum_decay(double x, double beta, std::size_t k) {
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

// A fifth of the largest stable rate of gradient descent.
inline double momentum_rate(const std::vector<double>& lambda) { return 0.2 * (2 / lambda[0]); }

// 300 steps with momentum where K stands still.
inline AtRest momentum_at_rest(const Initial& start, double beta) {
    const double eta = momentum_rate(start.K.values);
    Trainer<double> trainer(start.network, start.conditions, spectral::trained.loss,
                            problem_71.lambda(spectral::trained), HeavyBall{eta, beta});
    const auto predicted = [&](double lambda, std::size_t k) { return momentum_decay(eta * lambda, beta, k); };
    return at_rest(start, 300, predicted, [&](std::size_t k) {
        if (k > 0) trainer.step();
        return errors(trainer.network(), start.conditions);
    });
}

// The largest relative deviation of the time constants of five leading components from time_constant(): of those of the
// a, b that fit e(k + 1) = a e(k) - b e(k - 1) best in the least squares over all steps.
inline double deviation_of_rates(const AtRest& run, double beta) {
    double worst = 0;
    for (std::size_t i = 0; i < 5; ++i) {
        std::vector<double> e;
        for (const std::vector<double>& components : run.measured) e.push_back(components[i]);
        double xx = 0, xy = 0, yy = 0, xz = 0, yz = 0;  // x = e(k), y = -e(k - 1), z = e(k + 1)
        for (std::size_t k = 1; k + 1 < e.size(); ++k) {
            xx += e[k] * e[k], xy -= e[k] * e[k - 1], yy += e[k - 1] * e[k - 1];
            xz += e[k] * e[k + 1], yz -= e[k - 1] * e[k + 1];
        }
        const double determinant = xx * yy - xy * xy;
        const double a = (xz * yy - yz * xy) / determinant, b = (xx * yz - xy * xz) / determinant;
        const double x = 1 + b - a;  // so that roots(x, b) are those of r^2 - a r + b
        const double predicted = time_constant(momentum_rate(run.lambda) * run.lambda[i], beta);
        worst = std::max(worst, std::abs(time_constant(x, b) / predicted - 1));
    }
    return worst;
}

}  // namespace pinn::beyond
