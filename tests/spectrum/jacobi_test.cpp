#include "lib/spectrum/jacobi.hpp"

#include <algorithm>
#include <limits>
#include <numbers>

#include "lib/foundation/extended.hpp"
#include "lib/foundation/parallel.hpp"
#include "tests/support.hpp"

using namespace pinn;
using pinn::test::close;
using pinn::test::eps;
using pinn::test::orthogonality;
using test::norm;

namespace {

constexpr JacobiOptions relative{.stopping = JacobiOptions::Stopping::relative};

template <class T = double>
Matrix<T> random_symmetric(Random& random, std::size_t n) {
    Matrix<T> a(n, n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j <= i; ++j) a(i, j) = a(j, i) = static_cast<T>(random.normal());
    }
    return a;
}

// J J^T of a Jacobian n x rank, each column half as long as the one before.
Matrix<double> gram(Random& random, std::size_t n, std::size_t rank) {
    const Matrix<double> j = test::random_matrix(random, n, rank);
    Matrix<double> a(n, n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < n; ++k) {
            for (std::size_t l = 0; l < rank; ++l) a(i, k) += std::ldexp(j(i, l) * j(k, l), -2 * int(l));
        }
    }
    return a;
}

// max_i ||A q_i - lambda_i q_i|| / ||A||_F
template <class T>
double residual(const Matrix<T>& a, const EigenDecomposition<T>& eigen) {
    double largest = 0;
    for (std::size_t k = 0; k < a.rows(); ++k) {
        const auto q = eigen.vectors.row(k);
        double squares = 0;
        for (std::size_t i = 0; i < a.rows(); ++i) {
            double entry = -double(eigen.values[k]) * double(q[i]);
            for (std::size_t j = 0; j < a.rows(); ++j) entry += double(a(i, j)) * double(q[j]);
            squares += entry * entry;
        }
        largest = std::max(largest, std::sqrt(squares));
    }
    return largest == 0 ? 0 : largest / norm(a);
}

template <class T>
bool descending(const std::vector<T>& values) {
    return std::is_sorted(values.rbegin(), values.rend());
}

// Everything that must hold for any symmetric matrix, to `units` of rounding.
template <class T>
void check_decomposition(const Matrix<T>& a, const EigenDecomposition<T>& eigen, double units) {
    const double rounding = units * double(std::numeric_limits<T>::epsilon());
    CHECK(eigen.converged);
    CHECK(descending(eigen.values));
    CHECK(residual(a, eigen) <= rounding);
    CHECK(orthogonality(eigen.vectors) <= rounding);
    double trace = 0, sum = 0, squares = 0;
    for (std::size_t i = 0; i < a.rows(); ++i) {
        trace += double(a(i, i));
        sum += double(eigen.values[i]);
        squares += double(eigen.values[i]) * double(eigen.values[i]);
    }
    CHECK(close(sum, trace, 0, rounding * norm(a)));
    CHECK(close(std::sqrt(squares), norm(a), rounding));
}

// The number of eigenvalues above x: by Sylvester's law of inertia, the positive pivots of A - x I.
std::size_t eigenvalues_above(const Matrix<double>& a, const Extended& x) {
    const std::size_t n = a.rows();
    std::vector<Extended> s(a.values().begin(), a.values().end());
    std::size_t count = 0;
    for (std::size_t i = 0; i < n; ++i) s[i * n + i] -= x;
    for (std::size_t k = 0; k < n; ++k) {
        if (s[k * n + k] > 0) ++count;
        for (std::size_t i = k + 1; i < n; ++i) {
            const Extended factor = s[i * n + k] / s[k * n + k];
            for (std::size_t j = k + 1; j < n; ++j) s[i * n + j] -= factor * s[k * n + j];
        }
    }
    return count;
}

// The eigenvalues of a positive definite matrix to double precision, however small, by bisection of their logarithm
// with 100 digits: no rotation, no convergence test.
std::vector<double> eigenvalues_by_inertia(const Matrix<double>& a) {
    std::vector<double> values;
    for (std::size_t k = 0; k < a.rows(); ++k) {
        Extended low = 1e-307, high = 2 * norm(a);
        while (high / low - 1 > 1e-18) {
            const Extended middle = sqrt(low * high);
            (eigenvalues_above(a, middle) > k ? low : high) = middle;
        }
        values.push_back(static_cast<double>(low));
    }
    return values;
}

// A = D B D with b_ij = 1 / (1 + (i - j)^2 ) and d_i^2 = 1 ... 10^-decades.
Matrix<double> graded(std::size_t n, double decades) {
    Matrix<double> a(n, n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            const double distance = double(i) - double(j);
            const double size = std::pow(10, -decades * double(i + j) / double(2 * n - 2));
            a(i, j) = a(j, i) = size / (1 + distance * distance);
        }
    }
    return a;
}

}  // namespace

TEST_CASE_TEMPLATE("random symmetric matrices of any size are diagonalized, by both solvers", T, float, double) {
    Random random(1);
    for (const std::size_t n : {2, 3, 4, 5, 7, 8, 16, 17, 31, 64, 101, 300}) {
        CAPTURE(n);
        const Matrix<T> a = random_symmetric<T>(random, n);
        const double units = 50 + double(n);
        const EigenDecomposition<T> eigen = jacobi(a), plain = jacobi_reference(a);
        check_decomposition(a, eigen, units);
        check_decomposition(a, plain, units);
        CHECK(eigen.sweeps <= 11);
        double difference = 0;
        for (std::size_t i = 0; i < n; ++i) {
            difference = std::max(difference, std::abs(double(eigen.values[i]) - double(plain.values[i])));
        }
        CHECK(difference <= units * double(std::numeric_limits<T>::epsilon()) * norm(a));
    }
}

TEST_CASE("a diagonal matrix takes no sweep, and is sorted") {
    const EigenDecomposition<double> eigen = jacobi(Matrix<double>{{2, 0, 0}, {0, -1, 0}, {0, 0, 7}});
    CHECK(eigen.values == std::vector<double>{7, 2, -1});
    CHECK(eigen.vectors == Matrix<double>{{0, 0, 1}, {1, 0, 0}, {0, 1, 0}});
    CHECK(eigen.sweeps == 0);
    CHECK(eigen.converged);
    CHECK(eigen.off_diagonal == 0);
}

TEST_CASE("sizes 0 and 1 and the zero matrix need no special care") {
    for (const auto stopping : {JacobiOptions::Stopping::absolute, JacobiOptions::Stopping::relative}) {
        const JacobiOptions options{.stopping = stopping};
        const EigenDecomposition<double> empty = jacobi(Matrix<double>(), options);
        CHECK(empty.values.empty());
        CHECK(empty.vectors.shape() == Shape{0, 0});
        CHECK(empty.converged);
        const EigenDecomposition<double> one = jacobi(Matrix<double>{{-3}}, options);
        CHECK(one.values == std::vector<double>{-3});
        CHECK(one.vectors == Matrix<double>{{1}});
        const EigenDecomposition<double> zero = jacobi(Matrix<double>(5, 5), options);
        CHECK(zero.values == std::vector<double>(5, 0.0));
        CHECK(zero.converged);
        CHECK(zero.off_diagonal == 0);
    }
}

TEST_CASE("2x2: the closed form, also where the angle is 45 degrees or tiny") {
    const Matrix<double> equal{{2, 1}, {1, 2}}, wide{{1, -4}, {-4, 3}}, tiny{{5, 1e-9}, {1e-9, -5}},
        swap{{0, 1}, {1, 0}};
    for (const Matrix<double>& m : {equal, wide, tiny, swap}) {
        const double a = m(0, 0), b = m(0, 1), c = m(1, 1);
        CAPTURE(b);
        const EigenDecomposition<double> eigen = jacobi(m);
        const double middle = (a + c) / 2, half = std::hypot((a - c) / 2, b);
        CHECK(close(eigen.values[0], middle + half, 4 * eps));
        CHECK(close(eigen.values[1], middle - half, 0, 4 * eps * norm(m)));
        check_decomposition(m, eigen, 4);
        CHECK(eigen.sweeps == 1);
    }
}

TEST_CASE("an angle whose cotangent has no square is still turned by") {
    const EigenDecomposition<double> eigen = jacobi(Matrix<double>{{1, 1e-160}, {1e-160, 0}}, relative);
    CHECK(eigen.converged);
    CHECK(close(std::abs(eigen.vectors(0, 1)), 1e-160, 4 * eps));
    CHECK(close(std::abs(eigen.vectors(1, 0)), 1e-160, 4 * eps));
}

TEST_CASE("repeated eigenvalues get an orthonormal basis") {
    // I + 3 q q^T with q = (1, ..., 1)/sqrt(n): eigenvalue 4 once, 1 for all the rest.
    const std::size_t n = 30;
    Matrix<double> a(n, n, 3.0 / n);
    for (std::size_t i = 0; i < n; ++i) a(i, i) += 1;
    const EigenDecomposition<double> eigen = jacobi(a);
    check_decomposition(a, eigen, 20);
    CHECK(close(eigen.values[0], 4, 20 * eps));
    CHECK(close(eigen.values[1], 1, 20 * eps));
    CHECK(close(eigen.values[n - 1], 1, 20 * eps));
    for (std::size_t i = 0; i < n; ++i) CHECK(close(std::abs(eigen.vectors(0, i)), 1 / std::sqrt(n), 50 * eps));
}

TEST_CASE("the second-difference matrix has eigenvalues 2 - 2 cos(k pi / (n + 1))") {
    const std::size_t n = 100;
    Matrix<double> a(n, n);
    for (std::size_t i = 0; i < n; ++i) {
        a(i, i) = 2;
        if (i > 0) a(i, i - 1) = a(i - 1, i) = -1;
    }
    const EigenDecomposition<double> eigen = jacobi(a);
    check_decomposition(a, eigen, 50);
    for (std::size_t k = 1; k <= n; ++k) {
        const double sine = std::sin(double(k) * std::numbers::pi / (2 * (n + 1)));
        CHECK(close(eigen.values[n - k], 4 * sine * sine, 0, 3 * eps * norm(a)));
    }
}

TEST_CASE("Hilbert matrices: every eigenvalue to the rounding of the largest, counted by inertia in 100 digits") {
    for (const std::size_t n : {4, 8, 12}) {
        CAPTURE(n);
        Matrix<double> a(n, n);
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) a(i, j) = 1 / double(i + j + 1);
        }
        const EigenDecomposition<double> eigen = jacobi(a);
        check_decomposition(a, eigen, 10);
        const std::vector<double> exact = eigenvalues_by_inertia(a);
        for (std::size_t k = 0; k < n; ++k) CHECK(close(eigen.values[k], exact[k], 0, 4 * eps * exact[0]));
    }
}

TEST_CASE("graded matrices: the relative test gives every eigenvalue its own accuracy, down to 1e-300 of the largest") {
    for (const double decades : {10.0, 40.0, 300.0}) {
        const Matrix<double> a = graded(9, decades);
        const std::vector<double> exact = eigenvalues_by_inertia(a);
        const EigenDecomposition<double> eigen = jacobi(a, relative), plain = jacobi_reference(a, relative);
        CHECK(eigen.converged);
        CHECK(eigen.off_diagonal <= eps);
        for (std::size_t k = 0; k < exact.size(); ++k) {
            CAPTURE(decades);
            CAPTURE(k);
            CHECK(close(eigen.values[k], exact[k], 20 * eps));
            CHECK(close(plain.values[k], exact[k], 20 * eps));
        }
    }
}

TEST_CASE("the absolute test loses small eigenvalues of a graded matrix, the relative test keeps them") {
    // [1, d/2; d/2, d^2] with d = 1e-17 has the determinant 3/4 d^2, so the small eigenvalue is 3/4 d^2.
    const Matrix<double> a{{1, 0.5e-17}, {0.5e-17, 1e-34}};
    const EigenDecomposition<double> absolute = jacobi(a), kept = jacobi(a, relative);
    CHECK(absolute.converged);
    CHECK(absolute.sweeps == 0);
    CHECK(absolute.values[1] == 1e-34);
    CHECK(kept.converged);
    CHECK(kept.sweeps == 1);
    CHECK(close(kept.values[1], 0.75e-34, 4 * eps));
}

TEST_CASE("a matrix of low rank, its diagonal turning negative by rounding, gives no NaN with either test") {
    Random random(2);
    for (const std::size_t rank : {1, 3, 20}) {
        CAPTURE(rank);
        const Matrix<double> a = gram(random, 60, rank);
        for (const auto stopping : {JacobiOptions::Stopping::absolute, JacobiOptions::Stopping::relative}) {
            const EigenDecomposition<double> eigen = jacobi(a, {.stopping = stopping});
            CHECK(eigen.values.back() < 0);
            CHECK(std::all_of(eigen.values.begin(), eigen.values.end(), [](double x) { return std::isfinite(x); }));
            CHECK(std::isfinite(eigen.off_diagonal));
            CHECK(residual(a, eigen) <= 100 * eps);
            CHECK(orthogonality(eigen.vectors) <= 100 * eps);
            for (std::size_t k = rank; k < 60; ++k) CHECK(close(eigen.values[k], 0, 0, 10 * eps * eigen.values[0]));
        }
    }
}

TEST_CASE("the relative test is reached, not only approached: 400 matrices of full and of low rank, both solvers") {
    Random random(7);
    for (int trial = 0; trial < 200; ++trial) {
        for (const std::size_t rank : {6, 40}) {
            const Matrix<double> a = gram(random, 24, rank);
            CHECK(jacobi(a, relative).converged);
            CHECK(jacobi_reference(a, relative).converged);
        }
    }
}

TEST_CASE("entries near 1e-300 and 1e300 are as good as entries near 1") {
    Random random(3);
    const Matrix<double> a = random_symmetric(random, 20);
    const EigenDecomposition<double> eigen = jacobi(a);
    for (const int exponent : {-1000, 1000}) {
        Matrix<double> scaled = a;
        for (double& value : scaled.values()) value = std::ldexp(value, exponent);
        const EigenDecomposition<double> other = jacobi(scaled);
        CHECK(other.vectors == eigen.vectors);
        CHECK(other.off_diagonal == eigen.off_diagonal);
        for (std::size_t k = 0; k < 20; ++k) CHECK(other.values[k] == std::ldexp(eigen.values[k], exponent));
    }
    CHECK(close(jacobi(Matrix<double>{{0, 1.5e308}, {1.5e308, 0}}).values[0], 1.5e308, 4 * eps));
}

TEST_CASE("without vectors the values are the same bits") {
    Random random(4);
    const Matrix<double> a = random_symmetric(random, 33);
    const EigenDecomposition<double> eigen = jacobi(a, {.vectors = false});
    CHECK(eigen.values == jacobi(a).values);
    CHECK(eigen.vectors.shape() == Shape{0, 0});
}

TEST_CASE("the number of threads changes no bit") {
    Random random(5);
    const Matrix<double> a = random_symmetric(random, 500);
    const JacobiOptions options{.max_sweeps = 1};
    const test::ThreadCount scope(1);
    const EigenDecomposition<double> one = jacobi(a, options);
    set_thread_count(2);
    const EigenDecomposition<double> two = jacobi(a, options);
    CHECK(one.values == two.values);
    CHECK(one.vectors == two.vectors);
}

TEST_CASE("the cap on sweeps is reported, not hidden") {
    Random random(6);
    const Matrix<double> a = random_symmetric(random, 40);
    const EigenDecomposition<double> capped = jacobi(a, {.max_sweeps = 2});
    CHECK_FALSE(capped.converged);
    CHECK(capped.sweeps == 2);
    CHECK(capped.off_diagonal > 40 * eps);
    CHECK(capped.off_diagonal < 1);
    CHECK(orthogonality(capped.vectors) <= 20 * eps);
    const EigenDecomposition<double> untouched = jacobi_reference(a, {.max_sweeps = 0});
    CHECK_FALSE(untouched.converged);
    CHECK(untouched.sweeps == 0);
    CHECK_FALSE(jacobi(Matrix<double>{{1, 1}, {1, 0}}, {.max_sweeps = 0}).converged);
}

TEST_CASE("halves that differ by rounding are averaged; anything else is refused by name") {
    const double bit = eps;
    const EigenDecomposition<double> eigen = jacobi(Matrix<double>{{0, 1 + 4 * bit}, {1, 0}});
    CHECK(eigen.values[0] == 1 + 2 * bit);

    CHECK_THROWS_WITH_AS(jacobi(Matrix<double>(2, 3)), "jacobi: 2x3 is not square", ShapeError);
    CHECK_THROWS_WITH_AS(jacobi(Matrix<double>{{1, 2, 3}, {2, 1, 0}, {3, 0.25, 1}}),
                         "jacobi: not symmetric: entry (1, 2) is 0, entry (2, 1) is 0.25", NumericalError);
    CHECK_THROWS_AS(jacobi(Matrix<double>{{0, 1 + 32 * bit}, {1, 0}}), NumericalError);
    CHECK_THROWS_WITH_AS(jacobi(Matrix<double>{{1, NAN}, {NAN, 1}}), "jacobi: entry 1 is not finite", NumericalError);
    CHECK_THROWS_WITH_AS(jacobi(Matrix<float>{{1, 0}, {0, INFINITY}}), "jacobi: entry 3 is not finite", NumericalError);
    CHECK_THROWS_WITH_AS(jacobi_reference(Matrix<double>(0, 1)), "jacobi: 0x1 is not square", ShapeError);
}
