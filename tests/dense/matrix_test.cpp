#include "lib/dense/matrix.hpp"

#include <cstdint>

#include "tests/support.hpp"

using namespace pinn;

TEST_CASE("a matrix is stored by rows, from a 64-byte boundary") {
    const Matrix<double> a{{1, 2, 3}, {4, 5, 6}};
    CHECK(a.shape() == Shape{2, 3});
    CHECK(a(1, 0) == 4);
    CHECK(a.data()[3] == 4);
    CHECK(a.row(1)[2] == 6);
    CHECK(reinterpret_cast<std::uintptr_t>(a.data()) % 64 == 0);
}

TEST_CASE("a block of rows is the same memory") {
    Matrix<float> a(4, 2);
    a.view().row_block(1, 2)(1, 0) = 9;
    CHECK(a(2, 0) == 9);
    CHECK(Matrix<float>(a.view().row_block(2, 1)) == Matrix<float>{{9, 0}});
    CHECK(a.view().row_block(4, 0).rows == 0);
    CHECK_THROWS_WITH_AS(a.view().row_block(3, 2), "row_block: first 3, count 2, of 4", ShapeError);
    CHECK_THROWS_AS(a.view().row_block(SIZE_MAX, 2), ShapeError);  // first + count wraps to 1
    CHECK_THROWS_AS(a.view().row_block(2, SIZE_MAX), ShapeError);
}

TEST_CASE("a matrix with more entries than there are addresses is refused by its shape") {
    const std::size_t huge = std::size_t{1} << 63;
    CHECK_THROWS_WITH_AS(Matrix<double>(huge, 2), "Matrix: 9223372036854775808x2 is too large", ShapeError);
    CHECK_THROWS_WITH_AS(Matrix<float>(Shape{huge, 1}), "Matrix: 9223372036854775808x1 is too large", ShapeError);
    CHECK(Matrix<double>(huge, 0).size() == 0);
}

TEST_CASE("at() names an index outside and the shape") {
    Matrix<double> a(2, 1);
    a.at(1, 0) = 3;
    const Matrix<double>& fixed = a;
    CHECK(fixed.at(1, 0) == 3);
    CHECK(a.view().at(1, 0) == 3);
    CHECK_THROWS_WITH_AS(a.at(0, 5), "entry (0, 5) of 2x1", ShapeError);
    CHECK_THROWS_WITH_AS(fixed.at(2, 0), "entry (2, 0) of 2x1", ShapeError);
    CHECK_THROWS_WITH_AS(a.view().row_block(1, 1).at(1, 0), "entry (1, 0) of 1x1", ShapeError);
}

TEST_CASE("a(i, j) and row(i) do so where access is checked, in debug and sanitizer builds" *
          doctest::skip(!checked_access)) {
    Matrix<double> a(2, 1);
    const Matrix<double>& fixed = a;
    CHECK_THROWS_WITH_AS(a(0, 5), "entry (0, 5) of 2x1", ShapeError);
    CHECK_THROWS_WITH_AS(fixed(2, 0), "entry (2, 0) of 2x1", ShapeError);
    CHECK_THROWS_WITH_AS(a.view()(0, 1), "entry (0, 1) of 2x1", ShapeError);
    CHECK_THROWS_WITH_AS(a.row(2), "row: first 2, count 1, of 2", ShapeError);
    CHECK_THROWS_AS(fixed.row(2), ShapeError);
}

TEST_CASE("matrices of any shape may be empty, ragged ones are refused") {
    CHECK(Matrix<double>(0, 5).size() == 0);
    CHECK(Matrix<double>(3, 0).rows() == 3);
    CHECK(Matrix<double>().shape() == Shape{0, 0});
    CHECK_THROWS_AS((Matrix<double>{{1, 2}, {3}}), ShapeError);
}

TEST_CASE("check_finite names the entry") {
    const Matrix<double> a{{1, 2}, {NAN, 4}};
    CHECK_THROWS_WITH_AS(check_finite(a.values(), "jacobi"), "jacobi: entry 2 is not finite", NumericalError);
    const Matrix<float> b{{1, 2}};
    CHECK_NOTHROW(check_finite(b.values(), "jacobi"));
}

TEST_CASE("the transpose of a block of rows") {
    const Matrix<double> a{{1, 2}, {3, 4}, {5, 6}};
    CHECK(transposed(a.view()) == Matrix<double>{{1, 3, 5}, {2, 4, 6}});
    CHECK(transposed(a.view().row_block(1, 2)) == Matrix<double>{{3, 5}, {4, 6}});
    CHECK(transposed(a.view().row_block(0, 0)).shape() == Shape{2, 0});
}

TEST_CASE("matrices below each other are one matrix with the rows of all") {
    const Matrix<double> a{{1, 2}, {3, 4}}, b{{5, 6}};
    CHECK(stack_rows<double>({a, b, a}) == Matrix<double>{{1, 2}, {3, 4}, {5, 6}, {1, 2}, {3, 4}});
    CHECK(stack_rows<double>({b}) == b);
    CHECK(stack_rows<double>({Matrix<double>(0, 2), b, Matrix<double>(0, 2)}) == b);
    CHECK(stack_rows<double>({}).shape() == Shape{0, 0});
    CHECK_THROWS_WITH_AS(stack_rows<double>({a, Matrix<double>(4, 3)}), "stack_rows: 2x2 with 4x3", ShapeError);
}
