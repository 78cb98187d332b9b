// One training laid over its prediction by the kernel at initialization.
//
// Gradient descent on half sums moves the errors e = o - y at the training points by e(k + 1) = (I - eta K(k)) e(k) to
// first order in the step. With K(0) in place of K(k) every eigencomponent is a power,
//     q_i . e(k) = (1 - eta lambda_i)^k q_i . e(0)                                    (paper: Eq. (5.3), Eq. (5.2))
// and test points follow by paper: Eq. (4.10). How far this holds depends on how much K moves, and K moves because
// there is an error to fit. So the data here are y = o(0) - s e(0): the paper's for s = 1, and for a small s a problem
// of the same direction whose error is small from the start.
//
// All vectors over training points are D v, copies counted (PoissonExperiment).
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include "lib/dense/gemm.hpp"
#include "lib/dense/vector.hpp"
#include "lib/kernel/dynamics.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/spectrum/one_sided_jacobi.hpp"
#include "lib/training/poisson_experiment.hpp"
#include "lib/training/trainer.hpp"

namespace pinn::spectral {

constexpr std::size_t leading = 5;  // components whose rate of decay is fitted

// 0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, ... up to `last`, which ends the list.
inline std::vector<std::size_t> logarithmic_steps(std::size_t last) {
    std::vector<std::size_t> steps;
    for (std::size_t decade = 1; decade <= last; decade *= 10) {
        for (const std::size_t tenths : {10, 15, 20, 30, 50, 70}) {
            const std::size_t step = tenths * decade / 10;
            if (step < last && (steps.empty() || step > steps.back())) steps.push_back(step);
        }
    }
    steps.push_back(last);
    return steps;
}

inline std::vector<double> plus(std::vector<double> v, const std::vector<double>& w) {
    for (std::size_t i = 0; i < v.size(); ++i) v[i] += w[i];
    return v;
}

// The targets of all conditions, one after the other.
inline std::vector<double> targets(const std::vector<Condition<double>>& conditions) {
    std::vector<double> y;
    for (const Condition<double>& condition : conditions) {
        y.insert(y.end(), condition.target.values().begin(), condition.target.values().end());
    }
    return y;
}

// What is known before training.
struct Initial {
    Mlp<double> network;
    std::vector<Condition<double>> conditions;  // with the targets y = o(0) - s e(0)
    std::vector<double> error, data;            // D s e(0) and D y
    Matrix<double> J;                           // D J
    EigenDecomposition<double> K;               // of D J J^T D

    Initial(const PoissonExperiment& experiment, const Setting& setting, std::size_t width, std::uint64_t seed,
            double s)
        : network(experiment.network(setting, 1, width, seed)), conditions(experiment.conditions()) {
        error = errors(network, conditions);
        std::size_t i = 0;
        for (Condition<double>& condition : conditions) {
            for (double& y : condition.target.values()) {
                y += (1 - s) * error[i];  // o(0) - s e(0), as o(0) = y + e(0)
                error[i++] *= s;
            }
        }
        error = experiment.with_copies(error);
        data = experiment.with_copies(targets(conditions));
        J = experiment.rows_with_copies(experiment.jacobian(network));
        K = kernel_spectrum(J);
    }

    // K_test: `test` against all training points.
    Matrix<double> against_training(const Condition<double>& test) const {
        return multiply_nt(jacobian(network, test), J);
    }
};

// u at test points for t -> infinity  (paper: Eq. (4.11)).
struct KernelSolution {
    double cutoff;     // of eigenvalues, relative to the largest
    std::size_t kept;  // eigenvalues
    double dropped;    // share of the norm of D (y - o(0))
    std::vector<double> u;
};

// Outputs at test points after some steps: trained, predicted (paper: Eq. (4.10), corrected by C4), and predicted as
// printed, without both initial outputs.
struct Look {
    std::size_t step;
    std::vector<double> trained, corrected, printed;
};

// u and u_xx at test points, as the kernel at initialization predicts them.
struct AtTestPoints {
    const Initial& start;
    std::array<Condition<double>, 2> condition;
    std::array<Matrix<double>, 2> K_test;
    std::array<std::vector<double>, 2> outputs;  // o_test(0)
    std::vector<double> to_fit;                  // D (y - o(0))

    AtTestPoints(const PoissonExperiment& experiment, const Initial& start, const Matrix<double>& points)
        : start(start),
          condition{experiment.problem.boundary<double>(points), experiment.problem.interior<double>(points)},
          to_fit(start.error) {
        for (double& entry : to_fit) entry = -entry;
        for (std::size_t output = 0; output < 2; ++output) {
            std::fill(condition[output].target.values().begin(), condition[output].target.values().end(), 0);
            K_test[output] = start.against_training(condition[output]);
            outputs[output] = errors(start.network, {condition[output]});
        }
    }

    Look look(std::size_t output, const Mlp<double>& trained, double rate, std::size_t k) const {
        const SpectralFunction response = descent_response(rate, k);
        return {k, errors(trained, {condition[output]}),
                plus(outputs[output], respond(start.K, K_test[output], response, to_fit)),
                respond(start.K, K_test[output], response, start.data)};
    }

    // u for t -> infinity, with eigenvalues down to `cutoff` times the largest.
    KernelSolution limit(double cutoff) const {
        const Regression regression = kernel_regression(start.K, K_test[0], to_fit, cutoff);
        return {cutoff, regression.kept, regression.dropped, plus(outputs[0], regression.change)};
    }
};

// The course of one training and what K(0) says of it.
struct Prediction {
    std::size_t width;
    std::uint64_t seed;
    double s;
    std::vector<double> lambda{};                  // of K(0)
    std::vector<std::size_t> step{};               // when it was looked at
    std::vector<std::vector<double>> measured{};   // q_i . e(k), one list for each of these
    std::vector<std::vector<double>> predicted{};  // (1 - eta lambda_i)^k q_i . e(0)
    std::vector<std::vector<double>> printed{};    // q_i . [(I - e^{-K t}) y - y], paper: Eq. (5.2) as it stands
    double size_of_data = 0;                       // ||D y||
    std::array<std::vector<Look>, 2> test{};       // of u and of u_xx, at a hundredth, a tenth and the end of training
    std::vector<KernelSolution> limits{};          // paper: Eq. (4.11) for u, at several cutoffs

    // Trains for `last` steps.  `test_points` may be empty.
    void run(const PoissonExperiment& experiment, const Setting& setting, double rate, std::size_t last,
             const Matrix<double>& test_points) {
        const Initial start(experiment, setting, width, seed, s);
        lambda = start.K.values;
        size_of_data = norm(start.data);
        const std::vector<double> e = components(start.K, start.error), y = components(start.K, start.data);
        step = looks(rate, last);

        Trainer<double> trainer(start.network, start.conditions, setting.loss, experiment.lambda(setting),
                                GradientDescent{rate});
        std::optional<AtTestPoints> at_test;
        if (test_points.rows() > 0) at_test.emplace(experiment, start, test_points);
        for (const std::size_t k : step) {
            trainer.run(k - trainer.steps_done());
            const Mlp<double> network = trainer.network();
            measured.push_back(components(start.K, experiment.with_copies(errors(network, start.conditions))));
            const SpectralFunction decay = descent_decay(rate, k);
            predicted.emplace_back();
            printed.emplace_back();
            for (std::size_t i = 0; i < lambda.size(); ++i) {
                predicted.back().push_back(decay(lambda[i]) * e[i]);
                printed.back().push_back(-decay(lambda[i]) * y[i]);
            }
            if (at_test && (k == test_step(last, 100) || k == test_step(last, 10) || k == last)) {
                for (std::size_t output = 0; output < 2; ++output)
                    test[output].push_back(at_test->look(output, network, rate, k));
            }
        }
        if (!at_test) return;
        // Down to the components that this training had time for, then by decades.
        limits.push_back(at_test->limit(1 / (rate * static_cast<double>(last) * lambda.front())));
        for (int decade = 1; decade <= 30; ++decade) limits.push_back(at_test->limit(std::pow(10, -decade)));
    }

    // A hundredth and a tenth of the training.
    static std::size_t test_step(std::size_t last, std::size_t part) { return std::max<std::size_t>(1, last / part); }

    // logarithmic_steps, the first folding of every component to be fitted, and the looks at test points.
    std::vector<std::size_t> looks(double rate, std::size_t last) const {
        std::vector<std::size_t> steps = logarithmic_steps(last);
        steps.insert(steps.end(), {test_step(last, 100), test_step(last, 10)});
        for (std::size_t i = 0; i < leading; ++i) steps.push_back(std::min(last, folding(rate, i)));
        std::sort(steps.begin(), steps.end());
        steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
        return steps;
    }

    // The number of steps in which component i falls to 1/e.
    std::size_t folding(double rate, std::size_t i) const {
        const double x = rate * lambda[i];
        const double log_factor = x < 1 ? std::log1p(-x) : std::log(x - 1);
        return static_cast<std::size_t>(std::clamp(std::round(-1 / log_factor), 1.0, 1e18));
    }

    // The rate of decay of component i over its first folding: the slope m of log |q_i . e(k)| against k through its
    // start, by least squares; forward Euler makes it log(1 - eta lambda).
    double fitted_lambda(double rate, std::size_t i) const {
        double xy = 0, xx = 0;
        for (std::size_t n = 0; n < step.size() && step[n] <= folding(rate, i); ++n) {
            const double k = static_cast<double>(step[n]);
            const double decay = descent_decay(rate, step[n])(lambda[i]);
            xy += k * std::log(std::abs(measured[n][i] / predicted[n][i] * decay));
            xx += k * k;
        }
        return -std::expm1(xy / xx) / rate;
    }

    // The largest |fitted / predicted - 1| of the leading rates.
    double rate_deviation(double rate) const {
        double largest = 0;
        for (std::size_t i = 0; i < leading; ++i) {
            largest = std::max(largest, std::abs(fitted_lambda(rate, i) / lambda[i] - 1));
        }
        return largest;
    }

    // ||e(k) - predicted|| / ||e(k)|| at the n-th look: what is unforeseen of what is left.
    double unforeseen(std::size_t n) const { return relative_error(predicted[n], measured[n]); }

    // How many leading components, one after the other, are foreseen: within a tenth of their start at every look until
    // they should have fallen to a tenth of it. A component that had no time for that ends the count.
    std::size_t foreseen_components() const {
        for (std::size_t i = 0; i < lambda.size(); ++i) {
            const double tenth = 0.1 * std::abs(predicted[0][i]);
            bool fallen = false;
            for (std::size_t n = 0; n < step.size() && !fallen; ++n) {
                if (std::abs(measured[n][i] - predicted[n][i]) > tenth) return i;
                fallen = std::abs(predicted[n][i]) <= tenth;
            }
            if (!fallen) return i;
        }
        return lambda.size();
    }

    // The n-th look is the one at step k.
    std::size_t look_at(std::size_t k) const {
        return static_cast<std::size_t>(std::lower_bound(step.begin(), step.end(), k) - step.begin());
    }
};

}  // namespace pinn::spectral
