// How parameters move, given the gradient of the loss.
//
// Introduced in chapter 07.
#pragma once

#include "lib/dense/matrix.hpp"

namespace pinn {

// theta <- theta - learning_rate * gradient: forward Euler on the gradient flow  (paper: Eq. (3.7)).  O(P).
struct GradientDescent {
    double learning_rate;

    template <class T>
    void update(MatrixView<T> theta, ConstMatrixView<T> gradient) const {
        const T rate = static_cast<T>(learning_rate);
        const std::size_t count = theta.rows * theta.cols;
        for (std::size_t i = 0; i < count; ++i) theta.data[i] -= rate * gradient.data[i];
    }
};

}  // namespace pinn
