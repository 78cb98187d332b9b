// u_t + u u_x = u_xx / 10, points (t, x) in [0, 1] x [-1, 1]: a front that moves at speed 1/2.
// u = (1 - tanh((x - t/2) / (4/10))) / 2
#pragma once
#include "tests/pde/equation.hpp"
namespace pinn::equations {
inline Conditions burgers(std::size_t n, Random& random) {
    const auto exact = [](const double* x) { return (1 - std::tanh(2.5 * (x[1] - x[0] / 2))) / 2; };
    const Matrix<double> r = in_box(3 * n, {0, -1}, {1, 1}, random),
                         ends = stack_rows<double>({on_face(r, 0, 0), on_face(r, 1, -1), on_face(r, 1, 1)});
    return {{.name = "u",
             .points = ends,
             .channels = {.value = true},
             .applied = [](const U& u) { return u.value(); },
             .target = values_at(ends, exact)},
            {.name = "r",
             .points = r,
             .coefficients = {0, 0.1},
             .channels = {.value = true, .directions = 2, .second = 1},
             .applied = [](const U& u) { return u.first(0) + u.value() * u.first(1) - u.second(); },
             .target = Matrix<double>(3 * n, 1)}};
}
}  // namespace pinn::equations
