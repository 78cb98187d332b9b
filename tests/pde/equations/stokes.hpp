// p_x - L u = f_1, p_y - L v = f_2, u_x + v_y = 0 on [0, 1]^2, L = d_x^2 + d_y^2; u and v at the walls, p at one point.
// u = sin x cos y, v = -cos x sin y, p = sin(x + y)
#pragma once
#include "tests/pde/equation.hpp"
namespace pinn::equations {
inline Conditions stokes(std::size_t n, Random& random) {
    const Matrix<double> r = in_box(3 * n, {0, 0}, {1, 1}, random), walls = on_faces(n / 2, {0, 0}, {1, 1}, random);
    const auto u_at = [](const double* x) { return std::sin(x[0]) * std::cos(x[1]); };
    const auto v_at = [](const double* x) { return -std::cos(x[0]) * std::sin(x[1]); };
    const auto value = [](const char* name, std::size_t k, const Matrix<double>& points, const Matrix<double>& y) {
        const auto applied = [k](const U& u) { return columns(u.value(), k, 1); };
        return Condition<double>{name, points, {}, {.value = true}, applied, y};
    };
    const auto momentum = [&](const char* name, std::size_t k, auto velocity) {
        const auto f = [=](const double* x) { return 2 * velocity(x) + std::cos(x[0] + x[1]); };
        const auto applied = [k](const U& u) { return columns(u.first(k), 2, 1) - columns(u.second(), k, 1); };
        return Condition<double>{name, r, {1, 1}, {.directions = 2, .second = 1}, applied, values_at(r, f)};
    };
    const auto divergence = [](const U& u) { return columns(u.first(0), 0, 1) + columns(u.first(1), 1, 1); };
    return {value("u", 0, walls, values_at(walls, u_at)),
            value("v", 1, walls, values_at(walls, v_at)),
            value("p", 2, {{0, 0}}, Matrix<double>(1, 1)),
            momentum("r_1", 0, u_at),
            momentum("r_2", 1, v_at),
            {"divergence", r, {}, {.directions = 2}, divergence, Matrix<double>(3 * n, 1)}};
}
}  // namespace pinn::equations
