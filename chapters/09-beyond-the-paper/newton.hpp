// Gauss-Newton (lib/training/gauss_newton.hpp) where K stands still, and the error along any training.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>
#include <vector>

#include "chapters/06-spectral-bias/initial.hpp"
#include "chapters/06-spectral-bias/problem.hpp"
#include "chapters/07-adaptive-weights/trainings.hpp"
#include "chapters/09-beyond-the-paper/features.hpp"
#include "lib/dense/vector.hpp"
#include "lib/spectrum/one_sided_jacobi.hpp"
#include "lib/training/gauss_newton.hpp"

namespace pinn::beyond {

using spectral::Initial;

// ---- Where K stands still: Problem 7.1 with a small error at the start (chapter 06) ---------------------------------

inline const PoissonExperiment problem_71 = spectral::with_frequency(1);

// A training where K stands still: the components of the error along the eigenvectors of K(0) after 0, 1, ... steps, in
// units of their start, predicted and measured: [step][component].
struct AtRest {
    std::vector<double> lambda;
    std::vector<std::vector<double>> predicted, measured;
    auto fields() { return std::tie(lambda, predicted, measured); }
};

// Looked at are components of lambda_i >= 1e-12 lambda_1.  predict(lambda, k); errors_after(k) is asked in order.
template <class Predict, class Errors>
AtRest at_rest(const Initial& start, std::size_t steps, Predict predict, Errors errors_after) {
    AtRest found{.lambda = start.K.values, .predicted = {}, .measured = {}};
    std::erase_if(found.lambda, [&](double lambda) { return lambda < 1e-12 * start.K.values[0]; });
    std::vector<double> first;
    for (std::size_t k = 0; k <= steps; ++k) {
        const std::vector<double> now = components(start.K, problem_71.with_copies(errors_after(k)));
        if (k == 0) first = now;
        std::vector<double>&predicted = found.predicted.emplace_back(), &measured = found.measured.emplace_back();
        for (std::size_t i = 0; i < found.lambda.size(); ++i) {
            predicted.push_back(predict(found.lambda[i], k));
            measured.push_back(now[i] / first[i]);
        }
    }
    return found;
}

// A start with other data: its error, as long as before, has the component sqrt(lambda_i / Tr K) along every
// eigenvector, what a step of one size in every direction of the parameters makes. The paper's error falls off alike,
// but some of its components are small by chance, and drown in the second order of the others.
inline Initial with_even_error(Initial start) {
    const EigenDecomposition<double>& K = start.K;
    const double trace = sum(K.values), size = norm(start.error);
    std::vector<double> even(start.error.size());
    for (std::size_t i = 0; i < K.values.size(); ++i) {
        const double component = size * std::sqrt(K.values[i] / trace);
        for (std::size_t j = 0; j < even.size(); ++j) even[j] += component * K.vectors(i, j);
    }
    std::vector<double> change(even.size());
    for (std::size_t j = 0; j < even.size(); ++j) {
        change[j] = (start.error[j] - even[j]) / problem_71.root_weight(j);
    }
    move_targets(start.conditions, 1, change);
    start.error = even;
    return start;
}

// Five steps of Gauss-Newton that take the share eta, with the damping mu lambda_1 in all of them.
// leaves(lambda, eta, damping): what a step is said to leave of a component.
template <class Leaves>
AtRest newton_at_rest(const Initial& start, double eta, double mu, Leaves leaves) {
    const std::vector<double>& all = start.K.values;
    const double damping = mu * all[0], mean = sum(all) / static_cast<double>(all.size());
    GaussNewton<double> optimizer(start.network, start.conditions, spectral::trained.loss,
                                  problem_71.lambda(spectral::trained), {.mu = damping / mean, .rate = eta, .ease = 1});
    const auto predicted = [&](double lambda, std::size_t k) { return std::pow(leaves(lambda, eta, damping), k); };
    return at_rest(start, 5, predicted, [&](std::size_t k) {
        if (k > 0) optimizer.step();
        return optimizer.errors();
    });
}

// The largest relative deviation of what a step leaves of a component from its prediction.
inline double deviation_of_factors(const AtRest& run) {
    double worst = 0;
    for (std::size_t k = 1; k < run.measured.size(); ++k) {
        for (std::size_t i = 0; i < run.lambda.size(); ++i) {
            const double left = run.measured[k][i] / run.measured[k - 1][i];
            worst = std::max(worst, std::abs(left / run.predicted[1][i] - 1));
        }
    }
    return worst;
}

// ---- The error along a training -------------------------------------------------------------------------------------

struct Course {
    std::vector<std::size_t> step;
    std::vector<double> error;  // relative L2
    auto fields() { return std::tie(step, error); }

    // NaN if the training diverged.
    double at(std::size_t k) const {
        const auto found = std::ranges::find(step, k);
        return found == step.end() ? NAN : error[static_cast<std::size_t>(found - step.begin())];
    }
    double end() const { return error.empty() ? NAN : error.back(); }
};

// The errors of all runs after k steps.
inline std::vector<double> errors_at(const Runs<Course>& runs, std::size_t k) {
    return runs.each([&](const Course& run) { return run.at(k); });
}

// step() so many times, and error() at six looks a decade, but after the first step.
template <class Step, class Error>
Course follow(std::size_t steps, Step step, Error error) {
    Course found{.step = spectral::logarithmic_steps(steps), .error = {}};
    found.step.erase(found.step.begin());
    std::size_t done = 0;
    for (const std::size_t look : found.step) {
        for (; done < look; ++done) step();
        found.error.push_back(error());
    }
    return found;
}

// ---- Problem 7.2, all weights 1 -------------------------------------------------------------------------------------

// What may limit Gauss-Newton, one at a time.
struct NewtonSetup {
    std::string what;
    double a;  // u = sin(a pi x)
    LevenbergMarquardt rule;
    std::size_t steps;
    bool in_float = false;  // 32 bits
    bool spread = false;    // neurons over the interval

    std::string name() const { return concat("a = ", a, what); }
    adaptive::Problem problem() const { return {.experiment = {.problem = {a}}, .steps = steps}; }

    // Its neurons as drawn, or tanh(4 w (z - c)) with centres c that divide the interval: at once as steep as the data
    // ask for, and everywhere. z is the scaled x, from -sqrt(3) to sqrt(3).
    template <class T>
    Mlp<T> network(std::uint64_t seed) const {
        Mlp<T> drawn = problem().network<T>(seed);
        const std::size_t width = drawn.biases[0].cols();
        for (std::size_t j = 0; spread && j < width; ++j) {
            const double c = std::sqrt(3.0) * (2 * (static_cast<double>(j) + 0.5) / static_cast<double>(width) - 1);
            T& w = drawn.weights[0](0, j);
            w *= 4;
            drawn.biases[0](0, j) = static_cast<T>(-c) * w;
        }
        return drawn;
    }
};

// How many eigenvalues of D^{1/2} K D^{1/2} lie above mu along a training: components that a step does not leave where
// they are. From singular values of D^{1/2} J, instead of the error.
inline Course eigenvalues_above_mu(const NewtonSetup& setup, std::uint64_t seed) {
    const adaptive::Problem p = setup.problem();
    const std::vector<double> d = kernel_weights(p.experiment.conditions(), p.setting.loss, p.lambda(1));
    GaussNewton<double> optimizer(setup.network<double>(seed), p.experiment.conditions(), p.setting.loss, p.lambda(1),
                                  setup.rule);
    return follow(
        p.steps, [&] { optimizer.step(); },
        [&] {
            Matrix<double> A = p.experiment.jacobian(optimizer.network());
            for (std::size_t i = 0; i < A.rows(); ++i) {
                for (double& entry : A.row(i)) entry *= std::sqrt(d[i]);
            }
            const std::vector<double> sigma = one_sided_jacobi(A, {.vectors = false}).values;
            return static_cast<double>(
                std::ranges::count_if(sigma, [&](double value) { return value * value > optimizer.mu(); }));
        });
}

// Adam with Algorithm 1, its weights anew every 100 steps, as the weight of Eq. (7.4): lambda_r = 1.
inline Course by_algorithm_1(const adaptive::Problem& p, const Mlp<double>& start) {
    Weights<double> weights = adaptive::rule_for(p, start, WeightRule::trace_ratio);
    Trainer<double> trainer(start, p.experiment.conditions(), p.setting.loss, weights.lambda(), decaying_adam(p.steps));
    return follow(
        p.steps, [&] { train(trainer, 1, weights, 100); }, [&] { return relative_error(p, trainer.network()); });
}

}  // namespace pinn::beyond
