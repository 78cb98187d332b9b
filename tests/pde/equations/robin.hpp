// u_xx + u_yy = f in the unit disc, u + du/dn = g on the circle.  u = sin(x + 2 y)
#pragma once
#include "tests/pde/equation.hpp"
namespace pinn::equations {
inline Conditions robin(std::size_t n, Random& random) {
    const auto polar = [](Matrix<double> points) {
        return values_at<2>(points, [](const double* x) {
            return std::array{x[0] * std::cos(x[1]), x[0] * std::sin(x[1])};
        });
    };
    const Matrix<double> r = polar(in_box(3 * n, {0, 0}, {1, 2 * pi}, random)),
                         circle = polar(on_face(in_box(n, {0, 0}, {1, 2 * pi}, random), 0, 1));
    const auto g = [](const double* x) {
        return std::sin(x[0] + 2 * x[1]) + (x[0] + 2 * x[1]) * std::cos(x[0] + 2 * x[1]);
    };
    return {{.name = "Robin",
             .points = circle,
             .channels = {.value = true, .directions = 2},
             .applied = [](const U& u) { return u.value() + u.given(0) * u.first(0) + u.given(1) * u.first(1); },
             .target = values_at(circle, g),
             .given = circle},
            {.name = "r",
             .points = r,
             .coefficients = {1, 1},
             .channels = {.second = 1},
             .applied = [](const U& u) { return u.second(); },
             .target = values_at(r, [](const double* x) { return -5 * std::sin(x[0] + 2 * x[1]); })}};
}
}  // namespace pinn::equations
