// Random networks with one hidden layer, of every width from 1 to 16384, and what theory knows about them. Given s and
// h, u and u_xx are Gaussian, since W1 is; and neurons are independent, so means and variances of sums over them are
// expectations over one neuron, known by quadrature.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "lib/dense/gemm.hpp"
#include "lib/dense/vector.hpp"
#include "lib/kernel/gaussian.hpp"
#include "lib/kernel/limit.hpp"
#include "lib/network/mlp.hpp"
#include "lib/report/study.hpp"
#include "lib/spectrum/jacobi.hpp"

namespace pinn::process {

constexpr std::size_t width_8 = 3;  // its place among them
constexpr std::array<double, 15> widths{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384};
constexpr std::size_t point_count = 5;
using Values = std::array<double, point_count>;  // a function at the five points

// ---- Finite networks ------------------------------------------------------------------------------------------------

// Raw inputs, hidden layers of one width, all parameters N(0, 1).
inline Mlp<double> draw_network(std::size_t d, std::size_t hidden_layers, double width, Random& random) {
    std::vector<std::size_t> layers(hidden_layers + 2, static_cast<std::size_t>(width));
    layers.front() = d;
    layers.back() = 1;
    return {{layers, Parameterization::ntk, InputScaling::raw(d)}, random};
}

// f of a network of each of the first `count` widths, one after the other from the stream of a seed.
template <class F>
auto at_every_width(std::size_t d, std::size_t hidden_layers, std::size_t count, std::uint64_t seed, F f) {
    Random random(seed);
    std::vector<decltype(f(draw_network(d, hidden_layers, 1, random)))> found;
    found.reserve(count);
    for (std::size_t e = 0; e < count; ++e) found.push_back(f(draw_network(d, hidden_layers, widths[e], random)));
    return found;
}

// What N neurons contribute to u and to u_xx, but for W1 / sqrt(N): points x N  (paper: Eq. (4.2), Eq. (4.3)).
struct HiddenTerms {
    Matrix<double> s, h;
};
HiddenTerms hidden_terms(std::span<const double> W0, std::span<const double> b0, const Matrix<double>& x);
inline HiddenTerms hidden_terms(const Mlp<double>& network, const Matrix<double>& points) {
    return hidden_terms(network.weights[0].values(), network.biases[0].values(), points);
}

// W1 . a / sqrt(N) at every point: u - b1 for a = s, u_xx for a = h.  a: points x N.
inline std::vector<double> weighted(const Mlp<double>& network, const Matrix<double>& a) {
    const Matrix<double> outputs = multiply(a, network.weights[1]);
    std::vector<double> values(a.rows());
    for (std::size_t i = 0; i < a.rows(); ++i) values[i] = network.factor(1) * outputs(i, 0);
    return values;
}

// The covariance that the output weights give to two outputs at the points, from their hidden terms: points x points.
Matrix<double> over_output_weights(const Matrix<double>& a, const Matrix<double>& b);

// What is kept of one network at the five points.
struct Draw {
    double V_error;      // relative, of V_N = (1/N) sum_j h_j h_j' against Sigma_xx
    double C_error;      // of C_N = (1/N) sum_j s_j h_j' against Sigma_u_xx
    double u;            // at the last point
    Values V{}, u_xx{};  // V_N(x, x) and u_xx(x)
};
using Pool = Runs<std::vector<Draw>>;  // for every seed, a draw of every width
inline auto V_at(std::size_t i) {
    return [i](const Draw& draw) { return draw.V[i]; };
}

// One number of each network of width widths[e], and for every width what `summary` makes of these numbers.
template <class R, class Number>
std::vector<double> of_width(std::size_t e, const Runs<std::vector<R>>& pool, Number number) {
    return pool.each([&](const auto& draws) { return std::invoke(number, draws[e]); });
}
template <class R, class Number, class Summary>
auto by_width(const Runs<std::vector<R>>& pool, Number number, Summary summary) {
    std::vector<decltype(summary(std::vector<double>{}))> found;
    for (std::size_t e = 0; e < pool[0].size(); ++e) found.push_back(summary(of_width(e, pool, number)));
    return found;
}

// values[e] ~ C N^p at widths N = widths[e], e = first .. last: p by least squares, and for a given p the C, as a
// geometric mean.
struct Fit {
    std::size_t first, last;
    double slope(const std::vector<double>& values) const {
        const std::size_t count = last - first + 1;
        return log_log_slope(std::span(widths).subspan(first, count), std::span(values).subspan(first, count));
    }
    double constant(const std::vector<double>& values, double p) const {
        double sum = 0;
        for (std::size_t e = first; e <= last; ++e) sum += std::log(values[e]) - p * std::log(widths[e]);
        return std::exp(sum / static_cast<double>(last - first + 1));
    }
};

// ---- Their limits, and how far a finite width is from them ----------------------------------------------------------

// At all pairs of the points  (paper: Eq. (4.4), Eq. (4.6)).
struct Limits {
    Matrix<double> Sigma{point_count, point_count}, Sigma_xx = Sigma, Sigma_u_xx = Sigma;  // u: row, u_xx: column
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

inline Draw draw_of(const Mlp<double>& network, const Matrix<double>& points, const Limits& limits) {
    const auto [s, h] = hidden_terms(network, points);
    const Matrix<double> V = over_output_weights(h, h), C = over_output_weights(s, h);
    Draw draw{.V_error = relative_error(V.values(), limits.Sigma_xx.values()),
              .C_error = relative_error(C.values(), limits.Sigma_u_xx.values()),
              .u = weighted(network, s).back() + network.biases[1](0, 0)};
    for (std::size_t i = 0; i < point_count; ++i) draw.V[i] = V(i, i);
    std::ranges::copy(weighted(network, h), draw.u_xx.begin());
    return draw;
}

// E[f(h)] for the h of one neuron at the points, W0, b0 ~ N(0, 1). V_N is the mean of h h^T over N independent neurons,
// so the fourth moments of h give its variance exactly, at every width.
inline double one_neuron_mean(const Matrix<double>& points, const std::function<double(const Values&)>& f) {
    const auto [nodes, weights] = gaussian_rule(1.0 / 12);
    double sum = 0;
    for (std::size_t m = 0; m < nodes.size(); ++m) {
        const Matrix<double> h = hidden_terms(std::vector(nodes.size(), nodes[m]), nodes, points).h;
        for (std::size_t n = 0; n < nodes.size(); ++n) {
            sum += weights[m] * weights[n] * f({h(0, n), h(1, n), h(2, n), h(3, n), h(4, n)});
        }
    }
    return sum;
}

// sqrt(N E||V_N - Sigma_xx||_F^2) / ||Sigma_xx||_F, the same for every N.
inline double covariance_constant(const Matrix<double>& points, const Limits& limits) {
    const double square = dot(limits.Sigma_xx.values(), limits.Sigma_xx.values());
    const double fourth = one_neuron_mean(points, [](const Values& h) { return std::pow(dot(h, h), 2); });
    return std::sqrt((fourth - square) / square);
}

// A linear combination w . u_xx of the values at the points, and its variance w^T Sigma_xx w: u_xx at the first point,
// and the one that varies least, the eigenvector of the smallest eigenvalue of Sigma_xx.
struct Direction {
    Values w{};
    double variance = 0;
};
inline Direction first_point(const Limits& limits) { return {{1}, limits.Sigma_xx(0, 0)}; }
inline Direction roughest(const Limits& limits) {
    const EigenDecomposition<double> eigen = jacobi(limits.Sigma_xx);
    Direction direction{.variance = eigen.values.back()};
    std::ranges::copy(eigen.vectors.row(point_count - 1), direction.w.begin());
    return direction;
}

// N times the excess kurtosis of w . u_xx, 3 (E[(w . h)^4] / E[(w . h)^2]^2 - 1), the same for every N.
inline double kurtosis_constant(const Matrix<double>& points, const Direction& direction) {
    const double fourth = one_neuron_mean(points, [&](const Values& h) { return std::pow(dot(direction.w, h), 4); });
    return 3 * (fourth / std::pow(direction.variance, 2) - 1);
}

}  // namespace pinn::process
