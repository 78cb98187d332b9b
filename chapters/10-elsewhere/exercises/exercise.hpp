// Exercises of chapter 10: contracts. Do not change this file; write answer.cpp.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "chapters/exercise.hpp"
#include "lib/network/mlp.hpp"
#include "lib/pde/condition.hpp"

namespace exercise {

using pinn::Condition;
using pinn::Matrix;
using pinn::Mlp;

// 1. lambda_1 / lambda, with lambda the eigenvalue of K that completes the share of |e|^2, by falling eigenvalues.
//    K: n x n, symmetric, positive definite, its eigenvalues different; e: n numbers, not 0; 0 < share < 1.  >= 1.
double wait(const Matrix<double>& K, const std::vector<double>& e, double share);
// The weights of Algorithm 1 when somebody multiplies condition k by c, both sides: c A_k[u] = c y_k.
// traces: Tr K_jj before, all positive; c not 0.  One weight for each condition.
std::vector<double> weights_in_other_units(const std::vector<double>& traces, std::size_t k, double c);

// 2. Duffing's oscillator with friction: u'' + gamma u' + u^3 = f(t), f such that this solves it:
inline double duffing_exact(double t) { return std::cos(2 * t) + 0.5 * t; }
// Three conditions in this order: u(0), u'(0), and the equation at `times`, N x 1.
std::vector<Condition<double>> duffing(const Matrix<double>& times, double gamma);
// max_k Tr K_kk / min_k Tr K_kk of these three for a network of one input.
double duffing_imbalance(const Mlp<double>& network, const Matrix<double>& times, double gamma);

// 3. Two terms that Algorithm 1 takes for balanced: Tr K_a = Tr K_b, and yet half of |e_b|^2 waits at least `factor`
//    times as long as half of |e_a|^2 (wait() of task 1 with share 1/2).
//    n >= 2 points of each; 1 <= factor <= 1e6. K_a, K_b: n x n, symmetric, positive definite, eigenvalues different
//    by 1e-12 of the largest or more; e_a, e_b: n numbers, of length 1.
struct Balanced {
    Matrix<double> K_a, K_b;
    std::vector<double> e_a, e_b;
};
Balanced counter_example(std::size_t n, double factor);

}  // namespace exercise
