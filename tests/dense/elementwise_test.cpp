#include "lib/dense/elementwise.hpp"

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <limits>

#include "tests/support.hpp"

using namespace pinn;

namespace {

using Exact = boost::multiprecision::cpp_bin_float_quad;

// |vector_tanh(x) - tanh x| / |tanh x|, in units of eps.
template <class T>
double error_in_eps(T x) {
    T value;
    tanh<T>(std::span<const T>(&x, 1), std::span<T>(&value, 1));
    const Exact exact = boost::multiprecision::tanh(Exact(x));
    return static_cast<double>(abs((Exact(value) - exact) / exact)) / double(std::numeric_limits<T>::epsilon());
}

// The largest error over every binary exponent of T, `count` mantissas each, both signs.
template <class T>
double largest_error(int count) {
    Random random(1);
    double largest = 0;
    for (int exponent = std::numeric_limits<T>::min_exponent - 1; exponent < std::numeric_limits<T>::max_exponent;
         ++exponent) {
        // Beyond 2^6 tanh is 1 to every digit; near 1 the mantissas are looked at more closely.
        const int here = -6 <= exponent && exponent <= 6 ? 50 * count : count;
        for (int k = 0; k < here; ++k) {
            const T x = static_cast<T>(std::ldexp(random.uniform(1, 2), exponent));
            largest = std::max({largest, error_in_eps(x), error_in_eps(-x)});
        }
    }
    return largest;
}

}  // namespace

TEST_CASE("tanh is within 2 eps over all exponents, double and float") {
    CHECK(largest_error<double>(2) < 2.0);
    CHECK(largest_error<float>(8) < 2.0);
}

TEST_CASE("tanh of zeros, subnormals, infinities and NaN") {
    const auto check = [](auto zero) {
        using T = decltype(zero);
        const T tiny = std::numeric_limits<T>::denorm_min(), infinity = std::numeric_limits<T>::infinity();
        CHECK(vector_tanh(T(0)) == 0);
        CHECK(std::signbit(vector_tanh(T(-0.0))));
        CHECK(vector_tanh(tiny) == tiny);
        CHECK(vector_tanh(-tiny) == -tiny);
        CHECK(vector_tanh(infinity) == 1);
        CHECK(vector_tanh(-infinity) == -1);
        CHECK(vector_tanh(std::numeric_limits<T>::max()) == 1);
        CHECK(std::isnan(vector_tanh(std::numeric_limits<T>::quiet_NaN())));
    };
    check(double{});
    check(float{});
}

TEST_CASE("tanh and its derivatives: the C library's value, and each the central difference of the one before") {
    const double h = 1e-5;
    for (const double g : {-3.0, -0.7, 0.0, 0.4, 1.9}) {
        const auto s = tanh_and_derivatives(g), above = tanh_and_derivatives(g + h),
                   below = tanh_and_derivatives(g - h);
        CHECK(test::close(s[0], std::tanh(g), 1e-15, 0));
        for (std::size_t k = 1; k < 4; ++k) {
            CHECK(test::close(s[k], (above[k - 1] - below[k - 1]) / (2 * h), 1e-8, 1e-9));
        }
    }
}

TEST_CASE("arrays agree with the C library, in place, for any length, and lengths have to agree") {
    for (const std::size_t n : {0, 1, 7, 64, 40'001}) {
        Random random(n);
        Matrix<double> x(1, n), fast(1, n), reference(1, n);
        random.fill_normal(x.values(), 2.0);
        tanh<double>(x.values(), fast.values());
        tanh_reference<double>(x.values(), reference.values());
        CHECK(test::max_difference(fast, reference) <= 3 * std::numeric_limits<double>::epsilon());
        tanh<double>(x.values(), x.values());
        CHECK(x == fast);
    }
    Matrix<double> a(1, 2), b(1, 3);
    CHECK_THROWS_WITH_AS(tanh<double>(a.values(), b.values()), "tanh: 2x1 with 3x1", ShapeError);
}
