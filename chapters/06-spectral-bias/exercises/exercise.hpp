// Exercises of chapter 06: contracts. Do not change this file; write answer.cpp.
#pragma once

#include <cstddef>
#include <vector>

#include "chapters/exercise.hpp"
#include "lib/dense/matrix.hpp"
#include "lib/kernel/dynamics.hpp"

namespace exercise {

using pinn::EigenDecomposition;
using pinn::Matrix;
using pinn::SpectralFunction;

// 1. R = [[c, -s], [s, c]] makes R [[a_pp, a_pq], [a_pq, a_qq]] R^T diagonal; of the possible angles one of modulus at
//    most pi/4. tau = s / (1 + c) is the tangent of half of it.
// Finite numbers, moduli below 1e150.  c, s and tau to 14 digits of their own, however small; 1, 0, 0 for a_pq = 0.
struct Rotation {
    double c, s, tau;
};
Rotation zeroing_rotation(double a_pp, double a_pq, double a_qq);

//    A <- R A R^T in the plane (p, q), p < q, of the largest |a_pq|, in place; A stays symmetric to the last bit.
//    Returns the a_pq that it made zero, or 0 for a diagonal A.
// A: n x n symmetric, n >= 2.
double rotate_largest(Matrix<double>& A);

// 2. What a component of the error is multiplied by in k = `steps` steps of gradient descent with momentum:
//    e_{j+1} = e_j - eta lambda e_j + beta (e_j - e_{j-1}), the first step without the last term; f(lambda) = e_k /
//    e_0.
// 0 <= beta < 1, lambda of either sign.  At most O(log k) for a lambda.  Infinite, with its sign, where e_k / e_0 is
// beyond the range of double; a small eta lambda keeps its digits: to a relative 1e-9 for 1e-14 and 1e12 steps.
SpectralFunction momentum_decay(double eta, double beta, std::size_t steps);

// 3. Kernel regression with Tikhonov's regularization in place of the truncated inverse of paper: Eq. (4.11).
//    change = K_test (K + c I)^{-1} v, one number for each test point;
//    left_out: n errors, v_i minus what the same regression (same c) with all points but i predicts at point i.
// K: eigenvalues and eigenvectors of an n x n matrix; K_test: m x n; v: n numbers; c > 0.
struct Ridge {
    std::vector<double> change, left_out;
};
Ridge ridge(const EigenDecomposition<double>& K, const Matrix<double>& K_test, const std::vector<double>& v, double c);

//    The candidate c for which the sum of the squares of left_out is smallest.
// candidates: at least one, positive.
double best_ridge(const EigenDecomposition<double>& K, const std::vector<double>& v,
                  const std::vector<double>& candidates);

// 4. The largest number of sign changes among those eigenvectors of K_rr = J_r J_r^T whose component of the error is
//    at most 1/e of its start after `steps` steps of plain gradient descent; 0 if there is none.
// J_r: N_r x P, any; rate > 0; 1 <= steps <= 1e30.
std::size_t oscillations_within_reach(const Matrix<double>& J_r, double rate, double steps);

}  // namespace exercise
