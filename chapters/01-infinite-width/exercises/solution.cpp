#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

#include "chapters/01-infinite-width/exercises/exercise.hpp"

namespace exercise {

// erf'(u) erf'(v) = (4/pi) e^(-u^2 - v^2) times the density of N(0, Lambda) is again a Gaussian, of inverse covariance
// Lambda^-1 + 2 I: its integral is (4/pi) / sqrt(det(I + 2 Lambda)). By Price's theorem this is dE[erf(u) erf(v)] /
// dLambda_12, and E = 0 at Lambda_12 = 0: integrate.
Expectations erf_expectations(const Covariances<double>& Lambda) {
    using std::numbers::pi;
    // det Lambda by fused products: of large covariances nearly nothing may be left.
    const auto [xx, xy, yy] = Lambda;
    const double square = xy * xy, det = std::fma(xx, yy, -square) - std::fma(xy, xy, -square);
    const double root = std::sqrt(1 + 2 * (xx + yy) + 4 * std::max(det, 0.0));
    return {2 / pi * std::atan2(2 * xy, root), 4 / pi / root};
}

// sin u sin v = (cos(u - v) - cos(u + v)) / 2, cos u cos v = (cos(u - v) + cos(u + v)) / 2, and E cos(a) = e^(-s/2) for
// a ~ N(0, s).
double sine_theta(std::span<const double> x, std::span<const double> x_prime, std::size_t hidden_layers) {
    const auto input = [&](std::span<const double> a, std::span<const double> b) {
        double sum = 0;
        for (std::size_t k = 0; k < a.size(); ++k) sum += a[k] * b[k];
        return sum / static_cast<double>(a.size()) + 1;
    };
    Covariances<double> S{input(x, x), input(x, x_prime), input(x_prime, x_prime)};
    double Theta = S.xy;
    for (std::size_t h = 1; h <= hidden_layers; ++h) {
        const double minus = std::exp(-(S.xx + S.yy - 2 * S.xy) / 2), plus = std::exp(-(S.xx + S.yy + 2 * S.xy) / 2);
        S = {(1 - std::exp(-2 * S.xx)) / 2 + 1, (minus - plus) / 2 + 1, (1 - std::exp(-2 * S.yy)) / 2 + 1};
        Theta = S.xy + (minus + plus) / 2 * Theta;
    }
    return Theta;
}

// The average of N independent terms sigma(g) sigma(g'), g = W x + b, g' = W x' + b with W, b ~ N(0, 1), has 1/N of the
// variance of one. Along W the integrand has poles at distance pi / (2 |x|) only: smaller steps.
double covariance_error(double x, double x_prime, std::size_t N) {
    const double width = std::max({1.0, std::abs(x), std::abs(x_prime)});
    const pinn::GaussianRule W = pinn::even_gaussian_rule(1 / (16 * width)), b = pinn::gaussian_rule(1.0 / 16);
    double first = 0, second = 0;
    for (std::size_t m = 0; m < W.nodes.size(); ++m) {
        for (std::size_t n = 0; n < b.nodes.size(); ++n) {
            const double term = std::tanh(W.nodes[m] * x + b.nodes[n]) * std::tanh(W.nodes[m] * x_prime + b.nodes[n]);
            first += W.weights[m] * b.weights[n] * term;
            second += W.weights[m] * b.weights[n] * term * term;
        }
    }
    return std::sqrt((second - first * first) / static_cast<double>(N));
}

namespace {

// E[f(tanh a)], a ~ N(0, q).
double expectation(double q, const std::function<double(double)>& f) {
    const pinn::GaussianRule rule = pinn::even_gaussian_rule(1 / (16 * std::max(1.0, std::sqrt(q))));
    double sum = 0;
    for (std::size_t m = 0; m < rule.nodes.size(); ++m) {
        sum += rule.weights[m] * f(std::tanh(std::sqrt(q) * rule.nodes[m]));
    }
    return sum;
}

}  // namespace

// With Price's theorem d(q c)/d(q c) of the layer's map at c = 1 is w2 E[sigma'(u)^2], u ~ N(0, q), at its fixed point.
double depth_rate(double w2, double b2) {
    double q = w2 + b2;
    for (int layer = 0; layer < 1000; ++layer) {
        const double next = w2 * expectation(q, [](double t) { return t * t; }) + b2;
        const bool settled = std::abs(next - q) <= 1e-14 * q;
        q = next;
        if (settled) break;
    }
    return w2 * expectation(q, [](double t) { return (1 - t * t) * (1 - t * t); });
}

double critical_weight_variance(double b2) {
    double low = 1, high = 2;
    while (depth_rate(high, b2) < 1) high *= 2;
    while (high - low > 1e-12 * high) {
        const double middle = (low + high) / 2;
        (depth_rate(middle, b2) < 1 ? low : high) = middle;
    }
    return (low + high) / 2;
}

}  // namespace exercise
