// Exercises of chapter 09: contracts. Do not change this file; write answer.cpp.
#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include "chapters/exercise.hpp"
#include "lib/dense/matrix.hpp"
#include "lib/network/mlp.hpp"
#include "lib/pde/condition.hpp"

namespace exercise {

using pinn::Condition;
using pinn::Matrix;
using pinn::Mlp;

// 1. dtheta with (J^T D J + mu S) dtheta = -J^T D e, D = diag(d), S = diag(s), by a system of n unknowns.
//    J: n x P; e, d: n numbers, d_i >= 0; s: P numbers > 0; mu > 0.  Returns P numbers.
//    O(n^2 P + n^3) time, and no P x P matrix.
std::vector<double> scaled_step(const Matrix<double>& J, const std::vector<double>& e, const std::vector<double>& d,
                                const std::vector<double>& s, double mu);
// One learning rate eta_k for each parameter, such that the step tends to -eta_k dL/dtheta_k for mu -> infinity, up to
// a relative error that tends to 0. L is the loss whose gradient is J^T D e.  s: P numbers > 0.  Returns P numbers.
std::vector<double> learning_rates(const std::vector<double>& s, double mu);

// 2. u u_x - nu u_xx = f on [0, 1], with f and boundary values such that this solves it:
inline double burgers_exact(double x) { return std::sin(std::numbers::pi * x) + x; }
// Two conditions in this order: u at `boundary`, the equation at `interior`.  N x 1 points each, nu >= 0.
std::vector<Condition<double>> burgers(const Matrix<double>& boundary, const Matrix<double>& interior, double nu);
// |K_rr(moved) - K_rr| / |K_rr|, Frobenius, for the network with delta added to its output bias.
double kernel_change(const Mlp<double>& network, const Condition<double>& equation, double delta);

// 3. The simplest model with features of this scale: u(x) = m^(-1/2) sum_j (p_j cos 2 pi b_j x + q_j sin 2 pi b_j x).
//    The frequencies b_j ~ N(0, scale^2) stay as they are drawn, p and q are trained; m -> infinity. The residual of
//    the equation is u^(n), the derivative of order n; scale > 0.
// K_rr at two points of distance r, to 1e-10 of K_rr at one point.  n <= 6.
double feature_kernel(double scale, std::size_t n, double r);
// lambda_max over the eigenvalue of the wave sin 2 pi f x, on many points of a long interval, where waves are
// eigenvectors: so many steps of rate 1/lambda_max divide the error along the wave by e.  frequency: f > 0.
double slowdown(double scale, std::size_t n, double frequency);
// The scale that makes the slowest wave of the frequencies from low to high as fast as it can be: it minimizes the
// largest slowdown among them.  1 <= n, 0 < low <= high.
double best_scale(std::size_t n, double low, double high);

}  // namespace exercise
