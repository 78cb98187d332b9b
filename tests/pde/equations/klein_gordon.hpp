// u_tt - u_xx + u^3 = f on [0, 1]^2, points (t, x): u and u_t at t = 0, u at both ends.  u = sin(pi x) cos(2 t)
#pragma once
#include "tests/pde/equation.hpp"
namespace pinn::equations {
inline Conditions klein_gordon(std::size_t n, Random& random) {
    const auto exact = [](const double* x) { return std::sin(pi * x[1]) * std::cos(2 * x[0]); };
    const auto f = [=](const double* x) { return (pi * pi - 4) * exact(x) + std::pow(exact(x), 3); };
    const Matrix<double> r = in_box(3 * n, {0, 0}, {1, 1}, random),
                         start = on_face(in_box(n, {0, 0}, {1, 1}, random), 0, 0),
                         ends = stack_rows<double>({start, on_face(r, 1, 0), on_face(r, 1, 1)});
    return {{.name = "u",
             .points = ends,
             .channels = {.value = true},
             .applied = [](const U& u) { return u.value(); },
             .target = values_at(ends, exact)},
            {.name = "u_t",
             .points = start,
             .channels = {.directions = 1},
             .applied = [](const U& u) { return u.first(0); },
             .target = Matrix<double>(n, 1)},
            {.name = "r",
             .points = r,
             .coefficients = {1, -1},
             .channels = {.value = true, .second = 1},
             .applied = [](const U& u) { return u.second() + u.value() * square(u.value()); },
             .target = values_at(r, f)}};
}
}  // namespace pinn::equations
