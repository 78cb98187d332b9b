// What Lemma 3.1 names: outputs and targets, and the kernel of a network at initialization.
#pragma once

#include <vector>

#include "lib/dense/vector.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/pde/nonlinear.hpp"
#include "lib/spectrum/jacobi.hpp"

namespace pinn {

// A network of NTK parameterization on raw inputs: the setting of Section 4.
inline Mlp<double> network_of(std::size_t hidden_layers, std::size_t width, std::uint64_t seed) {
    std::vector<std::size_t> widths(hidden_layers + 2, width);
    widths.front() = widths.back() = 1;
    Random random(seed);
    return {{widths, Parameterization::ntk, InputScaling::raw(1)}, random};
}

// ---- The two sides of Lemma 3.1 -------------------------------------------------------------------------------------

using Vector = std::vector<double>;

// [u(x_b); N[u](x_r)], evaluated afresh: nothing here knows of K.
inline Vector outputs(const Mlp<double>& network, const std::vector<Condition<double>>& conditions) {
    Vector stacked;
    Tape<double> tape;
    const MlpOnTape<double> u(tape, network);
    for (const Condition<double>& condition : conditions) {
        const Matrix<double> values(
            condition.applied(u.forward_jet(condition.points, condition.coefficients, condition.channels)).value());
        stacked.insert(stacked.end(), values.values().begin(), values.values().end());
    }
    return stacked;
}

// [g(x_b); f(x_r)]
inline Vector targets(const std::vector<Condition<double>>& conditions) {
    Vector stacked;
    for (const Condition<double>& condition : conditions) {
        stacked.insert(stacked.end(), condition.target.values().begin(), condition.target.values().end());
    }
    return stacked;
}

// - K (output - y): the right-hand side of paper: Eq. (3.8).
inline void predicted_velocity(const Matrix<double>& K, const double* output, const Vector& y, double* velocity) {
    for (std::size_t i = 0; i < y.size(); ++i) {
        velocity[i] = 0;
        for (std::size_t j = 0; j < y.size(); ++j) velocity[i] -= K(i, j) * (output[j] - y[j]);
    }
}

// A network at initialization with everything that the lemma names.
struct Start {
    Mlp<double> network;
    std::vector<Condition<double>> conditions;
    Matrix<double> K = kernel(network, conditions);
    Vector y = targets(conditions);
    Vector output = outputs(network, conditions);
    double error = distance(output, y);
    double lambda_max = jacobi(K, {.vectors = false}).values.front();
};

}  // namespace pinn
