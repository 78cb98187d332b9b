// Matrix products in the four transpose forms, each beside its definition in three plain loops.
//
// The one idea: a large product is cut into tiles of C small enough for the registers. A tile runs through all of the
// inner dimension with its sums in registers, reading both factors from copies ("packed panels") laid out in exactly
// that order. Transposition only changes how the panels are copied. Products with a thin dimension (outer products,
// matrix times vector), where a copy would cost as much as the product, skip it and run at the speed of memory.
//
// Storage: row-major views of any stride >= cols. C must not overlap A or B.
// Cost: 2 m n k flops; the multiply of a shape seen before allocates nothing.
// Threads compute disjoint tiles of C and never share a sum, so C has the same bytes for any number of threads. NaN and
// infinity in A or B reach C as in the definition: no zero is skipped.
// Used from chapter 01 on; chapter 05 is where its speed is felt.
#pragma once

#include <type_traits>

#include "lib/dense/matrix.hpp"

namespace pinn {

enum class Transpose { no, yes };

// C = alpha op(A) op(B), or C += alpha op(A) op(B) if accumulate; op(X) is X or X^T.
// op(A): m x k, op(B): k x n, C: m x n, any of them 0 (k = 0: C = 0, or C stays).  O(m n k).
// Error of an entry: at most gamma_(k+3) (|c_ij| + |alpha| (|op(A)| |op(B)|)_ij), gamma_k = k u / (1 - k u), u the unit
// roundoff; |c_ij| only if it accumulates.
// Throws ShapeError "multiply: 3x4 times 5x2", "multiply: (4x3)^T times 5x2" or "multiply: 3x2 into 2x2".
template <class T>
void multiply(std::type_identity_t<T> alpha, std::type_identity_t<ConstMatrixView<T>> a, Transpose transpose_a,
              std::type_identity_t<ConstMatrixView<T>> b, Transpose transpose_b, MatrixView<T> c,
              bool accumulate = false);

// The same by three plain loops: the definition, and the oracle of the tests.  Same shapes, cost and exceptions.
template <class T>
void multiply_reference(std::type_identity_t<T> alpha, std::type_identity_t<ConstMatrixView<T>> a,
                        Transpose transpose_a, std::type_identity_t<ConstMatrixView<T>> b, Transpose transpose_b,
                        MatrixView<T> c, bool accumulate = false);

// Three of the four forms as new matrices.  O(m n k).  Throw ShapeError as above.

// A B.  A: m x k, B: k x n.  Returns m x n.
template <class T>
Matrix<T> multiply(const Matrix<T>& a, const Matrix<T>& b) {
    Matrix<T> c(a.rows(), b.cols());
    multiply<T>(1, a.view(), Transpose::no, b.view(), Transpose::no, c.view());
    return c;
}
template <class T>
Matrix<T> multiply_reference(const Matrix<T>& a, const Matrix<T>& b) {
    Matrix<T> c(a.rows(), b.cols());
    multiply_reference<T>(1, a.view(), Transpose::no, b.view(), Transpose::no, c.view());
    return c;
}

// A^T B.  A: k x m, B: k x n.  Returns m x n.
template <class T>
Matrix<T> multiply_tn(const Matrix<T>& a, const Matrix<T>& b) {
    Matrix<T> c(a.cols(), b.cols());
    multiply<T>(1, a.view(), Transpose::yes, b.view(), Transpose::no, c.view());
    return c;
}

// A B^T.  A: m x k, B: n x k.  Returns m x n.
template <class T>
Matrix<T> multiply_nt(const Matrix<T>& a, const Matrix<T>& b) {
    Matrix<T> c(a.rows(), b.rows());
    multiply<T>(1, a.view(), Transpose::no, b.view(), Transpose::yes, c.view());
    return c;
}

}  // namespace pinn
