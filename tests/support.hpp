// What every test file shares: one comparison, one random matrix.
#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <iomanip>
#include <limits>
#include <ostream>
#include <string>

#include "lib/dense/matrix.hpp"
#include "lib/foundation/parallel.hpp"
#include "lib/foundation/random.hpp"

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define PINN_THREAD_SANITIZER
#endif
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define PINN_HAS_OPERATOR_NEW_OF_ITS_OWN
#endif
#endif

namespace pinn::test {

// clang's ThreadSanitizer holds signals back; tests of a child that dies by one are skipped there.
#ifdef PINN_THREAD_SANITIZER
constexpr bool signals_are_held_back = true;
#else
constexpr bool signals_are_held_back = false;
#endif

constexpr double eps = std::numeric_limits<double>::epsilon();

// So many threads, and at the end of the scope as many as before.
struct ThreadCount {
    int before = thread_count();
    explicit ThreadCount(int count) { set_thread_count(count); }
    ~ThreadCount() { set_thread_count(before); }
};

// What a comparison found: true or false, and the numbers behind it when a check prints it.
struct Closeness {
    bool close;
    double found, expected, tolerance;
    operator bool() const { return close; }
};
inline std::ostream& operator<<(std::ostream& out, const Closeness& c) {
    const auto digits = out.precision(10);
    return out << c.found << " close to " << c.expected << " within " << c.tolerance << std::setprecision(int(digits));
}

// |a - b| <= atol + rtol * |b|: relative to the expected value b, with an absolute floor that the caller states.
// False if either is NaN, or the tolerance is infinite: then any number would do. doctest::Approx is banned: its
// default tolerance is absolute near zero.
inline Closeness close(double a, double b, double rtol, double atol = 0) {
    const double tolerance = atol + rtol * std::abs(b);
    return {std::isfinite(tolerance) && std::abs(a - b) <= tolerance, a, b, tolerance};
}

// max |Q Q^T - I|
template <class T>
double orthogonality(const Matrix<T>& q) {
    double largest = 0;
    for (std::size_t i = 0; i < q.rows(); ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double product = i == j ? -1 : 0;
            for (std::size_t k = 0; k < q.cols(); ++k) product += double(q(i, k)) * double(q(j, k));
            largest = std::max(largest, std::abs(product));
        }
    }
    return largest;
}

// max_ij |a_ij - b_ij|; infinity if the shapes differ or an entry is NaN.
template <class T>
double max_difference(const Matrix<T>& a, const Matrix<T>& b) {
    if (a.shape() != b.shape()) return INFINITY;
    double largest = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        const double difference = std::abs(double(a.values()[k]) - double(b.values()[k]));
        if (!(difference <= largest)) largest = std::isnan(difference) ? INFINITY : difference;
    }
    return largest;
}

// max_ij |a_ij|
template <class T>
double max_entry(const Matrix<T>& a) {
    return max_difference(a, Matrix<T>(a.rows(), a.cols()));
}

// max_ij |a_ij - b_ij| / max_ij |b_ij|
template <class T>
double relative_difference(const Matrix<T>& a, const Matrix<T>& b) {
    return max_difference(a, b) / max_entry(b);
}

// ||a||_F
template <class T>
double norm(const Matrix<T>& a) {
    double squares = 0;
    for (const T value : a.values()) squares += double(value) * double(value);
    return std::sqrt(squares);
}

// Independent N(0, 1) entries.
template <class T = double>
Matrix<T> random_matrix(Random& random, std::size_t rows, std::size_t cols) {
    Matrix<T> a(rows, cols);
    random.fill_normal(a.values());
    return a;
}

}  // namespace pinn::test
