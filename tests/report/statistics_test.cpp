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

TEST_CASE("the bootstrap interval of a mean is the normal one, 1.96 standard errors to each side") {
    Random random(4);
    std::vector<double> values(1000);
    random.fill_normal(std::span<double>(values), 3);
    const Interval interval = bootstrap_interval(values, mean, 0.95, 4000, random);
    const double error = standard_deviation(values) / std::sqrt(1000.0);
    CHECK(close(interval.low, mean(values) - 1.96 * error, 0, 0.1 * error));
    CHECK(close(interval.high, mean(values) + 1.96 * error, 0, 0.1 * error));

    const Interval narrow = bootstrap_interval(values, mean, 0.5, 4000, random);
    CHECK(close(narrow.high - narrow.low, 2 * 0.6745 * error, 0.1));
}

TEST_CASE("a 90 % bootstrap interval of a root mean square covers the truth nine times in ten") {
    Random random(5);
    int covered = 0;
    for (int trial = 0; trial < 400; ++trial) {
        std::vector<double> values(100);
        random.fill_normal(std::span<double>(values));
        const Interval interval = bootstrap_interval(values, root_mean_square, 0.9, 300, random);
        covered += interval.low <= 1 && 1 <= interval.high ? 1 : 0;
    }
    // 400 trials spread by 6; the percentile interval of 100 values covers a little less than it promises.
    CHECK(covered >= 330);
    CHECK(covered <= 380);
}

TEST_CASE("bootstrap intervals repeat with the seed, shrink to a constant, and keep a NaN") {
    const std::vector<double> values{1, 5, 2, 8, 3}, constant{2, 2, 2}, none, bad{1, NAN, 2};
    Random one(1), again(1);
    const Interval first = bootstrap_interval(values, median, 0.9, 50, one);
    const Interval second = bootstrap_interval(values, median, 0.9, 50, again);
    CHECK(first.low == second.low);
    CHECK(first.high == second.high);
    CHECK(first.low >= 1);
    CHECK(first.high <= 8);
    CHECK(bootstrap_interval(constant, mean, 0.9, 1, one).low == 2);
    CHECK(bootstrap_interval(constant, mean, 0.9, 1, one).high == 2);
    CHECK(std::isnan(bootstrap_interval(bad, mean, 0.9, 5, one).low));
    CHECK(std::isnan(bootstrap_interval(bad, mean, 0.9, 5, one).high));

    CHECK_THROWS_WITH_AS(bootstrap_interval(none, mean, 0.9, 5, one), "bootstrap_interval: no values", NumericalError);
    CHECK_THROWS_WITH_AS(bootstrap_interval(values, mean, 0.9, 0, one), "bootstrap_interval: no resamples",
                         NumericalError);
    CHECK_THROWS_WITH_AS(bootstrap_interval(values, mean, 1, 5, one),
                         "bootstrap_interval: confidence 1 is not between 0 and 1", NumericalError);
    CHECK_THROWS_AS(bootstrap_interval(values, mean, NAN, 5, one), NumericalError);
}
