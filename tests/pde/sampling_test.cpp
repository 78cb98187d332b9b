#include "lib/pde/sampling.hpp"

#include <set>

#include "tests/support.hpp"

using namespace pinn;
using test::close;

namespace {

template <class F>
double mean(const WeightedPoints& rule, F f) {
    double sum = 0;
    for (std::size_t i = 0; i < rule.weights.size(); ++i) sum += rule.weights[i] * f(rule.points.row(i));
    return sum / static_cast<double>(rule.weights.size());
}

}  // namespace

TEST_CASE("n Gauss points integrate powers up to 2n - 1, and not the next") {
    for (const std::size_t n : {1, 2, 3, 4, 5, 8, 13}) {
        const WeightedPoints rule = gauss_legendre(n, -1, 1);
        for (std::size_t power = 0; power <= 2 * n; ++power) {
            const double found = mean(rule, [&](auto x) { return std::pow(x[0], power); });
            const double exact = power % 2 == 0 ? 1.0 / (static_cast<double>(power) + 1) : 0;
            if (power < 2 * n) {
                CHECK(close(found, exact, 1e-14, 1e-15));
            } else {  // by the square of the monic Legendre polynomial
                CHECK(found < exact * (1 - 1e-9));
            }
        }
    }
    const WeightedPoints two = gauss_legendre(2, 0, 1);
    CHECK(close(two.points(0, 0), (1 - 1 / std::sqrt(3.0)) / 2, 1e-15));
    CHECK(close(two.points(1, 0), (1 + 1 / std::sqrt(3.0)) / 2, 1e-15));
}

TEST_CASE("Gauss points ascend inside the interval, mirror each other, and their weights are positive with mean 1") {
    for (const std::size_t n : {1, 2, 7, 40, 101}) {
        const WeightedPoints rule = gauss_legendre(n, 2, 5);
        double sum = 0;
        for (std::size_t i = 0; i < n; ++i) {
            CHECK(rule.points(i, 0) > (i == 0 ? 2 : rule.points(i - 1, 0)));
            CHECK(close(rule.points(i, 0) + rule.points(n - 1 - i, 0), 7, 1e-14));
            CHECK(rule.weights[i] > 0);
            sum += rule.weights[i];
        }
        CHECK(rule.points(n - 1, 0) < 5);
        CHECK(close(sum, static_cast<double>(n), 1e-13));
    }
    CHECK(close(mean(gauss_legendre(40, 0, 30), [](auto x) { return std::sin(x[0]); }), (1 - std::cos(30.0)) / 30,
                1e-13));
}

TEST_CASE("a product of two rules integrates products, the second coordinate running first") {
    const WeightedPoints a = gauss_legendre(3, 0, 1), b = gauss_legendre(4, 0, 2), both = product(a, b);
    REQUIRE(both.points.shape() == Shape{12, 2});
    for (int i = 0; i <= 5; ++i) {
        for (int j = 0; j <= 7; ++j) {
            const double exact = 1.0 / (i + 1) * std::pow(2.0, j) / (j + 1);
            CHECK(close(mean(both, [&](auto x) { return std::pow(x[0], i) * std::pow(x[1], j); }), exact, 1e-13));
        }
    }
    CHECK(both.points(5, 0) == a.points(1, 0));
    CHECK(both.points(5, 1) == b.points(1, 0));
}

TEST_CASE("2^m points of Sobol's sequence are one in each of the 2^m boxes of any shape 2^-i x 2^-(m-i)") {
    constexpr int m = 8;
    const Matrix<double> points = sobol((1 << m) - 1, 2);
    for (int i = 0; i <= m; ++i) {
        std::set<std::pair<int, int>> boxes{{0, 0}};  // of the origin, which is left out
        for (std::size_t k = 0; k < points.rows(); ++k) {
            boxes.emplace(std::ldexp(points(k, 0), i), std::ldexp(points(k, 1), m - i));
        }
        CHECK(boxes.size() == 1 << m);
    }
    CHECK(sobol(1, 3) == Matrix<double>{{0.5, 0.5, 0.5}});
    const Matrix<double> many = sobol(5000, 5);
    for (const double coordinate : many.values()) CHECK((coordinate >= 0 && coordinate < 1));
}

TEST_CASE("rules without points, intervals without length and dimensions without a sequence are refused") {
    CHECK_THROWS_AS(gauss_legendre(0, 0, 1), ShapeError);
    CHECK_THROWS_AS(gauss_legendre(3, 1, 1), NumericalError);
    CHECK_THROWS_AS(gauss_legendre(3, 0, INFINITY), NumericalError);
    CHECK_THROWS_WITH_AS(sobol(3, 0), "sobol: dimension 0; accepted is 1 to 3667", NumericalError);
    CHECK_THROWS_AS(sobol(3, 4000), NumericalError);
}

TEST_CASE("values at points are one number, or a row of them, for each point") {
    const Matrix<double> points = sobol(5, 2);
    const Matrix<double> one = values_at(points, [](const double*x) { return x[0] + x[1]; }),
                         two = values_at<2>(points, [](const double*x) {
                             return std::array{x[1], 2 * x[0]};
                         });
    CHECK(one.shape() == Shape{5, 1});
    CHECK(two.shape() == Shape{5, 2});
    for (std::size_t i = 0; i < 5; ++i) {
        CHECK(one(i, 0) == points(i, 0) + points(i, 1));
        CHECK(two(i, 0) == points(i, 1));
        CHECK(two(i, 1) == 2 * points(i, 0));
    }
}
