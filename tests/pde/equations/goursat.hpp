// u_xy = f on [0, 1]^2, u where x = 0 and where y = 0.  u = sin(x + 2 y)
#pragma once
#include "tests/pde/equation.hpp"
namespace pinn::equations {
inline Conditions goursat(std::size_t n, Random& random) {
    const auto exact = [](const double* x) { return std::sin(x[0] + 2 * x[1]); };
    const Matrix<double> r = in_box(3 * n, {0, 0}, {1, 1}, random),
                         sides = stack_rows<double>({on_face(r, 0, 0), on_face(r, 1, 0)});
    return {{.name = "u",
             .points = sides,
             .channels = {.value = true},
             .applied = [](const U& u) { return u.value(); },
             .target = values_at(sides, exact)},
            {.name = "r",
             .points = r,
             .channels = {.second = 1},
             .applied = [](const U& u) { return u.second(); },
             .target = values_at(r, [=](const double* x) { return -2 * exact(x); }),
             .parts = {{{0, 1}}}}};
}
}  // namespace pinn::equations
