// u_xxxx = f on [0, 1], u = u_xx = 0 at the ends: a beam on two supports.  u = sin(pi x)
#pragma once
#include "tests/pde/equation.hpp"
namespace pinn::equations {
inline Conditions beam(std::size_t n, Random& random) {
    const Matrix<double> r = in_box(n, {0}, {1}, random), ends{{0}, {1}};
    return {{.name = "u",
             .points = ends,
             .channels = {.value = true},
             .applied = [](const U& u) { return u.value(); },
             .target = Matrix<double>(2, 1)},
            {.name = "u_xx",
             .points = ends,
             .coefficients = {1},
             .channels = {.second = 1},
             .applied = [](const U& u) { return u.second(); },
             .target = Matrix<double>(2, 1)},
            {.name = "r",
             .points = r,
             .channels = {.nested = true},
             .applied =
                 [](const U& u) {
                     return u.derivative({0, 0, 0, 0});
                 },
             .target = values_at(r, [](const double* x) { return std::pow(pi, 4) * std::sin(pi * x[0]); })}};
}
}  // namespace pinn::equations
