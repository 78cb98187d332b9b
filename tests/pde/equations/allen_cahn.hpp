// u_t - u_xx / 20 + u^3 - u = f, periodic in x, points (t, x) in [0, 1] x [-1, 1].  u = cos(pi x) exp(-t)
#pragma once
#include "tests/pde/equation.hpp"
namespace pinn::equations {
inline Conditions allen_cahn(std::size_t n, Random& random) {
    const auto exact = [](const double* x) { return std::cos(pi * x[1]) * std::exp(-x[0]); };
    const auto f = [=](const double* x) { return (pi * pi / 20 - 2) * exact(x) + std::pow(exact(x), 3); };
    const Matrix<double> r = in_box(3 * n, {0, -1}, {1, 1}, random), start = on_face(r, 0, 0),
                         left = on_face(in_box(n, {0, -1}, {1, 1}, random), 1, -1);
    const auto periodic = [&](const char* name, Channels channels, auto read) {
        const auto applied = [=](const U& u) { return read(u) - read(u.partner()); };
        return Condition<double>{.name = name,
                                 .points = left,
                                 .channels = channels,
                                 .applied = applied,
                                 .target = Matrix<double>(n, 1),
                                 .partners = on_face(left, 1, 1)};
    };
    const auto value = [](const U& u) { return u.value(); };
    const auto residual = [](const U& u) {
        return u.first(0) - u.second() + u.value() * square(u.value()) - u.value();
    };
    return {{"u", start, {}, {.value = true}, value, values_at(start, exact)},
            periodic("periodic u", {.value = true}, value),
            periodic("periodic u_x", {.directions = 2}, [](const U& u) { return u.first(1); }),
            {"r", r, {0, 0.05}, {.value = true, .directions = 1, .second = 1}, residual, values_at(r, f)}};
}
}  // namespace pinn::equations
