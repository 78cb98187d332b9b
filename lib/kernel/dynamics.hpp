// What a constant kernel predicts of training: d/dt o = -K (o - y), o the network's outputs at the training points.
//
// In the eigenvectors q_i of K the system falls apart: component i of the error e = o - y is multiplied by e^{-lambda_i
// t} (paper: Eq. (5.3)), or by (1 - eta lambda_i)^k after k steps of gradient descent, which is forward Euler on the
// flow. Everything here is a function of K in that sense: Q^T f(Lambda) Q, with the functions f below.
//
// Test points follow the training points: o_test(t) = o_test(0) + K_test K^{-1} (I - e^{-K t}) (y - o(0)). The paper's
// Eq. (4.10) drops both initial outputs, which is right for the mean over initializations only (paper: C4).
// K^{-1} (I - e^{-K t}) is the function (1 - e^{-lambda t}) / lambda, smooth at 0: only the limit t -> infinity needs a
// truncation, and reports what it dropped.
//
// With weights in the loss the system is d/dt e = -K D e, D positive diagonal: K~ = K D of Section 6. It is not
// symmetric, but D^{1/2} K D^{1/2} is, and similar to it: real eigenvalues >= 0, and eigenvectors by scaling
// (paper: C8).
//
// Storage: eigenvectors are the rows of Q, as jacobi() returns them. Cost: O(n^2) per application, after O(n^3) for Q.
//
// Introduced in chapter 06; K~ in chapter 07.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "lib/spectrum/jacobi.hpp"

namespace pinn {

// f(lambda): what a component of the error, or of the data, is multiplied by.
//
// Accuracy of decay and response: 1e-15, and what a change of lambda by 1e-15 of it does to the exact value. So a small
// eta lambda keeps its digits after any number of steps, as does a lambda down to the smallest number. Where the decay
// overflows, both are infinite, with their sign; they are never NaN for finite eta.
using SpectralFunction = std::function<double(double)>;

// (1 - eta lambda)^k: the error after k steps of gradient descent on half sums.
SpectralFunction descent_decay(double eta, std::size_t steps);
// (1 - (1 - eta lambda)^k) / lambda, eta k at lambda = 0.
SpectralFunction descent_response(double eta, std::size_t steps);
// 1 / lambda for lambda > cutoff, else 0: the truncated inverse.
SpectralFunction truncated_inverse(double cutoff);

// Q v: the components of v along the eigenvectors.  v: n numbers.  O(n^2).  Throws ShapeError.
std::vector<double> components(const EigenDecomposition<double>& K, std::span<const double> v);

// Q^T f(Lambda) Q v.  O(n^2).  Throws ShapeError.
std::vector<double> apply(const EigenDecomposition<double>& K, const SpectralFunction& f, std::span<const double> v);

// K_test f(K) v: with f a response and v = y - o(0), the change of the outputs at test points
// (paper: Eq. (4.10), corrected by C4).  K_test: m x n, rows are test points.  Returns m numbers.  O(n^2 + m n).
// Throws ShapeError.
std::vector<double> respond(const EigenDecomposition<double>& K, const Matrix<double>& K_test,
                            const SpectralFunction& f, std::span<const double> v);

// Kernel regression, t -> infinity  (paper: Eq. (4.11)).
struct Regression {
    std::vector<double> change;  // K_test K^+ v, m numbers
    std::size_t kept = 0;        // eigenvalues above relative_cutoff * lambda_max
    double dropped = 0;          // norm of v's components along the others, over the norm of v
};
// Throws ShapeError, and NumericalError if relative_cutoff is not in (0, 1).
Regression kernel_regression(const EigenDecomposition<double>& K, const Matrix<double>& K_test,
                             std::span<const double> v, double relative_cutoff);

// K~ = K D, D = diag(d_1, .., d_n) > 0: the error of weighted losses moves by d/dt e = - K~ e, or by
// e <- e - eta K~ e  (paper: Eq. (6.3), Eq. (6.4); d by kernel_weights() of training/loss.hpp).
// With D^{1/2} K D^{1/2} = V^T Lambda V: K~ = sum_i lambda_i w_i z_i^T, w_i = D^{-1/2} v_i, z_i = D^{1/2} v_i,
// z_i . w_j = 1 for i = j, else 0.
struct WeightedKernel {
    EigenDecomposition<double> symmetric;  // of D^{1/2} K D^{1/2}: its values are those of K~
    Matrix<double> right;                  // n x n, row i is w_i: K~ w_i = lambda_i w_i
    Matrix<double> left;                   // n x n, row i is z_i: K~^T z_i = lambda_i z_i
    // max_i |K~ w_i - lambda_i w_i| / (lambda_max |w_i|), by products with K~ itself; 0 if K = 0.
    double residual = 0;

    // lambda_i, descending. Of a formed K of low rank the last may be negative, by rounding: >= -1e-14 lambda_max or
    // so.
    const std::vector<double>& values() const { return symmetric.values; }
};

// From K: n x n symmetric, by jacobi().  O(n^3).  Throws ShapeError if d has another length, NumericalError if a d_i is
// not positive and finite ("weighted_kernel: d_3 = -1.000000 is not positive"), and as jacobi() does.
WeightedKernel weighted_kernel(const Matrix<double>& K, std::span<const double> d);
// From a Jacobian, K = J J^T, by the singular values of D^{1/2} J: no eigenvalue is negative, and small ones are right
// far below the rounding of K.  J: n x P.  O(n^2 max(n, P)).  Throws likewise.
WeightedKernel weighted_kernel_of_jacobian(const Matrix<double>& J, std::span<const double> d);

// z_i . e, the components of e along the w_i.  O(n^2).  Throws ShapeError.
std::vector<double> components(const WeightedKernel& K, std::span<const double> e);
// f(K~) e = sum_i w_i f(lambda_i) (z_i . e): with descent_decay(eta, k) the error after training.  O(n^2).
// Throws ShapeError.
std::vector<double> apply(const WeightedKernel& K, const SpectralFunction& f, std::span<const double> e);

// 2 / lambda_max: gradient descent, forward Euler on the flow, is stable for a learning rate up to this
// (paper: Section 6).  Infinite without a positive eigenvalue.
double stability_bound(const EigenDecomposition<double>& K);
inline double stability_bound(const WeightedKernel& K) { return stability_bound(K.symmetric); }

// The number of sign changes in an eigenvector's entries, those below threshold * max|entry| passed over: how fast it
// oscillates.  O(n).
std::size_t sign_changes(std::span<const double> entries, double threshold = 1e-10);

}  // namespace pinn
