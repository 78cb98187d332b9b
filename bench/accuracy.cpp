// How many seconds does a training take to an error? What chapter 09 plots against steps, on the clock.
//
// Accuracy/<problem>/<method>/<target>: seconds of processor time on one thread, looks at the error not counted, until
// the relative L2 error is at most 10^-target; the limit of the method if it is not, and then `error`, that at the end,
// is larger.
//
//     poisson   Problem 7.2, width 100, 102 points
//     wave      2-24-24-1; Gauss-Newton at 40 x 28 Gauss points and 40 on each side, Adam at as many that
//               are drawn anew in every step
//
//     gain      Gauss-Newton, damping by gain ratio, geodesic acceleration
//     fixed     Gauss-Newton, damping by fixed factors
//     adam      with Algorithm 1 every 100 steps, at the rate 5e-3 that falls to an eighth within the limit's steps
//
// A repetition is a seed, 0, 1, ..., so that the median of repetitions is one over networks.

#include <benchmark/benchmark.h>

#include <cmath>
#include <ctime>
#include <functional>
#include <map>
#include <string>

#include "lib/dense/vector.hpp"
#include "lib/foundation/parallel.hpp"
#include "lib/pde/wave.hpp"
#include "lib/training/gauss_newton.hpp"
#include "lib/training/poisson_experiment.hpp"
#include "lib/training/trainer.hpp"

using namespace pinn;

namespace {

struct Found {
    std::map<int, double> seconds;  // to 10^-target
    double all, error;              // at the end
};

// Steps until every target is met or the seconds are over, with a look every few of them.
Found watch(const std::vector<int>& targets, double limit, int every, const std::function<void()>& step,
            const std::function<double()>& error) {
    Found found{{}, 0, 1};
    while (found.all < limit && found.seconds.size() < targets.size()) {
        const std::clock_t start = std::clock();
        for (int k = 0; k < every; ++k) step();
        found.all += static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
        found.error = error();
        for (const int target : targets) {
            if (found.error <= std::pow(10, -target)) found.seconds.emplace(target, found.all);
        }
    }
    return found;
}

// The three methods on conditions at the network; redraw: new points for Adam.
Found train_by(const std::string& method, const Mlp<double>& network, std::vector<Condition<double>> conditions,
               const std::vector<double>& lambda, const std::vector<int>& targets, double limit, double adam_steps,
               const std::function<void(std::vector<Condition<double>>&)>& redraw,
               const std::function<double(const Mlp<double>&)>& error) {
    const LossConvention means = LossConvention::means;
    if (method != "adam") {
        GaussNewton<double> optimizer(network, conditions, means, lambda,
                                      method == "gain" ? accelerated : LevenbergMarquardt{});
        return watch(
            targets, limit, 5, [&] { optimizer.step(); }, [&] { return error(optimizer.network()); });
    }
    Weights<double> weights(WeightRule::trace_ratio, network, conditions, means, WeightScale::last_is_one);
    const Adam falling{.learning_rate = 5e-3, .decay = 0.9, .decay_steps = adam_steps / 20};
    Trainer<double> trainer(network, conditions, means, weights.lambda(), falling);
    return watch(
        targets, limit, 200,
        [&] {
            if (redraw) {
                redraw(conditions);
                trainer.set_data(conditions);
                weights.set_data(conditions);
            }
            train(trainer, 1, weights, 100);
        },
        [&] { return error(trainer.network()); });
}

Found poisson(const std::string& method, std::uint64_t seed, const std::vector<int>& targets) {
    PoissonExperiment experiment{.problem = {4}};
    const Setting setting{Parameterization::standard, true, LossConvention::means};
    const Matrix<double> test = equispaced(1000, 0, 1),
                         exact = Poisson::at(test, [&](double x) { return experiment.problem.exact(x); });
    const Mlp<double> network = experiment.network(setting, 1, 100, seed);
    if (method == "adam") experiment.ends = repeated_ends(50, 0, 1);  // over which Algorithm 1 takes its traces
    return train_by(method, network, experiment.conditions(), {1, 1}, targets, 5, 60'000, nullptr,
                    [&](const Mlp<double>& u) { return relative_error(u(test).values(), exact.values()); });
}

Found wave(const std::string& method, std::uint64_t seed, const std::vector<int>& targets) {
    constexpr std::size_t side = 40, t = 40, x = 28, grid = 200;
    Random random(seed);
    const double deviation = std::sqrt(1.0 / 12);
    const Mlp<double> network({{2, 24, 24, 1}, Parameterization::glorot, {{0.5, 0.5}, {deviation, deviation}}}, random);
    Matrix<double> test(grid * grid, 2), exact(grid * grid, 1);
    for (std::size_t i = 0; i < grid * grid; ++i) {
        test(i, 0) = static_cast<double>(i / grid) / (grid - 1);
        test(i, 1) = static_cast<double>(i % grid) / (grid - 1);
        exact(i, 0) = Wave::exact(test(i, 0), test(i, 1));
    }
    const Wave::Sizes sizes{.side = side, .velocity = side, .interior = t * x, .velocity_at_values = true};
    const std::vector<Condition<double>> conditions =
        method == "adam" ? Wave::conditions<double>(sizes, random)
                         : Wave::conditions<double>(gauss_legendre(side, 0, 1),
                                                    product(gauss_legendre(t, 0, 1), gauss_legendre(x, 0, 1)));
    return train_by(
        method, network, conditions, {3'000, 30, 1}, targets, method == "gain" ? 60 : 20, 10'000,
        [&](std::vector<Condition<double>>& next) { Wave::draw(sizes, random, next); },
        [&](const Mlp<double>& u) { return relative_error(u(test).values(), exact.values()); });
}

using Problem = Found (*)(const std::string&, std::uint64_t, const std::vector<int>&);

// One training serves all targets.
void accuracy(benchmark::State& state, const std::string& name, Problem problem, const std::string& method,
              const std::vector<int>& targets, int target) {
    static std::map<std::string, std::uint64_t> repetitions;
    static std::map<std::string, Found> trained;
    const std::uint64_t seed = repetitions[name + std::to_string(target)]++;
    const std::string key = name + std::to_string(seed);
    set_thread_count(1);
    if (!trained.contains(key)) trained[key] = problem(method, seed, targets);
    const Found& found = trained[key];
    const auto reached = found.seconds.find(target);
    for (auto _ : state) state.SetIterationTime(reached == found.seconds.end() ? found.all : reached->second);
    state.counters["error"] = found.error;
}

const bool registered = [] {
    const auto add = [](const std::string& of, Problem problem, const std::vector<int>& targets) {
        for (const std::string method : {"gain", "fixed", "adam"}) {
            const std::string name = "Accuracy/" + of + "/" + method + "/";
            for (const int target : targets) {
                benchmark::RegisterBenchmark((name + std::to_string(target)).c_str(), accuracy, name, problem, method,
                                             targets, target)
                    ->Iterations(1)
                    ->UseManualTime()
                    ->Unit(benchmark::kSecond);
            }
        }
    };
    add("poisson", poisson, {3, 6, 9});
    add("wave", wave, {3, 5, 6});
    return true;
}();

}  // namespace
