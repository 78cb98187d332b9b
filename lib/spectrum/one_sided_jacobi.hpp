// Singular values of a Jacobian J, and by them the eigenvalues of K = J J^T far below the rounding of K.
//
// The one idea: a formed K is rounded by eps ||K||, so its eigenvalues stop at 1e-16 of the largest. Singular values of
// J stop at 1e-16 of the largest too, but their squares are the eigenvalues: 1e-31. And where J is graded by columns,
// J = B D with D diagonal, each value has its own relative accuracy over any number of decades.
//
//   1. J P_1 = Q_1 R, R^T P_2 = Q_2 S by QR with column pivoting. S is square, triangular and nearly diagonal.
//   2. Hestenes: rotate pairs of rows of S until all are orthogonal; their lengths are the singular values.
//   3. The directions of the rows, taken back through P_2 and Q_1, are the left singular vectors of J.
//
// Storage: left vectors are rows, as in jacobi.hpp. Cost, for J: n x P and n <= P: at most 2 n P rank multiply-adds for
// the QR, which finishes every column at its own rounding (pivoted_qr with tolerance eps; this halves the time for
// n = 200), 3 rank^3 a sweep at most, 2 n^2 rank for vectors. Introduced by chapters/06-spectral-bias.
#pragma once

#include <vector>

#include "lib/spectrum/jacobi.hpp"

namespace pinn {

struct OneSidedJacobiOptions {
    bool vectors = true;
    int max_sweeps = 60;
};

template <class T>
struct SingularDecomposition {
    std::vector<T> values;   // min(n, P) of them, descending; 0 from the numerical rank on
    Matrix<T> left;          // min(n, P) x n, row i is the unit left singular vector of values[i]; 0x0 if not asked for
    int sweeps = 0;          // done
    bool converged = false;  // false: the measure below was still too large after max_sweeps
    double off_diagonal = 0;  // max |cos| of the angle between two of the rotated rows
};

// J = sum_i values[i] u_i v_i^T for J: n x P of any shape.  O(n P min(n, P)).
//
// The values are those of a matrix whose every column j differs from J's by at most a modest multiple of
// eps sqrt(min(n, P)) |J_j|: all of them are right to that multiple of eps ||J||_F, and for J = B D, D diagonal and B
// of full column rank, each is right to that multiple of eps kappa(B), relatively. (Where P > n, B stands for the n
// columns that QR takes first, if D grades them.) Grading by rows gets no such accuracy; see
// JacobiOptions::Stopping::relative.
//
// Rank: what k columns leave of column j is dropped when it is at most eps |J_j|, which is within that bound; the rank
// is the k that leaves nothing. So a well conditioned B loses nothing, and rounding of J's own entries mostly stays, as
// values near eps ||J||_F, as far down as there are different rows. Converged: |x_i . x_j| <= 4 eps sqrt(rank) |x_i|
// |x_j|.
//
// Throws NumericalError if an entry is not finite ("one_sided_jacobi: entry 1 is not finite").
// Not reaching the bound is no error: see `converged`.
//
// Reference: Drmac and Veselic, New fast and accurate Jacobi SVD algorithm, SIAM J. Matrix Anal. 29 (2008).
template <class T>
SingularDecomposition<T> one_sided_jacobi(const Matrix<T>& J, const OneSidedJacobiOptions& options = {});

// The spectrum of K = J J^T without forming it: n eigenvalues, the squares of the singular values, and 0 for the rank
// that is missing; n x n eigenvectors.  off_diagonal and converged are those of one_sided_jacobi.
// O(n^2 max(n, P)).  Squares outside the range of T become infinite or 0.
// Throws NumericalError if an entry is not finite.
template <class T>
EigenDecomposition<T> kernel_spectrum(const Matrix<T>& J, const OneSidedJacobiOptions& options = {});

}  // namespace pinn
