// The kernels of the three terms along a training: where they are looked at, and K~ of the weighted loss.
//
// Jacobians of this network would take 500,000 numbers a point; kernels come Gram by Gram in double, from the float
// weights as they are.
#pragma once

#include <vector>

#include "chapters/08-wave-equation/run.hpp"
#include "lib/dense/vector.hpp"
#include "lib/kernel/dynamics.hpp"
#include "lib/kernel/empirical.hpp"

namespace pinn::wave {

// The points on which kernels are looked at: of the authors' sizes, the same in all snapshots, not those of training.
inline std::vector<Condition<double>> kernel_points(const Wave::Sizes& sizes, std::uint64_t seed) {
    Random random(seed + 2'000'003);
    return Wave::conditions<double>(sizes, random);
}

// The eigenvalues of K~ = K D for weights lambda in the loss, K over all conditions  (paper: Eq. (7.12), corrected by
// C11).  O(N^3).
inline std::vector<double> weighted_spectrum(const Matrix<double>& K, const std::vector<Condition<double>>& conditions,
                                             const std::vector<double>& lambda, const Formula& loss) {
    return weighted_kernel(K, kernel_weights(conditions, LossConvention::means, loss(lambda))).values();
}

}  // namespace pinn::wave
