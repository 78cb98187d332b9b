// Are these values draws of a known law? Pearson's test, in cells that the law makes equally likely.
//
// The one idea: under the right law the value of its own distribution function is uniform on [0, 1], so k equal pieces
// of [0, 1] are k equally likely cells, in one variable or, for independent ones, in their product. The statistic is
// then close to chi-squared with k - 1 degrees of freedom, as long as a cell expects five draws or more. It sees a
// wrong variance and wrong tails alike. O(draws).
#pragma once

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <vector>

namespace pinn {

inline double normal_cdf(double z) { return boost::math::cdf(boost::math::normal(), z); }
inline double normal_quantile(double p) { return boost::math::quantile(boost::math::normal(), p); }
inline double chi_squared_cdf(double freedom, double x) {
    return boost::math::cdf(boost::math::chi_squared(freedom), x);
}

// The piece, of k equal ones of [0, 1], in which the value of a distribution function lies.
inline std::size_t cell(double cdf, std::size_t k) {
    return std::min(static_cast<std::size_t>(cdf * static_cast<double>(k)), k - 1);
}

struct Pearson {
    double statistic = 0;  // sum (count - expected)^2 / expected
    double freedom = 0;    // cells - 1
    double p = 0;          // the chance of a larger statistic if the cells are equally likely

    // The statistic that is exceeded with probability `level`.
    double critical(double level) const {
        return boost::math::quantile(boost::math::complement(boost::math::chi_squared(freedom), level));
    }
};

// Do the counts come from equally likely cells?  counts: at least 2, not all zero.
inline Pearson pearson(const std::vector<std::size_t>& counts) {
    double total = 0;
    for (const std::size_t count : counts) total += static_cast<double>(count);
    const double expected = total / static_cast<double>(counts.size());
    Pearson test{.freedom = static_cast<double>(counts.size() - 1)};
    for (const std::size_t count : counts) {
        test.statistic += std::pow(static_cast<double>(count) - expected, 2) / expected;
    }
    test.p = boost::math::cdf(boost::math::complement(boost::math::chi_squared(test.freedom), test.statistic));
    return test;
}

}  // namespace pinn
