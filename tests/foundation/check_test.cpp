#include "lib/foundation/check.hpp"

#include <cstdint>

#include "tests/support.hpp"

using namespace pinn;

TEST_CASE("a range is inside or not, also where first + count overflows") {
    CHECK(in_range(0, 0, 0));
    CHECK(in_range(4, 0, 4));
    CHECK(in_range(1, 3, 4));
    CHECK_FALSE(in_range(1, 4, 4));
    CHECK_FALSE(in_range(5, 0, 4));
    CHECK_FALSE(in_range(SIZE_MAX, 2, 4));
    CHECK_FALSE(in_range(2, SIZE_MAX, 4));
    CHECK(in_range(1, SIZE_MAX - 1, SIZE_MAX));
    CHECK_NOTHROW(check_range("rows", 1, 3, 4));
    CHECK_THROWS_WITH_AS(check_range("rows", SIZE_MAX, 2, 4), "rows: first 18446744073709551615, count 2, of 4",
                         ShapeError);
}

TEST_CASE("a number of entries is a product, or named where it is too large") {
    CHECK(checked_size("Matrix", {3, 4}, 12) == 12);
    CHECK(checked_size("Matrix", {SIZE_MAX, 0}, 0) == 0);
    CHECK(checked_size("Matrix", {0, SIZE_MAX}, 0) == 0);
    CHECK_THROWS_WITH_AS(checked_size("Matrix", {3, 4}, 11), "Matrix: 3x4 is too large", ShapeError);
    // The product is 2^64, which wraps to 0.
    CHECK_THROWS_WITH_AS(checked_size("Matrix", {4294967296, 4294967296}, SIZE_MAX),
                         "Matrix: 4294967296x4294967296 is too large", ShapeError);
}

TEST_CASE("an interval has two finite ends in their order, at a finite distance") {
    CHECK_NOTHROW(check_interval("f", -1.5, 2));
    CHECK_NOTHROW(check_interval("f", 1, std::nextafter(1.0, 2.0)));
    CHECK_NOTHROW(check_interval("f", 0, 5e-324));
    CHECK_THROWS_WITH_AS(check_interval("f", 2, 1.5),
                         "f: [2, 1.5] is not an interval: accepted are finite low < high at a finite distance",
                         NumericalError);
    for (const auto& [low, high] : {std::pair<double, double>{1, 1},
                                    {NAN, 1},
                                    {0, NAN},
                                    {0, INFINITY},
                                    {-INFINITY, 0},
                                    {-INFINITY, INFINITY},
                                    {-1.7e308, 1.7e308}}) {
        CHECK_THROWS_AS(check_interval("f", low, high), NumericalError);
    }
}
