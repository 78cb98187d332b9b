// The interface between an equation and everything that uses it: kernels, losses, trainers.
//
// A boundary value problem is a list of conditions. Each says: at these points, this expression in u and its
// derivatives has these values:
//
//     A[u](x_i) = y_i,   i = 1..N        (paper: Eq. (3.1), Eq. (3.2))
//
// Its term of a loss is a sum, or mean, of w_i |A[u](x_i) - y_i|^2, and all w_i are 1 unless it says otherwise.
//
// An equation is added by one small header that returns its conditions; nothing else needs to know it. A is any
// expression, nonlinear or not, in
//
//     u.value(), u.first(k), u.second(k)      u, du/dx_k and L_k u, L_k = sum_ij a^k_ij(x) d_i d_j: by jets
//     u.derivative({0, 0, 1})                 derivatives of any order, by gradient() of gradient(): plain and slow
//     u.given(k)                              numbers that belong to the point: a coefficient, a normal, x itself
//     u.unknown(k)                            coefficients trained with the network (inverse problems)
//     u.partner()                             all of that at a second point: a pair of periodic points
//
// It reads u at one point, or pair of points, at a time.
//
// Introduced in chapter 01.
#pragma once

#include <functional>
#include <string>

#include "lib/network/mlp.hpp"

namespace pinn {

template <class T>
struct Condition {
    std::string name;       // as in the paper: "u", "r"
    Matrix<double> points;  // N x d
    // The a_i of L_0 = sum_i a_i d_i^2; none if L is not read. (Defaults at {} fail in a list of conditions, GCC 12.)
    std::vector<double> coefficients = std::vector<double>(0);
    Channels channels;                                             // what `applied` reads
    std::function<Var<T>(const Jet<T>& u)> applied;                // A[u] at the points, N x 1
    Matrix<double> target;                                         // y, N x 1
    std::vector<double> weights = std::vector<double>(0);          // w_i >= 0 of the points in a loss; none: all are 1
    std::vector<SecondOrder> parts = std::vector<SecondOrder>(0);  // L_0, L_1, ... in full, in place of `coefficients`
    Matrix<double> given = Matrix<double>(0, 0);                   // N x m, numbers that A reads at a point besides u
    Matrix<double> partners = Matrix<double>(0, 0);                // N x d, second points of pairs
};

// Whoever reads a condition asks first whether that can be done with this network. Throws ShapeError or NumericalError,
// "condition r: ...", unless there are points, of the network's dimension, whose squares are finite after scaling, and
// as many partners or none; targets N x 1 and given numbers N x m, finite; as many weights or none, finite and not
// negative; operators L_k, with finite coefficients, if they are read; and A[u](x_i) is one number that depends on u at
// x_i (and x'_i) and on nothing else that differs from point to point but what is given: a kernel is a sum over points
// only then, and data may move. To find out, A is applied to numbers that change at some points and not at others.
// O(C N log N).
template <class T>
void check_condition(const Condition<T>& condition, const MlpSettings& network, std::size_t unknowns = 0);

// The a_i of L_0, zeros for a condition without.
template <class T>
std::vector<double> coefficients_of(const Condition<T>& condition, std::size_t dimension) {
    return condition.coefficients.empty() ? std::vector<double>(dimension, 0) : condition.coefficients;
}

// The L_k, in whichever way the condition names them.
template <class T>
std::vector<SecondOrder> parts_of(const Condition<T>& condition) {
    if (condition.coefficients.empty()) return condition.parts;
    SecondOrder L;
    for (std::size_t i = 0; i < condition.coefficients.size(); ++i) L.push_back({i, i, condition.coefficients[i]});
    return {L};
}

// How u and its derivatives come about: by fused jets, by activation_jet(), or by gradient() of gradient().
enum class Route { fused, full, nested };
template <class T>
Route route_of(const Condition<T>& condition) {
    if (condition.channels.nested) return Route::nested;
    return condition.parts.empty() && condition.points.cols() <= 3 ? Route::fused : Route::full;
}

// A condition on the tape of a network: what A is applied to, and the leaves that hold what may move.
template <class T>
struct Placed {
    Jet<T> u{};
    Seed<T> seed{};                      // the points, then the partners
    std::vector<double> coefficients{};  // of the pass
    JetLayers<T> layers{};               // if they were asked for, and are jets

    // New points, partners and given numbers, as many as before.  O(N d), allocates nothing.
    void move(const MlpOnTape<T>& network, const Condition<T>& condition) const;
};

// Records u at the points, in a pass of its own; with `layers` by forward_jet_layers().  O(C N P).
template <class T>
Placed<T> place(const MlpOnTape<T>& network, const Condition<T>& condition, bool layers = false);
// Records given numbers and unknowns for a jet.
template <class T>
void attach(const MlpOnTape<T>& network, const Condition<T>& condition, Jet<T>& u);

// What of a condition stays when it has been recorded; points, partners, given numbers and targets may change. (So may
// nothing that `applied` captures: two functions cannot be compared.)
struct RecordedCondition {
    std::string name;
    std::vector<double> coefficients;
    std::vector<SecondOrder> parts;
    Channels channels;
    Shape points, given, partners;
    std::vector<double> weights;
};
template <class T>
RecordedCondition recorded(const Condition<T>& condition) {
    return {condition.name,
            condition.coefficients,
            condition.parts,
            condition.channels,
            condition.points.shape(),
            condition.given.shape(),
            condition.partners.shape(),
            condition.weights};
}

// Are the data new ones of what was recorded?  O(N d), allocates nothing unless it throws: ShapeError unless they are
// as many as before, NumericalError if name, channels, L_k or weights of the points are others, and both as
// check_condition() does.
template <class T>
void check_new_data(const Condition<T>& condition, const RecordedCondition& before, const MlpSettings& network);

}  // namespace pinn
