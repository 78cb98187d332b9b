#include "lib/report/statistics.hpp"

#include <limits>

#include "tests/support.hpp"

using namespace pinn;
using test::close;

TEST_CASE("median, extremes, mean, deviation and root mean square of small samples") {
    const std::vector<double> odd{3, 1, 2}, even{4, 1, 3, 2}, one{5};
    CHECK(median(odd) == 2);
    CHECK(median(even) == 2.5);
    CHECK(median(one) == 5);
    const Spread range = spread(even);
    CHECK(range.median == 2.5);
    CHECK(range.low == 1);
    CHECK(range.high == 4);
    CHECK(mean(even) == 2.5);
    CHECK(close(standard_deviation(even), std::sqrt(1.25), 1e-15));
    CHECK(close(root_mean_square(even), std::sqrt(7.5), 1e-15));
    CHECK(standard_deviation(one) == 0);
    CHECK(odd == std::vector<double>{3, 1, 2});
}

TEST_CASE("one NaN among the values makes every summary NaN; an infinity stays one") {
    const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
    for (const std::vector<double>& values : {std::vector<double>{nan, 1, 2}, {1, nan, 2}, {1, 2, nan}}) {
        for (const auto& summary : {median, minimum, maximum, mean, standard_deviation, root_mean_square}) {
            CHECK(std::isnan(summary(values)));
        }
    }
    CHECK(maximum(std::vector<double>{1, infinity, 2}) == infinity);
    CHECK(median(std::vector<double>{1, infinity, 2}) == 2);
}

TEST_CASE("no values have no summary") {
    const std::vector<double> none;
    for (const auto& summary : {median, minimum, maximum, mean, standard_deviation, root_mean_square}) {
        CHECK_THROWS_AS(summary(none), NumericalError);
    }
    CHECK_THROWS_WITH_AS(spread(none), "median: no values", NumericalError);
}

TEST_CASE("log_log_slope finds the exponent of a power law") {
    const std::vector<double> x{10, 100, 500, 1000};
    std::vector<double> y;
    for (const double value : x) y.push_back(3 * std::pow(value, -0.5));
    CHECK(close(log_log_slope(x, y), -0.5, 1e-14));

    const std::vector<double> equal{2, 2}, two{1, 2}, zero{1, 0}, one{1};
    CHECK_THROWS_WITH_AS(log_log_slope(equal, two), "log_log_slope: all x are equal", NumericalError);
    CHECK_THROWS_WITH_AS(log_log_slope(two, zero), "log_log_slope: point 1 is not positive", NumericalError);
    CHECK_THROWS_WITH_AS(log_log_slope(one, one), "log_log_slope: 1 x and 1 y", NumericalError);
}
