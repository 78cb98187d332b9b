// The wave equation u_tt - 4 u_xx = 0 on [0, 1]^2  (paper: Eq. (7.5)), points (t, x).
//
// The operator is L = d_t^2 - 4 d_x^2: four channels (u, u_t, u_x, Lu) carry it through a network, and the residual is
// the last of them. Here is the operator part; data, samplers and the loss come with chapter 08.
//
// Introduced in chapter 02.
#pragma once

#include "lib/pde/condition.hpp"

namespace pinn {

struct Wave {
    static constexpr double speed2 = 4;  // c^2
    static std::vector<double> coefficients() { return {1.0, -speed2}; }

    // u = target at the points.  points: N x 2, target: N x 1.
    template <class T>
    static Condition<T> value(const Matrix<double>& points, const Matrix<double>& target) {
        return {"u", points, coefficients(), {.value = true}, [](const Jet<T>& u) { return u.value(); }, target};
    }
    // u_t = target at the points.
    template <class T>
    static Condition<T> velocity(const Matrix<double>& points, const Matrix<double>& target) {
        return {"u_t", points, coefficients(), {.first = true}, [](const Jet<T>& u) { return u.first(0); }, target};
    }
    // u_tt - 4 u_xx = 0 at the points.
    template <class T>
    static Condition<T> residual(const Matrix<double>& points) {
        return {"r",
                points,
                coefficients(),
                {.second = true},
                [](const Jet<T>& u) { return u.second(); },
                Matrix<double>(points.rows(), 1)};
    }
};

}  // namespace pinn
