// Three equations with the solution u = sin(a pi x), one of them linear: a kernel asks for derivatives of N[u] with
// respect to theta only, whatever N is (paper: Remark 3.4).
//
//     poisson      N[u] = u_xx
//     cubic        N[u] = u_xx + u^3
//     advection    N[u] = u u_x
//
// Introduced in chapter 02; what is lost without linearity is seen in chapter 09.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "lib/pde/poisson.hpp"

namespace pinn {

enum class Equation { poisson, cubic, advection };
inline constexpr std::array all_equations = {Equation::poisson, Equation::cubic, Equation::advection};

// "u_xx", "u_xx + u^3", "u u_x"
inline std::string formula(Equation equation) {
    return equation == Equation::poisson ? "u_xx" : equation == Equation::cubic ? "u_xx + u^3" : "u u_x";
}

// N[u](x_r) = f(x_r), f such that the exact solution of the Poisson problem solves it  (paper: Eq. (3.1)).
// points: N_r x 1.  O(N_r).  Throws ShapeError if they are not one-dimensional.
template <class T>
Condition<T> interior(Equation equation, const Poisson& solution, const Matrix<double>& points) {
    Condition<T> condition = solution.interior<T>(points);
    if (equation == Equation::cubic) {
        condition.channels = {.value = true, .second = true};
        condition.applied = [](const Jet<T>& u) {
            const Var<T> value = u.value();
            return u.second() + value * square(value);
        };
        condition.target =
            Poisson::at(points, [&](double x) { return solution.forcing(x) + std::pow(solution.exact(x), 3); });
    }
    if (equation == Equation::advection) {
        const double frequency = solution.a * std::numbers::pi;
        condition.channels = {.value = true, .directions = 1};
        condition.applied = [](const Jet<T>& u) { return u.value() * u.first(0); };
        condition.target =
            Poisson::at(points, [&](double x) { return frequency * solution.exact(x) * std::cos(frequency * x); });
    }
    return condition;
}

// {u(x_b) = g(x_b), N[u](x_r) = f(x_r)}.  Throws likewise.
template <class T>
std::vector<Condition<T>> conditions_of(Equation equation, const Poisson& solution,
                                        const Matrix<double>& boundary_points, const Matrix<double>& interior_points) {
    return {solution.boundary<T>(boundary_points), interior<T>(equation, solution, interior_points)};
}

}  // namespace pinn
