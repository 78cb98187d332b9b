// How fast the kernel of a network begins to move along the gradient flow.
#pragma once

#include "chapters/05-lazy-training/trainings.hpp"

namespace pinn::lazy {

// ||K'(0)|| / ||K(0)||, Frobenius norms, K' the derivative of K along theta' = -grad L  (paper: Eq. (3.7),
// Theorem 4.4). By a central difference: a step of gradient descent from the start, and the same step backwards, each a
// ten-thousandth of the rate of p, with an error of the square of the step.  O(102^2 P).
inline double first_order_change(const Training& p, const Mlp<double>& start,
                                 const std::vector<Condition<double>>& conditions) {
    const double step = 1e-4 * p.rate;
    Trainer<double> trainer(start, conditions, p.setting.loss, p.experiment.lambda(p.setting), GradientDescent{step});
    trainer.run(1);
    const Mlp<double> ahead = trainer.network();
    Mlp<double> behind = start;
    for (std::size_t h = 0; h < start.layers(); ++h) {
        for (const auto part : {&Mlp<double>::weights, &Mlp<double>::biases}) {
            const auto moved = (ahead.*part)[h].values();
            std::ranges::transform((behind.*part)[h].values(), moved, (behind.*part)[h].values().begin(),
                                   [](double theta, double theta_ahead) { return 2 * theta - theta_ahead; });
        }
    }
    const auto K = [&](const Mlp<double>& network) {
        return gram(jacobian(network, conditions[0]), jacobian(network, conditions[1]));
    };
    const Matrix<double> K_ahead = K(ahead), K_behind = K(behind);
    return distance(K_ahead.values(), K_behind.values()) / (2 * step * norm(K_ahead.values()));
}

}  // namespace pinn::lazy
