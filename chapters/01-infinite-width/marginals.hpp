// The output over many networks of one shape: is it Gaussian, and with the covariance of the limit?
#pragma once

#include <algorithm>
#include <array>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "chapters/01-infinite-width/families.hpp"

namespace pinn::infinite {

// y = c_0 f(1) + c_1 f(-1). In the difference the output bias cancels, which is N(0, 1) at every width.
struct Functional {
    std::string name;
    std::array<double, 2> c;
    double low, high;  // what one neuron adds to the variance of y given the hidden layers, times N, lies in between

    double variance(const Matrix<double>& S) const {
        return c[0] * c[0] * S(0, 0) + 2 * c[0] * c[1] * S(0, 1) + c[1] * c[1] * S(1, 1);
    }
};
inline const Functional value{"f(1)", {1, 0}, 1, 2};                // tanh^2 + 1
inline const Functional difference{"f(1) - f(-1)", {1, -1}, 0, 4};  // (tanh - tanh)^2

// One functional of independent networks of one shape.
struct Marginal {
    const Functional* functional;
    std::size_t hidden_layers, width;
    double limit_variance;
    std::vector<double> y{};  // of every network
    std::vector<double> s{};  // its variance, the hidden layers of that network given

    double networks() const { return static_cast<double>(y.size()); }
};

// For every depth and width the two functionals, value before difference. Network i has the i-th seed from `first` on.
// They are tens of thousands, each done in less than a millisecond: too small to be kept on disk one by one.
inline std::vector<Marginal> marginals(const Widths& widths, std::uint64_t first, std::size_t networks) {
    const Matrix<double> points{{1}, {-1}};
    const Limits limit = limits(points, depths, InputCovariance::scaled);
    std::vector<Marginal> marginals;
    for (std::size_t L = 1; L <= depths; ++L) {
        for (const std::size_t width : widths) {
            for (const Functional* functional : {&value, &difference}) {
                marginals.push_back({functional, L, width, functional->variance(limit.Sigma[L])});
                marginals.back().y = marginals.back().s = std::vector<double>(networks);
            }
        }
    }
    parallel_for(networks, [&](std::size_t i) {
        Random random(first + i);
        for (std::size_t m = 0; m < marginals.size(); m += 2) {
            // Both functionals of one network: its output, and what that output scatters by with these hidden layers.
            const Mlp<double> network = draw_network(1, marginals[m].hidden_layers, marginals[m].width, random);
            const Matrix<double> f = network(points), S = conditional_covariance(network, points);
            for (Marginal* marginal : {&marginals[m], &marginals[m + 1]}) {
                const Functional& functional = *marginal->functional;
                marginal->y[i] = functional.c[0] * f(0, 0) + functional.c[1] * f(1, 0);
                marginal->s[i] = functional.variance(S);
            }
        }
    });
    return marginals;
}

// The one of the given functional and shape, which is there.
inline const Marginal& find(const std::vector<Marginal>& marginals, const Functional& functional,
                            std::size_t hidden_layers, std::size_t width) {
    return *std::find_if(marginals.begin(), marginals.end(), [&](const Marginal& m) {
        return m.functional == &functional && m.hidden_layers == hidden_layers && m.width == width;
    });
}

// P(X <= sum) for X of the chi-square distribution.
inline double chi_squared_probability(double degrees, double sum) {
    return boost::math::cdf(boost::math::chi_squared(degrees), sum);
}

// P(chi^2 <= sum y^2 / s). Given the hidden layers y / sqrt(s) is N(0, 1), whatever they are, so with M networks the
// sum is chi^2 with M degrees of freedom: exactly, at every width and depth.
inline double conditional_probability(const Marginal& m) {
    double sum = 0;
    for (std::size_t i = 0; i < m.y.size(); ++i) sum += m.y[i] * m.y[i] / m.s[i];
    return chi_squared_probability(m.networks(), sum);
}

// P(a chi^2 <= sum y^2 / V), V the limit's variance. One hidden layer has E[s] = V at every width, so the sum has mean
// M; but y is a mixture of Gaussians and y^2 scatters more than under one:
//     Var[y^2] = 2 V^2 + 3 Var[s] = 2 V^2 a,   Var[s] <= (high - V)(V - low) / N    (Bhatia and Davis).
// a chi^2 with M / a degrees of freedom has that mean and that variance (Satterthwaite), so the band is wide enough.
inline double covariance_probability(const Marginal& m) {
    double sum = 0;
    const double V = m.limit_variance, scatter = (m.functional->high - V) * (V - m.functional->low);
    const double a = 1 + 1.5 * scatter / (static_cast<double>(m.width) * V * V);
    for (const double y : m.y) sum += y * y / V;
    return chi_squared_probability(m.networks() / a, sum / a);
}

// Phi(z)
inline double normal_distribution(double z) { return std::erfc(-z / std::numbers::sqrt2) / 2; }

// sqrt(M) sup |F_M - Phi|, the distance of Kolmogorov and Smirnov of y / sqrt(V) to N(0, 1): nothing is fitted.
inline double kolmogorov(const Marginal& m) {
    std::vector<double> sorted = m.y;
    std::sort(sorted.begin(), sorted.end());
    double distance = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        // F_M steps from i / M to (i + 1) / M here, and the supremum is at a step.
        const double p = normal_distribution(sorted[i] / std::sqrt(m.limit_variance)), steps = static_cast<double>(i);
        distance = std::max({distance, (steps + 1) / m.networks() - p, p - steps / m.networks()});
    }
    return std::sqrt(m.networks()) * distance;
}
// Exceeded with probability 2 exp(-2 1.95^2) = 0.001 at most, for every M  (Massart, Ann. Probab. 18, 1990).
inline constexpr double kolmogorov_limit = 1.95;

// The largest width at which the test tells the output from the Gaussian; 0 if it never does.
inline std::size_t largest_rejected(const std::vector<Marginal>& marginals, const Functional& functional,
                                    std::size_t hidden_layers) {
    std::size_t width = 0;
    for (const Marginal& m : marginals) {
        if (m.functional != &functional || m.hidden_layers != hidden_layers) continue;
        if (kolmogorov(m) > kolmogorov_limit) width = m.width;
    }
    return width;
}

// E[y^4] / E[y^2]^2 - 3 = 3 Var[s] / E[s]^2, from s, which scatters much less than y^4.
inline double excess_kurtosis(const Marginal& m) { return 3 * std::pow(standard_deviation(m.s) / mean(m.s), 2); }

// Slope of the excess kurtosis of f(1) - f(-1) against the widths from 8 on.
inline double kurtosis_slope(const std::vector<Marginal>& marginals, const Widths& widths, std::size_t hidden_layers) {
    std::vector<double> x, y;
    for (const std::size_t width : widths) {
        if (width < 8) continue;
        x.push_back(static_cast<double>(width));
        y.push_back(excess_kurtosis(find(marginals, difference, hidden_layers, width)));
    }
    return log_log_slope(x, y);
}

}  // namespace pinn::infinite
