// Expectations over Gaussian variables by the plain trapezoidal rule.
//
//     E[h(a)] ~ sum_m step phi(m step) h(m step),   |m step| <= 10,   phi the density of N(0, 1)
//
// The one idea: for a function that is analytic in a strip of half-width w around the real line the error is about
// e^(-2 pi w / step), because the Gaussian makes both ends of the line harmless. tanh(c a) has w = pi / (2 c). So the
// rule takes a step c times smaller there, and each halving of the step squares the error.
//
// Derivatives of tanh come from their recurrence, array by array; no step of it needs another function.
// Cost: as stated. Introduced by chapters/01-infinite-width.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "lib/dense/matrix.hpp"

namespace pinn {

// Nodes and weights: E[h(a)] ~ sum_m weights_m h(nodes_m), a ~ N(0, 1).
struct GaussianRule {
    std::vector<double> nodes;
    std::vector<double> weights;
};

// All nodes from -10 to 10, step > 0.  O(1 / step).
GaussianRule gaussian_rule(double step);

// Nodes from 0 to 10, the positive ones with twice the weight: for even functions of a.  In two variables it is enough
// for one of them if h(-a, -b) = h(a, b).  O(1 / step).
GaussianRule even_gaussian_rule(double step);

// rows(k, i) = sigma^(k)(x_i), sigma = tanh, k = 0 .. rows.rows() - 1, by differentiating sigma' = 1 - sigma^2:
// sigma^(k+1) = - sum_j C(k, j) sigma^(j) sigma^(k-j).  rows: orders x n.  O(orders^2 n).
// Throws ShapeError if rows does not have n columns.
void tanh_derivatives(std::span<const double> x, Matrix<double>& rows);

// sum_i w_i f_i g_i and sum_i |w_i f_i g_i|.  Equal lengths.  O(n).
double weighted_sum(std::span<const double> w, std::span<const double> f, std::span<const double> g);
double weighted_modulus(std::span<const double> w, std::span<const double> f, std::span<const double> g);

// The entries of Lambda = [[S(x, x), S(x, x')], [S(x', x), S(x', x')]], or a quantity for each of them.
template <class T>
struct Covariances {
    T xx{}, xy{}, yy{};
};

// value(p, q) = E[sigma^(p)(u) sigma^(q)(v)], modulus(p, q) = E|sigma^(p)(u) sigma^(q)(v)|, p, q < orders.
// Only p + q even: the others are 0 by symmetry and not computed.
struct TanhMoments {
    Matrix<double> value, modulus;
};

// The moments of (u, v) ~ N(0, Lambda), Lambda positive semi-definite with a positive first entry; it may be singular.
// Steps are step / max(1, factor of the variable).  O(1 / step^2), O(1 / step) if Lambda is singular.
TanhMoments tanh_moments(const Covariances<double>& lambda, std::size_t orders, double step);

// What one step of the rule gives.
struct Quadrature {
    std::vector<double> sums;     // what has to agree
    std::vector<double> moduli;   // their natural scales: the same sums with the moduli of their terms
    std::vector<double> results;  // what is wanted: functions of the sums
};

struct Converged {
    std::vector<double> results;  // at the last step
    std::vector<double> changes;  // |results at the last step - results at the step before|
    double largest_change = 0;    // of all sums, relative to their moduli
    double step = 0;              // the last
};

// Takes quadrature(step) at step = 1/3, 1/6, 1/12, ... until all sums of two steps agree within 1e-12 of their moduli.
// width >= 1: some variable is going to run in steps of step / width.  Cost: 4/3 of the last step's.
// Throws NumericalError "<function>: accuracy 1e-12 is not reached at the smallest step 1/1024", the step / width.
Converged halve_until_equal(const char* function, double width,
                            const std::function<Quadrature(double step)>& quadrature);

}  // namespace pinn
