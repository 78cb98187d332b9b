// Exercises of chapter 09: contracts. Do not change this file; write answer.cpp.
#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include "chapters/exercise.hpp"
#include "lib/kernel/dynamics.hpp"
#include "lib/network/mlp.hpp"
#include "lib/pde/condition.hpp"

namespace exercise {

using pinn::Condition;
using pinn::Matrix;
using pinn::Mlp;
using pinn::SpectralFunction;

// 1. dtheta with (J^T D J + mu I) dtheta = -J^T D e, D = diag(d), by a system of n unknowns.
//    J: n x P; e, d: n numbers, d_i >= 0; mu > 0.  Returns P numbers.  O(n^2 P + n^3) time, and no P x P matrix.
std::vector<double> gauss_newton_step(const Matrix<double>& J, const std::vector<double>& e,
                                      const std::vector<double>& d, double mu);
// eta such that the step tends to -eta grad L for mu -> infinity: |step + eta grad L| / |step| -> 0. L is the loss
// whose gradient is J^T D e.
double gradient_descent_rate(double mu);

// 2. u u_x - nu u_xx = f on [0, 1], with f and boundary values such that this solves it:
inline double burgers_exact(double x) { return std::sin(std::numbers::pi * x) + x; }
// Two conditions in this order: u at `boundary`, the equation at `interior`.  N x 1 points each, nu >= 0.
std::vector<Condition<double>> burgers(const Matrix<double>& boundary, const Matrix<double>& interior, double nu);
// |K_rr(moved) - K_rr| / |K_rr|, Frobenius, for the network with delta added to its output bias.
double kernel_change(const Mlp<double>& network, const Condition<double>& equation, double delta);

// 3. lambda -> e(k) / e(0) of a component with this eigenvalue after `steps` steps of Nesterov's momentum, from
//    velocity 0.  Any steps up to 1e12, in time that does not grow with them by more than their logarithm.
//    Infinite, with its sign, beyond the range of double; a small eta lambda keeps its digits, as in chapter 06.
SpectralFunction nesterov_decay(double eta, double beta, std::size_t steps);
// The beta in [0, 1) with the smallest asymptotic rate lim |e(k)|^(1/k), for eta lambda = x, 0 < x <= 1.
double best_momentum(double x);

}  // namespace exercise
