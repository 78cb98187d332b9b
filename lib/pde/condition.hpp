// The interface between an equation and everything that uses it: kernels, losses, trainers.
//
// A boundary value problem is a list of conditions. Each says: at these points, this expression in u and its
// derivatives has these values:
//
//     A[u](x_i) = y_i,   i = 1..N        (paper: Eq. (3.1), Eq. (3.2))
//
// An equation is added by one small header that returns its conditions; nothing else needs to know it. A is made of u,
// its first derivatives and one operator L without mixed derivatives, in 1 to 3 dimensions; it may be nonlinear, but
// its coefficients do not depend on x.
//
// Introduced in chapter 01.
#pragma once

#include <functional>
#include <string>

#include "lib/autodiff/jet.hpp"

namespace pinn {

template <class T>
struct Condition {
    std::string name;                                // as in the paper: "u", "r"
    Matrix<double> points;                           // N x d
    std::vector<double> coefficients;                // the a_i of L = sum_i a_i d_i^2, in the units of x
    Channels channels;                               // what `applied` reads
    std::function<Var<T>(const Jet<T>& u)> applied;  // A[u] at the points, N x 1
    Matrix<double> target;                           // y, N x 1
    // So many of the first points are, wherever they move, all those of the condition that is made to stand next in a
    // list: a loss evaluates them once if it does.
    std::size_t shared_points = 0;
};

}  // namespace pinn
