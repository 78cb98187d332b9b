#include "lib/dense/factor.hpp"

#include <algorithm>
#include <limits>

#include "lib/foundation/parallel.hpp"
#include "tests/support.hpp"

using namespace pinn;
using pinn::test::close;
using test::eps;

namespace {

// a b, by the definition, in double.
template <class T>
Matrix<double> product(const Matrix<T>& a, const Matrix<T>& b) {
    REQUIRE(a.cols() == b.rows());
    Matrix<double> c(a.rows(), b.cols());
    for (std::size_t i = 0; i < a.rows(); ++i) {
        for (std::size_t k = 0; k < a.cols(); ++k) {
            for (std::size_t j = 0; j < b.cols(); ++j) c(i, j) += double(a(i, k)) * double(b(k, j));
        }
    }
    return c;
}

template <class T>
Matrix<T> transpose(const Matrix<T>& a) {
    Matrix<T> b(a.cols(), a.rows());
    for (std::size_t i = 0; i < a.rows(); ++i) {
        for (std::size_t j = 0; j < a.cols(); ++j) b(j, i) = a(i, j);
    }
    return b;
}

// rows x cols of the given rank, to rounding.
Matrix<double> of_rank(Random& random, std::size_t rows, std::size_t cols, std::size_t rank) {
    return product(test::random_matrix(random, rows, rank), test::random_matrix(random, rank, cols));
}

Matrix<double> gram(Random& random, std::size_t n, std::size_t rank) {
    const Matrix<double> j = test::random_matrix(random, n, rank);
    return product(j, transpose(j));
}

// max |P^T A P - L L^T|
template <class T>
double cholesky_error(const Matrix<T>& a, const PivotedCholesky<T>& factor) {
    const Matrix<double> rebuilt = product(factor.L, transpose(factor.L));
    double largest = 0;
    for (std::size_t i = 0; i < a.rows(); ++i) {
        for (std::size_t j = 0; j < a.rows(); ++j) {
            const double exact = double(a(factor.permutation[i], factor.permutation[j]));
            largest = std::max(largest, std::abs(rebuilt(i, j) - exact));
        }
    }
    return largest;
}

// max |Q^T Q - I|
template <class T>
double orthogonality(const Matrix<T>& q) {
    Matrix<double> identity(q.cols(), q.cols());
    for (std::size_t i = 0; i < q.cols(); ++i) identity(i, i) = 1;
    return test::max_difference(product(transpose(q), q), identity);
}

// max_ij |(A P - Q R)_ij| / ||column j of A||: small columns count as much as large ones.
template <class T>
double qr_error(const Matrix<T>& a, const PivotedQr<T>& qr) {
    const Matrix<double> rebuilt = product(qr.thin_q(), qr.R);
    double largest = 0;
    for (std::size_t j = 0; j < a.cols(); ++j) {
        double size = 0;
        for (std::size_t i = 0; i < a.rows(); ++i) size = std::max(size, std::abs(double(a(i, qr.permutation[j]))));
        for (std::size_t i = 0; i < a.rows() && size > 0; ++i) {
            largest = std::max(largest, std::abs(rebuilt(i, j) - double(a(i, qr.permutation[j]))) / size);
        }
    }
    return largest;
}

template <class T>
bool non_increasing_diagonal(const PivotedQr<T>& qr) {
    const T slack = std::sqrt(std::numeric_limits<T>::epsilon());
    for (std::size_t k = 1; k < qr.R.rows(); ++k) {
        if (std::abs(qr.R(k, k)) > (1 + slack) * std::abs(qr.R(k - 1, k - 1))) return false;
    }
    return true;
}

bool is_permutation_of_indices(std::vector<std::size_t> permutation, std::size_t n) {
    std::sort(permutation.begin(), permutation.end());
    for (std::size_t i = 0; i < permutation.size(); ++i) {
        if (permutation[i] != i) return false;
    }
    return permutation.size() == n;
}

}  // namespace

TEST_CASE_TEMPLATE("pivoted Cholesky rebuilds A, pivots descending", T, float, double) {
    Random random(1);
    for (const std::size_t n : {1, 2, 7, 40, 150}) {
        CAPTURE(n);
        const Matrix<double> wide = gram(random, n, n + 10);
        Matrix<T> a(n, n);
        std::copy(wide.values().begin(), wide.values().end(), a.values().begin());
        const PivotedCholesky<T> factor = pivoted_cholesky(a);
        CHECK(factor.rank == n);
        CHECK(factor.residual_trace == 0);
        CHECK(is_permutation_of_indices(factor.permutation, n));
        CHECK(cholesky_error(a, factor) <= 20 * double(std::numeric_limits<T>::epsilon()) * test::max_entry(a));
        for (std::size_t k = 1; k < n; ++k) {
            CHECK(factor.L(k, k) > 0);
            CHECK(factor.L(k, k) <= factor.L(k - 1, k - 1));
            CHECK(factor.L(k - 1, k) == 0);
        }
    }
}

TEST_CASE("pivoted Cholesky finds the rank of J J^T, and what is left is rounding") {
    Random random(2);
    for (const std::size_t rank : {0, 1, 5, 20}) {
        CAPTURE(rank);
        const Matrix<double> a = gram(random, 50, rank);
        const PivotedCholesky<double> factor = pivoted_cholesky(a);
        CHECK(factor.rank == rank);
        CHECK(factor.L.shape() == Shape{50, rank});
        CHECK(close(factor.residual_trace, 0, 0, 1e-12));
        CHECK(cholesky_error(a, factor) <= 1e-12);
    }
}

TEST_CASE("a tolerance stops pivoted Cholesky early, and the residual trace says what is left out") {
    const PivotedCholesky<double> factor =
        pivoted_cholesky(Matrix<double>{{1e-3, 0, 0}, {0, 4, 0}, {0, 0, 0.25}}, std::optional(1e-2));
    CHECK(factor.rank == 2);
    CHECK(factor.permutation == std::vector<std::size_t>{1, 2, 0});
    CHECK(factor.L == Matrix<double>{{2, 0}, {0, 0.5}, {0, 0}});
    CHECK(factor.residual_trace == 1e-3);
}

TEST_CASE("with tolerance 0 a graded matrix is factored to the end, each entry to its own size") {
    const std::size_t n = 12;
    Matrix<double> a(n, n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            const double distance = double(i) - double(j);
            a(i, j) = std::pow(10, -12.0 * double(i + j)) / (1 + distance * distance);
        }
    }
    CHECK(pivoted_cholesky(a).rank == 1);
    const PivotedCholesky<double> factor = pivoted_cholesky(a, std::optional(0.0));
    CHECK(factor.rank == n);
    const Matrix<double> rebuilt = product(factor.L, transpose(factor.L));
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) CHECK(close(rebuilt(i, j), a(i, j), 20 * eps));
    }
}

TEST_CASE("solve returns the x that made b, for many right sides at once") {
    Random random(3);
    const Matrix<double> a = gram(random, 40, 80);
    const Matrix<double> x = test::random_matrix(random, 40, 3);
    const PivotedCholesky<double> factor = pivoted_cholesky(a);
    CHECK(test::max_difference(factor.solve(product(a, x)), x) <= 1e-12);
    CHECK(pivoted_cholesky(Matrix<double>{{4}}).solve(Matrix<double>{{2}}) == Matrix<double>{{0.5}});
    CHECK(pivoted_cholesky(Matrix<double>()).solve(Matrix<double>(0, 2)).shape() == Shape{0, 2});
    CHECK_THROWS_WITH_AS(factor.solve(Matrix<double>(39, 1)), "PivotedCholesky::solve: 40x40 with 39x1", ShapeError);
    CHECK_THROWS_WITH_AS(pivoted_cholesky(Matrix<double>{{1, 1}, {1, 1}}).solve(Matrix<double>(2, 1)),
                         "PivotedCholesky::solve: rank 1 of 2", NumericalError);
}

TEST_CASE("pivoted Cholesky refuses what is not symmetric, finite, square or semi-definite") {
    CHECK_THROWS_WITH_AS(pivoted_cholesky(Matrix<double>(3, 2)), "pivoted_cholesky: 3x2 is not square", ShapeError);
    CHECK_THROWS_WITH_AS(pivoted_cholesky(Matrix<double>{{1, 2}, {3, 1}}),
                         "pivoted_cholesky: not symmetric: entry (0, 1) is 2, entry (1, 0) is 3", NumericalError);
    CHECK_THROWS_WITH_AS(pivoted_cholesky(Matrix<double>{{NAN}}), "pivoted_cholesky: entry 0 is not finite",
                         NumericalError);
    CHECK_THROWS_WITH_AS(
        pivoted_cholesky(Matrix<double>{{2, 0}, {0, -1}}),
        "pivoted_cholesky: not positive semi-definite: after 1 steps entry (1, 1) is -1 with a largest "
        "diagonal entry of -1",
        NumericalError);
    // A zero diagonal beside something else: semi-definite matrices have |a_ij|^2 <= a_ii a_jj.
    CHECK_THROWS_AS(pivoted_cholesky(Matrix<double>{{0, 1}, {1, 0}}), NumericalError);
    CHECK_THROWS_AS(pivoted_cholesky(Matrix<double>{{1, 2}, {2, 1}}), NumericalError);
    CHECK_NOTHROW(pivoted_cholesky(Matrix<double>{{1, 0}, {0, -1e-17}}));
}

TEST_CASE_TEMPLATE("Cholesky in blocks rebuilds A and solves, at every size around a block and a strip", T, float,
                   double) {
    Random random(9);
    for (const std::size_t n : {0, 1, 2, 63, 64, 65, 128, 200, 320, 321, 700}) {
        const Matrix<double> exact = gram(random, n, 2 * n);
        Matrix<T> a(n, n);
        for (std::size_t i = 0; i < a.size(); ++i) a.data()[i] = T(exact.data()[i]);
        const Matrix<T> L = cholesky(a);
        const Matrix<double> rebuilt = product(L, transpose(L));
        const double unit = std::numeric_limits<T>::epsilon() * (n > 0 ? double(a(0, 0)) : 1);
        double error = 0;
        bool triangular = true;
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                error = std::max(error, std::abs(rebuilt(i, j) - double(a(i, j))));
                triangular = triangular && (j <= i || L(i, j) == 0);
            }
        }
        CHECK(error <= 10 * unit);
        CHECK(triangular);
        const Matrix<T> x = test::random_matrix<T>(random, n, 3);
        Matrix<T> b(n, 3);
        const Matrix<double> right = product(a, x);
        for (std::size_t i = 0; i < b.size(); ++i) b.data()[i] = T(right.data()[i]);
        const Matrix<T> found = cholesky_solve(L, b), plain = pivoted_cholesky(a, std::optional(T(0))).solve(b);
        // Condition number of a Wishart matrix with two degrees of freedom per row: about 34.
        CHECK(test::max_difference(found, x) <= 2000 * std::numeric_limits<T>::epsilon());
        CHECK(test::max_difference(plain, x) <= 2000 * std::numeric_limits<T>::epsilon());
    }
}

TEST_CASE("Cholesky in blocks reads the lower triangle only, and refuses what is not positive definite or square") {
    CHECK(cholesky(Matrix<double>{{4, NAN}, {2, 2}}) == Matrix<double>{{2, 0}, {1, 1}});
    CHECK_THROWS_WITH_AS(cholesky(Matrix<double>(3, 2)), "cholesky: not square: 3x2 with 3x3", ShapeError);
    CHECK_THROWS_WITH_AS(cholesky(Matrix<double>{{1, 2}, {2, 1}}), "cholesky: pivot 1 of 2 is -3, not positive",
                         NumericalError);
    CHECK_THROWS_WITH_AS(cholesky(Matrix<double>{{1, 1}, {1, 1}}), "cholesky: pivot 1 of 2 is 0, not positive",
                         NumericalError);
    CHECK_THROWS_AS(cholesky(Matrix<double>{{1, 0}, {NAN, 1}}), NumericalError);
    CHECK_THROWS_WITH_AS(cholesky_solve(Matrix<double>(3, 3), Matrix<double>(2, 1)), "cholesky_solve: 3x3 with 2x1",
                         ShapeError);
}

TEST_CASE_TEMPLATE("pivoted QR rebuilds A with orthonormal Q, tall, square and wide", T, float, double) {
    Random random(4);
    const double rounding = 50 * double(std::numeric_limits<T>::epsilon());
    for (const Shape shape : {Shape{1, 1}, {1, 6}, {6, 1}, {5, 3}, {3, 5}, {40, 40}, {200, 30}, {30, 200}, {70, 64}}) {
        CAPTURE(to_string(shape));
        const Matrix<T> a = test::random_matrix<T>(random, shape.rows, shape.cols);
        const PivotedQr<T> qr = pivoted_qr(a);
        const std::size_t steps = std::min(shape.rows, shape.cols);
        CHECK(qr.R.shape() == Shape{steps, shape.cols});
        CHECK(qr.thin_q().shape() == Shape{shape.rows, steps});
        CHECK(is_permutation_of_indices(qr.permutation, shape.cols));
        CHECK(qr_error(a, qr) <= rounding);
        CHECK(orthogonality(qr.thin_q()) <= rounding);
        CHECK(non_increasing_diagonal(qr));
        for (std::size_t i = 1; i < steps; ++i) CHECK(qr.R(i, i - 1) == 0);
    }
}

TEST_CASE("pivoted QR of an empty matrix is empty") {
    for (const Shape shape : {Shape{0, 0}, {0, 4}, {4, 0}}) {
        const PivotedQr<double> qr = pivoted_qr(Matrix<double>(shape));
        CHECK(qr.R.shape() == Shape{0, shape.cols});
        CHECK(qr.thin_q().shape() == Shape{shape.rows, 0});
        CHECK(qr.permutation.size() == shape.cols);
    }
}

TEST_CASE("the diagonal of R falls to rounding at the rank") {
    Random random(5);
    for (const std::size_t rank : {0, 1, 4, 17}) {
        CAPTURE(rank);
        for (const Shape shape : {Shape{60, 25}, {25, 60}}) {
            const Matrix<double> a = of_rank(random, shape.rows, shape.cols, rank);
            const PivotedQr<double> qr = pivoted_qr(a);
            CHECK(qr_error(a, qr) <= 50 * eps);
            CHECK(orthogonality(qr.thin_q()) <= 50 * eps);
            if (rank > 0) CHECK(std::abs(qr.R(rank - 1, rank - 1)) > 1e-2 * std::abs(qr.R(0, 0)));
            for (std::size_t k = rank; k < 25; ++k) CHECK(std::abs(qr.R(k, k)) <= 1e-13 * std::abs(qr.R(0, 0)));
        }
    }
}

TEST_CASE("with a tolerance QR stops at the rank, drops no more than it may, and Q is complete all the same") {
    Random random(9);
    for (const std::size_t rank : {0, 1, 4, 17}) {
        CAPTURE(rank);
        for (const Shape shape : {Shape{60, 25}, {25, 60}, {25, 25}}) {
            CAPTURE(to_string(shape));
            const Matrix<double> a = of_rank(random, shape.rows, shape.cols, rank);
            const PivotedQr<double> full = pivoted_qr(a), early = pivoted_qr(a, std::optional(1e-12));
            CHECK(full.rank == 25);
            CHECK(early.rank == rank);
            CHECK(is_permutation_of_indices(early.permutation, shape.cols));
            CHECK(qr_error(a, early) <= 2e-12);
            CHECK(orthogonality(early.thin_q()) <= 50 * eps);
            for (std::size_t k = 0; k < rank; ++k) {
                CHECK(early.permutation[k] == full.permutation[k]);
                CHECK(early.R(k, k) == full.R(k, k));
                CHECK(early.scales[k] == full.scales[k]);
            }
            for (std::size_t k = rank; k < 25; ++k) {
                CHECK(early.scales[k] == 0);
                CHECK(early.reflectors(k, k) == 1);
                for (std::size_t j = 0; j < shape.cols; ++j) CHECK(early.R(k, j) == 0);
            }
        }
    }
}

TEST_CASE("a tolerance that no column meets changes no bit") {
    Random random(10);
    for (const Shape shape : {Shape{40, 40}, {200, 30}, {30, 200}}) {
        const Matrix<double> a = test::random_matrix(random, shape.rows, shape.cols);
        const PivotedQr<double> full = pivoted_qr(a), early = pivoted_qr(a, std::optional(1e-30));
        CHECK(early.rank == full.rank);
        CHECK(early.R == full.R);
        CHECK(early.reflectors == full.reflectors);
        CHECK(early.scales == full.scales);
        CHECK(early.permutation == full.permutation);
    }
}

TEST_CASE("copies of rows add nothing to the rank that a tolerance finds") {
    Random random(11);
    const Matrix<double> part = test::random_matrix(random, 7, 90);
    Matrix<double> a(35, 90);
    for (std::size_t i = 0; i < 35; ++i) std::copy_n(part.row(i % 7).begin(), 90, a.row(i).begin());
    const PivotedQr<double> early = pivoted_qr(a, std::optional(10 * eps));
    CHECK(early.rank == 7);
    CHECK(qr_error(a, early) <= 50 * eps);
    CHECK(orthogonality(early.thin_q()) <= 50 * eps);
}

TEST_CASE("the tolerance measures every column against its own length: 1e-300 counts beside 1, zero never") {
    Random random(12);
    Matrix<double> a = test::random_matrix(random, 50, 17);
    for (std::size_t i = 0; i < 50; ++i) {
        for (std::size_t j = 0; j < 16; ++j) a(i, (j * 5) % 16) *= std::pow(10, -20.0 * double(j));
        a(i, 16) = 0;
    }
    const PivotedQr<double> full = pivoted_qr(a), early = pivoted_qr(a, std::optional(eps));
    CHECK(early.rank == 16);
    CHECK(early.R == full.R);
    CHECK(early.permutation == full.permutation);

    // e_0 + 1e-10 e_1 beside 2 e_0: downdating leaves it no digit, and 1e-10 is what the tolerance has to see.
    const Matrix<double> narrow{{2, 1, 1}, {0, 1e-10, 0}, {0, 0, 1e-17}};
    CHECK(pivoted_qr(narrow, std::optional(eps)).rank == 2);
    CHECK(pivoted_qr(narrow, std::optional(2e-10)).rank == 1);
    CHECK(pivoted_qr(narrow, std::optional(0.0)).rank == 3);
}

TEST_CASE("columns graded over 1 .. 1e-300 keep their relative accuracy") {
    Random random(6);
    Matrix<double> a = test::random_matrix(random, 50, 16);
    for (std::size_t i = 0; i < 50; ++i) {
        for (std::size_t j = 0; j < 16; ++j) a(i, (j * 5) % 16) *= std::pow(10, -20.0 * double(j));
    }
    const PivotedQr<double> qr = pivoted_qr(a);
    CHECK(qr_error(a, qr) <= 50 * eps);
    CHECK(orthogonality(qr.thin_q()) <= 50 * eps);
    for (std::size_t k = 0; k < 16; ++k) {
        CHECK(qr.permutation[k] == (k * 5) % 16);
        CHECK(std::abs(qr.R(k, k)) > 1e-1 * std::pow(10, -20.0 * double(k)));
    }
}

TEST_CASE("norms that lose all digits in downdating are computed anew") {
    // Columns 2 e_0 and e_0 + d_j e_j, d_j from 1e-12 up to 1e-8: once e_0 is gone their norms are d_j, while 1 - 1 is
    // left of the downdated ones, and these would keep the wrong order.
    const std::size_t n = 9;
    Matrix<double> a(n, n);
    a(0, 0) = 2;
    for (std::size_t j = 1; j < n; ++j) {
        a(0, j) = 1;
        a(j, j) = std::pow(10, -12.5 + 0.5 * double(j));
    }
    const PivotedQr<double> qr = pivoted_qr(a);
    CHECK(non_increasing_diagonal(qr));
    for (std::size_t k = 1; k < n; ++k) {
        CHECK(qr.permutation[k] == n - k);
        CHECK(close(std::abs(qr.R(k, k)), a(n - k, n - k), 10 * eps));
    }
}

TEST_CASE("apply_q is a product with Q, and refuses what does not fit") {
    Random random(7);
    const PivotedQr<double> qr = pivoted_qr(test::random_matrix(random, 30, 12));
    const Matrix<double> b = test::random_matrix(random, 12, 5);
    CHECK(test::max_difference(qr.apply_q(b), product(qr.thin_q(), b)) <= 50 * eps);
    CHECK_THROWS_WITH_AS(qr.apply_q(Matrix<double>(30, 5)), "PivotedQr::apply_q: 30x12 with 30x5", ShapeError);
    CHECK_THROWS_WITH_AS(pivoted_qr(Matrix<double>{{1, 2}, {INFINITY, 4}}), "pivoted_qr: entry 2 is not finite",
                         NumericalError);
}

TEST_CASE("the number of threads changes no bit of a factorization") {
    Random random(8);
    const Matrix<double> a = test::random_matrix(random, 1200, 300), k = gram(random, 800, 10);
    const test::ThreadCount scope(1);
    const PivotedQr<double> qr = pivoted_qr(a);
    const PivotedCholesky<double> pivoted = pivoted_cholesky(k);
    const Matrix<double> definite = gram(random, 500, 1000), L = cholesky(definite);
    const Matrix<double> low = of_rank(random, 300, 1200, 40);
    const PivotedQr<double> early = pivoted_qr(low, std::optional(1e-13));
    set_thread_count(2);
    CHECK(pivoted_qr(a).R == qr.R);
    CHECK(pivoted_qr(low, std::optional(1e-13)).R == early.R);
    CHECK(pivoted_cholesky(k).L == pivoted.L);
    CHECK(cholesky(definite) == L);
}
