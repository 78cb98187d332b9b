#include "lib/report/statistics.hpp"

#include <algorithm>
#include <boost/math/statistics/linear_regression.hpp>
#include <boost/math/statistics/univariate_statistics.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "lib/foundation/check.hpp"
#include "lib/report/text.hpp"

namespace pinn {
namespace {

// True if every value is a number; throws if there is none at all.
bool all_numbers(std::span<const double> values, const char* operation) {
    if (values.empty()) throw NumericalError(std::string(operation) + ": no values");
    return std::none_of(values.begin(), values.end(), [](double value) { return std::isnan(value); });
}

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

}  // namespace

double median(std::span<const double> values) {
    if (!all_numbers(values, "median")) return nan;
    std::vector<double> copy(values.begin(), values.end());  // Boost reorders its argument
    return boost::math::statistics::median(copy);
}

double minimum(std::span<const double> values) {
    return all_numbers(values, "minimum") ? *std::min_element(values.begin(), values.end()) : nan;
}

double maximum(std::span<const double> values) {
    return all_numbers(values, "maximum") ? *std::max_element(values.begin(), values.end()) : nan;
}

Spread spread(std::span<const double> values) {
    return {.median = median(values), .low = minimum(values), .high = maximum(values)};
}

double mean(std::span<const double> values) {
    return all_numbers(values, "mean") ? boost::math::statistics::mean(values.begin(), values.end()) : nan;
}

double standard_deviation(std::span<const double> values) {
    if (!all_numbers(values, "standard_deviation")) return nan;
    return std::sqrt(boost::math::statistics::variance(values.begin(), values.end()));
}

double root_mean_square(std::span<const double> values) {
    std::vector<double> squares;
    for (const double value : values) squares.push_back(value * value);
    return std::sqrt(mean(squares));
}

double log_log_slope(std::span<const double> x, std::span<const double> y) {
    if (x.size() != y.size() || x.size() < 2) {
        throw NumericalError(concat("log_log_slope: ", x.size(), " x and ", y.size(), " y"));
    }
    std::vector<double> log_x, log_y;
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (!(x[i] > 0) || !(y[i] > 0)) {
            throw NumericalError(concat("log_log_slope: point ", i, " is not positive"));
        }
        log_x.push_back(std::log(x[i]));
        log_y.push_back(std::log(y[i]));
    }
    if (std::ranges::all_of(log_x, [&](double value) { return value == log_x[0]; })) {
        throw NumericalError("log_log_slope: all x are equal");
    }
    return boost::math::statistics::simple_ordinary_least_squares(log_x, log_y).second;
}

namespace {

// 1 for the smallest; equal values share the mean of theirs.
std::vector<double> ranks(std::span<const double> values) {
    std::vector<double> found;
    for (const double value : values) {
        const auto below = std::ranges::count_if(values, [&](double other) { return other < value; });
        const auto equal = std::ranges::count(values, value);
        found.push_back(static_cast<double>(below) + (static_cast<double>(equal) + 1) / 2);
    }
    return found;
}

double correlation(std::span<const double> x, std::span<const double> y) {
    const double x_mean = mean(x), y_mean = mean(y);
    double xy = 0, xx = 0, yy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xy += (x[i] - x_mean) * (y[i] - y_mean);
        xx += (x[i] - x_mean) * (x[i] - x_mean);
        yy += (y[i] - y_mean) * (y[i] - y_mean);
    }
    return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : nan;
}

void check_pairs(std::span<const double> x, std::span<const double> y, const char* operation) {
    if (x.size() == y.size() && x.size() >= 2) return;
    throw NumericalError(concat(operation, ": ", x.size(), " x and ", y.size(), " y"));
}

}  // namespace

double rank_correlation(std::span<const double> x, std::span<const double> y) {
    check_pairs(x, y, "rank_correlation");
    if (!all_numbers(x, "rank_correlation") || !all_numbers(y, "rank_correlation")) return nan;
    return correlation(ranks(x), ranks(y));
}

Interval rank_interval(double r, std::size_t n) {
    if (n < 4) throw NumericalError(concat("rank_interval: ", n, " pairs; accepted are 4 or more"));
    const double z = std::atanh(r), half = 1.96 * std::sqrt((1 + r * r / 2) / (static_cast<double>(n) - 3));
    return {std::tanh(z - half), std::tanh(z + half)};
}

double rank_chance(std::span<const double> x, std::span<const double> y) {
    check_pairs(x, y, "rank_chance");
    if (x.size() > 9) throw NumericalError(concat("rank_chance: ", x.size(), " pairs; accepted are 9 at most"));
    const double observed = rank_correlation(x, y);
    if (std::isnan(observed)) return nan;
    const std::vector<double> fixed = ranks(x), own = ranks(y);
    std::vector<std::size_t> order(x.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::size_t all = 0, as_large = 0;
    do {
        std::vector<double> moved;
        for (const std::size_t i : order) moved.push_back(own[i]);
        ++all;
        as_large += correlation(fixed, moved) >= observed - 1e-12 ? 1 : 0;
    } while (std::next_permutation(order.begin(), order.end()));
    return static_cast<double>(as_large) / static_cast<double>(all);
}

}  // namespace pinn
