// u_t + 2 u_x = 0, periodic in x, points (t, x) in [0, 1] x [-1, 1].  u = sin(pi (x - 2 t))
#pragma once
#include "tests/pde/equation.hpp"
namespace pinn::equations {
inline Conditions convection(std::size_t n, Random& random) {
    const Matrix<double> r = in_box(3 * n, {0, -1}, {1, 1}, random), start = on_face(r, 0, 0),
                         left = on_face(in_box(n, {0, -1}, {1, 1}, random), 1, -1);
    return {{.name = "u",
             .points = start,
             .channels = {.value = true},
             .applied = [](const U& u) { return u.value(); },
             .target = values_at(start, [](const double* x) { return std::sin(pi * x[1]); })},
            {.name = "periodic",
             .points = left,
             .channels = {.value = true},
             .applied = [](const U& u) { return u.value() - u.partner().value(); },
             .target = Matrix<double>(n, 1),
             .partners = on_face(left, 1, 1)},
            {.name = "r",
             .points = r,
             .channels = {.directions = 2},
             .applied = [](const U& u) { return u.first(0) + 2.0 * u.first(1); },
             .target = Matrix<double>(3 * n, 1)}};
}
}  // namespace pinn::equations
