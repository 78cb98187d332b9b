// Solutions that networks are held against, where sines do not do.
//
// Each is checked by an independent means in tests/chapters/elsewhere_test.cpp: the solver below by a spectral one that
// splits the equation, the integrals by finite differences.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

#include "lib/dense/matrix.hpp"

namespace pinn::elsewhere {

constexpr double pi = std::numbers::pi;

// Points and the solution there, N x d and N x 1.
struct Solution {
    Matrix<double> points, u;
};

// u_t = nu u_xx + R(u), periodic in x on [low, high), u(0, x) = start(x), 0 <= t <= 1.
struct Reaction {
    double nu, low, high;
    std::function<double(double)> R, start;
};

// By differences of fourth order in x and the classical method of Runge and Kutta in t: n nodes, steps of at most 0.9
// of the largest stable size and `shortest` (it is real and negative: nu dt (16/3)/h^2 <= 2.78). Kept at `times` equal
// distances and at every stride-th node.  O(n steps).
inline Solution solve(const Reaction& of, std::size_t n, double shortest, std::size_t times, std::size_t stride) {
    const double h = (of.high - of.low) / static_cast<double>(n);
    const double longest = std::min(shortest, 0.9 * 2.78 * 3 / 16 * h * h / of.nu);
    const auto substeps = static_cast<std::size_t>(std::ceil(1 / (longest * static_cast<double>(times))));
    const double dt = 1 / static_cast<double>(times * substeps);
    std::vector<double> u(n), stage(n), slope(n), sum(n);
    for (std::size_t i = 0; i < n; ++i) u[i] = of.start(of.low + h * static_cast<double>(i));
    const double c = of.nu / (12 * h * h);
    const auto rate = [&](const std::vector<double>& v) {
        for (std::size_t i = 0; i < n; ++i) {
            const double near = v[(i + 1) % n] + v[(i + n - 1) % n], far = v[(i + 2) % n] + v[(i + n - 2) % n];
            slope[i] = c * (16 * near - far - 30 * v[i]) + of.R(v[i]);
        }
    };
    Solution found;
    const std::size_t kept = n / stride;
    found.points = Matrix<double>((times + 1) * kept, 2);
    found.u = Matrix<double>(found.points.rows(), 1);
    for (std::size_t k = 0; k <= times; ++k) {
        for (std::size_t j = 0; j < kept; ++j) {
            found.points(k * kept + j, 0) = static_cast<double>(k) / static_cast<double>(times);
            found.points(k * kept + j, 1) = of.low + h * static_cast<double>(j * stride);
            found.u(k * kept + j, 0) = u[j * stride];
        }
        for (std::size_t step = 0; k < times && step < substeps; ++step) {
            sum = u;
            stage = u;
            for (const auto& [share, next] : {std::pair{1.0, 0.5}, {2.0, 0.5}, {2.0, 1.0}, {1.0, 0.0}}) {
                rate(stage);
                for (std::size_t i = 0; i < n; ++i) {
                    sum[i] += dt * share / 6 * slope[i];
                    stage[i] = u[i] + dt * next * slope[i];
                }
            }
            u = sum;
        }
    }
    return found;
}

// u_t + u u_x = nu u_xx, u(0, x) = -sin(pi x), u(t, -1) = u(t, 1) = 0, by the transformation of Cole and Hopf:
//
//     u = -int sin(pi y) F(y) G dz / int F(y) G dz,  y = x - 2 sqrt(nu t) z,  F = exp(-cos(pi y) / (2 pi nu)),
//     G = exp(-z^2)
//
// by the trapezoidal rule with `nodes` from -12 to 12, where G F has fallen below rounding; t > 0. The largest exponent
// is taken out.  O(nodes).  Source: Basdevant et al., Computers and Fluids 14 (1986) 23.
inline double burgers(double t, double x, double nu, int nodes = 1201) {
    if (t == 0) return -std::sin(pi * x);
    const double width = 2 * std::sqrt(nu * t);
    double above = 0, below = 0;
    for (int i = 0; i < nodes; ++i) {
        const double z = -12 + 24.0 * i / (nodes - 1), y = x - width * z;
        const double weight = std::exp((-std::cos(pi * y) - 1) / (2 * pi * nu) - z * z);
        above -= std::sin(pi * y) * weight;
        below += weight;
    }
    return above / below;
}

// A coefficient that jumps from 1 to `high` at x = 1/2 within about `width`.
struct Jump {
    double high = 10, width = 0.05;
    double a(double x) const { return 1 + (high - 1) * (1 + std::tanh((x - 0.5) / width)) / 2; }
    double a_x(double x) const {
        const double t = std::tanh((x - 0.5) / width);
        return (high - 1) / 2 * (1 - t * t) / width;
    }
};

// (a u_x)_x = -1 on [0, 1], u = 0 at the ends: a u_x = c - x, so u = int_0^x (c - s)/a(s) ds with c from u(1) = 0, by
// Simpson's rule on `cells` cells. At n equispaced points with n - 1 a divisor of the cells.
inline Solution solve(const Jump& of, std::size_t n, std::size_t cells = 4000) {
    std::vector<double> of_one(cells + 1, 0), of_s(cells + 1, 0);
    const double h = 1 / static_cast<double>(cells);
    for (std::size_t i = 0; i < cells; ++i) {
        const double left = h * static_cast<double>(i);
        double one = 0, s = 0;
        for (const auto& [at, weight] : {std::pair{0.0, 1.0}, {0.5, 4.0}, {1.0, 1.0}}) {
            const double x = left + at * h;
            one += weight * h / 6 / of.a(x);
            s += weight * h / 6 * x / of.a(x);
        }
        of_one[i + 1] = of_one[i] + one;
        of_s[i + 1] = of_s[i] + s;
    }
    const double c = of_s[cells] / of_one[cells];
    Solution found{Matrix<double>(n, 1), Matrix<double>(n, 1)};
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t at = i * cells / (n - 1);
        found.points(i, 0) = h * static_cast<double>(at);
        found.u(i, 0) = c * of_one[at] - of_s[at];
    }
    return found;
}

}  // namespace pinn::elsewhere
