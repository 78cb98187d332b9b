#include <cmath>

#include "chapters/04-limit-kernel/exercises/exercise.hpp"
#include "lib/foundation/random.hpp"
#include "lib/kernel/gaussian.hpp"
#include "lib/kernel/limit.hpp"

namespace exercise {
namespace {

// sigma', sigma'', sigma''' at g.
struct Derivatives {
    double first, second, third;
};
Derivatives derivatives(double g) {
    const double t = std::tanh(g), first = 1 - t * t;
    return {first, -2 * t * first, first * (6 * t * t - 2)};
}

// What one neuron with W1 = 1 contributes: N times the products of its derivatives of u_x at x and at x'.
SlopeParts of_neuron(double u, double v, double x, double x_prime) {
    const Derivatives s = derivatives(u * x + v), z = derivatives(u * x_prime + v);
    return {.W0 = (s.first + u * x * s.second) * (z.first + u * x_prime * z.second),
            .W1 = u * u * s.first * z.first,
            .b0 = u * u * s.second * z.second};
}

// Calls add(weight, parts of the neuron u, v) over the nodes of the rule.
template <class Add>
void for_each_neuron(double x, double x_prime, const Add& add) {
    const pinn::GaussianRule rule = pinn::gaussian_rule(1.0 / 8);
    for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
        for (std::size_t j = 0; j < rule.nodes.size(); ++j) {
            add(rule.weights[i] * rule.weights[j], of_neuron(rule.nodes[i], rule.nodes[j], x, x_prime));
        }
    }
}

}  // namespace

// d/dx d/dx' of E[s'z'] x x', E[s z] and E[s'z']: the first becomes E[(s' + u x s'')(z' + u x' z'')].
SlopeParts slope_parts(double x, double x_prime) {
    SlopeParts sum{0, 0, 0};
    for_each_neuron(x, x_prime, [&](double weight, const SlopeParts& parts) {
        sum.W0 += weight * parts.W0;
        sum.W1 += weight * parts.W1;
        sum.b0 += weight * parts.b0;
    });
    return sum;
}

// W1^2 (s' + W0 x s'')(2 W0 z'' + W0^2 x' z'''), multiplied out.
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
        const double mean = first[i] / N, variance = second[i] / N - mean * mean;
        ratios[i] = {mean / printed[i], std::sqrt(variance / N) / std::abs(printed[i])};
    }
    return ratios;
}

// One neuron contributes k = alpha + W1^2 beta: E[k^2] = E[alpha^2 + 2 alpha beta + 3 beta^2].
std::size_t width_for(double x, double x_prime, double error) {
    double limit = 0, squares = 0;
    for_each_neuron(x, x_prime, [&](double weight, const SlopeParts& parts) {
        const double alpha = parts.W1, beta = parts.W0 + parts.b0;
        limit += weight * (alpha + beta);
        squares += weight * (alpha * alpha + 2 * alpha * beta + 3 * beta * beta);
    });
    const double relative_variance = squares / (limit * limit) - 1;
    return static_cast<std::size_t>(std::ceil(relative_variance / (error * error)));
}

// u_xx = u_zz / s^2, so an entry of K_rr has s^-4; both blocks have as many points, so their traces decide.
double balancing_unit(const std::vector<double>& points) {
    const auto rr_is_faster = [&](double s) {
        double uu = 0, rr = 0;
        for (const double x : points) {
            const pinn::PoissonLimits limits = pinn::poisson_limits(x / s, x / s);
            uu += limits.Theta_uu.total().value;
            rr += limits.Theta_rr.total().value / std::pow(s, 4);
        }
        return rr > uu;
    };
    double low = std::log(0.1), high = std::log(10.0);
    for (int halving = 0; halving < 32; ++halving) {
        const double middle = (low + high) / 2;
        (rr_is_faster(std::exp(middle)) ? low : high) = middle;
    }
    return std::exp((low + high) / 2);
}

}  // namespace exercise
