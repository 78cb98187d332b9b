// Eq. (5.3) for heavy-ball momentum, in closed form.
//
// With a constant K the component i of the error obeys a recurrence of three terms,
//
//     e(k + 1) = (1 + beta - eta lambda_i) e(k) - beta e(k - 1),    e(1) = (1 - eta lambda_i) e(0),
//
// whose solutions are the powers of the roots r of r^2 - (1 + beta - eta lambda_i) r + beta = 0. Large lambda_i: a pair
// of complex roots of modulus sqrt(beta), an oscillation. Small lambda_i: r = 1 - eta lambda_i/(1 - beta) and a fast
// one. So a slow component is 1/(1 - beta) times faster than without momentum, all of them alike: the spectrum is
// stretched by a constant, not made flatter.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <vector>

#include "chapters/06-spectral-bias/prediction.hpp"

namespace pinn::momentum {

// The roots for x = eta lambda; the larger modulus first.
inline std::array<std::complex<double>, 2> roots(double x, double beta) {
    const std::complex<double> half = (1 + beta - x) / 2, root = std::sqrt(half * half - beta);
    std::array<std::complex<double>, 2> r = {half + root, half - root};
    if (std::abs(r[0]) < std::abs(r[1])) std::swap(r[0], r[1]);
    return r;
}

// e(k) / e(0) = A r_0^k + B r_1^k  with A + B = 1 and A r_0 + B r_1 = 1 - x; for a double root its limit.
inline double decay(double x, double beta, std::size_t k) {
    const auto [r, s] = roots(x, beta);
    if (k == 0) return 1;
    if (r == 0.0) return 0;  // beta = 0 and x = 1: one step is the end
    const double n = static_cast<double>(k);
    if (std::abs(r - s) < 1e-7 * std::abs(r)) {
        return std::real(std::pow(r, n) * (1.0 + n * ((1 - x) / r - 1.0)));
    }
    const std::complex<double> A = (1 - x - s) / (r - s);
    const std::complex<double> second = s == 0.0 ? 0.0 : (1.0 - A) * std::pow(s, n);  // beta = 0 has one root only
    return std::real(A * std::pow(r, n) + second);
}

// Steps until the slower root has lost a factor of e: 1 / -log |r|.
inline double time_constant(double x, double beta) { return -1 / std::log(std::abs(roots(x, beta)[0])); }

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
