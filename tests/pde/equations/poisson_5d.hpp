// sum_i u_ii = f on [0, 1]^5, u at the faces.  u = sin(x_0 + ... + x_4)
#pragma once
#include "tests/pde/equation.hpp"
namespace pinn::equations {
inline Conditions poisson_5d(std::size_t n, Random& random) {
    const std::vector<double> low(5, 0), high(5, 1);
    const auto exact = [](const double* x) { return std::sin(x[0] + x[1] + x[2] + x[3] + x[4]); };
    const Matrix<double> r = in_box(3 * n, low, high, random), faces = on_faces(n / 2, low, high, random);
    return {{.name = "u",
             .points = faces,
             .channels = {.value = true},
             .applied = [](const U& u) { return u.value(); },
             .target = values_at(faces, exact)},
            {.name = "r",
             .points = r,
             .coefficients = {1, 1, 1, 1, 1},
             .channels = {.second = 1},
             .applied = [](const U& u) { return u.second(); },
             .target = values_at(r, [=](const double* x) { return -5 * exact(x); })}};
}
}  // namespace pinn::equations
