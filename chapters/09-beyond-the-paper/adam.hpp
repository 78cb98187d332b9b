// The kernel that Adam sees, along the wave run of chapter 08.
//
// Between two of its steps, momentum left aside, Adam moves theta by -eta diag(p) grad L, p = 1/(sqrt(v) + epsilon), v
// the running mean of squared gradients. So the errors move by d/dt e = -J diag(p) J^T D e, and what the paper says of
// K D (Eq. (7.12)) Adam does with J diag(p) J^T in the place of K.
#pragma once

#include <cmath>
#include <filesystem>
#include <vector>

#include "chapters/08-wave-equation/kernels.hpp"
#include "chapters/08-wave-equation/run.hpp"
#include "lib/training/checkpoint.hpp"

namespace pinn::adam {

// p of every parameter after the steps of a state, v with its correction for the start: v / (1 - beta2^t).
template <class T>
std::vector<Matrix<double>> scales(const TrainerState<T>& state, const Mlp<double>& network, const Adam& rule = {}) {
    const double correction = 1 - std::pow(rule.beta2, static_cast<double>(state.steps_done));
    std::vector<Matrix<double>> p;
    for (std::size_t layer = 0; layer < network.layers(); ++layer) {
        for (const Shape shape : {network.weights[layer].shape(), network.biases[layer].shape()}) {
            const AlignedVector<T>& v = state.moments.at(p.size()).second;
            Matrix<double>& of = p.emplace_back(shape);
            check_shapes(v.size() == of.size(), "scales", shape, {v.size(), 1});
            for (std::size_t k = 0; k < v.size(); ++k) {
                of.values()[k] = 1 / (std::sqrt(static_cast<double>(v[k]) / correction) + rule.epsilon);
            }
        }
    }
    return p;
}

// One kernel with the weights of the loss in it.
struct Seen {
    std::vector<double> spectrum;  // of K D, descending
    std::vector<double> pull;      // lambda_k Tr K_kk of the three terms

    // The largest pull over the smallest: 1 is what Algorithm 1 wants.
    double imbalance() const { return std::ranges::max(pull) / std::ranges::min(pull); }
    // The eigenvalue at this share of the spectrum, over the largest.
    double at(double share) const {
        return spectrum[static_cast<std::size_t>(share * static_cast<double>(spectrum.size()))] / spectrum[0];
    }
};

inline Seen seen(const Matrix<double>& K, const std::vector<Condition<double>>& points,
                 const std::vector<double>& lambda) {
    Seen found{wave::weighted_spectrum(K, points, lambda), {}};
    std::size_t row = 0;
    for (std::size_t k = 0; k < points.size(); ++k) {
        double trace = 0;
        for (std::size_t i = 0; i < points[k].points.rows(); ++i, ++row) trace += K(row, row);
        found.pull.push_back(lambda[k] * trace);
    }
    return found;
}

// At a kept step of a run: what gradient descent would see, and what Adam sees.
struct Look {
    std::size_t step;
    Seen plain, adam;
};

inline Look look(const wave::Run& run, std::size_t step, const std::vector<Condition<double>>& points) {
    const wave::RunState state = run.at(step);
    const std::vector<Matrix<double>> p = scales(read_checkpoint<float>(run.kept_path(step)).trainer, state.network);
    return {step, seen(kernel(state.network, points), points, state.lambda),
            seen(scaled_kernel(state.network, points, p), points, state.lambda)};
}

}  // namespace pinn::adam
