#include "lib/dense/vector.hpp"

#include <array>
#include <vector>

#include "tests/support.hpp"

using namespace pinn;
using test::close;

TEST_CASE("sums, products and norms of small vectors by hand") {
    const std::vector<double> v{1, 2, -2}, w{4, 2, 2};
    CHECK(sum(v) == 1);
    CHECK(dot(v, w) == 4);
    CHECK(norm(v) == 3);
    CHECK(distance(v, w) == 5);
    CHECK(relative_error(w, v) == 5.0 / 3);
    CHECK(close(relative_error(v, w), 5 / std::sqrt(24.0), 1e-15));
    const std::array<double, 2> four_thirds{3, 4};
    CHECK(norm(four_thirds) == 5);
    CHECK(norm(Matrix<double>{{1, 2}, {4, 2}}.values()) == 5);  // Frobenius
}

TEST_CASE("a sum goes from the first entry to the last") {
    // 1 is lost beside 1e16 and kept after it has gone.
    CHECK(sum(std::vector<double>{1, 1e16, -1e16}) == 0);
    CHECK(sum(std::vector<double>{1e16, -1e16, 1}) == 1);
    const std::vector<double> ones(3, 1);
    CHECK(dot(std::vector<double>{1, 1e16, -1e16}, ones) == 0);
    CHECK(dot(std::vector<double>{1e16, -1e16, 1}, ones) == 1);
}

TEST_CASE("of nothing all sums are 0; against zero there is no relative error; NaN stays") {
    const std::vector<double> none, zero{0, 0}, one{1, 0}, nan{1, NAN};
    CHECK(sum(none) == 0);
    CHECK(dot(none, none) == 0);
    CHECK(norm(none) == 0);
    CHECK(distance(none, none) == 0);
    CHECK(std::isnan(relative_error(zero, zero)));
    CHECK(relative_error(one, zero) == INFINITY);
    for (const double value : {sum(nan), dot(nan, one), norm(nan), distance(nan, one), relative_error(nan, one)})
        CHECK(std::isnan(value));
}

TEST_CASE("vectors of different lengths are refused with both lengths") {
    const std::vector<double> three(3, 1), two(2, 1);
    CHECK_THROWS_WITH_AS(dot(three, two), "dot: 3x1 with 2x1", ShapeError);
    CHECK_THROWS_WITH_AS(distance(two, three), "distance: 2x1 with 3x1", ShapeError);
    CHECK_THROWS_AS(relative_error(three, two), ShapeError);
}
