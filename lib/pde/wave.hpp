// The wave equation of paper: Section 7.3: u_tt - 4 u_xx = 0 on [0, 1]^2  (paper: Eq. (7.5)), points (t, x),
//
//     u(t, 0) = u(t, 1) = 0,   u(0, x) = sin(pi x) + sin(4 pi x)/2,   u_t(0, x) = 0      (paper: Eq. (7.6), Eq. (7.7),
//     Eq. (7.8))
//
// The operator is L = d_t^2 - 4 d_x^2: four channels (u, u_t, u_x, Lu) carry it through a network, and the residual is
// the last of them; the initial velocity needs two of them and the values one.
//
// Points are drawn anew in every step. Conditions are made once for their sizes, and draw() moves their points.
//
// Introduced in chapter 02 (the conditions); data, samplers and the exact solution in chapter 08.
#pragma once

#include <cmath>
#include <numbers>

#include "lib/foundation/random.hpp"
#include "lib/pde/condition.hpp"
#include "lib/pde/sampling.hpp"

namespace pinn {

struct Wave {
    static constexpr double speed2 = 4;  // c^2
    static std::vector<double> coefficients() { return {1.0, -speed2}; }

    // u = sum_k A_k sin(w_k x) cos(2 w_k t): standing waves w = pi, A = 1 and w = 4 pi, A = 1/2  (paper: Eq. (7.9)).
    static double exact(double t, double x) {
        return modes([&](double A, double w) { return A * std::sin(w * x) * std::cos(2 * w * t); });
    }
    static double exact_t(double t, double x) {
        return modes([&](double A, double w) { return -2 * w * A * std::sin(w * x) * std::sin(2 * w * t); });
    }
    static double exact_tt(double t, double x) {
        return modes([&](double A, double w) { return -4 * w * w * A * std::sin(w * x) * std::cos(2 * w * t); });
    }
    static double exact_x(double t, double x) {
        return modes([&](double A, double w) { return w * A * std::cos(w * x) * std::cos(2 * w * t); });
    }
    static double exact_xx(double t, double x) {
        return modes([&](double A, double w) { return -w * w * A * std::sin(w * x) * std::cos(2 * w * t); });
    }

    // ---- One condition at given points ----

    // u = target at the points.  points: N x 2, target: N x 1.
    template <class T>
    static Condition<T> value(const Matrix<double>& points, const Matrix<double>& target) {
        return {"u", points, coefficients(), {.value = true}, [](const Jet<T>& u) { return u.value(); }, target};
    }
    // u_t = target at the points.
    template <class T>
    static Condition<T> velocity(const Matrix<double>& points, const Matrix<double>& target) {
        return {"u_t", points, coefficients(), {.directions = 1}, [](const Jet<T>& u) { return u.first(0); }, target};
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

    // ---- The three terms of the loss (paper: Eq. (7.10)) on the four sides of the data ----

    struct Sizes {
        std::size_t side;      // points of u at t = 0, at x = 0 and at x = 1: as many on each
        std::size_t velocity;  // points of u_t, at t = 0
        std::size_t interior;  // points of the residual
        // The points of u_t are those of u at t = 0, as in the loss of the authors' code; then velocity = side.
        bool velocity_at_values;
    };
    // The sizes of the authors' code: in the loss, and in the kernels.
    static constexpr Sizes loss_sizes{.side = 100, .velocity = 100, .interior = 300, .velocity_at_values = true};
    static constexpr Sizes kernel_sizes{.side = 100, .velocity = 300, .interior = 300, .velocity_at_values = false};

    // {u, u_t, r} with points drawn once. Of u the points at t = 0 come first, then x = 0, then x = 1.  O(N).
    // Throws ShapeError if velocity_at_values and velocity is not side.
    template <class T>
    static std::vector<Condition<T>> conditions(const Sizes& sizes, Random& random) {
        const Matrix<double> u(3 * sizes.side, 2), u_t(sizes.velocity, 2), r(sizes.interior, 2);
        std::vector<Condition<T>> all{value<T>(u, Matrix<double>(u.rows(), 1)),
                                      velocity<T>(u_t, Matrix<double>(u_t.rows(), 1)), residual<T>(r)};
        draw(sizes, random, all);
        return all;
    }

    // New points and targets, uniform on their sides: x at t = 0, t at x = 0, t at x = 1, x of u_t, then t and x of
    // every interior point.  Allocates nothing.  O(N).  Throws ShapeError if the conditions have other sizes.
    template <class T>
    static void draw(const Sizes& sizes, Random& random, std::vector<Condition<T>>& conditions) {
        const std::size_t counts[] = {3 * sizes.side, sizes.velocity, sizes.interior};
        check_shapes(conditions.size() == 3 && (!sizes.velocity_at_values || sizes.velocity == sizes.side),
                     "Wave::draw: conditions, sizes", {conditions.size(), 1}, {sizes.side, sizes.velocity});
        for (std::size_t k = 0; k < 3; ++k) {
            const Condition<T>& condition = conditions[k];
            check_shapes(condition.points.shape() == Shape{counts[k], 2}, "Wave::draw: points",
                         condition.points.shape(), {counts[k], 2});
            check_shapes(condition.target.shape() == Shape{counts[k], 1}, "Wave::draw: target",
                         condition.target.shape(), {counts[k], 1});
        }
        Condition<T>&u = conditions[0], &u_t = conditions[1], &r = conditions[2];
        for (std::size_t i = 0; i < 3 * sizes.side; ++i) {
            const double s = random.uniform();
            const std::size_t side = i / sizes.side;  // 0: t = 0, 1: x = 0, 2: x = 1
            u.points(i, 0) = side == 0 ? 0 : s;
            u.points(i, 1) = side == 0 ? s : static_cast<double>(side - 1);
            u.target(i, 0) = side == 0 ? exact(0, s) : 0;
        }
        for (std::size_t i = 0; i < sizes.velocity; ++i) {
            u_t.points(i, 0) = u_t.target(i, 0) = 0;
            u_t.points(i, 1) = sizes.velocity_at_values ? u.points(i, 1) : random.uniform();
        }
        for (std::size_t i = 0; i < sizes.interior; ++i) {
            r.points(i, 0) = random.uniform();
            r.points(i, 1) = random.uniform();
            r.target(i, 0) = 0;
        }
    }

    // {u, u_t, r} at given points: those of `side` in [0, 1] on each side of the data, u at t = 0, at x = 0 and at
    // x = 1, and u_t at t = 0; those of `interior` in [0, 1]^2. Weights may be none.  O(N).  Throws ShapeError.
    template <class T>
    static std::vector<Condition<T>> conditions(const WeightedPoints& side, const WeightedPoints& interior) {
        check_shapes(side.points.cols() == 1, "Wave: points of a side", side.points.shape(), {side.points.rows(), 1});
        const std::size_t n = side.points.rows();
        Matrix<double> points(3 * n, 2), start(n, 2), values(3 * n, 1);
        std::vector<double> weights;
        for (std::size_t i = 0; i < n; ++i) {
            const double s = side.points(i, 0);
            points(i, 1) = start(i, 1) = points(n + i, 0) = points(2 * n + i, 0) = s;
            points(2 * n + i, 1) = 1;
            values(i, 0) = exact(0, s);
        }
        for (int k = 0; k < 3; ++k) weights.insert(weights.end(), side.weights.begin(), side.weights.end());
        std::vector<Condition<T>> all{value<T>(points, values), velocity<T>(start, Matrix<double>(n, 1)),
                                      residual<T>(interior.points)};
        all[0].weights = weights;
        all[1].weights = side.weights;
        all[2].weights = interior.weights;
        return all;
    }

    // Uniform on [0, 1]^2.  Returns n x 2.  O(n).
    static Matrix<double> uniform(std::size_t n, Random& random) {
        Matrix<double> points(n, 2);
        random.fill_uniform(points.values(), 0, 1);
        return points;
    }

  private:
    template <class F>
    static double modes(F f) {
        return f(1.0, std::numbers::pi) + f(0.5, 4 * std::numbers::pi);
    }
};

}  // namespace pinn
