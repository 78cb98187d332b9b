// Derivatives in x carried through a network beside the values: the fast route to u_xx.
//
// For a second-order operator L = sum_i a_i d_i^2 every quantity g of a network travels with its *channels*: the value
// g, the first derivatives g_i, and the one combination Lg that is needed. An affine layer acts on each channel alike,
// so all channels of all points are stacked below each other and a layer is one product. An activation mixes them:
//
//     sigma(g)_i = sigma'(g) g_i,      L sigma(g) = sigma'(g) Lg + sigma''(g) sum_i a_i g_i^2 .
//
// With t = tanh g, sigma' = 1 - t^2 and sigma'' = -2 t sigma': the reverse sweep has no transcendental function.
//
// Storage: a stack is one block of rows for each channel, [value; first derivatives; L], a row for each point that
// carries it: (C N) x width if N points carry C channels. Points with other needs share a stack, in which a boundary
// point is one row and an interior point four, and a layer stays one product; a JetLayout says which points carry what.
// In front of the first activation the derivatives are the same at every point and Lg = 0, so there the stack is
// *seeded*: N rows of values, then one row per direction.
// Cost: one fused pass over the stack forwards, one backwards. The fused adjoint has no derivative rule: gradients of
// gradients through it are refused (std::logic_error); for those there is the tape itself, which gives the same
// numbers.
//
// The fused pass is for one L without mixed derivatives in 1 to 3 dimensions. The same rule in full, by operators of
// the tape, is activation_jet(): any activation, any number of operators L_k = sum_ij a^k_ij(x) d_i d_j, any dimension.
//
// Introduced in chapter 01; points that carry different channels in chapter 08.
#pragma once

#include <array>
#include <initializer_list>
#include <vector>

#include "lib/autodiff/operators.hpp"

namespace pinn {

// A set of the channels that travel: the value g, the first derivatives g_k in the
// directions 0 .. directions - 1, and L_k g for k < second; `true` is one of them. `nested`: none of them travels, and
// derivatives of any order are taken where they are read.
struct Channels {
    bool value = false;
    std::size_t directions = 0;
    std::size_t second = 0;
    bool nested = false;
    bool operator==(const Channels&) const = default;
};

// L = sum over terms of a c d_i d_j, where c is 1, or the number `given` of those that belong to a point. A pair i != j
// stands once: u_xy is {{0, 1}}.
struct SecondTerm {
    static constexpr std::size_t constant = SIZE_MAX;
    std::size_t i, j;
    double a = 1;
    std::size_t given = constant;
    bool operator==(const SecondTerm&) const = default;
};
using SecondOrder = std::vector<SecondTerm>;

inline Channels every_channel(std::size_t dimension) {
    return {.value = true, .directions = dimension, .second = true};
}

// Points first .. first + count - 1.
struct PointRange {
    std::size_t first = 0;
    std::size_t count = 0;

    std::size_t end() const { return first + count; }
    bool contains(std::size_t i) const { return first <= i && i - first < count; }
    bool contains(PointRange other) const {
        return other.count == 0 || (first <= other.first && in_range(other.first - first, other.count, count));
    }
    // The shortest range that contains both.
    PointRange hull(PointRange other) const;
    bool operator==(const PointRange&) const = default;
};

// The points that carry a channel, and the row of the first of them.
struct JetBlock {
    PointRange points;
    std::size_t row = 0;
};

// Which points carry which channel in a stack of jets: the blocks of its rows, in this order.
struct JetLayout {
    PointRange value;
    std::vector<PointRange> directions, second;

    std::size_t rows() const;
    // Of g_k and L_k g; of no points where there is none.
    JetBlock block_of_direction(std::size_t k) const;
    JetBlock block_of_second(std::size_t k) const;
    bool operator==(const JetLayout&) const = default;
};

// Points first .. first + count - 1 of a stack, and what is wanted of them.
struct PointGroup {
    PointRange points;
    Channels wanted;
};

// The channels that N points carry alike in d dimensions.  Throws ShapeError unless directions <= d.
JetLayout uniform_layout(Channels channels, std::size_t points, std::size_t dimension);

// For each channel the shortest range of points that contains every group that wants it: what an output needs.
// Throws ShapeError for a range that ends beyond the largest index.
JetLayout wanted_layout(const std::vector<PointGroup>& groups);

// What N points have to carry through hidden layers for that: all their values, and every direction for an L.
JetLayout carried_layout(const std::vector<PointGroup>& groups, std::size_t points, std::size_t dimension);

// The same for one L in up to 3 dimensions, as the fused pass reads it.
struct FusedLayout {
    JetBlock value;
    std::array<JetBlock, 3> directions;
    JetBlock second;
};

// What an operator on stacks is recorded with.
struct JetAttributes {
    std::size_t points;  // N
    bool seeded;         // the input is [values; one row per direction]
    FusedLayout input, output;
    std::vector<double> coefficients;  // the a_i of L = sum_i a_i d_i^2
};

// Some points of a stack. The blocks of a channel are views, one row for each of `points`. Whatever is read and not
// there throws ShapeError: "u.first(1) is not there; accepted with .channels = {.directions = 2}".
template <class T>
struct Jet {
    Var<T> stack;
    JetLayout layout;
    std::size_t dimension = 0;
    PointRange points;

    PointRange partners{};              // second points of pairs, in the stack
    Var<T> given_all{}, unknown_all{};  // numbers that belong to the points, and coefficients that are trained: N x m
    Var<T> x{};                         // nested: what u is differentiated by, a leaf; `stack` is u itself,
    std::vector<SecondOrder> parts{};   //     and these are the L_k

    Var<T> value() const;
    Var<T> first(std::size_t direction) const;
    Var<T> second(std::size_t k = 0) const;  // L_k
    // d/dx_a d/dx_b ... u for {a, b, ...}, by gradient() of gradient(): for nested jets. With each order the tape
    // doubles and a step takes three times as long (bench/orders.cpp).
    Var<T> derivative(const std::vector<std::size_t>& directions) const;
    Jet partner() const;  // u at the second points; given numbers stay those of the pair
    // One of the numbers given at the points; c_k, N times.  N x 1.
    Var<T> given(std::size_t k) const;
    Var<T> unknown(std::size_t k) const;
};

// A stack of N points with the same channels.  Throws ShapeError if it has another number of rows.
template <class T>
Jet<T> uniform_jet(Var<T> stack, std::size_t points, std::size_t dimension, Channels channels);

// The channels of x itself, scaled: row i = (x_i - mean) / deviation, then the d rows of the diagonal matrix
// 1/deviation, the derivatives of the scaled coordinates.  points: N x d, result (N + d) x d.  Throws ShapeError.
template <class T>
Matrix<T> seeded_stack(const Matrix<double>& points, const std::vector<double>& mean,
                       const std::vector<double>& deviation);

// The same with every channel of `carried` at every point: N rows for each block, second derivatives zero.
// Result (C N) x d.  Throws ShapeError.
template <class T>
Matrix<T> full_stack(const Matrix<double>& points, const std::vector<double>& mean,
                     const std::vector<double>& deviation, Channels carried);

// tanh of a seeded stack g = [values; rows of directions], (N + d) x width; keeps only the channels asked for.
// coefficients: the a_i of L, one for each of 1 to 3 dimensions.  O(N d width).  Throws ShapeError.
template <class T>
Jet<T> tanh_jet_seeded(Var<T> g, const std::vector<double>& coefficients, const JetLayout& wanted);
template <class T>
Jet<T> tanh_jet_seeded(Var<T> g, const std::vector<double>& coefficients, Channels wanted);

// tanh of a stack whose points carry what is wanted of them, their value, and every direction where L is wanted.
// O(N d width).  Throws ShapeError if they do not.
template <class T>
Jet<T> tanh_jet(const Jet<T>& g, const std::vector<double>& coefficients, const JetLayout& wanted);
template <class T>
Jet<T> tanh_jet(const Jet<T>& g, const std::vector<double>& coefficients, Channels wanted);

// y = sigma(g), g's values with sigma applied by operators of the tape: with the channels asked for, the jet
//     [y;  y' g_k;  y' L_k g + y'' sum a_ij g_i g_j],   y' = gradient(sum(y), g), y'' likewise,
// L_k of `parts`, their coefficients at the points in `given`. All points of g carry the same channels. A step takes
// about three times that of the fused pass; may be differentiated again.  O(C N width), C channels.  Throws ShapeError.
template <class T>
Jet<T> activation_jet(const Jet<T>& g, Var<T> (*sigma)(Var<T>), const std::vector<SecondOrder>& parts, Var<T> given,
                      Channels wanted);

// factor g w, plus the bias on the values.  O(C N k width).  Throws ShapeError.
template <class T>
Jet<T> affine_jet(const Jet<T>& g, Var<T> w, Var<T> bias, double factor) {
    return {affine(g.stack, w, bias, factor, g.layout.value.count), g.layout, g.dimension, g.points};
}

}  // namespace pinn
