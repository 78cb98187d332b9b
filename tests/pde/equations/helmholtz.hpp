// u_xx + u_yy + 9 u = f on [0, 1]^2, u = 0 at the boundary.  u = sin(pi x) sin(2 pi y)
#pragma once
#include "tests/pde/equation.hpp"
namespace pinn::equations {
inline Conditions helmholtz(std::size_t n, Random& random) {
    const Matrix<double> r = in_box(3 * n, {0, 0}, {1, 1}, random), walls = on_faces(n / 2, {0, 0}, {1, 1}, random);
    const auto f = [](const double* x) { return (9 - 5 * pi * pi) * std::sin(pi * x[0]) * std::sin(2 * pi * x[1]); };
    return {{.name = "u",
             .points = walls,
             .channels = {.value = true},
             .applied = [](const U& u) { return u.value(); },
             .target = Matrix<double>(walls.rows(), 1)},
            {.name = "r",
             .points = r,
             .coefficients = {1, 1},
             .channels = {.value = true, .second = 1},
             .applied = [](const U& u) { return u.second() + 9.0 * u.value(); },
             .target = values_at(r, f)}};
}
}  // namespace pinn::equations
