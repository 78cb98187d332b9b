// Chapter 07: Adaptive weights
// Paper:  Section 6 (Eqs (6.1)-(6.6), Algorithm 1), Section 7.2, Eqs (7.3)-(7.4), Figs 4 and 5
// Run:    make run-chapter-07
// Writes: build/results/chapter-07.csv, build/figures/ch07-{fig4,fig5,fig5seeds,rules,threshold}.csv,
//         build/units/chapter-07: one file for each training, which a run started again does not repeat
// Takes:  12 s; 12 minutes with PROFILE=paper
//
// u_xx = f with u = sin(4 pi x) by plain gradient descent, and the one weight that decides whether it works. Its value
// is known before training (Fig. 4), the error as a function of it is explained (fig5.hpp), the learning rate
// it allows is predicted and observed (threshold.hpp), and four rules that go by the same name are run beside it
// (rules.hpp). sweep.hpp names every training, so that all are run together and each but once.

#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "chapters/07-adaptive-weights/fig5.hpp"
#include "chapters/07-adaptive-weights/rules.hpp"
#include "chapters/07-adaptive-weights/sweep.hpp"
#include "lib/foundation/parallel.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/report/options.hpp"
#include "lib/report/results.hpp"
#include "lib/report/statistics.hpp"

using namespace pinn;
using namespace pinn::adaptive;

namespace {

// What the quick profile shrinks.
struct Sizes {
    std::vector<double> grid;   // lambda_b of Fig. 5 and, beyond 500, up to divergence; the same networks for each
    std::vector<double> fresh;  // the same with networks of its own for each, as published
    std::size_t sweep_seeds, sweep_steps;
    std::size_t other_seeds, other_steps;  // of the settings that are not the official one
    std::vector<std::size_t> intervals;    // of Algorithm 1
    std::size_t rule_seeds, rule_steps;
    std::vector<std::size_t> threshold_widths;
    std::vector<double> survival_factors;
    std::size_t survival_seeds, survival_steps;
};
const Sizes quick{.grid = {1, 3, 10, 30, 100, 300, 500, 3000},
                  .fresh = {300, 400, 500},
                  .sweep_seeds = 2,
                  .sweep_steps = 3'000,
                  .other_seeds = 1,
                  .other_steps = 1'000,
                  .intervals = {10, 1000},
                  .rule_seeds = 1,
                  .rule_steps = 3'000,
                  .threshold_widths = {100, 1'000},
                  .survival_factors = {0.9, 1.5, 3},
                  .survival_seeds = 2,
                  .survival_steps = 500};
const Sizes paper{.grid = {1,   2,   3,   5,   7,   10,  15,  20,  30,  40,  50,  60,   70,   80,   90,   100,
                           120, 150, 175, 200, 250, 300, 350, 400, 450, 500, 700, 1000, 1500, 2000, 2500, 3000},
                  .fresh = {150, 200, 250, 300, 350, 400, 450, 500},
                  .sweep_seeds = 10,
                  .sweep_steps = 40'000,
                  .other_seeds = 10,
                  .other_steps = 40'000,
                  .intervals = {1, 10, 100, 1000},
                  .rule_seeds = 10,
                  .rule_steps = 40'000,
                  .threshold_widths = {100, 10'000},
                  .survival_factors = {0.5, 0.9, 1.1, 1.5, 2, 2.5, 3, 4, 6},
                  .survival_seeds = 10,
                  .survival_steps = 3'000};
constexpr std::size_t trace_seeds = 20;  // traces cost milliseconds

// Every combination but the official one.
std::vector<Setting> other_settings() {
    std::vector<Setting> settings;
    for (const auto parameterization : {Parameterization::standard, Parameterization::ntk}) {
        for (const bool z_scored : {true, false}) {
            for (const auto loss : {LossConvention::means, LossConvention::half_means, LossConvention::half_sums}) {
                const Setting setting{parameterization, z_scored, loss};
                if (setting != official) settings.push_back(setting);
            }
        }
    }
    return settings;
}

// ---- Fig. 4 and C10 -------------------------------------------------------------------------------------------------

// Tr K_uu(0) and Tr K_rr(0), copies counted.
struct Traces {
    double uu, rr;
    double ratio() const { return rr / uu; }  // lambda_b of paper: Eq. (7.3), with lambda_r = 1 of paper: Eq. (7.4)
};

std::vector<Traces> initial_traces(const Problem& problem, const Setting& setting, std::uint64_t first,
                                   std::size_t count) {
    const std::vector<Condition<double>> conditions = problem.experiment.conditions();
    std::vector<Traces> traces(count);
    parallel_for(count, [&](std::size_t i) {
        const Mlp<double> network = problem.experiment.network(setting, 1, problem.width, first + i);
        traces[i] = {problem.experiment.copies * kernel_trace(jacobian(network, conditions[0])),
                     kernel_trace(jacobian(network, conditions[1]))};
    });
    return traces;
}

std::vector<double> ratios(const std::vector<Traces>& traces) {
    std::vector<double> found;
    for (const Traces& trace : traces) found.push_back(trace.ratio());
    return found;
}

struct Fig4 {
    Keys equal, trace_ratio, hundred;
    double lambda_b = 0;                                  // of the first seed in trace_ratio
    std::map<std::string, std::pair<Keys, Keys>> others;  // setting -> lambda_b = 1, 100

    Fig4(Sweep& sweep, const Sizes& sizes, const std::vector<std::uint64_t>& seeds, std::size_t steps,
         const std::vector<Traces>& traces) {
        for (std::size_t i = 0; i < seeds.size(); ++i) {
            equal.push_back(sweep.fixed(official, 1, seeds[i], steps, false, i == 0));
            trace_ratio.push_back(sweep.fixed(official, traces[i].ratio(), seeds[i], steps, false, i == 0));
            hundred.push_back(sweep.fixed(official, 100, seeds[i], steps));
        }
        lambda_b = traces[0].ratio();
        for (const Setting& setting : other_settings()) {
            auto& [one, all] = others[setting.name()];
            for (std::size_t i = 0; i < std::min(seeds.size(), sizes.other_seeds); ++i) {
                one.push_back(sweep.fixed(setting, 1, seeds[i], std::min(steps, sizes.other_steps)));
                all.push_back(sweep.fixed(setting, 100, seeds[i], std::min(steps, sizes.other_steps)));
            }
        }
    }
};

// Prediction, exact solution and point-wise error of the first seed  (paper: Fig. 4).
void write_fig4(Results& results, const Problem& problem, const Sweep& sweep, const Fig4& fig4, std::uint64_t seed,
                std::size_t steps) {
    const std::vector<double> a = sweep.run_of(fig4.equal[0]).u, b = sweep.run_of(fig4.trace_ratio[0]).u;
    FigureData& figure = results.figure("ch07-fig4", {"x", "exact", "u_a", "error_a", "u_b", "error_b"});
    figure.comment("setting: " + official.name() + "; width " + std::to_string(problem.width) + "; seed " +
                   std::to_string(seed) + "; " + std::to_string(steps) + " steps");
    figure.comment("lambda_b (a): 1");
    figure.comment("error (a): " + to_text(sweep.errors({fig4.equal[0]})[0], 3));
    figure.comment("lambda_b (b): " + to_text(fig4.lambda_b, 3));
    figure.comment("error (b): " + to_text(sweep.errors({fig4.trace_ratio[0]})[0], 3));
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        const double x = problem.test(i, 0), exact = problem.experiment.problem.exact(x);
        figure.row(x, exact, a[i], std::abs(a[i] - exact), b[i], std::abs(b[i] - exact));
    }
}

// The bands are for medians. They hold the paper's numbers and those of three pilot seeds in another language (0.12 to
// 0.16, and 2.0e-3 to 4.4e-3), with a third to two thirds of room; single seeds may leave them.
void judge_fig4(Results& results, const Sweep& sweep, const Fig4& fig4) {
    const std::vector<double> a = sweep.errors(fig4.equal), b = sweep.errors(fig4.trace_ratio);
    const std::vector<double> curved = sweep.errors(fig4.equal, &Errors::curved);
    std::vector<double> improvement, part;
    for (std::size_t i = 0; i < a.size(); ++i) improvement.push_back(a[i] / b[i]), part.push_back(curved[i] / a[i]);
    results.claim("Fig. 4a", "relative L2 error, lambda_b = 1", spread(a), {.low = 0.08, .high = 0.45, .paper = 0.240});
    results.measure("Fig. 4a", "part of the error that is no straight line", spread(part));
    results.claim("Fig. 4b", "relative L2 error, lambda_b = trace ratio", spread(b),
                  {.low = 1e-3, .high = 6e-3, .paper = 1.63e-3});
    results.claim("Fig. 4b", "error (a) / error (b)", spread(improvement), {.low = 20, .paper = 0.240 / 1.63e-3});
    results.measure("Fig. 4b", "relative L2 error, lambda_b = 100", spread(sweep.errors(fig4.hundred)));
}

// How the traces and the errors depend on what the text does not say.
void judge_unwritten_choices(Results& results, const Problem& problem, const Sweep& sweep, const Fig4& fig4,
                             const std::vector<Traces>& official_traces, std::uint64_t first_seed) {
    const std::size_t count = official_traces.size();
    const auto traces = [&](Parameterization parameterization, bool z_scored) {
        return initial_traces(problem, {parameterization, z_scored, LossConvention::means}, first_seed, count);
    };
    const std::vector<Traces> ntk = traces(Parameterization::ntk, true);
    results.measure("C10", "Tr K_rr(0) / Tr K_uu(0), standard, raw",
                    spread(ratios(traces(Parameterization::standard, false))));
    results.measure("C10", "Tr K_rr(0) / Tr K_uu(0), NTK, z-scored", spread(ratios(ntk)));
    results.measure("C10", "Tr K_rr(0) / Tr K_uu(0), NTK, raw", spread(ratios(traces(Parameterization::ntk, false))));
    std::vector<double> uu, rr;  // the same random functions in both parameterizations
    for (std::size_t i = 0; i < count; ++i) {
        uu.push_back(official_traces[i].uu / ntk[i].uu);
        rr.push_back(official_traces[i].rr / ntk[i].rr);
    }
    results.measure("C10", "Tr K_uu(0), standard / NTK, z-scored", spread(uu));
    results.measure("C10", "Tr K_rr(0), standard / NTK, z-scored", spread(rr));
    for (const Setting& setting : other_settings()) {
        const auto& [one, hundred] = fig4.others.at(setting.name());
        results.measure("C10", setting.name() + ", lambda_b = 1", spread(sweep.errors(one)));
        results.measure("C10", setting.name() + ", lambda_b = 100", spread(sweep.errors(hundred)));
    }
    // Taken literally the text ends far from where the code ends; a factor of five is more than seeds spread, and no
    // untrained network passes.
    results.correct("C10", "lambda_b = 100: error of the text's setting / of the code's",
                    median(sweep.errors(fig4.others.at(literal.name()).second)) / median(sweep.errors(fig4.hundred)),
                    {.low = 5});
}

// ---- K~ and the learning rate ---------------------------------------------------------------------------------------

// C8: K~ = K D has real eigenvalues >= 0. Through D^{1/2} K D^{1/2}, checked on K~ itself.
void judge_weighted_kernel(Results& results, const Problem& problem, std::uint64_t first_seed) {
    double residual = 0, smallest = 0;
    const std::vector<Condition<double>> conditions = problem.experiment.conditions();
    for (std::uint64_t seed = first_seed; seed < first_seed + trace_seeds; ++seed) {
        const Matrix<double> K = kernel(problem.experiment.network(official, 1, problem.width, seed), conditions);
        for (const double lambda_b : three_lambdas) {
            const WeightedKernel weighted = weighted_kernel(
                K, kernel_weights(conditions, official.loss, problem.experiment.lambda(official, lambda_b)));
            residual = std::max(residual, weighted.residual);
            smallest = std::min(smallest, weighted.values().back() / weighted.values().front());
        }
    }
    // Rounding of n = 102 rows is some 1e-14; two orders of room for the mapping back by D^{-1/2}.
    results.correct("C8", "largest residual of an eigenpair of K~ / lambda_max", residual, {.low = 0, .high = 1e-12});
    results.correct("C8", "smallest eigenvalue of K~ / lambda_max", smallest, {.low = -1e-13});
}

struct Limits {
    std::map<std::string, Keys> thresholds;  // setting and width -> keys over lambda_b and seeds
    std::vector<double> factors;
    std::vector<Keys> survivals;  // for every factor

    Limits(Sweep& sweep, const Sizes& sizes, const std::vector<std::uint64_t>& seeds)
        : factors(sizes.survival_factors) {
        for (const Setting& setting : {official, ntk_setting}) {
            for (const std::size_t width : sizes.threshold_widths) {
                Keys& keys = thresholds[concat(setting.name(), ", width ", width)];
                for (const double lambda_b : three_lambdas) {
                    // One network where it is large, as wide networks are alike.
                    for (std::size_t i = 0; i < (width > 1000 ? 1 : std::min<std::size_t>(3, seeds.size())); ++i) {
                        keys.push_back(sweep.threshold(setting, width, seeds[i], lambda_b));
                    }
                }
            }
        }
        for (const double factor : factors) {
            survivals.emplace_back();
            for (std::size_t i = 0; i < sizes.survival_seeds; ++i) {
                survivals.back().push_back(sweep.survival(100, factor, seeds.front() + i, sizes.survival_steps));
            }
        }
    }
};

void judge_limits(Results& results, const Sweep& sweep, const Limits& limits) {
    // 1 % is asked for; bisection stops at 0.01 % and the error is a millionth of the paper's.
    double growth = 0;
    for (const auto& [name, keys] : limits.thresholds) {
        std::vector<double> ratio;
        for (const std::string& key : keys) {
            const Unit& unit = sweep[key];
            ratio.push_back(unit.failed() ? NAN : unit.numbers[1] / unit.numbers[0]);
            growth = unit.failed() ? NAN : std::max(growth, unit.numbers[2]);
        }
        results.claim("Eq. (6.3)", "observed limit of the learning rate x lambda_max(K~(0)) / 2, " + name,
                      spread(ratio), {.low = 0.99, .high = 1.01});
    }
    results.claim("Eq. (6.3)", "growth of the leading component per step / |1 - eta lambda_max|, largest deviation",
                  growth, {.low = 0, .high = 0.01});

    FigureData& figure = results.figure("ch07-threshold", {"factor", "survived", "peak", "sharpness"});
    figure.comment(
        "rate x lambda_max(K~(0)) / 2; survived: share of networks; peak: loss / loss at the start, sharpness: "
        "rate x lambda_max(K~) / 2 at the end, medians of the survivors; lambda_b = 100");
    double sharpest = 0;
    for (std::size_t k = 0; k < limits.factors.size(); ++k) {
        std::vector<double> survived, peak, sharpness;
        for (const std::string& key : limits.survivals[k]) {
            const std::vector<double>& numbers = sweep[key].numbers;
            survived.push_back(numbers.at(0));
            if (numbers[0] == 0) continue;
            peak.push_back(numbers[1]);
            sharpness.push_back(numbers[2]);
            if (limits.factors[k] > 1) sharpest = std::max(sharpest, numbers[2]);
        }
        const bool any = !peak.empty();
        const std::string where = concat("rate ", limits.factors[k], " x bound, lambda_b = 100: ");
        results.measure("Eq. (6.3)", where + "share of networks that survive", mean(survived));
        if (any)
            results.measure("Eq. (6.3)", where + "rate x lambda_max(K~) / 2 of the survivors at the end",
                            spread(sharpness));
        figure.row(limits.factors[k], mean(survived), any ? median(peak) : NAN, any ? median(sharpness) : NAN);
    }
    results.measure("Eq. (6.3)", "largest rate x lambda_max(K~) / 2 at the end of any survivor beyond the bound",
                    sharpest);
}

// C16: with means, the average rate of a block of K~ depends on the number of points besides.
void judge_points(Results& results, const Problem& problem, std::uint64_t seed) {
    const Mlp<double> network = problem.experiment.network(official, 1, problem.width, seed);
    const auto rate = [&](std::size_t copies) {  // of the boundary block of K~: Tr(K_uu D_u) / N_b
        const Condition<double> boundary = problem.experiment.problem.boundary<double>(repeated_ends(copies, 0, 1));
        const double N_b = static_cast<double>(2 * copies);
        return 2 / N_b * kernel_trace(jacobian(network, boundary)) / N_b;
    };
    results.correct("C16", "means: average rate of the boundary block of K~, 2 points / 100 points", rate(1) / rate(50),
                    {.low = 49.9, .high = 50.1});
}

int chapter(const Options& options) {
    Results results("07", options);
    const Sizes& sizes = options.paper_profile() ? paper : quick;
    Problem problem;
    problem.experiment.problem.a = options.number("a");
    problem.width = static_cast<std::size_t>(options.integer("width"));
    problem.rate = options.number("rate");
    const auto steps = static_cast<std::size_t>(options.integer("steps"));
    const std::vector<std::uint64_t> seeds = options.seeds();
    const std::uint64_t first = seeds.front();

    // 1. The weight that the kernel at initialization asks for. A pilot in another language found 97, median of 20
    //    seeds between 62 and 129; such a median has a standard error of about 5 %, and the band leaves three.
    const std::vector<Traces> traces = initial_traces(problem, official, first, std::max(seeds.size(), trace_seeds));
    results.claim("Eq. (7.3)", "Tr K_rr(0) / Tr K_uu(0)", spread(ratios(traces)),
                  {.low = 85, .high = 112, .paper = 100});

    // 2. Train everything: each training is a unit, found if it was finished before.
    Units units(options, concat("width ", problem.width, ", rate ", problem.rate, ", a ", options.number("a")));
    Sweep sweep(problem, units);
    const Fig4 fig4(sweep, sizes, seeds, steps, traces);
    const Fig5 fig5(sweep, sizes.grid, sizes.fresh, first, sizes.sweep_seeds, std::min(steps, sizes.sweep_steps));
    const Limits limits(sweep, sizes, seeds);
    const std::vector<std::uint64_t> rule_seeds(seeds.begin(),
                                                seeds.begin() + std::min(seeds.size(), sizes.rule_seeds));
    const Rules rules(sweep, sizes.intervals, rule_seeds, ratios(traces), std::min(steps, sizes.rule_steps));
    sweep.run("training", options.progress());

    // 3. Fig. 4, and what the text leaves out.
    judge_fig4(results, sweep, fig4);
    write_fig4(results, problem, sweep, fig4, first, steps);
    judge_unwritten_choices(results, problem, sweep, fig4, traces, first);

    // 4. Fig. 5, and what its spread is.
    judge_fig5(results, sweep, fig5, ratios(traces));
    judge_spread(results, problem, sweep, fig5, seeds);
    write_fig5(results, sweep, fig5, ratios(traces));

    // 5. K~, and the learning rate that it allows.
    judge_weighted_kernel(results, problem, first);
    judge_limits(results, sweep, limits);
    judge_points(results, problem, first);

    // 6. Algorithm 1, and four other rules.
    judge_rules(results, sweep, rules);
    const int status = results.write();
    std::cout << units.summary() << ". nan: diverged.\n";
    return status;
}

}  // namespace

int main(int argc, char** argv) {
    Options options("07", "adaptive weights");
    options.default_seeds({.quick = 2, .paper = 20});
    options.add_integer("steps", 40'000, 4, 100'000'000, "gradient-descent steps");
    options.add_integer("width", 100, 1, 100'000, "neurons of the hidden layer");
    options.add_number("rate", 1e-5, 1e-12, 1, "learning rate");
    options.add_number("a", 4, 0.01, 1000, "u = sin(a pi x)");
    return options.run(argc, argv, chapter);
}
