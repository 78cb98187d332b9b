// -y u_x + x u_y = (u_xx + u_yy) / 10 + f on [-1, 1]^2, a flow that turns; u at the boundary.  u = sin(2 x + y)
#pragma once
#include "tests/pde/equation.hpp"
namespace pinn::equations {
inline Conditions advection_diffusion(std::size_t n, Random& random) {
    const auto exact = [](const double* x) { return std::sin(2 * x[0] + x[1]); };
    const auto f = [=](const double* x) { return (x[0] - 2 * x[1]) * std::cos(2 * x[0] + x[1]) + exact(x) / 2; };
    const Matrix<double> r = in_box(3 * n, {-1, -1}, {1, 1}, random), walls = on_faces(n / 2, {-1, -1}, {1, 1}, random);
    return {{.name = "u",
             .points = walls,
             .channels = {.value = true},
             .applied = [](const U& u) { return u.value(); },
             .target = values_at(walls, exact)},
            {.name = "r",
             .points = r,
             .coefficients = {0.1, 0.1},
             .channels = {.directions = 2, .second = 1},
             .applied = [](const U& u) { return u.given(0) * u.first(0) + u.given(1) * u.first(1) - u.second(); },
             .target = values_at(r, f),
             .given = values_at<2>(r, [](const double* x) {
                 return std::array{-x[1], x[0]};
             })}};
}
}  // namespace pinn::equations
