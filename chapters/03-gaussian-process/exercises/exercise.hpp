// Exercises of chapter 03: contracts. Do not change this file; write answer.cpp.
#pragma once

#include <cstddef>
#include <vector>

#include "chapters/exercise.hpp"
#include "lib/autodiff/jet.hpp"

namespace exercise {

using pinn::Jet;

// 1. Sigma_xx(x, x') = lim E[u_xx(x) u_xx(x')] for one hidden layer with sigma(a) = sin(omega a) in place of tanh, in
//    closed form. All parameters N(0, 1), as in paper: Eq. (4.2).
// omega > 0, perhaps large.
double sine_covariance_xx(double omega, double x, double x_prime);

// 2. sin of a stack of jets, for any number of layers and derivatives: the channels of sin(g) from those of g,
//    recorded on the tape of g in operators that may be differentiated again and again.
// g: a jet of all its points with every channel, uniform_jet(..., {.value = true, .directions = d, .second = true});
// coefficients: the d numbers a_i of L = sum_i a_i d_i^2.  Returns a jet of the same shape.
Jet<double> sine_jet(const Jet<double>& g, const std::vector<double>& coefficients);

// 3. N times the excess kurtosis, E[y^4] / E[y^2]^2 - 3, of y = alpha u(x) + beta u_x(x) for tanh networks with one
//    hidden layer of N neurons; it is the same for every N. To a relative 1e-9.
// alpha, beta not both 0; |x| <= 10.
double kurtosis_constant(double alpha, double beta, double x);

// 4. The variance that u_xx(x) keeps once u is known at some points, for tanh in the limit of Theorem 4.1.
// known: up to 7 different points of [0, 1], or none.
double variance_left(double x, const std::vector<double>& known);

//    The smallest n >= 1 for which u at n equispaced points of [0, 1] (n = 1: the point 1/2; else the ends included)
//    leaves at most this share of the variance of u_xx(1/2).  0.001 <= share < 1.
std::size_t values_needed(double share);

}  // namespace exercise
