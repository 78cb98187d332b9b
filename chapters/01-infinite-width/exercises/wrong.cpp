// Mistakes that students make, one in each task.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "chapters/01-infinite-width/exercises/exercise.hpp"

namespace exercise {

// The arcsine law of the sign: erf with infinite slope. And the derivatives as if u and v were independent.
Expectations erf_expectations(const Covariances<double>& Lambda) {
    using std::numbers::pi;
    return {2 / pi * std::asin(Lambda.xy / std::sqrt(Lambda.xx * Lambda.yy)),
            4 / pi / std::sqrt((1 + 2 * Lambda.xx) * (1 + 2 * Lambda.yy))};
}

// Sigma^(h-1) where Theta^(h-1) belongs: right for one hidden layer, where both are Sigma^(0).
double sine_theta(std::span<const double> x, std::span<const double> x_prime, std::size_t hidden_layers) {
    double xx = 0, xy = 0, yy = 0;
    const double d = static_cast<double>(x.size());
    for (std::size_t k = 0; k < x.size(); ++k) {
        xx += x[k] * x[k] / d;
        xy += x[k] * x_prime[k] / d;
        yy += x_prime[k] * x_prime[k] / d;
    }
    Covariances<double> S{xx + 1, xy + 1, yy + 1};
    double Theta = S.xy;
    for (std::size_t h = 1; h <= hidden_layers; ++h) {
        const double decay = std::exp(-(S.xx + S.yy) / 2), before = S.xy;
        Theta = decay * std::cosh(S.xy) * before;
        S = {std::exp(-S.xx) * std::sinh(S.xx) + 1, decay * std::sinh(S.xy) + 1, std::exp(-S.yy) * std::sinh(S.yy) + 1};
        Theta += S.xy;
    }
    return Theta;
}

// Subtracts the square of Sigma^(1), which holds the 1 of the output bias; the terms of the average do not.
double covariance_error(double x, double x_prime, std::size_t N) {
    const pinn::GaussianRule rule = pinn::gaussian_rule(1.0 / 8);
    double first = 1, second = 0;
    for (std::size_t m = 0; m < rule.nodes.size(); ++m) {
        for (std::size_t n = 0; n < rule.nodes.size(); ++n) {
            const double w = rule.nodes[m], b = rule.nodes[n];
            const double term = std::tanh(w * x + b) * std::tanh(w * x_prime + b);
            first += rule.weights[m] * rule.weights[n] * term;
            second += rule.weights[m] * rule.weights[n] * term * term;
        }
    }
    return std::sqrt(std::abs(second - first * first) / static_cast<double>(N));
}

// Forgets that the weights' variance stands in front of the expectation of the derivatives too.
double depth_rate(double w2, double b2) {
    const pinn::GaussianRule rule = pinn::gaussian_rule(1.0 / 64);
    double q = w2 + b2, rate = 0;
    for (int layer = 0; layer < 200; ++layer) {
        double square = 0;
        rate = 0;
        for (std::size_t m = 0; m < rule.nodes.size(); ++m) {
            const double t = std::tanh(std::sqrt(q) * rule.nodes[m]);
            square += rule.weights[m] * t * t;
            rate += rule.weights[m] * (1 - t * t) * (1 - t * t);
        }
        q = w2 * square + b2;
    }
    return rate;
}

// The rate above never reaches 1; 1 is the answer without biases.
double critical_weight_variance(double) { return 1; }

}  // namespace exercise
