// The output over many networks of one shape: is it Gaussian, and with the covariance of the limit?
#pragma once

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <numbers>
#include <vector>

#include "chapters/01-infinite-width/networks.hpp"

namespace pinn::infinite {

// y = f(1) + c f(-1) of independent networks of one shape. For c = -1 the output bias cancels, which is N(0, 1) at
// every width.
struct Marginal {
    double c, width;
    double V;                  // the variance of y in the limit
    std::vector<double> y, s;  // of every network: y, and its variance, the hidden layers of that network given

    double networks() const { return static_cast<double>(y.size()); }
};

// Of y, for the covariance S of f(1) and f(-1).
inline double variance(const Matrix<double>& S, double c) { return S(0, 0) + 2 * c * S(0, 1) + c * c * S(1, 1); }

// f(1) and f(1) - f(-1) for one depth, a run at every width.
struct Marginals {
    Runs<Marginal> value, difference;
};

// For every depth. Network i has the i-th seed from `first` on. They are tens of thousands, each done in less than a
// millisecond: too small to be kept on disk one by one.
inline std::vector<Marginals> marginals(const std::vector<double>& widths, std::uint64_t first, std::size_t networks) {
    const Matrix<double> points{{1}, {-1}};
    const Limits limit = limits(points, depths, InputCovariance::scaled);
    const std::vector<double> none(networks);
    std::vector<Marginals> all(depths);
    for (std::size_t L = 1; L <= depths; ++L) {
        const Matrix<double>& Sigma = limit.Sigma[L];
        for (const double width : widths) {
            all[L - 1].value.runs.push_back({0, width, variance(Sigma, 0), none, none});
            all[L - 1].difference.runs.push_back({-1, width, variance(Sigma, -1), none, none});
        }
    }
    parallel_for(networks, [&](std::size_t i) {
        Random random(first + i);
        for (std::size_t L = 1; L <= depths; ++L) {
            for (std::size_t w = 0; w < widths.size(); ++w) {
                const Mlp<double> network = draw_network(1, L, widths[w], random);
                const Matrix<double> f = network(points), S = conditional_covariance(network, points);
                for (Marginal* m : {&all[L - 1].value.runs[w], &all[L - 1].difference.runs[w]}) {
                    m->y[i] = f(0, 0) + m->c * f(1, 0);
                    m->s[i] = variance(S, m->c);
                }
            }
        }
    });
    return all;
}

// P(a X <= sum y^2 / v) for X of the chi-square distribution with M / a degrees of freedom, M networks.
inline double probability_of_squares(const Marginal& m, const std::vector<double>& v, double a) {
    double sum = 0;
    for (std::size_t i = 0; i < m.y.size(); ++i) sum += m.y[i] * m.y[i] / v[i];
    return boost::math::cdf(boost::math::chi_squared(m.networks() / a), sum / a);
}

// Given the hidden layers y / sqrt(s) is N(0, 1), whatever they are, so with M networks the sum of y^2 / s is chi^2
// with M degrees of freedom: exactly, at every width and depth.
inline double conditional_probability(const Marginal& m) { return probability_of_squares(m, m.s, 1); }

// With V, the limit's variance, in place of s. One hidden layer has E[s] = V at every width, so the sum has mean M; but
// y is a mixture of Gaussians and y^2 scatters more than under one:
//     Var[y^2] = 2 V^2 + 3 Var[s] = 2 V^2 a,   Var[s] <= (high - V)(V - low) / N    (Bhatia and Davis),
// where N s is a sum over neurons of terms between low and high: (tanh + c tanh)^2 + (1 + c)^2.
// a chi^2 with M / a degrees of freedom has that mean and that variance (Satterthwaite), so the band is wide enough.
inline double covariance_probability(const Marginal& m) {
    const double low = std::pow(1 + m.c, 2), high = low + std::pow(1 - m.c, 2), V = m.V;
    const double a = 1 + 1.5 * ((high - V) * (V - low)) / (m.width * V * V);
    return probability_of_squares(m, std::vector<double>(m.y.size(), V), a);
}

// Phi(z)
inline double normal_distribution(double z) { return std::erfc(-z / std::numbers::sqrt2) / 2; }

// sqrt(M) sup |F_M - Phi|, the distance of Kolmogorov and Smirnov of y / sqrt(V) to N(0, 1): nothing is fitted.
inline double kolmogorov(const Marginal& m) {
    std::vector<double> sorted = m.y;
    std::ranges::sort(sorted);
    double distance = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        // F_M steps from i / M to (i + 1) / M here, and the supremum is at a step.
        const double p = normal_distribution(sorted[i] / std::sqrt(m.V)), steps = static_cast<double>(i);
        distance = std::max({distance, (steps + 1) / m.networks() - p, p - steps / m.networks()});
    }
    return std::sqrt(m.networks()) * distance;
}
// Exceeded with probability 2 exp(-2 1.95^2) = 0.001 at most, for every M  (Massart, Ann. Probab. 18, 1990).
inline constexpr double kolmogorov_limit = 1.95;

// The largest width at which the test tells the output from the Gaussian; 0 if it never does.
inline double largest_rejected(const Runs<Marginal>& at_widths) {
    double width = 0;
    for (const Marginal& m : at_widths) {
        if (kolmogorov(m) > kolmogorov_limit) width = m.width;
    }
    return width;
}

// E[y^4] / E[y^2]^2 - 3 = 3 Var[s] / E[s]^2, from s, which scatters much less than y^4.
inline double excess_kurtosis(const Marginal& m) { return 3 * std::pow(standard_deviation(m.s) / mean(m.s), 2); }

// Rows and figures  (figures.cpp).
void report_marginals(const std::vector<Marginals>& all, Study& study);
// Five paths of the limit beside five networks, for every depth.
void report_paths(double width, Study& study);

}  // namespace pinn::infinite
