// Exercises of chapter 07: contracts. Do not change this file; write answer.cpp.
#pragma once

#include <cstddef>
#include <vector>

#include "chapters/exercise.hpp"
#include "lib/dense/matrix.hpp"

namespace exercise {

using pinn::Matrix;

// 1. A weight rule by the fastest mode instead of the mean: with rho_k the largest eigenvalue of block k,
//    lambda_k = (rho_1 + ... + rho_m) / rho_k.
// blocks: m symmetric positive semi-definite matrices K_kk, each with rho_k > 0.  Returns m weights.
std::vector<double> spectral_weights(const std::vector<Matrix<double>>& blocks);

// 2. The eigenvalues of K~ = K D, D = diag(d), when weights may be zero: a term of the loss is switched off.
// K: n x n symmetric positive semi-definite; d: n numbers >= 0.  Returns n eigenvalues, descending.
std::vector<double> weighted_eigenvalues(const Matrix<double>& K, const std::vector<double>& d);

// 3. Gradient descent with momentum, theta_{k+1} = theta_k - eta grad L + beta (theta_k - theta_{k-1}), moves linear
//    errors by e_{k+1} = e_k - eta K D e_k + beta (e_k - e_{k-1}). The largest learning rate eta for which every
//    component stays bounded.
// K, d as in 2, K D not zero; 0 <= beta < 1.
double momentum_bound(const Matrix<double>& K, const std::vector<double>& d, double beta);

// 4. How many components of the error plain gradient descent reduces by a factor e or more within `steps` steps, at
//    half its stability bound: |1 - eta lambda_i|^steps <= 1/e with eta = 1 / lambda_max.
// K, d as in 3; steps >= 1.
std::size_t components_learned(const Matrix<double>& K, const std::vector<double>& d, std::size_t steps);

}  // namespace exercise
