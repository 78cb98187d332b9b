// Factorizations: two that reveal the rank as they go, pivoted Cholesky and column-pivoted Householder QR, and Cholesky
// in blocks for what is safely positive definite.
//
// One idea for the first two: at every step take the largest of what is left (a diagonal entry, a column norm). The
// factors then come out graded, and the rank is where they fall below what rounding leaves.
//
//   pivoted_cholesky   P^T A P = L L^T   A symmetric positive semi-definite; solves (K + c I) x = b for any c > 0
//   pivoted_qr         A P = Q R         A of any shape; prepares a graded Jacobian for one-sided Jacobi
//   cholesky           A = L L^T         A symmetric positive definite; most of it is products
//
// A permutation is a list: entry k of the permuted object is entry permutation[k] of the original.
// Cost: n^2 rank, 2 m n min(m, n) and n^3/3 multiply-adds, fewer if QR stops early. Rows (Cholesky) and columns (QR)
// are shared among the threads; none of the results depends on their number. Introduced in chapter 01.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "lib/dense/matrix.hpp"

namespace pinn {

// (A + A^T) / 2, for A: n x n with |a_ij - a_ji| <= 8 eps max|a|.  O(n^2).
// Throws, naming `operation`: ShapeError if A is not square; NumericalError if an entry is not finite or if a pair
// differs by more, with the first such pair and both its values.
template <class T>
Matrix<T> symmetrized(const Matrix<T>& a, const char* operation);

template <class T>
struct PivotedCholesky {
    Matrix<T> L;                           // n x rank, lower trapezoidal, positive non-increasing diagonal
    std::vector<std::size_t> permutation;  // row k of L belongs to row permutation[k] of A
    std::size_t rank = 0;
    T residual_trace = 0;  // Tr(A) - Tr(L L^T): the trace, hence at least the norm, of what is left out

    // x = A^{-1} b.  b: n x k.  Returns n x k.  O(n^2 k).
    // Throws ShapeError if the rows do not fit, NumericalError if rank < n.
    Matrix<T> solve(const Matrix<T>& b) const;
};

// P^T A P = L L^T + remainder, A: n x n symmetric positive semi-definite.
// Stops when the largest remaining diagonal entry is <= tolerance (absolute; n eps max_i a_ii if not given; 0 goes on
// as far as the diagonal stays positive, which is what a graded positive definite matrix needs).  O(n^2 rank).
// Throws as `symmetrized` does, and NumericalError if A is not semi-definite beyond rounding: a remaining diagonal
// entry below -2 n eps max_i a_ii, or, at the end, an off-diagonal entry larger than such a remainder can hold.
// Reference: Higham, Accuracy and Stability of Numerical Algorithms, section 10.3.
template <class T>
PivotedCholesky<T> pivoted_cholesky(const Matrix<T>& a, std::optional<T> tolerance = {});

// L with A = L L^T, A: n x n symmetric positive definite, of which the lower triangle is read: lower triangular,
// positive diagonal, zeros above.  pivoted_cholesky() is the plain version for the same systems. Here blocks of columns
// are factored one after the other, and what they leave of the rest is a product: 3 times as fast for n = 1000, not for
// n = 100. n^3/3 multiply-adds.  Throws ShapeError if A is not square, NumericalError "cholesky: pivot 12 of 40 is
// -1e-17, not positive" if it is not positive definite to rounding (NaN included). Reference: Golub and Van Loan,
// Matrix Computations, section 4.2.
template <class T>
Matrix<T> cholesky(const Matrix<T>& a);

// x = A^{-1} b for A = L L^T.  b: n x k.  Returns n x k.  O(n^2 k).  Throws ShapeError if the rows do not fit.
template <class T>
Matrix<T> cholesky_solve(const Matrix<T>& L, const Matrix<T>& b);

template <class T>
struct PivotedQr {
    Matrix<T> R;                           // min(m, n) x n, upper trapezoidal, |r_kk| non-increasing (see below)
    std::vector<std::size_t> permutation;  // column k of Q R is column permutation[k] of A
    Matrix<T> reflectors;                  // min(m, n) x m: row k is v_k, zero before entry k, where it is 1
    std::vector<T> scales;                 // Q = H_0 H_1 ...,  H_k = I - scales[k] v_k v_k^T
    std::size_t rank = 0;                  // steps done: from here on rows of R are zero and the H_k are the identity

    // Q b for Q: m x min(m, n) with orthonormal columns.  b: min(m, n) x c.  Returns m x c.  O(m min(m, n) c).
    // Throws ShapeError if the rows do not fit.
    Matrix<T> apply_q(const Matrix<T>& b) const;

    // Q itself, m x min(m, n).  O(m min(m, n)^2).
    Matrix<T> thin_q() const;
};

// A P = Q R, A: m x n of any shape.  At every step the column of largest remaining norm comes next; norms are
// downdated, and computed anew when cancellation has cost half of the digits, so |r_kk| can grow by sqrt(eps) at most.
// Small columns keep their relative accuracy, whatever the size of the others.  O(m n min(m, n)).
//
// With a tolerance a column j is finished, and not touched again, once what is left of it is at most
// tolerance ||A_j||: A P = Q R + E, ||E_j|| <= tolerance ||A_j|| in every column. The last one to finish ends the
// factorization, after `rank` steps. Q is complete all the same. O(m n rank) at most.
// Finished columns are most of the gain for a Jacobian, whose columns end at very different steps: for the 200 x 1501
// of bench/jacobi.cpp, of rank about 100, a factor of 2, where ending early alone would save a fifth.
//
// Throws NumericalError if an entry is not finite.
// Reference: Drmac and Bujanovic, On the failure of rank-revealing QR factorization software, ACM TOMS 35 (2008).
template <class T>
PivotedQr<T> pivoted_qr(const Matrix<T>& a, std::optional<T> tolerance = {});

}  // namespace pinn
