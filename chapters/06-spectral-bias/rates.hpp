// The average rate of convergence, and what it is an average of  (paper: Definition 5.1).
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "chapters/06-spectral-bias/initial.hpp"
#include "chapters/06-spectral-bias/spectra.hpp"

namespace pinn::spectral {

// Tr K = Tr K_uu + Tr K_rr, from J with copies counted.
inline double trace(const Matrix<double>& J) { return trace(J, Block::K_uu) + trace(J, Block::K_rr); }
// c = Tr K / n  (paper: Definition 5.1, Eq. (5.4)).
inline double average_rate(const Matrix<double>& J) { return trace(J) / static_cast<double>(J.rows()); }

// The rate of one error: e.K e / e.e, as d/dt |e|^2 = -2 e.K e.
inline double rate_of(const EigenDecomposition<double>& K, const std::vector<double>& e) {
    const std::vector<double> parts = components(K, e);
    double sum = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) sum += K.values[i] * parts[i] * parts[i];
    return sum / std::pow(norm(parts), 2);
}

// The mean of it over 1000 errors of random direction.
inline double mean_rate_of_random_errors(const EigenDecomposition<double>& K, std::uint64_t seed) {
    Random random(seed);
    double mean = 0;
    for (int draw = 0; draw < 1000; ++draw) {
        std::vector<double> e(K.values.size());
        random.fill_normal(std::span(e));
        mean += rate_of(K, e) / 1000;
    }
    return mean;
}

struct Rates {
    double mismatch;  // | sum of the eigenvalues / (Tr K_uu + Tr K_rr) - 1 |
    double random;    // mean rate of random errors / c
    double at_start;  // rate of the network's error / c
    double below;     // share of eigenvalues below c
};
inline Rates rates_over_average(const Initial& start, std::uint64_t seed) {
    const std::vector<double>& lambda = start.K.values;
    const double c = average_rate(start.J);
    double total = 0;
    for (const double value : lambda) total += value;
    const auto slower = std::ranges::count_if(lambda, [&](double value) { return value < c; });
    return {.mismatch = std::abs(total / trace(start.J) - 1),
            .random = mean_rate_of_random_errors(start.K, seed) / c,
            .at_start = rate_of(start.K, start.error) / c,
            .below = static_cast<double>(slower) / static_cast<double>(lambda.size())};
}

}  // namespace pinn::spectral
