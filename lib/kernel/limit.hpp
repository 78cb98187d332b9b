// The kernels of infinitely wide networks with sigma = tanh: Sigma, Theta, Sigma_xx and K*.
//
// Every one of them is an expectation over two Gaussian variables, taken here by the plain trapezoidal rule: tanh is
// analytic in a strip around the real line, so the error falls geometrically, e^(-c / step). The step is halved until
// two results agree to 1e-12, and each number comes with what the last halving changed.
//
// The one idea besides: u_xx is a derivative of u, so its covariance and its kernel are derivatives of Sigma^(L) and
// Theta^(L). `operator_limits` takes them by pushing a short Taylor series through the recursion of Section 2: any
// linear operator of second order, any depth, no formula by hand. `poisson_limits` sums the integrals of Appendix C
// one by one instead; the two routes share nothing but tanh and the rule.
//
// Cost: a pair of points about a millisecond, in proportion to |x| above 1 (the strip narrows like 1/|x|). No data, no
// widths, no random numbers. The order of the sums is fixed: the same bytes every time.
// Introduced by chapters/01-infinite-width (layer_limits), 03-gaussian-process and 04-limit-kernel (the rest).
#pragma once

#include <array>
#include <span>
#include <vector>

#include "lib/autodiff/jet.hpp"
#include "lib/dense/matrix.hpp"

namespace pinn {

// A number by quadrature. Each halving about squares the error, so what is left after the last one is far below
// `accuracy`, until rounding stops both near 1e-15 of the terms summed.
struct Limit {
    double value = 0;
    double accuracy = 0;  // |what the last halving of the step changed|; 0 for a number that needs no quadrature
};

// All functions throw NumericalError "<function>: x is not finite" (or x_prime, A, B), and "<function>: accuracy 1e-12
// is not reached at the smallest step 1/1024" where sums still change by more than 1e-12 of their terms' moduli. With
// |x| up to 50 that does not happen; beyond, the strip is too narrow.

// ---- Section 2: any depth, any dimension ----------------------------------------------------------------------------

// Sigma^(0)(x, x').  printed: x.x' + 1 (paper: Eq. (2.4)).  scaled: x.x'/d + 1, which is what (2.1) gives (paper: C3)
// and what a finite network with Parameterization::ntk tends to.  The same for d = 1.
enum class InputCovariance { printed, scaled };

struct LayerLimits {
    std::vector<Limit> Sigma;        // [h] = Sigma^(h), h = 0..L
    std::vector<Limit> Sigma_prime;  // [h] = Sigma'^(h), h = 1..L; [0] is 1 and multiplies nothing
    Limit Theta;                     // Theta^(L)
};

// Sigma^(h) = E[sigma(u) sigma(v)] + 1, Sigma'^(h) = E[sigma'(u) sigma'(v)], (u, v) ~ N(0, Lambda^(h)), and
// Theta^(h) = Sigma^(h) + Sigma'^(h) Theta^(h-1), Theta^(0) = Sigma^(0)
// (paper: Eq. (2.4), Eq. (2.5), Eq. (2.8)).  x, x_prime: d numbers each.  O(L / step^2).
// Throws ShapeError if the dimensions differ or are 0, or there is no hidden layer.
LayerLimits layer_limits(std::span<const double> x, std::span<const double> x_prime, std::size_t hidden_layers,
                         InputCovariance covariance);

// A = value + sum_k first_k d/dx_k + sum_k second_k d^2/dx_k^2 + sum over `mixed` of a d_i d_j. Coefficients that
// depend on x are those at the point where A u is taken: nothing differentiates them.
struct LinearOperator {
    double value = 0;
    std::vector<double> first;        // d numbers
    std::vector<double> second;       // d numbers
    std::vector<SecondTerm> mixed{};  // i != j, a; `given` is not read

    // 1, d/dx_k, sum_k coefficients_k d^2/dx_k^2.  derivative() throws ShapeError unless k < dimension.
    static LinearOperator identity(std::size_t dimension);
    static LinearOperator derivative(std::size_t dimension, std::size_t k);
    static LinearOperator second_order(std::vector<double> coefficients);
};

struct OperatorLimits {
    Limit Sigma;  // lim E[A u(x) B u(x')]
    Limit Theta;  // lim < dA u(x)/dtheta, dB u(x')/dtheta >
};

// Sigma = A_x B_x' Sigma^(L)(x, x'),  Theta = A_x B_x' Theta^(L)(x, x')  (paper: Remark 4.2, which prints no formula).
// With A, B out of {1, d^2/dx^2}, L = 1, d = 1: Sigma_xx of paper: Eq. (4.6) and the entries of paper: Theorem 4.3.
//
// Taylor coefficients in (t, t') of the covariances at x + t v, x' + t' w, up to t^2 t'^2, through the recursion above,
// for unit vectors v, w, and for mixed derivatives by 2 d_i d_j = (d_i + d_j)^2 - d_i^2 - d_j^2 for sums of two; the
// derivatives of E[phi(u) psi(v)] in the entries of Lambda are, by Price's theorem (IRE Trans. Inf. Theory 4, 1958),
// d^i/dLambda_11^i d^j/dLambda_12^j d^k/dLambda_22^k -> 2^(-i-k) E[phi^(2i+j)(u) psi^(2k+j)(v)].
//
// The series cancel for large |x|: of Theta_rr 13 digits are left at (1, 1), 5 at (10, 9.5), where poisson_limits has
// them all.  x, x_prime: d numbers each.  O(L / step^2 + L d^2).  Throws ShapeError as layer_limits, or if A or B has
// another d.
OperatorLimits operator_limits(std::span<const double> x, std::span<const double> x_prime, std::size_t hidden_layers,
                               const LinearOperator& A, const LinearOperator& B, InputCovariance covariance);

// ---- One hidden layer, d = 1: the sums of Appendix C, part by part --------------------------------------------------

// What the parameters W0, W1, b0, b1 of (4.2) contribute to an entry of K*.
struct Parts {
    Limit W0, W1, b0, b1;
    Limit total() const;  // the sum; accuracies add up
};

// Below, u, v ~ N(0, 1) independent, s = sigma(u x + v), z = sigma(u x' + v), primes are derivatives.
struct PoissonLimits {
    Limit Sigma;       // E[s z] + 1       covariance of u(x), u(x')        (paper: Eq. (4.4))
    Limit Sigma_xx;    // E[u^4 s'' z'']   covariance of u_xx(x), u_xx(x')  (paper: Eq. (4.6))
    Limit Sigma_u_xx;  // E[u^2 s z'']     covariance of u(x), u_xx(x')

    // (paper: Theorem 4.3, with Appendix C corrected by C1 and C2)
    Parts Theta_uu;          // W0: E[s' z'] x x',  W1: E[s z],  b0: E[s' z'],  b1: 1
    Parts Theta_ur;          // u at x, u_xx at x'; b1: 0
    Parts Theta_rr;          // b1: 0
    std::array<Limit, 4> I;  // the W0 part of Theta_rr, summand by summand: the limits of I_1, ..., I_4

    // As printed, but for dots and primes: the factors 2, 2, 4 of I_2, I_3, I_4 lost and C_ur squared  (paper: C1).
    std::array<Limit, 4> J;  // E[u^4 s''' z'''] x x',  E[u^3 s''' z''] x,  E[u^3 s'' z'''] x',  E[u^2 s'' z'']
    Limit C_ur_printed;      // E[u^2 (s' z''')^2]; the b0 part of Theta_ur is E[u^2 s' z''']
};

// All of the above at one pair of points.  O((1 + max(|x|, |x'|)) / step^2).
PoissonLimits poisson_limits(double x, double x_prime);

// ---- K* -------------------------------------------------------------------------------------------------------------

struct LimitKernel {
    Matrix<double> K_uu, K_ur, K_rr;  // N_b x N_b, N_b x N_r, N_r x N_r
    double accuracy = 0;              // largest change of an entry at the last halving, over sqrt(K_ii K_jj)

    Matrix<double> K() const;  // [[K_uu, K_ur], [K_ur^T, K_rr]], (N_b + N_r) x (N_b + N_r)
};

// K* for one hidden layer, d = 1  (paper: Eq. (4.7), Theorem 4.3).
//
// K* = J J^T for the network that has one neuron per node of the quadrature: W0 = u, b0 = v, the weight of the node in
// place of 1/N, W1^2 = 1. So it is symmetric and positive semi-definite to rounding.
//
// boundary: N_b x 1, interior: N_r x 1, either of them may have no row.  O((N_b + N_r)^2 (1 + max|x|) / step^2), by
// matrix products.  Throws ShapeError if they do not have one column, NumericalError if an entry is not finite.
LimitKernel limit_kernel(const Matrix<double>& boundary, const Matrix<double>& interior);

}  // namespace pinn
