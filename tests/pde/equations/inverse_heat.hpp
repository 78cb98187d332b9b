// u_t = c u_xx with c unknown, points (t, x) in [0, 1]^2, u measured at some points.
// u = exp(-0.3 pi^2 t) sin(pi x), c = 0.3
#pragma once
#include "tests/pde/equation.hpp"
namespace pinn::equations {
inline Conditions inverse_heat(std::size_t n, Random& random) {
    const auto exact = [](const double* x) { return std::exp(-0.3 * pi * pi * x[0]) * std::sin(pi * x[1]); };
    const Matrix<double> r = in_box(3 * n, {0, 0}, {1, 1}, random), measured = in_box(3 * n, {0, 0}, {1, 1}, random);
    return {{.name = "u",
             .points = measured,
             .channels = {.value = true},
             .applied = [](const U& u) { return u.value(); },
             .target = values_at(measured, exact)},
            {.name = "r",
             .points = r,
             .coefficients = {0, 1},
             .channels = {.directions = 1, .second = 1},
             .applied = [](const U& u) { return u.first(0) - u.unknown(0) * u.second(); },
             .target = Matrix<double>(3 * n, 1)}};
}
}  // namespace pinn::equations
