// The oracle is multiply_reference, the definition in three loops. Both it and the fast product round every one of the
// k + 2 operations of an entry at most once, in whatever order, so each is within gamma_(k+2) |alpha| (|A| |B|)_ij of
// the exact entry, gamma_n = n u / (1 - n u), and an accumulated C adds one rounding. The tests allow twice the sum.
#include "lib/dense/gemm.hpp"

#include <array>
#include <limits>
#include <vector>

#include "lib/foundation/parallel.hpp"
#include "tests/support.hpp"

using namespace pinn;
using pinn::test::random_matrix;

namespace {

struct Form {
    Transpose a, b;
};
constexpr std::array<Form, 4> forms{Form{Transpose::no, Transpose::no}, Form{Transpose::yes, Transpose::no},
                                    Form{Transpose::no, Transpose::yes}, Form{Transpose::yes, Transpose::yes}};

struct Size {
    std::size_t m, n, k;
};

// A random matrix X with op(X): rows x cols.
template <class T>
Matrix<T> random_factor(Random& random, std::size_t rows, std::size_t cols, Transpose transpose) {
    return transpose == Transpose::yes ? random_matrix<T>(random, cols, rows) : random_matrix<T>(random, rows, cols);
}

template <class T>
Matrix<T> absolute(ConstMatrixView<T> view) {
    Matrix<T> a(view);
    for (T& value : a.values()) value = std::abs(value);
    return a;
}

// max_ij |C - C_reference|_ij / bound_ij: at most 1 if the product is right. Infinity on NaN.
template <class T>
double error_over_bound(T alpha, ConstMatrixView<T> a, ConstMatrixView<T> b, Form form, MatrixView<T> c,
                        bool accumulate) {
    const Matrix<T> before(c);
    Matrix<T> reference = before, bound = absolute<T>(c);
    multiply_reference(alpha, a, form.a, b, form.b, reference.view(), accumulate);
    multiply_reference(std::abs(alpha), absolute<T>(a).view(), form.a, absolute<T>(b).view(), form.b, bound.view(),
                       accumulate);
    multiply(alpha, a, form.a, b, form.b, c, accumulate);
    const double k = double(form.a == Transpose::yes ? a.rows : a.cols), u = std::numeric_limits<T>::epsilon() / 2;
    double worst = 0;
    for (std::size_t i = 0; i < c.rows; ++i) {
        for (std::size_t j = 0; j < c.cols; ++j) {
            const double error = std::abs(double(c(i, j)) - double(reference(i, j)));
            if (error == 0) continue;
            const double ratio = error / (2 * (k + 3) * u / (1 - (k + 3) * u) * double(bound(i, j)));
            if (!(ratio <= worst)) worst = std::isnan(ratio) ? INFINITY : ratio;
        }
    }
    return worst;
}

template <class T>
double error_over_bound(Random& random, Size size, Form form, T alpha = 1, bool accumulate = false) {
    const auto a = random_factor<T>(random, size.m, size.k, form.a),
               b = random_factor<T>(random, size.k, size.n, form.b);
    auto c = random_matrix<T>(random, size.m, size.n);
    return error_over_bound<T>(alpha, a.view(), b.view(), form, c.view(), accumulate);
}

}  // namespace

TEST_CASE_TEMPLATE("products as new matrices agree with the definition", T, float, double) {
    Random random(1);
    const auto a = random_matrix<T>(random, 31, 23), b = random_matrix<T>(random, 23, 19),
               ab = multiply_reference(a, b);
    const double atol = 2 * 26 * std::numeric_limits<T>::epsilon() * 23 * 25;  // entries stay below 5
    CHECK(multiply(a, b).shape() == Shape{31, 19});
    CHECK(test::max_difference(multiply(a, b), ab) <= atol);
    CHECK(test::max_difference(multiply_tn(transposed(a.view()), b), ab) <= atol);
    CHECK(test::max_difference(multiply_nt(a, transposed(b.view())), ab) <= atol);
}

TEST_CASE("the definition is the one of the textbook") {
    const Matrix<double> a{{1, 2, 3}, {4, 5, 6}}, b{{1, 0}, {2, 1}, {0, -1}};
    const Matrix<double> ab{{5, -1}, {14, -1}}, a_t{{1, 4}, {2, 5}, {3, 6}}, b_t{{1, 2, 0}, {0, 1, -1}};
    CHECK(multiply_reference(a, b) == ab);
    CHECK(multiply(a, b) == ab);
    CHECK(multiply_tn(a_t, b) == ab);
    CHECK(multiply_nt(a, b_t) == ab);
}

TEST_CASE_TEMPLATE("every skinny shape is within the rounding bound, 1 to 9 in each dimension, all forms", T, float,
                   double) {
    Random random(2);
    for (std::size_t m = 1; m <= 9; ++m) {
        for (std::size_t n = 1; n <= 9; ++n) {
            for (std::size_t k = 1; k <= 9; ++k) {
                double worst = 0;
                for (const Form form : forms) {
                    worst = std::max(worst, error_over_bound<T>(random, {m, n, k}, form));
                    worst = std::max(worst, error_over_bound<T>(random, {m, n, k}, form, T(-0.7), true));
                }
                INFO("m, n, k = ", m, ", ", n, ", ", k);
                CHECK(worst <= 1);
            }
        }
    }
}

TEST_CASE_TEMPLATE("odd sizes, long thin shapes and sizes above every block are within the rounding bound", T, float,
                   double) {
    Random random(3);
    const std::vector<Size> sizes{
        {13, 17, 11},   {14, 16, 12},  {15, 33, 64},    {28, 65, 31},   {100, 100, 100}, {101, 37, 53},   {100, 100, 1},
        {200, 100, 1},  {102, 100, 1}, {100, 1, 100},   {1, 100, 100},  {1, 100, 200},   {1, 1, 1000},    {301, 3, 2},
        {3, 301, 130},  {8, 131, 130}, {131, 8, 130},   {9, 131, 4},    {700, 1, 3},     {1, 2500, 5},    {131, 9, 5},
        {257, 40, 513}, {460, 20, 30}, {13, 2100, 515}, {21, 4200, 10}, {30, 20, 1100},  {229, 67, 1025},
    };
    for (const Size& size : sizes) {
        for (const Form form : forms) {
            INFO("m, n, k = ", size.m, ", ", size.n, ", ", size.k);
            CHECK(error_over_bound<T>(random, size, form) <= 1);
            if (size.m * size.n * size.k < 1000000) CHECK(error_over_bound<T>(random, size, form, T(2.5), true) <= 1);
        }
    }
}

TEST_CASE_TEMPLATE("an empty side gives an empty product; an empty sum gives zeros, or leaves C", T, float, double) {
    Random random(4);
    for (const Form form : forms) {
        for (const Size& size : {Size{0, 5, 3}, Size{5, 0, 3}, Size{0, 0, 0}, Size{0, 100, 100}}) {
            CHECK(error_over_bound<T>(random, size, form) == 0);
        }
        for (const Size& size : {Size{5, 7, 0}, Size{50, 70, 0}, Size{1, 70, 0}, Size{70, 1, 0}}) {
            const auto a = random_factor<T>(random, size.m, 0, form.a), b = random_factor<T>(random, 0, size.n, form.b);
            auto c = random_matrix<T>(random, size.m, size.n);
            const auto before = c;
            multiply(3, a.view(), form.a, b.view(), form.b, c.view(), true);
            CHECK(c == before);
            multiply(3, a.view(), form.a, b.view(), form.b, c.view());
            CHECK(c == Matrix<T>(size.m, size.n));
        }
    }
}

TEST_CASE_TEMPLATE("views with a stride are multiplied in place, and nothing beside them is written", T, float,
                   double) {
    Random random(5);
    for (const Size& size : {Size{37, 41, 29}, Size{100, 30, 2}, Size{50, 1, 60}, Size{1, 50, 60}, Size{3, 70, 50},
                             Size{70, 3, 50}, Size{1, 1, 30}, Size{9, 5, 1}}) {
        for (const Form form : forms) {
            // Each operand is a block at (2, 3) of something larger.
            const auto inside = [](Matrix<T>& outer) {
                return MatrixView<T>{outer.data() + 2 * outer.cols() + 3, outer.rows() - 3, outer.cols() - 8,
                                     outer.cols()};
            };
            const auto around = [&](std::size_t rows, std::size_t cols, Transpose transpose) {
                const bool swap = transpose == Transpose::yes;
                return random_matrix<T>(random, (swap ? cols : rows) + 3, (swap ? rows : cols) + 8);
            };
            auto a = around(size.m, size.k, form.a), b = around(size.k, size.n, form.b);
            auto c = around(size.m, size.n, Transpose::no);
            const auto before = c;
            INFO("m, n, k = ", size.m, ", ", size.n, ", ", size.k);
            CHECK(error_over_bound<T>(1, inside(a), inside(b), form, inside(c), false) <= 1);
            CHECK(error_over_bound<T>(T(0.3), inside(a), inside(b), form, inside(c), true) <= 1);
            bool untouched = true;
            for (std::size_t i = 0; i < c.rows(); ++i) {
                for (std::size_t j = 0; j < c.cols(); ++j) {
                    const bool within = i >= 2 && i < 2 + size.m && j >= 3 && j < 3 + size.n;
                    untouched = untouched && (within || c(i, j) == before(i, j));
                }
            }
            CHECK(untouched);
        }
    }
    // A block of rows of a product is the product with a block of rows.
    auto a = random_matrix<T>(random, 90, 40), b = random_matrix<T>(random, 40, 50);
    Matrix<T> c(90, 50);
    multiply(1, a.view().row_block(20, 30), Transpose::no, b.view(), Transpose::no, c.view().row_block(20, 30));
    CHECK(test::max_entry(Matrix<T>(c.view().row_block(0, 20))) == 0);
    CHECK(test::max_entry(Matrix<T>(c.view().row_block(50, 40))) == 0);
    CHECK(test::max_entry(c) > 1);
}

TEST_CASE_TEMPLATE("one, two, three and five threads give the same bytes", T, float, double) {
    Random random(6);
    // The first five are packed, the next six thin, all large enough for at least three threads; the last is one sum.
    const std::vector<Size> sizes{{301, 197, 231}, {9, 10007, 151}, {10007, 9, 151}, {171, 173, 1025},
                                  {15, 8199, 111}, {1, 3001, 311},  {3001, 1, 311},  {1301, 1203, 1},
                                  {303, 1001, 4},  {7, 1009, 200},  {1009, 7, 200},  {1, 1, 300000}};
    for (const Size& size : sizes) {
        for (const Form form : forms) {
            const auto a = random_factor<T>(random, size.m, size.k, form.a);
            const auto b = random_factor<T>(random, size.k, size.n, form.b);
            const auto start = random_matrix<T>(random, size.m, size.n);
            std::vector<Matrix<T>> results;
            for (const int threads : {1, 2, 3, 5}) {
                const test::ThreadCount scope(threads);
                auto c = start;
                multiply(T(1.5), a.view(), form.a, b.view(), form.b, c.view(), true);
                results.push_back(c);
            }
            INFO("m, n, k = ", size.m, ", ", size.n, ", ", size.k);
            CHECK(results[1] == results[0]);
            CHECK(results[2] == results[0]);
            CHECK(results[3] == results[0]);
        }
    }
}

TEST_CASE_TEMPLATE("NaN and infinity reach every entry they should and no other, also through zeros", T, float,
                   double) {
    for (const Size& size : {Size{3, 4, 5}, Size{50, 60, 20}, Size{30, 70, 2}, Size{1, 70, 20}, Size{70, 1, 20},
                             Size{60, 6, 35}, Size{6, 61, 35}, Size{20, 18, 600}}) {
        for (const Form form : forms) {
            Matrix<T> a(form.a == Transpose::yes ? Shape{size.k, size.m} : Shape{size.m, size.k});
            Matrix<T> b(form.b == Transpose::yes ? Shape{size.n, size.k} : Shape{size.k, size.n});
            const std::size_t i = size.m / 2, j = size.n - 1, p = size.k - 1;
            (form.a == Transpose::yes ? a(p, i) : a(i, p)) = std::numeric_limits<T>::quiet_NaN();
            (form.b == Transpose::yes ? b(j, 0) : b(0, j)) = std::numeric_limits<T>::infinity();  // 0 * infinity = NaN
            Matrix<T> c(size.m, size.n);
            multiply(1, a.view(), form.a, b.view(), form.b, c.view());
            bool right = true;
            for (std::size_t r = 0; r < size.m; ++r) {
                for (std::size_t s = 0; s < size.n; ++s) {
                    right = right && (r == i || s == j ? std::isnan(c(r, s)) : c(r, s) == 0);
                }
            }
            INFO("m, n, k = ", size.m, ", ", size.n, ", ", size.k);
            CHECK(right);
        }
    }
}

TEST_CASE("what does not fit is refused, with both shapes as they were given") {
    const Matrix<double> a34(3, 4), a52(5, 2), a43(4, 3), a25(2, 5);
    CHECK_THROWS_WITH_AS(multiply(a34, a52), "multiply: 3x4 times 5x2", ShapeError);
    CHECK_THROWS_WITH_AS(multiply_tn(a43, a52), "multiply: (4x3)^T times 5x2", ShapeError);
    CHECK_THROWS_WITH_AS(multiply_nt(a34, a25), "multiply: 3x4 times (2x5)^T", ShapeError);
    CHECK_THROWS_WITH_AS(multiply_reference(a34, a52), "multiply: 3x4 times 5x2", ShapeError);
    Matrix<double> c(2, 2);
    CHECK_THROWS_WITH_AS(multiply_reference(1, a43.view(), Transpose::yes, a25.view(), Transpose::yes, c.view()),
                         "multiply: (4x3)^T times (2x5)^T", ShapeError);
    CHECK_THROWS_WITH_AS(multiply(1, a34.view(), Transpose::no, a43.view(), Transpose::no, c.view()),
                         "multiply: 3x3 into 2x2", ShapeError);
    CHECK_THROWS_WITH_AS(multiply_reference(1, a34.view(), Transpose::no, a43.view(), Transpose::no, c.view()),
                         "multiply: 3x3 into 2x2", ShapeError);
}
