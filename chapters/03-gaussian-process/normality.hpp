// Is u_xx, at one point or at all, and is (u, u_xx) of these networks Gaussian with the covariance of the limit?
//
// The one idea: under the right law the value of its own distribution function is uniform on [0, 1]. So each question
// is a number of a draw that should be uniform, and Pearson's test answers all of them.
#pragma once

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>

#include "chapters/03-gaussian-process/pool.hpp"
#include "lib/dense/factor.hpp"

namespace pinn::process {

inline double normal_cdf(double z) { return boost::math::cdf(boost::math::normal(), z); }

// The piece, of k equal ones of [0, 1], in which p lies.
inline std::size_t cell(double p, std::size_t k) {
    return std::min(static_cast<std::size_t>(p * static_cast<double>(k)), k - 1);
}

// w . u_xx in standard deviations of the limit, and whether it is normal.
inline auto standardized(const Direction& direction) {
    return [=](const Draw& draw) { return dot(direction.w, draw.u_xx) / std::sqrt(direction.variance); };
}
inline auto direction_cdf(const Direction& direction) {
    return [z = standardized(direction)](const Draw& draw) { return normal_cdf(z(draw)); };
}

// (u, u_xx) at the last point against N(0, [[Sigma, c], [c, Sigma_xx]]): u is scaled, u_xx is freed of what u predicts
// of it and scaled, and the plane of the two is cut into 6 x 6 cells, one behind the other on [0, 1]. A wrong c shows
// as well as a wrong shape.
inline auto pair_cdf(const Limits& limits, double c) {
    const double variance = limits.Sigma.values().back(), slope = c / variance;
    const double rest = limits.Sigma_xx.values().back() - slope * c;
    return [=](const Draw& draw) {
        const double z = draw.u / std::sqrt(variance), z_xx = (draw.u_xx.back() - slope * draw.u) / std::sqrt(rest);
        return (static_cast<double>(cell(normal_cdf(z), 6)) + normal_cdf(z_xx)) / 6;
    };
}

// u_xx at all n points together: u_xx^T Sigma_xx^{-1} u_xx is chi-squared with n degrees of freedom.
inline auto joint_cdf(const Limits& limits) {
    return [factor = pivoted_cholesky(limits.Sigma_xx)](const Draw& draw) {
        Matrix<double> u_xx(point_count, 1);
        std::ranges::copy(draw.u_xx, u_xx.data());
        const Matrix<double> solved = factor.solve(u_xx);
        return boost::math::cdf(boost::math::chi_squared(point_count), dot(u_xx.values(), solved.values()));
    };
}

// A test sees any finite width if it is given enough networks, so their number is part of the claim: this many, in both
// profiles, at a level of one in a thousand.
constexpr std::size_t tested_networks = 4000;
constexpr double level = 1e-3;

struct Pearson {
    double statistic = 0;  // sum (count - expected)^2 / expected
    double freedom = 0;    // cells - 1

    boost::math::chi_squared law() const { return boost::math::chi_squared(freedom); }
    // The chance of a larger statistic if the numbers are uniform.
    double p() const { return boost::math::cdf(boost::math::complement(law(), statistic)); }
    // The statistic that is exceeded with probability `level`.
    double critical() const { return boost::math::quantile(boost::math::complement(law(), level)); }
};

// Are the first `tested_networks` numbers uniform on [0, 1]? In cells that are equally likely, and expect five numbers
// or more, the statistic is close to chi-squared.
template <std::size_t cells = 32>
Pearson pearson(const std::vector<double>& numbers) {
    const std::size_t tested = std::min(numbers.size(), tested_networks);
    std::vector<double> counts(cells);
    for (std::size_t i = 0; i < tested; ++i) ++counts[cell(numbers[i], cells)];
    const double expected = static_cast<double>(tested) / cells;
    Pearson test{.freedom = cells - 1};
    for (const double count : counts) test.statistic += std::pow(count - expected, 2) / expected;
    return test;
}

// The mean of u u_xx at the last point minus its limit, in standard errors of Gaussian variables.
inline double cross_covariance_score(std::size_t e, const Pool& pool, const Limits& limits) {
    const double c = limits.Sigma_u_xx.values().back();
    const double variance = limits.Sigma.values().back() * limits.Sigma_xx.values().back() + c * c;
    const auto products = of_width(e, pool, [](const Draw& draw) { return draw.u * draw.u_xx.back(); });
    return (mean(products) - c) / std::sqrt(variance / static_cast<double>(products.size()));
}

// C19 (c19-finite-dimensional.cpp): numbers of the marginal laws N(0, 1) and the correlation rho that are not normal
// together.
struct Pair {
    double first, second;
};
Pair pair_that_is_not_normal(double rho, Random& random);
// Uniform if they are: (z_1^2 - 2 rho z_1 z_2 + z_2^2) / (1 - rho^2) is chi-squared with two degrees of freedom.
inline double pair_chi_squared(const Pair& z, double rho) {
    return -std::expm1(-(z.first * z.first - 2 * rho * z.first * z.second + z.second * z.second) /
                       (2 * (1 - rho * rho)));
}
// The mean of z_1 z_2 minus rho, in standard errors of these pairs: Var[z_1 z_2] = 1 + 2 |rho| - rho^2.
inline double correlation_score(const Runs<Pair>& pairs, double rho) {
    const double variance = 1 + 2 * std::abs(rho) - rho * rho;
    return (mean(pairs.each([](const Pair& z) { return z.first * z.second; })) - rho) /
           std::sqrt(variance / static_cast<double>(pairs.size()));
}
void finite_dimensional(const Pool& pool, const Limits& limits, Study& study);

// figures.cpp
// Found besides: where tests pass, and tails, exact and measured.
void how_wide(const Pool& pool, const Matrix<double>& points, const Limits& limits, Study& study);
// Relative errors of conditional covariances, for every name errors[e] at widths[e]; and u_xx of a dozen networks of
// width 4 and of the widest, with the limit's standard deviation.
void pictures(const std::vector<std::pair<std::string, std::vector<double>>>& errors, Study& study);

}  // namespace pinn::process
