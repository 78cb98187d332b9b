// Mistakes that students make, one in each task.
#include <cmath>

#include "chapters/04-limit-kernel/exercises/exercise.hpp"
#include "lib/foundation/random.hpp"
#include "lib/kernel/gaussian.hpp"
#include "lib/kernel/limit.hpp"

namespace exercise {
namespace {

struct Derivatives {
    double first, second, third;
};
Derivatives derivatives(double g) {
    const double t = std::tanh(g), first = 1 - t * t;
    return {first, -2 * t * first, first * (6 * t * t - 2)};
}

template <class Integrand>
double expectation(const Integrand& integrand) {
    const pinn::GaussianRule rule = pinn::gaussian_rule(1.0 / 8);
    double sum = 0;
    for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
        for (std::size_t j = 0; j < rule.nodes.size(); ++j) {
            sum += rule.weights[i] * rule.weights[j] * integrand(rule.nodes[i], rule.nodes[j]);
        }
    }
    return sum;
}

}  // namespace

// No product rule: d/dx d/dx' goes into s' and z' and leaves x x' alone.
SlopeParts slope_parts(double x, double x_prime) {
    const double first = expectation(
        [=](double u, double v) { return u * u * derivatives(u * x + v).first * derivatives(u * x_prime + v).first; });
    const double second = expectation([=](double u, double v) {
        return u * u * derivatives(u * x + v).second * derivatives(u * x_prime + v).second;
    });
    return {second * x * x_prime, first, second};
}

// The spread of one neuron, not that of the mean.
std::array<Ratio, 4> lost_factors(double x, double x_prime, const std::array<double, 4>& printed, std::size_t neurons,
                                  std::uint64_t seed) {
    pinn::Random random(seed);
    std::array<double, 4> first{}, second{};
    for (std::size_t k = 0; k < neurons; ++k) {
        const double W0 = random.normal(), W1 = random.normal(), b0 = random.normal(), W1_2 = W1 * W1;
        const Derivatives s = derivatives(W0 * x + b0), z = derivatives(W0 * x_prime + b0);
        const std::array<double, 4> terms{
            W1_2 * W0 * W0 * W0 * s.second * z.third * x * x_prime, 2 * W1_2 * W0 * W0 * s.second * z.second * x,
            W1_2 * W0 * W0 * s.first * z.third * x_prime, 2 * W1_2 * W0 * s.first * z.second};
        for (std::size_t i = 0; i < 4; ++i) first[i] += terms[i], second[i] += terms[i] * terms[i];
    }
    const auto N = static_cast<double>(neurons);
    std::array<Ratio, 4> ratios{};
    for (std::size_t i = 0; i < 4; ++i) {
        const double mean = first[i] / N;
        ratios[i] = {mean / printed[i], std::sqrt(second[i] / N - mean * mean) / std::abs(printed[i])};
    }
    return ratios;
}

// E[W1^4] = E[W1^2]^2 = 1: as if W1 were a sign.
std::size_t width_for(double x, double x_prime, double error) {
    const auto k = [=](double u, double v) {
        const Derivatives s = derivatives(u * x + v), z = derivatives(u * x_prime + v);
        return u * u * (s.first * z.first + s.second * z.second) +
               (s.first + u * x * s.second) * (z.first + u * x_prime * z.second);
    };
    const double limit = expectation(k);
    const double squares = expectation([&](double u, double v) { return k(u, v) * k(u, v); });
    return static_cast<std::size_t>(std::ceil((squares / (limit * limit) - 1) / (error * error)));
}

// One factor 1/s^2 for u_xx, where the kernel has two.
double balancing_unit(const std::vector<double>& points) {
    double low = 0.1, high = 10;
    for (int halving = 0; halving < 32; ++halving) {
        const double s = std::sqrt(low * high);
        double uu = 0, rr = 0;
        for (const double x : points) {
            const pinn::PoissonLimits limits = pinn::poisson_limits(x / s, x / s);
            uu += limits.Theta_uu.total().value;
            rr += limits.Theta_rr.total().value / (s * s);
        }
        (rr > uu ? low : high) = s;
    }
    return low;
}

}  // namespace exercise
