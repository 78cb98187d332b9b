// (a u_x)_x = a u_xx + a' u_x = f on [0, 1] with a = exp(x), u = 0 at the ends.  u = sin(pi x)
#pragma once
#include "tests/pde/equation.hpp"
namespace pinn::equations {
inline Conditions divergence_form(std::size_t n, Random& random) {
    const Matrix<double> r = in_box(n, {0}, {1}, random), ends{{0}, {1}};
    const auto f = [](const double* x) {
        return std::exp(x[0]) * (pi * std::cos(pi * x[0]) - pi * pi * std::sin(pi * x[0]));
    };
    return {{.name = "u",
             .points = ends,
             .channels = {.value = true},
             .applied = [](const U& u) { return u.value(); },
             .target = Matrix<double>(2, 1)},
            {.name = "r",
             .points = r,
             .channels = {.directions = 1, .second = 1},
             .applied = [](const U& u) { return u.second() + u.given(1) * u.first(0); },
             .target = values_at(r, f),
             .parts = {{{.i = 0, .j = 0, .given = 0}}},
             .given = values_at<2>(r, [](const double* x) {
                 return std::array{std::exp(x[0]), std::exp(x[0])};
             })}};
}
}  // namespace pinn::equations
