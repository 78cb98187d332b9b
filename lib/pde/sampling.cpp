#include "lib/pde/sampling.hpp"

#include <algorithm>
#include <boost/math/special_functions/legendre.hpp>
#include <boost/random/sobol.hpp>
#include <cmath>
#include <cstdint>
#include <string>

namespace pinn {

WeightedPoints gauss_legendre(std::size_t n, double low, double high) {
    check_interval("gauss_legendre", low, high);
    check_shapes(n > 0, "gauss_legendre: nodes", {n, 1}, {1, 1});
    const auto degree = static_cast<int>(n);
    std::vector<double> nodes = boost::math::legendre_p_zeros<double>(degree);  // ascending from 0 on
    for (std::size_t k = n % 2; k < n - n / 2; ++k) nodes.push_back(-nodes[k]);
    std::ranges::sort(nodes);
    WeightedPoints rule{Matrix<double>(n, 1), std::vector<double>(n)};
    for (std::size_t i = 0; i < n; ++i) {
        const double x = nodes[i], slope = boost::math::legendre_p_prime(degree, x);
        rule.points(i, 0) = low + (high - low) * (1 + x) / 2;
        rule.weights[i] = static_cast<double>(n) / ((1 - x * x) * slope * slope);
    }
    return rule;
}

WeightedPoints product(const WeightedPoints& a, const WeightedPoints& b) {
    const std::size_t n = a.points.rows(), m = b.points.rows();
    WeightedPoints all{Matrix<double>(n * m, a.points.cols() + b.points.cols()), {}};
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < m; ++j) {
            const auto row = all.points.row(i * m + j);
            std::ranges::copy(b.points.row(j), std::ranges::copy(a.points.row(i), row.begin()).out);
            all.weights.push_back(a.weights[i] * b.weights[j]);
        }
    }
    return all;
}

Matrix<double> sobol(std::size_t n, std::size_t d) {
    constexpr std::size_t most = boost::random::default_sobol_table::max_dimension;
    if (d < 1 || d > most) {
        throw NumericalError("sobol: dimension " + std::to_string(d) + "; accepted is 1 to " + std::to_string(most));
    }
    boost::random::sobol_engine<std::uint64_t, 32> sequence(d);
    Matrix<double> points(n, d);
    for (double& coordinate : points.values()) coordinate = std::ldexp(static_cast<double>(sequence()), -32);
    return points;
}

}  // namespace pinn
