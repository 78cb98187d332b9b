// Multilayer perceptrons with tanh, in every parameterization of the paper and its code.
//
//     g^(h) = factor_h f^(h) W^(h) + b^(h),   f^(h+1) = tanh g^(h),   f^(0) = (x - mean) / deviation,   u = g^(L)
//
// Points are rows: f^(h) is N x d_h, W^(h) is d_h x d_(h+1), b^(h) is 1 x d_(h+1)  (paper: Eq. (2.1), transposed).
// The parameterization and the scaling of the inputs decide the paper's figures, so both are always written out:
//
//     ntk        W, b ~ N(0, 1)                                      factor 1/sqrt(d_h)     (paper: Eq. (2.1))
//     standard   W ~ N(0, 1/d_h), b ~ N(0, 1)                        factor 1               (the authors' Poisson code)
//     glorot     W ~ N(0, 2/(d_h + d_(h+1))), b = 0                  factor 1               (paper: Section 7.3)
//
// Between the scaled x and the first layer there may be Fourier features, which are not trained:
// f^(0) = [cos(2 pi z B^T), sin(2 pi z B^T)] with z = (x - mean) / deviation.
//
// At initialization ntk and standard are the same random function of x; their kernels and their training differ.
//
// Unknown coefficients of an equation, c_1, ..., c_m, are trained with the network: they belong to theta and not to u.
//
// Introduced in chapter 01; features in chapter 09.
#pragma once

#include "lib/autodiff/jet.hpp"
#include "lib/foundation/random.hpp"

namespace pinn {

enum class Parameterization { ntk, standard, glorot };

// The network sees (x - mean) / deviation, one pair per dimension.
struct InputScaling {
    std::vector<double> mean;
    std::vector<double> deviation;

    // x itself.
    static InputScaling raw(std::size_t dimension);
    // Mean and population standard deviation of the points, per dimension.  points: N x d.  O(N d).
    // Throws NumericalError unless every deviation is finite and above N eps max|x|, what rounding makes of a constant.
    static InputScaling z_scored(const Matrix<double>& points);
    bool operator==(const InputScaling&) const = default;
};

// z -> [cos(2 pi z B^T), sin(2 pi z B^T)]: 2 m features of frequencies B, m x d; none if B is empty.
// Reference: Tancik et al., arXiv 2006.10739; for PINNs Wang, Wang and Perdikaris, arXiv 2012.10047.
struct FourierFeatures {
    Matrix<double> B;

    // B_jk ~ N(0, scale^2).
    static FourierFeatures gaussian(std::size_t m, std::size_t dimension, double scale, Random& random);
    bool none() const { return B.rows() == 0; }
    bool operator==(const FourierFeatures&) const = default;
};

struct MlpSettings {
    std::vector<std::size_t> widths;  // d_0, ..., d_L, outputs: {1, 100, 1} has one hidden layer of 100
    Parameterization parameterization;
    InputScaling scaling;                                          // of x
    FourierFeatures features{};                                    // with them d_0 = 2 m
    std::size_t dimension() const { return scaling.mean.size(); }  // of x
    bool operator==(const MlpSettings&) const = default;
};

template <class T>
class Mlp {
  public:
    // Draws W^(0), b^(0), W^(1), ... in this order, row by row.  Throws ShapeError if there is no hidden layer, a
    // width is 0, or scaling and features do not fit d_0; NumericalError unless means are finite and deviations finite
    // and positive.
    Mlp(MlpSettings settings, Random& random);

    const MlpSettings& settings() const { return settings_; }
    std::size_t layers() const { return weights.size(); }
    std::size_t parameter_count() const;
    double factor(std::size_t layer) const;  // the factor in front of f W

    // u(x) for the rows of x, by plain products.  x: N x d.  Returns N x outputs.  O(N P).  Throws ShapeError if x has
    // other columns, or there are not as many biases as weights.
    Matrix<T> operator()(const Matrix<double>& x) const;

    std::vector<Matrix<T>> weights;  // W^(h): d_h x d_(h+1)
    std::vector<Matrix<T>> biases;   // b^(h): 1 x d_(h+1)
    Matrix<T> unknowns;              // c: 1 x m, or none; a first guess to begin with

  private:
    MlpSettings settings_;
};

// Where a pass begins for so many points: a stack, and a leaf where points may move. Its first rows are of the points:
// what the first layer sees of them, or x scaled, or x itself.
enum class SeedOf { first_layer, scaled, raw };
template <class T>
struct Seed {
    Var<T> stack;
    std::size_t points = 0;
    SeedOf of = SeedOf::first_layer;
};

// What one pass of jets leaves behind at every layer h = 0..L, all points and channels stacked: the inputs f^(h) and
// the pre-activations g^(h). The last pre-activation is the output.
template <class T>
struct JetLayers {
    std::vector<Jet<T>> inputs{};
    std::vector<Jet<T>> preactivations{};
    Seed<T> seed{};  // what the pass begins with, a leaf
};

// A network whose parameters are leaves of a tape.
template <class T>
class MlpOnTape {
  public:
    // Throws NumericalError if a parameter is not finite.
    MlpOnTape(Tape<T>& tape, const Mlp<T>& network);

    const MlpSettings& settings() const { return initial_.settings(); }

    // theta in the order W^(0), b^(0), W^(1), b^(1), ..., and c last if there are unknowns.
    const std::vector<Var<T>>& parameters() const { return parameters_; }
    std::size_t unknown_count() const { return initial_.unknowns.size(); }
    // c for each of n points: n x m.  Throws std::out_of_range if there are no unknowns.
    Var<T> unknowns(std::size_t n) const { return broadcast_row(parameters_.at(2 * initial_.layers()), n); }
    // Takes over the present parameters of a network on another tape; the nodes of this one are stale until its
    // evaluate().  O(P), allocates nothing.  Throws ShapeError if the networks differ in shape, NumericalError if they
    // differ in parameterization, scaling or features.
    void assign(const MlpOnTape& other) const;
    double factor(std::size_t layer) const { return initial_.factor(layer); }

    // u(x) by the tape's own operators, for derivatives of any order by gradient().  x: N x d.  O(N P).
    Var<T> forward(Var<T> x) const;

    // u, its first derivatives and L u by jets, at constant points; computes what `wanted` names.  points: N x d;
    // coefficients: the a_i of L.  O(C N P), C channels.  Throws ShapeError if they are not for the network's
    // dimension.
    Jet<T> forward_jet(const Matrix<double>& points, const std::vector<double>& coefficients, Channels wanted) const;
    // One pass for groups of points that want different channels, with one product per layer: a jet for each group, of
    // its points. Rows are saved where those that carry a channel are neighbours: groups that want L first, then by
    // falling number of directions.  Throws likewise, and if the groups are not within the points of the seed.
    std::vector<Jet<T>> forward_jets(const Seed<T>& seed, const std::vector<double>& coefficients,
                                     const std::vector<PointGroup>& groups) const;

    // What the first layer sees of the points, as a leaf: points may move.  points: N x d.  Without features the
    // seeded_stack() of the scaled points, (N + d) x d, of any coefficients; with features values, derivatives and L of
    // each, (2 + d) N x d_0, d <= 3.  O(N d d_0).  Throws ShapeError if points or coefficients do not fit.
    Seed<T> seed(const Matrix<double>& points, const std::vector<double>& coefficients) const;
    // Points first, first + 1, ... of a seed become new ones. Allocates nothing.  Throws ShapeError if they do not fit.
    void move_points(const Seed<T>& seed, const std::vector<double>& coefficients, std::size_t first,
                     const Matrix<double>& points) const;

    // The same pass with every layer kept, and every channel at every point from the first layer on, so that adjoints
    // of pre-activations belong to one point each; the first stack is a leaf.  O(C N P) time, O(C N (d_0 + ... + d_L))
    // memory.
    JetLayers<T> forward_jet_layers(const Matrix<double>& points, const std::vector<double>& coefficients,
                                    Channels wanted) const;
    // The same by activation_jet(): any operators of second order, in any dimension. `given`: the numbers of the points
    // that their coefficients are read from, N x m.
    JetLayers<T> forward_jet_layers(const Matrix<double>& points, const std::vector<SecondOrder>& parts,
                                    Channels wanted, Var<T> given) const;

    // The parameters' present values as a network of its own.
    Mlp<T> network() const;

  private:
    Var<T> layers(Var<T> f) const;  // u, from f^(0)
    // activation(g, is it the last?) makes the next f.
    template <class Activation>
    JetLayers<T> keep_layers(const Seed<T>& seed, Jet<T> f, const Activation& activation) const;
    bool featured() const { return !initial_.settings().features.none(); }
    Matrix<T> seed_stack(const Matrix<double>& points, const std::vector<double>& coefficients) const;
    void write_seed(MatrixView<T> stack, const Seed<T>& seed, const std::vector<double>& coefficients,
                    std::size_t first, const Matrix<double>& points) const;
    Var<T> phases(Var<T> z) const;  // 2 pi z B^T
    Var<T> weight(std::size_t layer) const { return parameters_[2 * layer]; }
    Var<T> bias(std::size_t layer) const { return parameters_[2 * layer + 1]; }

    Tape<T>* tape_;
    Mlp<T> initial_;
    std::vector<Var<T>> parameters_;
};

}  // namespace pinn
