// Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's method (1846).
//
// The one idea: a rotation in the plane (p, q) makes a_pq and a_qp zero and lowers the sum of squares off the diagonal
// by 2 a_pq^2. Sweeping over all pairs again and again leaves a diagonal matrix; near the end the number of correct
// digits doubles with every sweep. 6 to 10 sweeps are usual.
//
// Two solvers with one contract. `jacobi_reference` is the textbook: row by row, one rotation at a time. `jacobi` takes
// the pairs in rounds: round m holds those with p + q = m (mod n). They are disjoint, so a round is one pass over
// the matrix with long loops and nothing to wait for. n rounds are a sweep, and the stream of rounds is the row by row
// order with commuting rotations exchanged, entered half-way; so what is proved for that order holds for this one.
//
// Storage: eigenvectors are rows, A = sum_i lambda_i q_i q_i^T = Q^T Lambda Q (paper: Eq. (5.3)).
// Cost: about 4 n^3 multiply-adds a sweep with vectors, half without; memory about 5 n^2.
// Introduced in chapter 02.
#pragma once

#include <vector>

#include "lib/dense/matrix.hpp"

namespace pinn {

struct JacobiOptions {
    // absolute  stop at ||off-diagonal||_F <= n eps ||A||_F: every eigenvalue to about eps ||A||. (A fixed bound like
    //           1e-15 may lie below the rounding of the rotations, and then never holds.)
    // relative  stop at |a_pq| <= eps sqrt|a_pp| sqrt|a_qq| for all pairs: for A = D B D, D diagonal and B well
    //           conditioned, every eigenvalue to its own relative accuracy, however small. Where rounding is all that
    //           is left of a diagonal entry (A of low rank), no accuracy follows; the root is taken of its modulus.
    enum class Stopping { absolute, relative };

    Stopping stopping = Stopping::absolute;
    bool vectors = true;
    int max_sweeps = 60;
};

template <class T>
struct EigenDecomposition {
    std::vector<T> values;    // descending
    Matrix<T> vectors;        // n x n, row i is the unit eigenvector of values[i], of either sign; 0x0 if not asked for
    int sweeps = 0;           // done
    bool converged = false;   // false: the measure below was still too large after max_sweeps
    double off_diagonal = 0;  // absolute: ||off-diagonal||_F / ||A||_F; relative: max |a_pq| / (sqrt|a_pp| sqrt|a_qq|)
};

// A = Q^T Lambda Q for A: n x n symmetric.  O(n^3) a sweep.
//
// Symmetry is accepted within 8 eps max|a|, and the average of both halves is used. A is scaled by a power of two
// first, so any size of entries will do whose eigenvalues are finite too; entries below 1e-308 max|a| (float: 1e-38)
// are lost.
//
// Throws ShapeError if A is not square, NumericalError if it is not finite or not symmetric (naming the entries).
// Not reaching the bound is no error: see `converged`.
//
// References: Rutishauser, The Jacobi method for real symmetric matrices, Numer. Math. 9 (1966), for the update;
// Forsythe and Henrici, The cyclic Jacobi method, Trans. AMS 94 (1960), for convergence; Demmel and Veselic, Jacobi's
// method is more accurate than QR, SIAM J. Matrix Anal. 13 (1992), for the relative test.
template <class T>
EigenDecomposition<T> jacobi(const Matrix<T>& a, const JacobiOptions& options = {});

// The same by the definition: for p, for q > p, one rotation of two rows, two columns and two rows of Q.
template <class T>
EigenDecomposition<T> jacobi_reference(const Matrix<T>& a, const JacobiOptions& options = {});

}  // namespace pinn
