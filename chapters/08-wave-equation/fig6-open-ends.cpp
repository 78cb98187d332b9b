// Fig. 6a: where the fast wave of (a) goes. For any u, with r = u_tt - 4 u_xx, two integrations by parts give its
// amplitude a(t) = 2 int_0^1 u(t, x) sin(4 pi x) dx the equation
//
//     a'' = -64 pi^2 a  -  32 pi [u(t, 1) - u(t, 0)]  +  2 int_0^1 r sin(4 pi x) dx .
//
// With held ends and no residual a oscillates for ever. What makes it die comes through the ends or the residual.

#include <cmath>
#include <numbers>

#include "chapters/08-wave-equation/findings.hpp"
#include "lib/dense/vector.hpp"
#include "lib/foundation/parallel.hpp"
#include "lib/pde/sampling.hpp"
#include "lib/training/poisson_experiment.hpp"

namespace pinn::wave {
namespace {

const WeightedPoints nodes = gauss_legendre(100, 0, 1);  // of the integrals
const std::size_t n = nodes.points.rows();

// int_0^1 (u(0, x) - g(x))^2 dx, the part of L_u at t = 0.
double error_at_start(const Mlp<double>& network) {
    Matrix<double> points(n, 2), g(n, 1);
    for (std::size_t j = 0; j < n; ++j) g(j, 0) = Wave::exact(0, points(j, 1) = nodes.points(j, 0));
    const std::vector<double> e = errors(network, {Wave::value<double>(points, g)});
    double sum = 0;
    for (std::size_t j = 0; j < n; ++j) sum += nodes.weights[j] / static_cast<double>(n) * e[j] * e[j];
    return sum;
}

}  // namespace

FastWave fast_wave(const Mlp<double>& network, double t) {
    // x at the nodes, and at both ends.
    Matrix<double> points(n + 2, 2, t);
    for (std::size_t j = 0; j < n; ++j) points(j, 1) = nodes.points(j, 0);
    points(n, 1) = 0;
    points(n + 1, 1) = 1;
    const Matrix<double> zero(n + 2, 1);
    const Condition<double> acceleration{
        "u_tt", points, {1.0, 0.0}, {.second = true}, [](const Jet<double>& u) { return u.second(); }, zero};
    const std::vector<double> u = errors(network, {Wave::value<double>(points, zero)}),
                              u_tt = errors(network, {acceleration}),
                              r = errors(network, {Wave::residual<double>(points)});
    const auto component = [&](const std::vector<double>& f) {
        double sum = 0;
        for (std::size_t j = 0; j < n; ++j) {
            sum += 2 * nodes.weights[j] / static_cast<double>(n) * f[j] * std::sin(4 * std::numbers::pi * points(j, 1));
        }
        return sum;
    };
    return {.a = component(u),
            .a_tt = component(u_tt),
            .u_0 = u[n],
            .u_1 = u[n + 1],
            .by_ends = -32 * std::numbers::pi * (u[n + 1] - u[n]),
            .by_residual = component(r)};
}

void open_ends(const Mlp<double>& network, Study& study) {
    std::vector<double> t, exact, off, ends, ends_2, left_2, right_2, residual_2;
    for (int i = 0; i <= 200; ++i) t.push_back(i / 200.0);
    std::vector<FastWave> at(t.size());
    parallel_for(t.size(), [&](std::size_t i) { at[i] = fast_wave(network, t[i]); });

    FigureData& figure = study.figure("ch08-ends", {"t", "a", "exact", "u_0", "u_1"});
    figure.comment("run (a) at its end; a: amplitude of sin(4 pi x); u_0, u_1: u at x = 0 and x = 1, exactly 0");
    constexpr double omega_2 = 64 * std::numbers::pi * std::numbers::pi;
    for (std::size_t i = 0; i < t.size(); ++i) {
        const FastWave& now = at[i];
        figure.row(t[i], now.a, std::cos(8 * std::numbers::pi * t[i]) / 2, now.u_0, now.u_1);
        off.push_back(std::abs(now.a_tt - (-omega_2 * now.a + now.by_ends + now.by_residual)) / (omega_2 / 2));
        ends.push_back(std::abs(now.u_1 - now.u_0));
        left_2.push_back(now.u_0 * now.u_0);
        right_2.push_back(now.u_1 * now.u_1);
        ends_2.push_back(now.by_ends * now.by_ends);
        residual_2.push_back(now.by_residual * now.by_residual);
    }
    const auto row = [&](const std::string& quantity, double ours) { study.report("Fig. 6a", quantity, ours); };
    row("amplitude of sin(4 pi x) at t = 0", at.front().a);
    row("amplitude of sin(4 pi x) at t = 1", at.back().a);
    row("a'' against its three parts, over that of the exact solution", maximum(off));
    row("force on sin(4 pi x): by the ends / by the residual, r.m.s.", std::sqrt(mean(ends_2) / mean(residual_2)));
    row("mean of |u(t, 1) - u(t, 0)|", mean(ends));
    row("mean of (u - g)^2 at t = 0", error_at_start(network));
    row("mean of u^2 at x = 0", mean(left_2));
    row("mean of u^2 at x = 1", mean(right_2));
}

}  // namespace pinn::wave
