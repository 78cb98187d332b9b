// Where gradient descent becomes unstable, observed and predicted  (paper: Section 6, Eq. (6.3)).
//
// Near a fit the error moves by e <- (I - eta K~) e: its component along the leading eigenvector is multiplied by
// 1 - eta lambda_max in every step, and explodes for eta > 2/lambda_max(K~). To see this without the nonlinearity the
// data are moved so that the error is 1e-6 of the paper's: y = o(0) - 1e-6 e(0).
#pragma once

#include <cmath>
#include <vector>

#include "lib/kernel/dynamics.hpp"
#include "lib/training/poisson_experiment.hpp"
#include "lib/training/trainer.hpp"

namespace pinn::adaptive {

struct Threshold {
    double predicted = NAN;         // 2 / lambda_max(K~(0))
    double observed = NAN;          // the rate at which the leading component neither grows nor decays
    double growth_deviation = NAN;  // largest |growth / |1 - eta lambda_max| - 1| at 0.9, 0.95, 1.05 of it
};

// 20 steps for every rate tried; the bracket is 10 % to both sides of the prediction, halved until 1e-4 of it is left.
inline Threshold threshold(const PoissonExperiment& experiment, const Setting& setting, std::size_t width,
                           std::uint64_t seed, double lambda_b) {
    constexpr double scale = 1e-6;
    constexpr int steps = 20;
    const Mlp<double> network = experiment.network(setting, 1, width, seed);
    std::vector<Condition<double>> conditions = experiment.conditions();
    const std::vector<double> e = errors(network, conditions);
    std::size_t i = 0;
    for (Condition<double>& condition : conditions) {
        for (double& y : condition.target.values()) y += (1 - scale) * e[i++];
    }
    const std::vector<double> lambda = experiment.lambda(setting, lambda_b);
    const WeightedKernel K =
        weighted_kernel_of_jacobian(experiment.jacobian(network), kernel_weights(conditions, setting.loss, lambda));
    const double start = components(K, errors(network, conditions))[0];

    const auto growth = [&](double rate) {
        Trainer<double> trainer(network, conditions, setting.loss, lambda, GradientDescent{rate});
        trainer.run(steps);
        return std::pow(std::abs(components(K, errors(trainer.network(), conditions))[0] / start), 1.0 / steps);
    };

    Threshold result{.predicted = stability_bound(K), .growth_deviation = 0};
    for (const double part : {0.9, 0.95, 1.05}) {
        const double factor = std::abs(1 - 2 * part);
        result.growth_deviation =
            std::max(result.growth_deviation, std::abs(growth(part * result.predicted) / factor - 1));
    }
    double low = 0.9 * result.predicted, high = 1.1 * result.predicted;
    while (high - low > 1e-4 * result.predicted) {
        const double middle = (low + high) / 2;
        (growth(middle) > 1 ? high : low) = middle;
    }
    result.observed = (low + high) / 2;
    return result;
}

struct Survival {
    double survived;   // 1 or 0
    double peak;       // largest loss / loss at the start; infinite if it died
    double sharpness;  // eta lambda_max(K~) / 2 at the end, 1 is the bound; NaN if it died
};

// The paper's data, at a rate of `factor` times the bound: does the nonlinear network survive?
inline Survival survival(const PoissonExperiment& experiment, const Setting& setting, std::size_t width,
                         std::uint64_t seed, double lambda_b, double factor, std::size_t steps) {
    const Mlp<double> network = experiment.network(setting, 1, width, seed);
    const std::vector<Condition<double>> conditions = experiment.conditions();
    const std::vector<double> lambda = experiment.lambda(setting, lambda_b);
    const auto bound = [&](const Mlp<double>& of) {
        return stability_bound(
            weighted_kernel_of_jacobian(experiment.jacobian(of), kernel_weights(conditions, setting.loss, lambda)));
    };
    const double rate = factor * bound(network);
    Trainer<double> trainer(network, conditions, setting.loss, lambda, GradientDescent{rate});
    double first = 0, peak = 0;
    try {
        trainer.run(steps, [&] {
            if (trainer.steps_done() == 1) first = trainer.loss();
            peak = std::max(peak, trainer.loss());
        });
        return {1, peak / first, rate / bound(trainer.network())};
    } catch (const NumericalError&) {  // the loss, or K~, is not finite
        return {0, INFINITY, NAN};
    }
}

}  // namespace pinn::adaptive
