// The experiments of paper: Section 7.1 and Section 7.2: one Poisson problem, its points, and every way to read them.
//
// The text and the authors' code differ in the parameterization, the inputs and the loss, and the figures depend on
// all three; a Setting names one combination. The points are the paper's: 100 equispaced ones of [0, 1], ends included,
// and the two ends, 50 times each.
//
// The one idea: 50 copies of an end are one row of weight 50. The loss is the same, and so are the nonzero eigenvalues
// of the kernel, K = D^{1/2} J J^T D^{1/2} with D = diag(weight) over 102 rows, without its 98 zeros.
//
// Introduced in chapter 05; chapter 06 builds on it.
#pragma once

#include <string>

#include "lib/network/mlp.hpp"
#include "lib/pde/poisson.hpp"
#include "lib/pde/sampling.hpp"
#include "lib/training/loss.hpp"

namespace pinn {

// One way to read Section 7. The text: ntk, raw (it does not speak of scaling) and half sums or half means. The code:
// standard, z-scored, means.
struct Setting {
    Parameterization parameterization;
    bool z_scored;
    LossConvention loss;

    std::string name() const;  // "NTK, z-scored, half sums"
    bool operator==(const Setting&) const = default;
};

struct PoissonExperiment {
    Poisson problem;  // a = 1 in Section 7.1, 4 in Section 7.2
    double copies = 50;
    Matrix<double> ends = repeated_ends(1, 0, 1);
    Matrix<double> interior = equispaced(100, 0, 1);

    std::size_t rows() const { return ends.rows() + interior.rows(); }

    // {u at the ends, u_xx at the interior points}: rows of J and K are in this order.
    template <class T = double>
    std::vector<Condition<T>> conditions() const {
        return {problem.boundary<T>(ends), problem.interior<T>(interior)};
    }

    // The network of one seed.  O(P).
    template <class T = double>
    Mlp<T> network(const Setting& setting, std::size_t hidden_layers, std::size_t width, std::uint64_t seed) const {
        Random random(seed);
        std::vector<std::size_t> widths(hidden_layers + 2, width);
        widths.front() = widths.back() = 1;
        return {{widths, setting.parameterization, scaling(setting)}, random};
    }
    InputScaling scaling(const Setting& setting) const {
        return setting.z_scored ? InputScaling::z_scored(interior) : InputScaling::raw(1);
    }

    // {lambda_b, 1} for a loss over two ends to be the loss over all their copies: sums count the copies, means do not.
    std::vector<double> lambda(const Setting& setting, double lambda_b = 1) const;

    // sqrt(weight) of row i: D^{1/2}.
    double root_weight(std::size_t i) const;

    // D^{1/2} v, D^{1/2} K D^{1/2} and D^{1/2} J for v over, K between and J with one row per point: what counts the
    // copies.
    std::vector<double> with_copies(std::vector<double> v) const;
    Matrix<double> with_copies(Matrix<double> K) const;
    Matrix<double> rows_with_copies(Matrix<double> J) const;

    // J_u over J_r, each row once.  102 x P.  O(P) a row.
    Matrix<double> jacobian(const Mlp<double>& network) const;
};

// A_k[u](x_i) - y_i for all points of all conditions, in their order.  O(N P).  Throws as check_condition() does.
std::vector<double> errors(const Mlp<double>& network, const std::vector<Condition<double>>& conditions);

// y_i += factor v_i for all points of all conditions, in their order: with v = errors() of a network and the factor
// 1 - s, its errors are s times what they were.  O(N).  Throws ShapeError unless there is one v_i for each point.
void move_targets(std::vector<Condition<double>>& conditions, double factor, const std::vector<double>& v);

}  // namespace pinn
