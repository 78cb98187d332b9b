// The paper's model problem: u_xx = f on [0, 1], u = g at the ends, with u = sin(a pi x)  (paper: Eq. (4.1),
// Section 7.2).
//
// The operator is L = d^2/dx^2, so N[u] is the second-order channel of the jet; the target f makes it the residual.
//
// Introduced in chapter 02.
#pragma once

#include <cmath>
#include <numbers>

#include "lib/pde/condition.hpp"

namespace pinn {

struct Poisson {
    double a;  // the number of half waves; 1 in Section 7.1, 4 in Section 7.2

    // u = sin(a pi x)
    double exact(double x) const { return std::sin(a * std::numbers::pi * x); }
    // f = u_xx = -(a pi)^2 sin(a pi x)
    double forcing(double x) const { return -std::pow(a * std::numbers::pi, 2) * exact(x); }

    // u(x_b) = g(x_b).  points: N_b x 1.  Throws ShapeError if they are not one-dimensional.
    template <class T>
    Condition<T> boundary(const Matrix<double>& points) const {
        return {"u",
                points,
                {1.0},
                {.value = true},
                [](const Jet<T>& u) { return u.value(); },
                at(points, [this](double x) { return exact(x); })};
    }

    // u_xx(x_r) = f(x_r).  points: N_r x 1.  Throws ShapeError if they are not one-dimensional.
    template <class T>
    Condition<T> interior(const Matrix<double>& points) const {
        return {"r",
                points,
                {1.0},
                {.second = true},
                [](const Jet<T>& u) { return u.second(); },
                at(points, [this](double x) { return forcing(x); })};
    }

    // h(x_i) for every point.  points: N x 1.  Returns N x 1.
    template <class H>
    static Matrix<double> at(const Matrix<double>& points, H h) {
        check_shapes(points.cols() == 1, "Poisson: points", points.shape(), {points.rows(), 1});
        Matrix<double> values(points.rows(), 1);
        for (std::size_t i = 0; i < points.rows(); ++i) values(i, 0) = h(points(i, 0));
        return values;
    }
};

}  // namespace pinn
