// How parameters move, given the gradient of the loss.
//
// An optimizer is a rule with its settings; what it remembers between steps lies in an OptimizerState, so that a
// checkpoint can hold it.
//
// Introduced in chapter 02; Adam in chapter 08, momentum in chapter 09.
#pragma once

#include <cmath>
#include <variant>
#include <vector>

#include "lib/dense/matrix.hpp"
#include "lib/foundation/parallel.hpp"

namespace pinn {

// theta <- theta - learning_rate * gradient: forward Euler on the gradient flow  (paper: Eq. (3.7)).  O(P).
struct GradientDescent {
    static constexpr std::size_t moments = 0;
    double learning_rate;
    double rate(std::size_t) const { return learning_rate; }
};

// Heavy-ball momentum (Polyak, 1964), velocity 0 at the start:
//
//     velocity <- momentum velocity - learning_rate gradient,    theta <- theta + velocity
//
// Cost: one pass over theta, gradient, velocity.  O(P).
struct HeavyBall {
    static constexpr std::size_t moments = 1;  // the velocity
    double learning_rate;
    double momentum;
    double rate(std::size_t) const { return learning_rate; }
};

// Adam (Kingma and Ba, arXiv 1412.6980, Algorithm 1) with a rate that decays continuously; t = 1, 2, ... counts steps:
//
//     m <- beta1 m + (1 - beta1) g            rate_t = learning_rate decay^((t - 1) / decay_steps)
//     v <- beta2 v + (1 - beta2) g^2
//     theta <- theta - rate_t (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
//
// The paper speaks of Adam "with default settings", its code of a decay of 0.9 per 1,000 steps  (paper: Section 7.3).
// Cost: one pass over theta, g, m, v.  O(P).
struct Adam {
    static constexpr std::size_t moments = 2;  // m and v
    double learning_rate = 1e-3;
    double decay = 1;  // none
    double decay_steps = 1000;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;

    double rate(std::size_t steps_done) const {
        return learning_rate * std::pow(decay, static_cast<double>(steps_done) / decay_steps);
    }
};

using Optimizer = std::variant<GradientDescent, HeavyBall, Adam>;

// Throws NumericalError "Adam: decay is 1.1; accepted is 0 < decay <= 1" for a setting with which a step is none.
void check_settings(const Optimizer& optimizer);

// The step size of the next step.
inline double learning_rate(const Optimizer& optimizer, std::size_t steps_done) {
    return std::visit([&](const auto& rule) { return rule.rate(steps_done); }, optimizer);
}

// What is remembered of one matrix of parameters: m and v of Adam; the velocity of momentum, as the first; nothing for
// gradient descent.
template <class T>
struct Moments {
    AlignedVector<T> first, second;
};
// How many of them.
inline std::size_t moments_of(const Optimizer& optimizer) {
    return std::visit([](const auto& rule) { return rule.moments; }, optimizer);
}

// One update of one matrix of parameters; all matrices of a network take the same steps_done.
template <class T>
void update(const GradientDescent& rule, std::size_t, MatrixView<T> theta, ConstMatrixView<T> gradient, Moments<T>&) {
    const T rate = static_cast<T>(rule.learning_rate);
    const std::size_t count = theta.rows * theta.cols;
    for (std::size_t i = 0; i < count; ++i) theta.data[i] -= rate * gradient.data[i];
}

template <class T>
void update(const HeavyBall& rule, std::size_t, MatrixView<T> theta, ConstMatrixView<T> gradient, Moments<T>& moments) {
    const T rate = static_cast<T>(rule.learning_rate), momentum = static_cast<T>(rule.momentum);
    const std::size_t count = theta.rows * theta.cols;
    moments.first.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        T& velocity = moments.first[i];
        velocity = momentum * velocity - rate * gradient.data[i];
        theta.data[i] += velocity;
    }
}

template <class T>
void update(const Adam& rule, std::size_t steps_done, MatrixView<T> theta, ConstMatrixView<T> gradient,
            Moments<T>& moments) {
    const double t = static_cast<double>(steps_done + 1);
    // The corrections for the start, in the form theta -= scale m / (sqrt(v) + floor).
    const double root = std::sqrt(1 - std::pow(rule.beta2, t));
    const T scale = static_cast<T>(rule.rate(steps_done) * root / (1 - std::pow(rule.beta1, t)));
    const T floor = static_cast<T>(rule.epsilon * root);
    const T beta1 = static_cast<T>(rule.beta1), beta2 = static_cast<T>(rule.beta2);
    const T rest1 = static_cast<T>(1 - rule.beta1), rest2 = static_cast<T>(1 - rule.beta2);
    const std::size_t count = theta.rows * theta.cols;
    moments.first.resize(count);
    moments.second.resize(count);
    T* const x = theta.data;
    const T* const g = gradient.data;
    T* const m = moments.first.data();
    T* const v = moments.second.data();
    parallel_ranges(count, 1 << 14, [=](std::size_t first, std::size_t last) {
#pragma omp simd
        for (std::size_t i = first; i < last; ++i) {
            m[i] = beta1 * m[i] + rest1 * g[i];
            v[i] = beta2 * v[i] + rest2 * g[i] * g[i];
            x[i] -= scale * m[i] / (std::sqrt(v[i]) + floor);
        }
    });
}

}  // namespace pinn
