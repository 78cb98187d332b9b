// What may help a PINN that fails, and what a run with each of them leaves.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <tuple>
#include <vector>

#include "chapters/10-elsewhere/problems.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/report/options.hpp"
#include "lib/report/text.hpp"
#include "lib/training/diagnosis.hpp"
#include "lib/training/gauss_newton.hpp"
#include "lib/training/trainer.hpp"

namespace pinn::elsewhere {

// The last four are held against the first.
enum class Remedy { equal, fixed, updated, gradient_norms, newton };
inline const std::vector<Remedy> all_remedies{Remedy::equal, Remedy::fixed, Remedy::updated, Remedy::gradient_norms,
                                              Remedy::newton};
inline std::string to_string(Remedy remedy) {
    constexpr std::array names{"equal weights", "Algorithm 1, fixed", "Algorithm 1, updated", "gradient norms",
                               "Gauss-Newton"};
    return names[static_cast<std::size_t>(remedy)];
}

// How large a run is: points of a step of Adam, of a training by Gauss-Newton and of a diagnosis, steps of both
// optimizers, neurons in a layer at most.
struct Budget {
    Sizes batch, newton_points, diagnosed;
    std::size_t steps, newton_steps, widest;
};

// What the quick profile shrinks, as options.
inline void declare_sizes(Options& options) {
    const std::int64_t steps = 100'000'000, points = 10'000;
    options.add_integer("batch", {.quick = 60, .paper = 256}, 5, points, "points of the residual in a step of Adam");
    options.add_integer("newton-points", {.quick = 60, .paper = 1'000}, 5, points, "the same of Gauss-Newton");
    options.add_integer("diagnosed", {.quick = 30, .paper = 200}, 5, points, "the same of a diagnosis");
    options.add_integer("steps", {.quick = 200, .paper = 10'000}, 20, steps, "steps of Adam");
    options.add_integer("newton-steps", {.quick = 10, .paper = 100}, 1, steps, "steps of Gauss-Newton");
    options.add_integer("widest", {.quick = 12, .paper = 128}, 1, 1'000, "neurons in a layer at most");
}

inline Budget budget_of(const Options& o) {
    // A quarter as many for every other term.
    const auto points = [&](const char* option) {
        return Sizes{o.count(option), std::max<std::size_t>(4, o.count(option) / 4)};
    };
    return {.batch = points("batch"),
            .newton_points = points("newton-points"),
            .diagnosed = points("diagnosed"),
            .steps = o.count("steps"),
            .newton_steps = o.count("newton-steps"),
            .widest = o.count("widest")};
}

// The network of a seed, and points: the seed draws the network first, so that it is the same at any points.
struct Start {
    Mlp<double> network;
    Conditions conditions;
    Random random;  // goes on from there
};
inline Start draw_start(const Problem& problem, std::size_t widest, const Sizes& points, std::uint64_t seed) {
    Random random(seed);
    Mlp<double> network = problem.network(widest, random);
    Conditions conditions = problem.conditions(points, random);
    return {std::move(network), std::move(conditions), std::move(random)};
}

// The rate of Wang, Teng and Perdikaris (2021): it falls by a tenth every 1,000 steps.
inline constexpr Adam adam{.learning_rate = 1e-3, .decay = 0.9, .decay_steps = 1'000};

// What a diagnosis says, in one number each.
struct Reading {
    double imbalance, stable_rate, wait, gain, rank, condition, movement;
};
inline Reading reading(const Diagnosis& of) {
    return {of.imbalance(), of.stable_rate(), of.wait(), of.gain(), static_cast<double>(of.rank()),
            of.condition(), of.movement};
}

// Trained by a remedy with means as the loss: by Gauss-Newton at fixed points, by Adam at other points in every step.
inline Mlp<double> trained(const Problem& problem, Remedy remedy, const Budget& budget, std::uint64_t seed) {
    const Sizes& points = remedy == Remedy::newton ? budget.newton_points : budget.batch;
    auto [network, conditions, random] = draw_start(problem, budget.widest, points, seed);
    const std::vector<double> equal(conditions.size(), 1);
    if (remedy == Remedy::newton) {
        GaussNewton<double> optimizer(network, conditions, LossConvention::means, equal, accelerated);
        while (optimizer.steps_done() < budget.newton_steps && optimizer.step()) continue;
        return optimizer.network();
    }
    Weights<double> weights(equal);
    if (remedy != Remedy::equal) {
        const bool norms = remedy == Remedy::gradient_norms;
        weights = Weights<double>(norms ? WeightRule::inverse_gradient_norm : WeightRule::trace_ratio, network,
                                  conditions, LossConvention::means);
    }
    if (remedy == Remedy::fixed) weights = Weights<double>(weights.lambda());
    Trainer<double> trainer(network, conditions, LossConvention::means, weights.lambda(), adam);
    while (trainer.steps_done() < budget.steps) {
        constexpr std::size_t interval = 100;
        if (trainer.steps_done() % interval == 0) weights.set_data(conditions);
        train(trainer, 1, weights, interval);
        conditions = problem.conditions(points, random);
        trainer.set_data(conditions);
    }
    return trainer.network();
}

// What is kept of a network before or after its training.
struct Look {
    double error;                  // relative L2
    Reading reading;               // of a diagnosis at few points
    std::vector<double> spectrum;  // of K D there, equal weights
    std::vector<double> cut;       // u along cut()
    auto fields() { return std::tie(error, reading, spectrum, cut); }
};

// The rows of a solution at three quarters of the first coordinate, or all of them in one dimension.
inline std::vector<std::size_t> cut(const Posed& posed) {
    const auto& [problem, solution] = posed;
    std::vector<std::size_t> rows;
    const double at = problem.low[0] + 0.75 * (problem.high[0] - problem.low[0]);
    for (std::size_t i = 0; i < solution.points.rows(); ++i) {
        if (problem.low.size() == 1 || std::abs(solution.points(i, 0) - at) < 1e-9) rows.push_back(i);
    }
    return rows;
}

inline Look look_at(const Mlp<double>& network, const Posed& posed, const Budget& budget, std::uint64_t seed) {
    const auto& [problem, solution] = posed;
    const Conditions few = draw_start(problem, budget.widest, budget.diagnosed, seed).conditions;
    const Diagnosis diagnosis = diagnose(network, few);
    const Matrix<double> u = network(solution.points);
    Look look{relative_error(network, solution), reading(diagnosis), diagnosis.spectrum, {}};
    for (const std::size_t i : cut(posed)) look.cut.push_back(u(i, 0));
    return look;
}

}  // namespace pinn::elsewhere
