// Exercises of chapter 02: contracts. Do not change this file; write answer.cpp.
#pragma once

#include <cstddef>
#include <vector>

#include "chapters/exercise.hpp"
#include "lib/network/mlp.hpp"
#include "lib/pde/condition.hpp"

namespace exercise {

using pinn::Condition;
using pinn::Matrix;
using pinn::Mlp;
using pinn::Var;

// 1. log(1 + e^a), element by element, as an operator of the tape: recorded and replayed like those of operators.hpp,
//    and differentiable any number of times. The value to a few eps (relative), the derivatives to a few eps
//    (absolute), for all |a| <= 700.
Var<double> softplus(Var<double> a);

// 2. The heat equation on [0, 1]: u_t = kappa u_xx; u = 0 at x = 0 and x = 1; u = sin(pi x) at t = 0.
//    Points are (t, x). Returns the conditions {sides, initial, residual}, the last with N[u] = u_t - kappa u_xx.
// sides, initial, interior: N x 2, any numbers of points.
std::vector<Condition<double>> heat_conditions(double kappa, const Matrix<double>& sides, const Matrix<double>& initial,
                                               const Matrix<double>& interior);

// 3. D^2 o [v, v] = d^2/ds^2 o(theta + s v) at s = 0, for o = [u(x_1), ..., u(x_n); u_xx(x_1), ..., u_xx(x_n)],
//    exact up to rounding: what the lemma leaves out of a step.
// network: one input, one output; points: n x 1; v: one matrix for every one of theta, in the order of
// MlpOnTape::parameters().  Returns 2 n numbers.
std::vector<double> curvature(const Mlp<double>& network, const Matrix<double>& points,
                              const std::vector<Matrix<double>>& v);

// 4. The cosine of the angle between grad L_b and grad L_r in the space of parameters, from K and e alone
//    (half sums; paper: Eq. (3.5), Eq. (3.6)).
// K: n x n, boundary points first; e: n errors; 0 < N_b < n.
double gradient_cosine(const Matrix<double>& K, std::size_t N_b, const std::vector<double>& e);

//    The same for the errors that decay at one rate: entry i is the cosine for e = the i-th eigenvector of K, the
//    largest eigenvalue first.
// K positive definite, with different eigenvalues.  Returns n numbers.
std::vector<double> mode_cosines(const Matrix<double>& K, std::size_t N_b);

}  // namespace exercise
