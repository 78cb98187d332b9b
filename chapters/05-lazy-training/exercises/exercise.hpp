// Exercises of chapter 05: contracts. Do not change this file; write answer.cpp.
//
// Networks have one hidden layer and see x itself: u(x) = N^{-1/2} W1 . tanh(W0 x + b0) + b1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "chapters/exercise.hpp"
#include "lib/network/mlp.hpp"

namespace exercise {

using pinn::Mlp;

// 1. The median of max_i |theta_i| over n independent theta_i ~ N(0, 1).
// 1 <= n <= 1e15, an integer.  To ten digits.
double median_largest(double n);

// 2. d/d eta of K_uu(x, x') at eta = 0, where one gradient step on a single residual e at x0 has moved the parameters
//    to theta - eta e du(x0)/dtheta, with e held fixed.
// network: as above, in the NTK parameterization, of any width.
double first_order_change(const Mlp<double>& network, double x0, double e, double x, double x_prime);

// 3. A network of the kind above, NTK parameterization, whose weights and biases are all independent and uniform with
//    mean 0 and variance 1; another one for another seed.
Mlp<double> bounded_network(std::size_t width, std::uint64_t seed);

//    And paper: Lemma D.1 with constants: numbers B with |dv(x)/dtheta_j| <= B / sqrt(N) for every network of the kind
//    above whose parameters are all at most C in modulus, where v is u or u_xx and theta_j an entry of W0, b0 or W1.
//    Each B is the one that the triangle inequality and the maxima over the real line of |tanh| and its derivatives
//    give.
struct EntryBounds {
    double W0, b0, W1;
};
EntryBounds entry_bounds_u(double C, double x);
EntryBounds entry_bounds_u_xx(double C, double x);

// 4. How much one step of gradient descent moves theta, J and K, as powers of the width.
//    Problem: that of Section 7.1, PoissonExperiment with a = 1, each end once (copies = 1), 9 interior points; half
//    sums, both weights 1. Per network the relative changes |theta(1) - theta(0)| / |theta(0)| and, in the Frobenius
//    norm, those of J (rows as in PoissonExperiment::jacobian) and of K = J J^T; per width their root mean squares
//    over the networks draw(width, 0), ..., draw(width, networks - 1); over widths log_log_slope.
// draw: networks of the kind above.  At least two widths, one network.
using Draw = std::function<Mlp<double>(std::size_t width, std::uint64_t seed)>;
struct Slopes {
    double theta, J, K;
};
Slopes one_step_slopes(const Draw& draw, const std::vector<std::size_t>& widths, std::size_t networks,
                       double learning_rate);

}  // namespace exercise
