// u_t = (u_xx + u_yy) / 10, points (t, x, y) in [0, 1]^3, u = 0 at the walls.
// u = exp(-pi^2 t / 5) sin(pi x) sin(pi y)
#pragma once
#include "tests/pde/equation.hpp"
namespace pinn::equations {
inline Conditions heat(std::size_t n, Random& random) {
    const Matrix<double> r = in_box(3 * n, {0, 0, 0}, {1, 1, 1}, random), start = on_face(r, 0, 0),
                         walls = stack_rows<double>(
                             {on_face(r, 1, 0), on_face(r, 1, 1), on_face(r, 2, 0), on_face(r, 2, 1)}),
                         all = stack_rows<double>({start, walls});
    return {{.name = "u",
             .points = all,
             .channels = {.value = true},
             .applied = [](const U& u) { return u.value(); },
             .target = values_at(all,
                                 [](const double* x) {
                                     return std::exp(-pi * pi * x[0] / 5) * std::sin(pi * x[1]) * std::sin(pi * x[2]);
                                 })},
            {.name = "r",
             .points = r,
             .coefficients = {0, 0.1, 0.1},
             .channels = {.directions = 1, .second = 1},
             .applied = [](const U& u) { return u.first(0) - u.second(); },
             .target = Matrix<double>(3 * n, 1)}};
}
}  // namespace pinn::equations
