// What is known before training: the network, the errors and data of its problem, and its kernel.
//
// The data are y = o(0) - s e(0): the paper's for s = 1, and for a small s a problem of the same direction whose error
// is small from the start. K moves because there is an error to fit, so with a small s it stands still.
//
// All vectors over training points are D^{1/2} v, copies counted (PoissonExperiment).
#pragma once

#include <set>
#include <vector>

#include "lib/dense/vector.hpp"
#include "lib/kernel/dynamics.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/spectrum/one_sided_jacobi.hpp"
#include "lib/training/poisson_experiment.hpp"

namespace pinn::spectral {

// 1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, ... up to `last`, which ends the list, and the steps of `also` before it.
inline std::vector<std::size_t> logarithmic_steps(std::size_t last, const std::vector<std::size_t>& also = {}) {
    std::set<std::size_t> steps(also.begin(), also.end());
    for (std::size_t decade = 1; decade < last; decade *= 10) {
        for (const std::size_t tenths : {10, 15, 20, 30, 50, 70}) steps.insert(tenths * decade / 10);
    }
    steps.insert(last);
    return {steps.begin(), ++steps.find(last)};
}

inline std::vector<double> minus(std::vector<double> v, const std::vector<double>& w) {
    for (std::size_t i = 0; i < v.size(); ++i) v[i] -= w[i];
    return v;
}

// The targets of all conditions, one after the other.
inline std::vector<double> targets(const std::vector<Condition<double>>& conditions) {
    std::vector<double> y;
    for (const auto& condition : conditions) std::ranges::copy(condition.target.values(), std::back_inserter(y));
    return y;
}

struct Initial {
    Mlp<double> network;
    std::vector<Condition<double>> conditions;  // with the targets y = o(0) - s e(0)
    std::vector<double> error, data;            // D^{1/2} s e(0) and D^{1/2} y
    Matrix<double> J;                           // D^{1/2} J
    EigenDecomposition<double> K;               // of D^{1/2} J J^T D^{1/2}

    Initial(const PoissonExperiment& experiment, const Setting& setting, std::size_t width, std::uint64_t seed,
            double s)
        : network(experiment.network(setting, 1, width, seed)),
          conditions(experiment.conditions()),
          error(errors(network, conditions)),
          J(experiment.rows_with_copies(experiment.jacobian(network))),
          K(kernel_spectrum(J)) {
        move_targets(conditions, 1 - s, error);  // o(0) - s e(0), as o(0) = y + e(0)
        for (double& e : error) e *= s;
        error = experiment.with_copies(error);
        data = experiment.with_copies(targets(conditions));
    }
};

}  // namespace pinn::spectral
