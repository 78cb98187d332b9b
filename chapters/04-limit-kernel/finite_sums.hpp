// The sums over neurons of Appendix C, for the network (4.2), raw inputs, one dimension.
//
// Every entry of K is a mean over neurons of products of a few numbers per neuron and point: the derivatives of u or
// u_xx with respect to this neuron's W1, W0 and b0. Written down once, they serve three times: as the rows of J for a
// network, summand by summand for the limits, and as the integrand of the exact variance.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "lib/dense/elementwise.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/dense/vector.hpp"
#include "lib/foundation/parallel.hpp"
#include "lib/kernel/gaussian.hpp"
#include "lib/network/mlp.hpp"
#include "lib/report/progress.hpp"
#include "lib/report/statistics.hpp"

namespace pinn::chapter04 {

// sigma, sigma', sigma'', sigma''' at a pre-activation, for sigma = tanh: polynomials in t = tanh g.
struct Derivatives {
    double s, s1, s2, s3;
};
inline Derivatives tanh_and_derivatives(double g) {
    const double t = vector_tanh(g), s1 = 1 - t * t;
    return {t, s1, -2 * t * s1, s1 * (6 * t * t - 2)};
}

// sqrt(N) times the derivatives with respect to one neuron's parameters.
struct Neuron {
    double W0, W1, b0;
};
struct Gradient {
    double W1, W0, b0;
};
// of u(x) = W1 sigma(W0 x + b0)
inline Gradient gradient_u(const Neuron& n, double x) {
    const Derivatives d = tanh_and_derivatives(n.W0 * x + n.b0);
    return {.W1 = d.s, .W0 = n.W1 * d.s1 * x, .b0 = n.W1 * d.s1};
}
// of u_xx(x) = W1 W0^2 sigma''(W0 x + b0)
inline Gradient gradient_u_xx(const Neuron& n, double x) {
    const Derivatives d = tanh_and_derivatives(n.W0 * x + n.b0);
    return {
        .W1 = n.W0 * n.W0 * d.s2, .W0 = n.W1 * n.W0 * (n.W0 * d.s3 * x + 2 * d.s2), .b0 = n.W1 * n.W0 * n.W0 * d.s3};
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
            const Gradient g = gradient_at({.W0 = W0[k], .W1 = W1[k], .b0 = b0[k]}, x);
            row[k] = factor * g.W1;
            row[N + k] = factor * g.W0;
            row[2 * N + k] = factor * g.b0;
        }
    }
    return J;
}

// K_uu, K_ur, K_rr, in this order everywhere below.
constexpr std::array<const char*, 3> block_names{"K_uu", "K_ur", "K_rr"};
using Blocks = std::array<Matrix<double>, 3>;

// K(0) = J J^T, block by block  (paper: Eq. (3.9)).  O((N_b + N_r)^2 N).
inline Blocks finite_kernel(const Mlp<double>& network, const Matrix<double>& boundary,
                            const Matrix<double>& interior) {
    const Matrix<double> J_u = finite_jacobian(network, boundary, gradient_u, 1);
    const Matrix<double> J_r = finite_jacobian(network, interior, gradient_u_xx, 0);
    return {multiply_nt(J_u, J_u), multiply_nt(J_u, J_r), multiply_nt(J_r, J_r)};
}

// sqrt(N) times the root mean square of ||K(0) - K*||_F / ||K*||_F, exactly and for every N. An entry of K(0) is a mean
// over N independent neurons (b1 adds a constant), so E||K(0) - K*||_F^2 = (E||k||_F^2 - ||K* - b1 part||_F^2) / N with
// k the contribution of one neuron. Its entries are sums over parameters c of alpha_ci beta_cj, hence
// ||k||_F^2 = sum_cd <alpha_c, alpha_d> <beta_c, beta_d>: two 3 x 3 Gram matrices at every node of the rule.
inline std::array<double, 3> exact_constants(const Matrix<double>& boundary, const Matrix<double>& interior,
                                             const Blocks& limit) {
    using Gram = std::array<double, 9>;
    const auto gram = [](const Matrix<double>& points, const Neuron& neuron, auto gradient_at) {
        Gram sums{};
        for (const double x : points.values()) {
            const Gradient g = gradient_at(neuron, x);
            const std::array<double, 3> parts{g.W1, g.W0, g.b0};
            for (std::size_t c = 0; c < 9; ++c) sums[c] += parts[c / 3] * parts[c % 3];
        }
        return sums;
    };
    // The parts W0 and b0 carry one factor W1 in each function: E[W1^2] = 1, E[W1^4] = 3.
    constexpr Gram moments{1, 1, 1, 1, 3, 3, 1, 3, 3};
    const GaussianRule rule = gaussian_rule(1.0 / 8 / std::max(1.0, maximum(interior.values())));
    std::array<double, 3> second_moment{};
    for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
        for (std::size_t j = 0; j < rule.nodes.size(); ++j) {
            const Neuron neuron{.W0 = rule.nodes[i], .W1 = 1, .b0 = rule.nodes[j]};
            const Gram u = gram(boundary, neuron, gradient_u), r = gram(interior, neuron, gradient_u_xx);
            for (std::size_t c = 0; c < 9; ++c) {
                const double weight = rule.weights[i] * rule.weights[j] * moments[c];
                second_moment[0] += weight * u[c] * u[c];
                second_moment[1] += weight * u[c] * r[c];
                second_moment[2] += weight * r[c] * r[c];
            }
        }
    }
    std::array<double, 3> constants{};
    for (std::size_t b = 0; b < 3; ++b) {
        Matrix<double> mean_of_k = limit[b];
        if (b == 0) {
            for (double& entry : mean_of_k.values()) entry -= 1;
        }
        constants[b] =
            std::sqrt(second_moment[b] - dot(mean_of_k.values(), mean_of_k.values())) / norm(limit[b].values());
    }
    return constants;
}

// What one neuron adds to each summand of Appendix C at (x, x'), in the order of summand_names.
constexpr std::array<const char*, 12> summand_names{
    "Theta_uu, W0 part",      "Theta_uu, W1 part",      "Theta_uu, b0 part",      "Theta_ur, W0 part",
    "Theta_ur, W1 part",      "Theta_ur, b0 part",      "Theta_rr, W0 part: I_1", "Theta_rr, W0 part: I_2",
    "Theta_rr, W0 part: I_3", "Theta_rr, W0 part: I_4", "Theta_rr, W1 part",      "Theta_rr, b0 part"};
inline std::array<double, 12> summands(const Neuron& n, double x, double y) {
    const Derivatives s = tanh_and_derivatives(n.W0 * x + n.b0), z = tanh_and_derivatives(n.W0 * y + n.b0);
    const double W1_2 = n.W1 * n.W1, W0_2 = n.W0 * n.W0, W0_3 = W0_2 * n.W0, W0_4 = W0_2 * W0_2;
    return {W1_2 * s.s1 * z.s1 * x * y,
            s.s * z.s,
            W1_2 * s.s1 * z.s1,
            W1_2 * s.s1 * x * (W0_2 * z.s3 * y + 2 * n.W0 * z.s2),
            W0_2 * s.s * z.s2,
            W1_2 * W0_2 * s.s1 * z.s3,
            W1_2 * W0_4 * s.s3 * z.s3 * x * y,
            2 * W1_2 * W0_3 * s.s3 * z.s2 * x,
            2 * W1_2 * W0_3 * s.s2 * z.s3 * y,
            4 * W1_2 * W0_2 * s.s2 * z.s2,
            W0_4 * s.s2 * z.s2,
            W1_2 * W0_4 * s.s3 * z.s3};
}

// A mean over neurons and its standard error.
struct Estimate {
    double mean = 0, standard_error = 0;
};

// The summands as finite sums over very many neurons, and behind them their three sums Theta_uu, Theta_ur, Theta_rr.
// Neurons are drawn in blocks of one seed each and added up in the blocks' order: the same for any number of threads.
inline std::array<Estimate, 15> monte_carlo(double x, double x_prime, std::size_t neurons, std::uint64_t seed,
                                            bool show_progress) {
    constexpr std::size_t block = 1 << 16;
    const std::size_t blocks = (neurons + block - 1) / block;
    struct Sums {
        std::array<double, 15> first{}, second{};
    };
    std::vector<Sums> sums(blocks);
    {
        Progress progress("neurons", blocks, "blocks", show_progress);
        parallel_for(blocks, [&](std::size_t b) {
            Random random(seed + (std::uint64_t{1} << 32) + b);  // far from the seeds of the networks
            Sums local;
            for (std::size_t k = 0; k < block; ++k) {
                const double W0 = random.normal(), b0 = random.normal(), W1 = random.normal();
                const std::array<double, 12> s = summands({.W0 = W0, .W1 = W1, .b0 = b0}, x, x_prime);
                std::array<double, 15> terms{};
                std::copy(s.begin(), s.end(), terms.begin());
                terms[12] = s[0] + s[1] + s[2] + 1;  // b1
                terms[13] = s[3] + s[4] + s[5];
                terms[14] = s[6] + s[7] + s[8] + s[9] + s[10] + s[11];
                for (std::size_t t = 0; t < terms.size(); ++t) {
                    local.first[t] += terms[t];
                    local.second[t] += terms[t] * terms[t];
                }
            }
            sums[b] = local;
            progress.advance();
        });
    }
    const auto n = static_cast<double>(blocks * block);
    std::array<Estimate, 15> estimates;
    for (std::size_t t = 0; t < estimates.size(); ++t) {
        double first = 0, second = 0;
        for (const Sums& s : sums) first += s.first[t], second += s.second[t];
        estimates[t] = {first / n, std::sqrt((second / n - std::pow(first / n, 2)) / n)};
    }
    return estimates;
}

}  // namespace pinn::chapter04
