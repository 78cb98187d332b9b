// Where gradient descent becomes unstable, observed and predicted  (paper: Section 6, Eq. (6.3)).
#pragma once

#include "chapters/07-adaptive-weights/trainings.hpp"

namespace pinn::adaptive {

// The largest learning rate x lambda_max(K~(0)) / 2, observed: 1 is the prediction.
//
// Near a fit the error moves by e <- (I - eta K~) e: its component along the leading eigenvector is multiplied by
// 1 - eta lambda_max in every step, and explodes for eta > 2/lambda_max(K~). To see this without the nonlinearity the
// data are moved so that the error is 1e-6 of the paper's: y = o(0) - 1e-6 e(0). 20 steps for every rate tried; the
// bracket is 10 % to both sides of the prediction, halved until 1e-4 of it is left.
inline double threshold(const Problem& p, const Mlp<double>& network, double lambda_b) {
    std::vector<Condition<double>> conditions = p.experiment.conditions();
    move_targets(conditions, 1 - 1e-6, errors(network, conditions));
    const WeightedKernel K = p.weighted_kernel(network, lambda_b);
    const auto leading = [&](const Mlp<double>& of) { return std::abs(components(K, errors(of, conditions))[0]); };
    const auto grows = [&](double rate) {
        Trainer<double> trainer(network, conditions, p.setting.loss, p.lambda(lambda_b), GradientDescent{rate});
        trainer.run(20);
        return leading(trainer.network()) > leading(network);
    };
    const double predicted = stability_bound(K);
    double low = 0.9 * predicted, high = 1.1 * predicted;
    while (high - low > 1e-4 * predicted) {
        const double middle = (low + high) / 2;
        (grows(middle) ? high : low) = middle;
    }
    return (low + high) / 2 / predicted;
}

// Rate x lambda_max(K~) / 2 of a network: 1 is the bound.
inline double sharpness(const Problem& p, const Mlp<double>& network, double lambda_b) {
    return p.rate / stability_bound(p.weighted_kernel(network, lambda_b));
}

// On the paper's data, at a rate of `factor` times the bound of the start: rate x lambda_max(K~) / 2 at the end, 1 is
// the bound there.  Throws NumericalError if the network does not survive.
inline double survival(Problem p, const Mlp<double>& start, double lambda_b, double factor) {
    p.rate = factor * stability_bound(p.weighted_kernel(start, lambda_b));
    return sharpness(p, trained(p, start, lambda_b), lambda_b);
}

}  // namespace pinn::adaptive
