// The kernel that Adam sees.
//
// Between two of its steps, momentum left aside, Adam moves theta by -eta diag(p) grad L, p = 1/(sqrt(v) + epsilon), v
// the running mean of squared gradients. So the errors move by d/dt e = -J diag(p) J^T D e, and what the paper says of
// K D (Eq. (7.12)) Adam does with J diag(p) J^T instead of K.
#pragma once

#include <cmath>
#include <vector>

#include "lib/network/mlp.hpp"
#include "lib/training/trainer.hpp"

namespace pinn::beyond {

// p of every parameter after the steps of a state, v with its correction for the start: v / (1 - beta2^t).
template <class T>
std::vector<Matrix<double>> adam_scales(const TrainerState<T>& state, const Mlp<double>& network,
                                        const Adam& rule = {}) {
    const double correction = 1 - std::pow(rule.beta2, static_cast<double>(state.steps_done));
    std::vector<Matrix<double>> p;
    for (std::size_t layer = 0; layer < network.layers(); ++layer) {
        for (const Shape shape : {network.weights[layer].shape(), network.biases[layer].shape()}) {
            const AlignedVector<T>& v = state.moments.at(p.size()).second;
            Matrix<double>& of = p.emplace_back(shape);
            check_shapes(v.size() == of.size(), "adam_scales", shape, {v.size(), 1});
            for (std::size_t k = 0; k < v.size(); ++k) {
                of.values()[k] = 1 / (std::sqrt(static_cast<double>(v[k]) / correction) + rule.epsilon);
            }
        }
    }
    return p;
}

}  // namespace pinn::beyond
