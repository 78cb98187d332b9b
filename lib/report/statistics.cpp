#include "lib/report/statistics.hpp"

#include <algorithm>
#include <boost/math/statistics/linear_regression.hpp>
#include <boost/math/statistics/univariate_statistics.hpp>
#include <cmath>
#include <limits>
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

}  // namespace pinn
