// K(0) as the sums over neurons of Appendix C, for the network (4.2), raw inputs, one dimension.
//
// Every entry of K is a mean over neurons of products of a few numbers per neuron and point: the derivatives of u or
// u_xx with respect to this neuron's W1, W0 and b0. Written down once, they serve twice: as the rows of J for a
// network, and as the integrand of the exact variance.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "lib/dense/elementwise.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/dense/vector.hpp"
#include "lib/kernel/gaussian.hpp"
#include "lib/kernel/limit.hpp"
#include "lib/network/mlp.hpp"
#include "lib/report/statistics.hpp"

namespace pinn::chapter04 {

struct Neuron {
    double W0, W1, b0;
};

// sqrt(N) times the derivatives with respect to one neuron's parameters.
struct Gradient {
    double W1, W0, b0;
};
// of u(x) = W1 sigma(W0 x + b0)
inline Gradient gradient_u(const Neuron& n, double x) {
    const auto s = tanh_and_derivatives(n.W0 * x + n.b0);
    return {.W1 = s[0], .W0 = n.W1 * s[1] * x, .b0 = n.W1 * s[1]};
}
// of u_xx(x) = W1 W0^2 sigma''(W0 x + b0)
inline Gradient gradient_u_xx(const Neuron& n, double x) {
    const auto s = tanh_and_derivatives(n.W0 * x + n.b0);
    return {
        .W1 = n.W0 * n.W0 * s[2], .W0 = n.W1 * n.W0 * (n.W0 * s[3] * x + 2 * s[2]), .b0 = n.W1 * n.W0 * n.W0 * s[3]};
}

// J, row i = (dW1 | dW0 | db0) of the function at x_i over all N neurons, then db1.  points: n x 1.
// Returns n x (3 N + 1).  O(n N).
template <class GradientAt>
Matrix<double> finite_jacobian(const Mlp<double>& network, const Matrix<double>& points, GradientAt gradient_at,
                               double b1) {
    const double *W0 = network.weights[0].data(), *b0 = network.biases[0].data(), *W1 = network.weights[1].data();
    const std::size_t N = network.weights[0].size();
    const double factor = network.factor(1);  // 1/sqrt(N)
    Matrix<double> J(points.rows(), 3 * N + 1, b1);
    for (std::size_t i = 0; i < points.rows(); ++i) {
        const double x = points(i, 0);
        double* row = J.row(i).data();
#pragma omp simd
        for (std::size_t k = 0; k < N; ++k) {
            const Gradient g = gradient_at({W0[k], W1[k], b0[k]}, x);
            row[k] = factor * g.W1;
            row[N + k] = factor * g.W0;
            row[2 * N + k] = factor * g.b0;
        }
    }
    return J;
}

// The network of (4.2): one hidden layer, NTK parameterization, x itself as the input.
inline Mlp<double> network(std::size_t width, Random& random) {
    return {{{1, width, 1}, Parameterization::ntk, InputScaling::raw(1)}, random};
}

// K_uu, K_ur, K_rr, in this order everywhere.
using Blocks = std::array<Matrix<double>, 3>;

// K(0) = J J^T, block by block  (paper: Eq. (3.9)).  O((N_b + N_r)^2 N).
inline Blocks finite_kernel(const Mlp<double>& network, const Matrix<double>& boundary,
                            const Matrix<double>& interior) {
    const Matrix<double> J_u = finite_jacobian(network, boundary, gradient_u, 1);
    const Matrix<double> J_r = finite_jacobian(network, interior, gradient_u_xx, 0);
    return {multiply_nt(J_u, J_u), multiply_nt(J_u, J_r), multiply_nt(J_r, J_r)};
}

// K*, block by block  (paper: Theorem 4.3).
inline Blocks limit_blocks(const Matrix<double>& boundary, const Matrix<double>& interior) {
    const LimitKernel limit = limit_kernel(boundary, interior);
    return {limit.K_uu, limit.K_ur, limit.K_rr};
}

// ||K(0) - K*||_F / ||K*||_F at every width, for K_uu, K_ur and K_rr of networks of one seed. One stream of random
// numbers goes through all widths, so that they are independent.
inline const std::vector<double> widths{32, 64, 128, 256, 512, 1024, 2048, 4096};
using Errors = std::array<std::array<double, 3>, 8>;
inline Errors relative_errors(std::uint64_t seed, const Matrix<double>& boundary, const Matrix<double>& interior,
                              const Blocks& K_star) {
    Random random(seed);
    Errors errors;
    for (std::size_t w = 0; w < widths.size(); ++w) {
        const Blocks K = finite_kernel(network(static_cast<std::size_t>(widths[w]), random), boundary, interior);
        for (std::size_t b = 0; b < 3; ++b) errors[w][b] = relative_error(K[b].values(), K_star[b].values());
    }
    return errors;
}

// sqrt(N) times the root mean square of ||K(0) - K*||_F / ||K*||_F, exactly and for every N; of the block of the
// functions with these gradients at x and at x'. An entry of K(0) is a mean over N independent neurons (b1 adds a
// constant), so E||K(0) - K*||_F^2 = (E||k||_F^2 - ||K* - b1 part||_F^2) / N with k the contribution of one neuron.
// k_ij = P + W1^2 Q where neither P, from W1, nor Q, from W0 and b0, contains W1; and E[W1^2] = 1, E[W1^4] = 3.
// O(entries of K*) at each of the nodes of the rule.
template <class At, class AtPrime>
double exact_constant(const Matrix<double>& K_star, const Matrix<double>& points, At gradient,
                      const Matrix<double>& points_prime, AtPrime gradient_prime, double b1) {
    const GaussianRule rule = gaussian_rule(1.0 / 8 / std::max(1.0, maximum(points_prime.values())));
    double variance = 0;
    for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
        for (std::size_t j = 0; j < rule.nodes.size(); ++j) {
            const Neuron neuron{.W0 = rule.nodes[i], .W1 = 1, .b0 = rule.nodes[j]};
            for (const double x : points.values()) {
                for (const double x_prime : points_prime.values()) {
                    const Gradient g = gradient(neuron, x), h = gradient_prime(neuron, x_prime);
                    const double P = g.W1 * h.W1, Q = g.W0 * h.W0 + g.b0 * h.b0;
                    variance += rule.weights[i] * rule.weights[j] * (P * P + 2 * P * Q + 3 * Q * Q);
                }
            }
        }
    }
    for (const double entry : K_star.values()) variance -= (entry - b1) * (entry - b1);
    return std::sqrt(variance) / norm(K_star.values());
}

}  // namespace pinn::chapter04
