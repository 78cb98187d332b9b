#include "lib/spectrum/one_sided_jacobi.hpp"

#include <algorithm>
#include <limits>
#include <numbers>

#include "lib/dense/factor.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/foundation/extended.hpp"
#include "lib/foundation/parallel.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/pde/poisson.hpp"
#include "lib/pde/sampling.hpp"
#include "tests/support.hpp"

using namespace pinn;
using pinn::test::close;
using pinn::test::eps;
using pinn::test::orthogonality;
using pinn::test::random_matrix;
using test::norm;

namespace {

// What every decomposition must satisfy: values descend, vectors are orthonormal, the rows of U J are orthogonal with
// the values as lengths, and nothing of J lies outside the vectors: U^T U J = J. All to `units` eps ||J||_F.
template <class T>
void check_singular(const Matrix<T>& J, const SingularDecomposition<T>& singular, double units) {
    const double rounding = units * double(std::numeric_limits<T>::epsilon());
    const std::size_t count = std::min(J.rows(), J.cols());
    REQUIRE(singular.values.size() == count);
    REQUIRE(singular.left.shape() == Shape{count, J.rows()});
    CHECK(singular.converged);
    CHECK(std::is_sorted(singular.values.rbegin(), singular.values.rend()));
    if (count == 0) return;
    CHECK(singular.values.back() >= 0);
    CHECK(orthogonality(singular.left) <= rounding);
    const Matrix<T> projections = multiply(singular.left, J), gram = multiply_nt(projections, projections);
    double largest = 0;
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t j = 0; j < count; ++j) {
            const double expected = i == j ? double(singular.values[i]) * double(singular.values[i]) : 0;
            largest = std::max(largest, std::abs(double(gram(i, j)) - expected));
        }
    }
    CHECK(largest <= rounding * norm(J) * norm(J));
    CHECK(test::max_difference(multiply_tn(singular.left, projections), J) <= rounding * norm(J));
}

// The singular values of J by the definition of the method with 100 digits: rotate columns until they are orthogonal;
// rows, if there are fewer.
std::vector<Extended> exact_values(const Matrix<double>& J) {
    const bool wide = J.rows() < J.cols();
    const std::size_t n = wide ? J.rows() : J.cols(), length = wide ? J.cols() : J.rows();
    std::vector<std::vector<Extended>> x(n, std::vector<Extended>(length));
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < length; ++k) x[i][k] = wide ? J(i, k) : J(k, i);
    }
    const auto dot = [](const std::vector<Extended>& a, const std::vector<Extended>& b) {
        Extended sum = 0;
        for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
        return sum;
    };
    // Where less than 1e-80 is left of a vector, the rank is missing.
    std::vector<Extended> rounding;
    for (const auto& row : x) rounding.push_back(1e-160 * dot(row, row));
    for (bool rotated = true; rotated;) {
        rotated = false;
        for (std::size_t p = 0; p < n; ++p) {
            for (std::size_t q = p + 1; q < n; ++q) {
                Extended a = dot(x[p], x[p]), b = dot(x[q], x[q]), c = dot(x[p], x[q]);
                if (a < b) {
                    std::swap(a, b);
                    std::swap(x[p], x[q]);
                    std::swap(rounding[p], rounding[q]);
                }
                if (abs(c) <= 1e-30 * sqrt(a * b) || a <= rounding[p] || b <= rounding[q]) continue;
                const Extended zeta = (a - b) / (2 * c);
                const Extended t = 1 / (zeta + (c < 0 ? -1 : 1) * sqrt(1 + zeta * zeta));
                const Extended cosine = 1 / sqrt(1 + t * t), sine = t * cosine;
                for (std::size_t i = 0; i < length; ++i) {
                    const Extended old = x[p][i];
                    x[p][i] = cosine * old + sine * x[q][i];
                    x[q][i] = cosine * x[q][i] - sine * old;
                }
                rotated = true;
            }
        }
    }
    std::vector<Extended> values;
    for (const auto& row : x) values.push_back(sqrt(dot(row, row)));
    std::sort(values.rbegin(), values.rend());
    return values;
}

// |value / exact - 1|
double relative_error(double value, const Extended& exact) {
    return static_cast<double>(Extended(abs(value / exact - 1)));
}

// B: n x p of condition kappa, random: singular values 1 ... 1/kappa between random orthonormal factors.
Matrix<double> conditioned(Random& random, std::size_t n, std::size_t p, double kappa) {
    const std::size_t count = std::min(n, p);
    Matrix<double> left = pivoted_qr(random_matrix(random, n, count)).thin_q();
    const Matrix<double> right = pivoted_qr(random_matrix(random, p, count)).thin_q();
    for (std::size_t k = 0; k < count; ++k) {
        const double value = std::pow(kappa, -double(k) / double(count - 1));
        for (std::size_t i = 0; i < n; ++i) left(i, k) *= value;
    }
    return multiply_nt(left, right);
}

// B D with d_j = 10^-decades ... 1, in an order that is not sorted.
Matrix<double> graded_rows(const Matrix<double>& b, double decades) {
    const std::size_t p = b.cols();
    Matrix<double> J = b;
    for (std::size_t j = 0; j < p; ++j) {
        const std::size_t place = j * 5 % p;  // a permutation: no p below is a multiple of 5
        const double d = std::pow(10, -decades * double(place) / double(p - 1));
        for (std::size_t i = 0; i < J.rows(); ++i) J(i, j) *= d;
    }
    return J;
}

// The condition of B that decides the accuracy of graded_rows(B): that of all of it; in a wide one that of the columns
// with the largest d, which carry the values.
double condition_that_counts(const Matrix<double>& B, double kappa) {
    const std::size_t n = B.rows(), p = B.cols();
    if (p <= n) return kappa;
    Matrix<double> part(n, n);
    for (std::size_t j = 0; j < p; ++j) {
        const std::size_t place = j * 5 % p;
        for (std::size_t i = 0; place < n && i < n; ++i) part(i, place) = B(i, j);
    }
    const std::vector<Extended> values = exact_values(part);
    return static_cast<double>(Extended(values[0] / values.back()));
}

Matrix<double> hilbert(std::size_t n) {
    Matrix<double> a(n, n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) a(i, j) = 1 / double(i + j + 1);
    }
    return a;
}

}  // namespace

TEST_CASE_TEMPLATE("random matrices of any shape are decomposed, as the two-sided solver has it", T, float, double) {
    Random random(1);
    for (const Shape shape :
         {Shape{1, 1}, {1, 7}, {7, 1}, {2, 2}, {3, 3}, {5, 40}, {40, 5}, {33, 32}, {64, 200}, {90, 60}}) {
        CAPTURE(to_string(shape));
        const Matrix<T> J = random_matrix<T>(random, shape.rows, shape.cols);
        const SingularDecomposition<T> singular = one_sided_jacobi(J);
        check_singular(J, singular, 40);
        CHECK(singular.sweeps <= 7);  // angles by lengths that are not kept up to date need 8 to 10
        const EigenDecomposition<T> plain = jacobi(multiply_nt(J, J)), eigen = kernel_spectrum(J);
        REQUIRE(eigen.values.size() == J.rows());
        REQUIRE(eigen.vectors.shape() == Shape{J.rows(), J.rows()});
        CHECK(orthogonality(eigen.vectors) <= 40 * double(std::numeric_limits<T>::epsilon()));
        for (std::size_t i = 0; i < J.rows(); ++i) {
            CHECK(close(eigen.values[i], plain.values[i], 0,
                        40 * double(std::numeric_limits<T>::epsilon()) * plain.values[0]));
            // Padding by zero columns rounds otherwise.
            const bool padded = J.cols() < J.rows();
            if (!padded) CHECK(eigen.values[i] == singular.values[i] * singular.values[i]);
            if (i >= J.cols()) CHECK(eigen.values[i] == 0);
        }
    }
}

TEST_CASE("closed forms: a diagonal, a shear, a pair of rows at a tiny angle, a constant") {
    const SingularDecomposition<double> diagonal = one_sided_jacobi(Matrix<double>{{2, 0, 0}, {0, 0, -7}, {0, 1, 0}});
    CHECK(diagonal.values == std::vector<double>{7, 2, 1});
    CHECK(diagonal.sweeps == 0);
    CHECK(diagonal.off_diagonal == 0);
    CHECK(std::abs(diagonal.left(0, 1)) == 1);
    CHECK(std::abs(diagonal.left(1, 0)) == 1);
    CHECK(std::abs(diagonal.left(2, 2)) == 1);

    const SingularDecomposition<double> shear = one_sided_jacobi(Matrix<double>{{1, 1}, {0, 1}});
    CHECK(close(shear.values[0], std::numbers::phi, 4 * eps));
    CHECK(close(shear.values[1], 1 / std::numbers::phi, 4 * eps));

    // Columns (1, 0) and (1, d): the product of the values is d, the sum of their squares 2 + d^2.
    const double d = 1e-8;
    const SingularDecomposition<double> narrow = one_sided_jacobi(Matrix<double>{{1, 1}, {0, d}});
    CHECK(close(narrow.values[0], std::numbers::sqrt2, 4 * eps));
    CHECK(close(narrow.values[1], d / std::numbers::sqrt2, 0, 4 * eps));

    const SingularDecomposition<double> constant = one_sided_jacobi(Matrix<double>(6, 24, 0.5));
    CHECK(close(constant.values[0], 6, 4 * eps));
    CHECK(constant.values[1] <= 4 * eps);
    for (std::size_t i = 0; i < 6; ++i) CHECK(close(std::abs(constant.left(0, i)), std::sqrt(1.0 / 6), 8 * eps));
}

TEST_CASE("the difference matrix has singular values 2 sin(k pi / (2 n + 2)), and its kernel their squares") {
    const std::size_t n = 60;
    Matrix<double> J(n, n + 1);
    for (std::size_t i = 0; i < n; ++i) {
        J(i, i) = -1;
        J(i, i + 1) = 1;
    }
    const SingularDecomposition<double> singular = one_sided_jacobi(J);
    check_singular(J, singular, 40);
    for (std::size_t k = 1; k <= n; ++k) {
        const double exact = 2 * std::sin(double(k) * std::numbers::pi / double(2 * n + 2));
        CHECK(close(singular.values[n - k], exact, 0, 20 * eps));
    }
}

TEST_CASE(
    "J = B D over 12 to 60 decades: every singular value to 1e-15 kappa(B), where J J^T has lost the small ones") {
    Random random(2);
    for (const Shape shape : {Shape{7, 7}, {8, 8}, {13, 8}, {8, 11}}) {
        for (const double kappa : {10.0, 100.0}) {
            for (const double decades : {12.0, 24.0, 60.0}) {
                CAPTURE(to_string(shape));
                CAPTURE(kappa);
                CAPTURE(decades);
                const Matrix<double> B = conditioned(random, shape.rows, shape.cols, kappa),
                                     J = graded_rows(B, decades);
                const std::vector<Extended> exact = exact_values(J);
                CHECK(exact.back() < std::pow(10, -decades * 2 / 3) * exact[0]);
                const SingularDecomposition<double> singular = one_sided_jacobi(J);
                CHECK(singular.converged);
                CHECK(orthogonality(singular.left) <= 20 * eps);
                double worst = 0;
                for (std::size_t k = 0; k < exact.size(); ++k) {
                    worst = std::max(worst, relative_error(singular.values[k], exact[k]));
                }
                CHECK(worst <= 1e-15 * condition_that_counts(B, kappa));

                const EigenDecomposition<double> formed =
                    jacobi(multiply_nt(J, J), {.stopping = JacobiOptions::Stopping::relative});
                CHECK(relative_error(formed.values[exact.size() - 1], exact.back() * exact.back()) > 0.5);
            }
        }
    }
}

TEST_CASE("clusters of columns, 48 decades from the first to the last: the same accuracy within and between them") {
    Random random(9);
    for (const Shape shape : {Shape{20, 20}, {24, 20}}) {
        CAPTURE(to_string(shape));
        Matrix<double> J = conditioned(random, shape.rows, shape.cols, 10);
        for (std::size_t i = 0; i < shape.rows; ++i) {
            for (std::size_t j = 0; j < 20; ++j) J(i, j) *= std::pow(10, -12.0 * double(j % 5));
        }
        const std::vector<Extended> exact = exact_values(J);
        const SingularDecomposition<double> singular = one_sided_jacobi(J);
        CHECK(singular.converged);
        CHECK(singular.sweeps >= 3);
        CHECK(orthogonality(singular.left) <= 20 * eps);
        for (std::size_t k = 0; k < 20; ++k) {
            CAPTURE(k);
            CHECK(relative_error(singular.values[k], exact[k]) <= 1e-14);
        }
    }
}

TEST_CASE("Hilbert matrices: singular values to the rounding of the largest, so eigenvalues of K down to 1e-31 of it") {
    for (const std::size_t n : {4, 8, 14}) {
        CAPTURE(n);
        const Matrix<double> J = hilbert(n);
        const std::vector<Extended> exact = exact_values(J);
        const SingularDecomposition<double> singular = one_sided_jacobi(J);
        check_singular(J, singular, 10);
        for (std::size_t k = 0; k < n; ++k) {
            CHECK(close(singular.values[k], double(exact[k]), 0, 2 * eps * double(exact[0])));
        }
    }
}

TEST_CASE("K(0) of a network: eigenvalues of J J^T to 1e-29 of the largest, where those of the formed K end at 1e-16") {
    // 4 copies of both ends and 16 interior points of Section 7.1, width 20.
    const Poisson problem{1};
    Random random(3);
    const Mlp<double> network({{1, 20, 1}, Parameterization::ntk, InputScaling::raw(1)}, random);
    const Matrix<double> J_u = jacobian(network, problem.boundary<double>(repeated_ends(4, 0, 1)));
    const Matrix<double> J_r = jacobian(network, problem.interior<double>(equispaced(16, 0, 1)));
    Matrix<double> J(24, J_u.cols());
    std::copy(J_u.values().begin(), J_u.values().end(), J.values().begin());
    std::copy(J_r.values().begin(), J_r.values().end(), J.row(8).begin());

    const std::vector<Extended> exact = exact_values(J);
    const EigenDecomposition<double> eigen = kernel_spectrum(J), formed = jacobi(multiply_nt(J, J));
    CHECK(eigen.converged);
    CHECK(orthogonality(eigen.vectors) <= 20 * eps);
    double worst_of_formed = 0;
    for (std::size_t k = 0; k < 24; ++k) {
        CAPTURE(k);
        const double sigma = static_cast<double>(exact[k]), largest = static_cast<double>(exact[0]);
        CHECK(close(std::sqrt(eigen.values[k]), sigma, 0, 4 * eps * largest));
        if (sigma < 1e-14 * largest) continue;
        CHECK(close(eigen.values[k], sigma * sigma, 8 * eps * largest / sigma));
        worst_of_formed = std::max(worst_of_formed, std::abs(formed.values[k] / (sigma * sigma) - 1));
    }
    CHECK(worst_of_formed > 1e3);
    // 6 copies in excess: the rank is 18, and the rest is exactly zero or rounding.
    CHECK(eigen.values[17] > 0);
    for (std::size_t k = 18; k < 24; ++k) CHECK(eigen.values[k] <= 16 * eps * eps * eigen.values[0]);
}

TEST_CASE("a missing rank gives zeros, or what rounding leaves, and orthonormal vectors all the same") {
    Random random(4);
    for (const Shape shape : {Shape{30, 50}, {50, 30}, {20, 20}}) {
        for (const std::size_t rank : {1, 4, 15}) {
            CAPTURE(to_string(shape));
            CAPTURE(rank);
            const Matrix<double> J =
                multiply(random_matrix(random, shape.rows, rank), random_matrix(random, rank, shape.cols));
            const SingularDecomposition<double> singular = one_sided_jacobi(J);
            check_singular(J, singular, 40);
            CHECK(singular.values[rank - 1] > 1e-3 * singular.values[0]);
            for (std::size_t k = rank; k < singular.values.size(); ++k) {
                CHECK(singular.values[k] <= 8 * eps * singular.values[0]);
            }
        }
    }
}

TEST_CASE("stopping QR early changes singular values and the rank by rounding only") {
    // The second way: all columns of QR, so the square R with its rounding, and its values with a factorization that
    // has nothing left to drop.
    Random random(10);
    for (const std::size_t copies : {1, 2, 5}) {
        CAPTURE(copies);
        const std::size_t n = 12 * copies;
        const Matrix<double> part = multiply(random_matrix(random, 12, 9), random_matrix(random, 9, 70));
        Matrix<double> J(n, 70);
        for (std::size_t i = 0; i < n; ++i) std::copy_n(part.row(i % 12).begin(), 70, J.row(i).begin());
        const SingularDecomposition<double> early = one_sided_jacobi(J), once = one_sided_jacobi(part);
        const SingularDecomposition<double> full = one_sided_jacobi(pivoted_qr(J).R);
        check_singular(J, early, 40);
        for (std::size_t k = 0; k < n; ++k) {
            CAPTURE(k);
            const double rounding = 8 * eps * early.values[0];
            CHECK(close(early.values[k], full.values[k], 0, rounding));
            // c copies of every row: K is a Kronecker product with a matrix of ones, whose eigenvalue is c.
            const double expected = k < 9 ? std::sqrt(double(copies)) * once.values[k] : 0;
            CHECK(close(early.values[k], expected, 0, rounding));
        }
    }
}

TEST_CASE("zero and empty matrices need no special care; a zero column or row neither") {
    for (const Shape shape : {Shape{0, 0}, {0, 3}, {3, 0}, {4, 4}, {2, 5}, {5, 2}}) {
        CAPTURE(to_string(shape));
        const Matrix<double> J(shape);
        const SingularDecomposition<double> singular = one_sided_jacobi(J);
        check_singular(J, singular, 1);
        CHECK(singular.values == std::vector<double>(std::min(shape.rows, shape.cols), 0.0));
        CHECK(singular.sweeps == 0);
        const EigenDecomposition<double> eigen = kernel_spectrum(J);
        CHECK(eigen.values == std::vector<double>(shape.rows, 0.0));
        CHECK(orthogonality(eigen.vectors) == 0);
        CHECK(eigen.converged);
    }
    const Matrix<double> J{{0, 0, 0, 0}, {3, 0, 4, 0}, {0, 0, 0, 0}, {-4, 0, 3, 0}};
    const SingularDecomposition<double> singular = one_sided_jacobi(J);
    check_singular(J, singular, 10);
    CHECK(close(singular.values[1], 5, 4 * eps));
    CHECK(singular.values[2] == 0);
    CHECK(one_sided_jacobi(Matrix<double>{{-3}}).values == std::vector<double>{3});
}

TEST_CASE("columns from 1e-300 to 1e300 are as good as columns near 1") {
    Random random(5);
    const Matrix<double> B = conditioned(random, 7, 7, 10);
    Matrix<double> J = B;
    for (std::size_t i = 0; i < 7; ++i) {
        for (std::size_t j = 0; j < 7; ++j) J(i, j) *= std::pow(10, 100 * double(j) - 300);
    }
    const std::vector<Extended> exact = exact_values(J);
    const SingularDecomposition<double> singular = one_sided_jacobi(J);
    CHECK(singular.converged);
    for (std::size_t k = 0; k < 7; ++k) {
        CAPTURE(k);
        CHECK(relative_error(singular.values[k], exact[k]) <= 1e-13);
    }
    CHECK(orthogonality(singular.left) <= 20 * eps);

    const SingularDecomposition<double> plain = one_sided_jacobi(B);
    for (const int exponent : {-1060, 1023}) {
        Matrix<double> scaled = B;
        for (double& value : scaled.values()) value = std::ldexp(value, exponent);
        const SingularDecomposition<double> other = one_sided_jacobi(scaled);
        // At 2^-1060 the entries themselves are denormal: 14 bits are left.
        const double rounding = exponent > 0 ? 40 * eps : 1e-3;
        for (std::size_t k = 0; k < 7; ++k) {
            CHECK(close(other.values[k], std::ldexp(plain.values[k], exponent), rounding));
        }
        CHECK(orthogonality(other.left) <= 20 * eps);
    }
}

TEST_CASE("float carries eigenvalues of K to 1e-13 of the largest") {
    Matrix<float> J(8, 8);
    const Matrix<double> exact_entries = hilbert(8);
    for (std::size_t k = 0; k < 64; ++k) J.values()[k] = static_cast<float>(exact_entries.values()[k]);
    Matrix<double> entries(8, 8);
    std::copy(J.values().begin(), J.values().end(), entries.values().begin());
    const std::vector<Extended> exact = exact_values(entries);
    const SingularDecomposition<float> singular = one_sided_jacobi(J);
    check_singular(J, singular, 10);
    for (std::size_t k = 0; k < 8; ++k)
        CHECK(close(singular.values[k], double(exact[k]), 0, 2 * 1.2e-7 * double(exact[0])));
}

TEST_CASE("without vectors the values are the same bits") {
    Random random(6);
    const Matrix<double> J = random_matrix(random, 33, 50);
    const SingularDecomposition<double> values = one_sided_jacobi(J, {.vectors = false});
    CHECK(values.values == one_sided_jacobi(J).values);
    CHECK(values.left.shape() == Shape{0, 0});
    CHECK(kernel_spectrum(J, {.vectors = false}).vectors.shape() == Shape{0, 0});
}

TEST_CASE("the number of threads changes no bit of a singular value or vector") {
    Random random(7);
    const Matrix<double> J = random_matrix(random, 150, 700);
    const test::ThreadCount scope(1);
    const SingularDecomposition<double> one = one_sided_jacobi(J);
    set_thread_count(2);
    const SingularDecomposition<double> two = one_sided_jacobi(J);
    CHECK(one.values == two.values);
    CHECK(one.left == two.left);
    CHECK(one.off_diagonal == two.off_diagonal);
}

TEST_CASE("a cap on the sweeps is reported, and what is there is returned") {
    Random random(8);
    const Matrix<double> J = random_matrix(random, 40, 60);
    const SingularDecomposition<double> capped = one_sided_jacobi(J, {.max_sweeps = 1});
    CHECK_FALSE(capped.converged);
    CHECK(capped.sweeps == 1);
    CHECK(capped.off_diagonal > 1e-6);
    CHECK(capped.off_diagonal < 1);
    CHECK(capped.values.size() == 40);
    const EigenDecomposition<double> untouched = kernel_spectrum(J, {.max_sweeps = 0});
    CHECK_FALSE(untouched.converged);
    CHECK(untouched.sweeps == 0);
}

TEST_CASE("what is not finite is refused by the name of what was called") {
    CHECK_THROWS_WITH_AS(one_sided_jacobi(Matrix<double>{{1, NAN}}), "one_sided_jacobi: entry 1 is not finite",
                         NumericalError);
    CHECK_THROWS_WITH_AS(kernel_spectrum(Matrix<float>{{1, 0}, {0, -INFINITY}}),
                         "kernel_spectrum: entry 3 is not finite", NumericalError);
}
