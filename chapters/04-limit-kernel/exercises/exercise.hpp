// Exercises of chapter 04: contracts. Do not change this file; write answer.cpp.
//
// The network is u(x) = N^{-1/2} sum_k W1_k tanh(W0_k x + b0_k) + b1, all parameters N(0, 1)  (paper: Eq. (4.2)).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "chapters/exercise.hpp"

namespace exercise {

// 1. The limit of <du_x(x)/dtheta, du_x(x')/dtheta> as N -> infinity, part by part: what W0, W1 and b0 contribute.
//    (b1 contributes nothing.)
// |x|, |x_prime| <= 2.  To eight digits.
struct SlopeParts {
    double W0, W1, b0;
};
SlopeParts slope_parts(double x, double x_prime);

// 2. The part of W0 in <du_x(x)/dtheta, du_xx(x')/dtheta> is a sum of four means over neurons: those with x x', with
//    x, with x', with neither, in this order. For each, with neurons W0, W1, b0 ~ N(0, 1):
//    value = (mean over the neurons) / printed, and standard_error, that of value.
// printed: four numbers, none of them 0; neurons >= 2; seed: of Random.  One set of neurons for all four.
struct Ratio {
    double value, standard_error;
};
std::array<Ratio, 4> lost_factors(double x, double x_prime, const std::array<double, 4>& printed, std::size_t neurons,
                                  std::uint64_t seed);

// 3. The smallest width N for which the root mean square of K(0) - K* over networks is at most `error` times |K*|, for
//    the entry K = <du_x(x)/dtheta, du_x(x')/dtheta>.
// |x|, |x_prime| <= 2, K* not 0; 0 < error <= 1.  The constant behind it to eight digits.
std::size_t width_for(double x, double x_prime, double error);

// 4. The unit s > 0 for which a network that sees x/s in place of x has c(K*_rr) = c(K*_uu), c the average convergence
//    rate Tr K / n (paper: Definition 5.1), u and u_xx = d^2u/dx^2 both at the given points.
// points: at least one, in [-1, 1].  Returns s to six digits.
double balancing_unit(const std::vector<double>& points);

}  // namespace exercise
