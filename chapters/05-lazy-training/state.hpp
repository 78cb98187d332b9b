// A network of one hidden layer at one time of its training, with everything that Appendix D bounds.
//
//     u(x) = factor W1 . tanh(W0 z + b0) + b1,   z = (x - mu)/s  or  x
//
// J has one row for each point: J_u for u at the two ends of [0, 1], J_r for u_xx at the interior points. The paper's
// 50 copies of an end are one row of weight 50 (PoissonExperiment).
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "lib/dense/elementwise.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/dense/vector.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/training/poisson_experiment.hpp"

namespace pinn::lazy {

inline const PoissonExperiment section_7_1{.problem = {.a = 1}};

// All parameters in one vector, in the order W^(0), b^(0), W^(1), ...
inline std::vector<double> theta_of(const Mlp<double>& network) {
    std::vector<double> all;
    for (std::size_t h = 0; h < network.layers(); ++h) {
        all.insert(all.end(), network.weights[h].values().begin(), network.weights[h].values().end());
        all.insert(all.end(), network.biases[h].values().begin(), network.biases[h].values().end());
    }
    return all;
}

// J J^T of J_u over J_r, with copies. Its spectral norm is the square of that of J, with copies.
inline Matrix<double> gram(const Matrix<double>& J_u, const Matrix<double>& J_r) {
    const Matrix<double> J = stack_rows<double>({J_u, J_r});
    return section_7_1.with_copies(multiply_nt(J, J));
}

// sigma^(k)(W0 z + b0) at the interior points, 100 x N, for k = 0..3.
inline std::array<Matrix<double>, 4> activations(const Mlp<double>& network) {
    const InputScaling& scaling = network.settings().scaling;
    const Matrix<double>& points = section_7_1.interior;
    std::array<Matrix<double>, 4> sigma;
    sigma.fill(Matrix<double>(points.rows(), network.weights[0].cols()));
    for (std::size_t i = 0; i < points.rows(); ++i) {
        const double z = (points(i, 0) - scaling.mean[0]) / scaling.deviation[0];
        for (std::size_t j = 0; j < network.weights[0].cols(); ++j) {
            const auto s = tanh_and_derivatives(network.weights[0](0, j) * z + network.biases[0](0, j));
            for (std::size_t k = 0; k < 4; ++k) sigma[k](i, j) = s[k];
        }
    }
    return sigma;
}

// N^{-1/2} (ln N)^{p/2}: how the largest of N products of p normal numbers falls if each is divided by sqrt(N).
inline double law(double N, int p) { return std::pow(std::log(N), 0.5 * p) / std::sqrt(N); }

// State{network}.  O(102^2 P).
struct State {
    Mlp<double> network;
    std::vector<double> theta = theta_of(network);
    Matrix<double> J_u = jacobian(network, section_7_1.conditions()[0]);  // 2 x P; columns W0, b0, W1, b1
    Matrix<double> J_r = jacobian(network, section_7_1.conditions()[1]);  // 100 x P
    Matrix<double> K = gram(J_u, J_r);                                    // 102 x 102  (paper: Eq. (3.9))
    std::array<Matrix<double>, 4> sigma = activations(network);
    double N = static_cast<double>(network.weights[0].cols()), root_N = std::sqrt(N);

    std::span<const double> W0() const { return network.weights[0].values(); }
    std::span<const double> b0() const { return network.biases[0].values(); }
    std::span<const double> W1() const { return network.weights[1].values(); }
};

// max_i |v_i|
inline double largest_modulus(std::span<const double> v) {
    return std::abs(*std::ranges::max_element(v, {}, [](double entry) { return std::abs(entry); }));
}

// The largest modulus of an entry of J, but for the column of b1, where they are 1 or 0 at any width.
inline double largest_entry(const Matrix<double>& J) {
    double largest = 0;
    for (std::size_t i = 0; i < J.rows(); ++i) {
        largest = std::max(largest, largest_modulus(J.row(i).first(J.cols() - 1)));
    }
    return largest;
}

// A - B, of one shape.  O(size).
inline Matrix<double> difference(Matrix<double> A, const Matrix<double>& B) {
    std::ranges::transform(A.values(), B.values(), A.values().begin(), std::minus());
    return A;
}

// The largest ||v_i - w_i||_2 over rows i.  O(size).
inline double row_distance(const Matrix<double>& v, const Matrix<double>& w) {
    double largest = 0;
    for (std::size_t i = 0; i < v.rows(); ++i) largest = std::max(largest, distance(v.row(i), w.row(i)));
    return largest;
}

// ||A||_2 = max |eigenvalue| of a symmetric matrix, by power iteration from a fixed vector until it changes by less
// than 1e-9 (at most 500 products).  Never too large; O(n^2) a product.
inline double spectral_norm(const Matrix<double>& A) {
    std::vector<double> v(A.rows()), next(A.rows());
    // Neither even nor odd about the middle of the points, so that no eigenvector of either kind is missed.
    for (std::size_t i = 0; i < v.size(); ++i) v[i] = 1 + std::sin(static_cast<double>(3 * i));
    double length = norm(v), before = 0;
    for (int product = 0; product < 500 && length > 0 && std::abs(length - before) > 1e-9 * length; ++product) {
        for (double& entry : v) entry /= length;
        for (std::size_t i = 0; i < v.size(); ++i) next[i] = dot(A.row(i), v);
        std::swap(v, next);
        before = std::exchange(length, norm(v));
    }
    return length;
}

}  // namespace pinn::lazy
