// u_t + 6 u u_x + u_xxx = 0, a soliton, points (t, x) in [0, 1] x [-4, 4].  u = (1 - tanh^2((x - t)/2)) / 2
#pragma once
#include "tests/pde/equation.hpp"
namespace pinn::equations {
inline Conditions korteweg_de_vries(std::size_t n, Random& random) {
    const auto exact = [](const double* x) { return (1 - std::pow(std::tanh((x[1] - x[0]) / 2), 2)) / 2; };
    const auto slope = [=](const double* x) { return -2 * exact(x) * std::tanh((x[1] - x[0]) / 2) / 2; };
    const Matrix<double> r = in_box(2 * n, {0, -4}, {1, 4}, random), right = on_face(r, 1, 4),
                         ends = stack_rows<double>({on_face(r, 0, 0), on_face(r, 1, -4), right});
    return {{.name = "u",
             .points = ends,
             .channels = {.value = true},
             .applied = [](const U& u) { return u.value(); },
             .target = values_at(ends, exact)},
            {.name = "u_x",
             .points = right,
             .channels = {.directions = 2},
             .applied = [](const U& u) { return u.first(1); },
             .target = values_at(right, slope)},
            {.name = "r",
             .points = r,
             .channels = {.nested = true},
             .applied =
                 [](const U& u) {
                     return u.first(0) + 6.0 * (u.value() * u.first(1)) + u.derivative({1, 1, 1});
                 },
             .target = Matrix<double>(2 * n, 1)}};
}
}  // namespace pinn::equations
