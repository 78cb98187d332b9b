// u_t = u_xx + u (1 - u), Fisher's front, points (t, x) in [0, 1] x [-5, 5].
// u = ((1 - tanh z) / 2)^2,  z = (x - 5 t / sqrt 6) / (2 sqrt 6)
#pragma once
#include "tests/pde/equation.hpp"
namespace pinn::equations {
inline Conditions reaction_diffusion(std::size_t n, Random& random) {
    const auto exact = [](const double* x) {
        return std::pow((1 - std::tanh((x[1] - 5 * x[0] / std::sqrt(6)) / (2 * std::sqrt(6)))) / 2, 2);
    };
    const Matrix<double> r = in_box(3 * n, {0, -5}, {1, 5}, random),
                         ends = stack_rows<double>({on_face(r, 0, 0), on_face(r, 1, -5), on_face(r, 1, 5)});
    return {{.name = "u",
             .points = ends,
             .channels = {.value = true},
             .applied = [](const U& u) { return u.value(); },
             .target = values_at(ends, exact)},
            {.name = "r",
             .points = r,
             .coefficients = {0, 1},
             .channels = {.value = true, .directions = 1, .second = 1},
             .applied = [](const U& u) { return u.first(0) - u.second() - u.value() + square(u.value()); },
             .target = Matrix<double>(3 * n, 1)}};
}
}  // namespace pinn::equations
