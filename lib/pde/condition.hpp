// The interface between an equation and everything that uses it: kernels, losses, trainers.
//
// A boundary value problem is a list of conditions. Each says: at these points, this expression in u and its
// derivatives has these values:
//
//     A[u](x_i) = y_i,   i = 1..N        (paper: Eq. (3.1), Eq. (3.2))
//
// Its term of a loss is a sum, or mean, of w_i |A[u](x_i) - y_i|^2, and all w_i are 1 unless it says otherwise.
//
// An equation is added by one small header that returns its conditions; nothing else needs to know it. A is made of u,
// its first derivatives and one operator L without mixed derivatives, in 1 to 3 dimensions; it may be nonlinear, but
// its coefficients do not depend on x, and it reads u at one point at a time.
//
// Introduced in chapter 01.
#pragma once

#include <functional>
#include <string>

#include "lib/network/mlp.hpp"

namespace pinn {

template <class T>
struct Condition {
    std::string name;                                // as in the paper: "u", "r"
    Matrix<double> points;                           // N x d
    std::vector<double> coefficients;                // the a_i of L = sum_i a_i d_i^2; may be none if L is not read
    Channels channels;                               // what `applied` reads
    std::function<Var<T>(const Jet<T>& u)> applied;  // A[u] at the points, N x 1
    Matrix<double> target;                           // y, N x 1
    // w_i >= 0 of the points in a loss; none: all are 1. (At {} GCC 12 fails in a list of conditions.)
    std::vector<double> weights = std::vector<double>(0);
};

// Whoever reads a condition asks first whether that can be done with this network. Throws ShapeError or NumericalError,
// "condition r: ...", unless there are points, of the network's dimension, whose squares are finite after scaling;
// targets N x 1, finite; as many weights or none, finite and not negative; coefficients of L, finite, if L is read; and
// A[u](x_i) is one number that depends on u at x_i and on nothing else that differs from point to point: a kernel is a
// sum over points only then, and data may move. To find out, A is applied to numbers that change at some points and not
// at others.  O(C N log N).
template <class T>
void check_condition(const Condition<T>& condition, const MlpSettings& network);

// What of a condition stays when it has been recorded; points and targets may change. (So may nothing that `applied`
// reads: two functions cannot be compared.)
struct RecordedCondition {
    std::string name;
    std::vector<double> coefficients;
    Channels channels;
    std::size_t points;
    std::vector<double> weights;
    bool operator==(const RecordedCondition&) const = default;
};
template <class T>
RecordedCondition recorded(const Condition<T>& condition) {
    return {condition.name, condition.coefficients, condition.channels, condition.points.rows(), condition.weights};
}

// Are the points and targets new ones of what was recorded?  O(N d), allocates nothing unless it throws: ShapeError
// unless they are as many as before, NumericalError if name, channels, coefficients of L or weights of the points are
// others, and both as check_condition() does.
template <class T>
void check_new_data(const Condition<T>& condition, const RecordedCondition& before, const MlpSettings& network);

// The a_i of L, zeros for a condition without.
template <class T>
std::vector<double> coefficients_of(const Condition<T>& condition, std::size_t dimension);

}  // namespace pinn
