// A pool of random networks with one hidden layer, of every width, and what theory knows about them.
//
//     u(x)    = W1 . s / sqrt(N) + b1,   s_j = sigma(W0_j x + b0_j)              (paper: Eq. (4.2))
//     u_xx(x) = W1 . h / sqrt(N),        h_j = W0_j^2 sigma''(W0_j x + b0_j)     (paper: Eq. (4.3))
//
// Given s and h both are Gaussian, since W1 is, with covariances (1/N) sum_j of products of s_j and h_j. Neurons are
// independent, so the mean and the variance of such a sum are expectations over one neuron, known by quadrature.
// Everything is kept at five points. Cost of a pool: about 50 ns a neuron, seeds shared among the threads.
#pragma once

#include <array>
#include <cmath>
#include <functional>
#include <vector>

#include "lib/dense/elementwise.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/dense/vector.hpp"
#include "lib/foundation/parallel.hpp"
#include "lib/kernel/gaussian.hpp"
#include "lib/kernel/limit.hpp"
#include "lib/network/mlp.hpp"
#include "lib/report/progress.hpp"
#include "lib/report/statistics.hpp"
#include "lib/spectrum/jacobi.hpp"

namespace pinn {

constexpr std::size_t exponents = 15;  // widths 2^0 .. 2^14
constexpr std::size_t point_count = 5;
constexpr std::size_t last = point_count - 1;
using Values = std::array<double, point_count>;  // a function at the five points

inline std::size_t width_of(std::size_t exponent) { return std::size_t{1} << exponent; }

inline Mlp<double> raw_ntk_network(std::vector<std::size_t> widths, Random& random) {
    const std::size_t dimension = widths.front();
    return {{std::move(widths), Parameterization::ntk, InputScaling::raw(dimension)}, random};
}

// What neuron j contributes to u and to u_xx, but for W1_j / sqrt(N): points x N.
struct HiddenTerms {
    Matrix<double> s;  // sigma(W0 x + b0)
    Matrix<double> h;  // W0^2 sigma''(W0 x + b0)
};

inline HiddenTerms hidden_terms(const Mlp<double>& network, const Matrix<double>& points) {
    const Matrix<double>&W0 = network.weights[0], &b0 = network.biases[0];
    HiddenTerms terms{{points.rows(), W0.cols()}, {points.rows(), W0.cols()}};
    for (std::size_t i = 0; i < points.rows(); ++i) {
        const std::span<double> s = terms.s.row(i), h = terms.h.row(i);
        for (std::size_t j = 0; j < W0.cols(); ++j) s[j] = W0(0, j) * points(i, 0) + b0(0, j);
        pinn::tanh<double>(s, s);
        for (std::size_t j = 0; j < W0.cols(); ++j) h[j] = -2 * s[j] * (1 - s[j] * s[j]) * W0(0, j) * W0(0, j);
    }
    return terms;
}

// (1/N) A B^T: the covariance that the output weights, W1 ~ N(0, 1), give to two outputs.
inline Matrix<double> over_output_weights(const Matrix<double>& a, const Matrix<double>& b) {
    Matrix<double> covariance(a.rows(), b.rows());
    multiply<double>(1.0 / static_cast<double>(a.cols()), a.view(), Transpose::no, b.view(), Transpose::yes,
                     covariance.view());
    return covariance;
}

// W1 . a / sqrt(N) at every point: u - b1 for a = s (paper: Eq. (4.2)), u_xx for a = h (paper: Eq. (4.3)).
inline std::vector<double> weighted(const Mlp<double>& network, const Matrix<double>& a) {
    const Matrix<double> outputs = multiply(a, network.weights[1]);
    std::vector<double> values(a.rows());
    for (std::size_t i = 0; i < a.rows(); ++i) values[i] = network.factor(1) * outputs(i, 0);
    return values;
}

// The limits at all pairs of points  (paper: Eq. (4.4), Eq. (4.6)).
struct Limits {
    Matrix<double> Sigma{point_count, point_count};
    Matrix<double> Sigma_xx{point_count, point_count};
    Matrix<double> Sigma_u_xx{point_count, point_count};  // row: u there, column: u_xx there
};

inline Limits limits_at(const Matrix<double>& points) {
    Limits limits;
    for (std::size_t i = 0; i < point_count; ++i) {
        for (std::size_t j = 0; j < point_count; ++j) {
            const PoissonLimits pair = poisson_limits(points(i, 0), points(j, 0));
            limits.Sigma(i, j) = pair.Sigma.value;
            limits.Sigma_xx(i, j) = pair.Sigma_xx.value;
            limits.Sigma_u_xx(i, j) = pair.Sigma_u_xx.value;
        }
    }
    return limits;
}

// E[f(h)] for one neuron, h = u^2 sigma''(u x + v) at the five points, u, v ~ N(0, 1). V_N is the mean of h h^T over N
// independent neurons, so the fourth moments of h give its variance exactly, at every width.
inline double one_neuron_mean(const Matrix<double>& points, const std::function<double(const Values&)>& f) {
    const GaussianRule rule = gaussian_rule(1.0 / 12);
    double sum = 0;
    for (std::size_t m = 0; m < rule.nodes.size(); ++m) {
        for (std::size_t n = 0; n < rule.nodes.size(); ++n) {
            const double u = rule.nodes[m], v = rule.nodes[n];
            Values h;
            for (std::size_t i = 0; i < point_count; ++i) {
                const double t = vector_tanh(u * points(i, 0) + v);
                h[i] = -2 * t * (1 - t * t) * u * u;
            }
            sum += rule.weights[m] * rule.weights[n] * f(h);
        }
    }
    return sum;
}

// sqrt(N E||V_N - Sigma_xx||_F^2) / ||Sigma_xx||_F, the same for every N.
inline double exact_covariance_constant(const Matrix<double>& points, const Limits& limits) {
    const double square = dot(limits.Sigma_xx.values(), limits.Sigma_xx.values());
    const double fourth = one_neuron_mean(points, [](const Values& h) { return std::pow(dot(h, h), 2); });
    return std::sqrt((fourth - square) / square);
}

// A linear combination w . u_xx of the values at the five points, and its variance w^T Sigma_xx w.
struct Direction {
    Values w{};
    double variance = 0;
};

// u_xx at the first point.
inline Direction first_point(const Limits& limits) { return {{1}, limits.Sigma_xx(0, 0)}; }

// The combination that varies least: the eigenvector of the smallest eigenvalue of Sigma_xx.
inline Direction roughest(const Limits& limits) {
    const EigenDecomposition<double> eigen = jacobi(limits.Sigma_xx);
    Direction direction{.variance = eigen.values.back()};
    std::copy_n(eigen.vectors.row(last).begin(), point_count, direction.w.begin());
    return direction;
}

// N times the excess kurtosis of w . u_xx, 3 (E[(w . h)^4] / E[(w . h)^2]^2 - 1), the same for every N.
inline double exact_kurtosis_constant(const Matrix<double>& points, const Direction& direction) {
    const double fourth = one_neuron_mean(points, [&](const Values& h) { return std::pow(dot(direction.w, h), 4); });
    return 3 * (fourth / std::pow(direction.variance, 2) - 1);
}

// What is kept of one network.
struct Draw {
    double covariance_error;  // of V_N = (1/N) sum_j h_j h_j' against Sigma_xx
    double cross_error;       // of (1/N) sum_j s_j h_j' against Sigma_u_xx
    Values V;                 // the diagonal of V_N
    Values u, u_xx;
};
using Pool = std::vector<std::vector<Draw>>;  // [exponent of the width][seed]

// Every seed draws one network of each width, one after the other from one stream.
inline Pool draw_pool(const std::vector<std::uint64_t>& seeds, const Matrix<double>& points, const Limits& limits,
                      bool show_progress) {
    Pool pool(exponents, std::vector<Draw>(seeds.size()));
    Progress progress("one hidden layer", seeds.size(), "seeds", show_progress);
    parallel_for(seeds.size(), [&](std::size_t seed) {
        Random random(seeds[seed]);
        for (std::size_t e = 0; e < exponents; ++e) {
            const Mlp<double> network = raw_ntk_network({1, width_of(e), 1}, random);
            const HiddenTerms terms = hidden_terms(network, points);
            const Matrix<double> V = over_output_weights(terms.h, terms.h);
            const std::vector<double> u = weighted(network, terms.s), u_xx = weighted(network, terms.h);
            Draw& draw = pool[e][seed];
            draw.covariance_error = relative_error(V.values(), limits.Sigma_xx.values());
            draw.cross_error =
                relative_error(over_output_weights(terms.s, terms.h).values(), limits.Sigma_u_xx.values());
            for (std::size_t i = 0; i < point_count; ++i) {
                draw.V[i] = V(i, i);
                draw.u[i] = u[i] + network.biases[1](0, 0);
                draw.u_xx[i] = u_xx[i];
            }
        }
        progress.advance();
    });
    return pool;
}

inline std::vector<double> over_seeds(const std::vector<Draw>& draws, const std::function<double(const Draw&)>& of) {
    std::vector<double> values;
    for (const Draw& draw : draws) values.push_back(of(draw));
    return values;
}

// w . u_xx of every network, in standard deviations of the limit.
inline std::vector<double> standardized(const std::vector<Draw>& draws, const Direction& direction) {
    return over_seeds(draws,
                      [&](const Draw& draw) { return dot(direction.w, draw.u_xx) / std::sqrt(direction.variance); });
}

}  // namespace pinn
