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

TEST_CASE("rank correlation is 1 - 6 sum d^2 / (n^3 - n) without ties, and Pearson's of mean ranks with them") {
    const std::vector<double> x{10, 30, 20, 50, 40}, y{1, 2, 5, 4, 3};
    // d = 0, 1, -3, 1, 1
    CHECK(close(rank_correlation(x, y), 1 - 6.0 * 12 / 120, 1e-14));
    std::vector<double> grown;
    for (const double value : x) grown.push_back(std::exp(value));
    CHECK(close(rank_correlation(grown, y), rank_correlation(x, y), 1e-15));
    const double infinity = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(close(rank_correlation(std::vector<double>{1, 2, infinity}, std::vector<double>{1, 5, 7}), 1, 1e-15));
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: covariance 4.5, squares 4.5 and 5.
    CHECK(close(rank_correlation(std::vector<double>{1, 2, 2, 3}, std::vector<double>{1, 2, 3, 4}),
                4.5 / std::sqrt(4.5 * 5), 1e-14));
    CHECK(std::isnan(rank_correlation(std::vector<double>{1, nan, 2}, std::vector<double>{1, 2, 3})));
    CHECK(std::isnan(rank_correlation(std::vector<double>{2, 2, 2}, std::vector<double>{1, 2, 3})));
    CHECK_THROWS_WITH_AS(rank_correlation(x, std::vector<double>{1}), "rank_correlation: 5 x and 1 y", NumericalError);
}

TEST_CASE("chance of a rank correlation: one order of n! is perfect, and the tables' critical value of eight pairs") {
    const std::vector<double> rising{1, 2, 3, 4}, one_swap{1, 2, 4, 3};
    CHECK(close(rank_chance(rising, rising), 1.0 / 24, 1e-14));
    CHECK(close(rank_chance(rising, one_swap), 4.0 / 24, 1e-14));  // three orders of one swap of neighbours, and none
    // d^2 = 22: 0.738, the one-sided 2.5 % value of printed tables.
    const std::vector<double> eight{1, 2, 3, 4, 5, 6, 7, 8}, other{1, 2, 6, 3, 7, 4, 5, 8};
    CHECK(close(rank_correlation(eight, other), 1 - 6.0 * 22 / 504, 1e-14));
    CHECK(rank_chance(eight, other) < 0.025);
    CHECK(rank_chance(eight, other) > 0.015);
    CHECK_THROWS_AS(rank_chance(std::vector<double>(10, 1), std::vector<double>(10, 1)), NumericalError);
}

TEST_CASE("the interval of a rank correlation holds about 95 of 100 samples' truth where it is known") {
    CHECK(close(rank_interval(0, 28).low, -std::tanh(1.96 / 5), 1e-14));
    CHECK_THROWS_AS(rank_interval(0.5, 3), NumericalError);
    // Independent pairs: the truth is 0.
    Random random(4);
    int holds = 0;
    for (int sample = 0; sample < 1000; ++sample) {
        std::vector<double> x(8), y(8);
        random.fill_normal(std::span<double>(x));
        random.fill_normal(std::span<double>(y));
        const Interval interval = rank_interval(rank_correlation(x, y), 8);
        holds += interval.low <= 0 && 0 <= interval.high ? 1 : 0;
    }
    CHECK(holds > 920);
    CHECK(holds < 980);
}
