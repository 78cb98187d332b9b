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
//     u.given(k)                              numbers that belong to the point, or pair: a coefficient, a normal, x
//     u.unknown(k)                            coefficients trained with the network (inverse problems)
//     u.partner()                             u and its derivatives at a second point: a pair of periodic points
//
// made of + - * / of these and of numbers, tanh, sin, cos, exp, log, square. It reads u at one point, or pair of
// points, at a time. It is recorded once: what it computes from .value() of any of them is a constant ever after.
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
// "condition r: ...", unless it has a name; points, of the network's dimension, whose squares are finite after scaling,
// and as many partners, not all of them the points themselves, or none; targets N x 1 and given numbers N x m, finite;
// as many weights or none, finite, not negative and not all 0; operators L_k, with finite coefficients, if they are
// read; and A[u](x_i) is one number that depends on u at x_i (and x'_i), or on unknowns, and on nothing else that
// differs from point to point but what is given: a kernel is a sum over points only then, and data may move. To find
// out, A is recorded at numbers that stand in for u, and has to give the same when these move as when it is recorded
// anew, and the same at some of the points as at all of them.
// Returns which unknowns it reads.  O(C N); where derivatives are nested, at 12 points or less.
template <class T>
std::vector<bool> check_condition(const Condition<T>& condition, const MlpSettings& network, std::size_t unknowns = 0);

// Was that done before? A training checks once, not in every step.
enum class Check { needed, done };

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

// Are the data new ones of what was recorded? Points, partners, given numbers and targets may change.  O(N d),
// allocates nothing unless it throws: ShapeError unless they are as many as before, NumericalError if name, channels,
// L_k, weights of the points or the type of `applied` are others (numbers that it captures are not seen), and both as
// check_condition() does.
template <class T>
void check_new_data(const Condition<T>& condition, const Condition<T>& before, const MlpSettings& network);

}  // namespace pinn
