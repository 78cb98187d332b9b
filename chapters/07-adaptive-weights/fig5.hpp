// Fig. 5: the error against lambda_b, and what its spread is  (paper: Section 7.2, Fig. 5; C9).
//
// The same networks are trained at every lambda_b of a grid, so that what moves between two of its points is the
// weight; beside them fresh ones at every lambda_b, as published, and the same ones in float. The error is judged in
// the two parts that runs.hpp splits it into.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "chapters/07-adaptive-weights/sweep.hpp"
#include "lib/foundation/random.hpp"
#include "lib/kernel/dynamics.hpp"
#include "lib/report/results.hpp"
#include "lib/report/statistics.hpp"

namespace pinn::adaptive {

struct Fig5 {
    std::vector<double> lambdas, fresh_lambdas;  // of grid and fresh
    std::vector<Keys> grid, fresh;
    std::map<double, Keys> in_float;

    // Networks of the seeds first, first + 1, ...; fresh ones of first + 100, first + 200, ... and those that follow.
    Fig5(Sweep& sweep, const std::vector<double>& lambdas, const std::vector<double>& fresh_lambdas,
         std::uint64_t first, std::size_t seeds, std::size_t steps)
        : lambdas(lambdas), fresh_lambdas(fresh_lambdas) {
        const auto networks_from = [&](std::uint64_t seed, double lambda_b, bool in_float) {
            Keys keys;
            for (std::size_t i = 0; i < seeds; ++i)
                keys.push_back(sweep.fixed(official, lambda_b, seed + i, steps, in_float));
            return keys;
        };
        for (const double lambda_b : lambdas) grid.push_back(networks_from(first, lambda_b, false));
        for (const double lambda_b : fresh_lambdas)  // 100, 200, ...: no seed is used twice
            fresh.push_back(networks_from(first + 100 * (fresh.size() + 1), lambda_b, false));
        for (const double lambda_b : three_lambdas) in_float[lambda_b] = networks_from(first, lambda_b, true);
    }
    const Keys& at(double lambda_b) const {
        return grid[static_cast<std::size_t>(std::find(lambdas.begin(), lambdas.end(), lambda_b) - lambdas.begin())];
    }
};

// (largest - smallest) / mean of the mean errors at lambda_b from `from` to 500: what looks like an oscillation.
inline double oscillation(const Sweep& sweep, const std::vector<double>& lambdas, const std::vector<Keys>& keys,
                          double from) {
    std::vector<double> means;
    for (std::size_t k = 0; k < lambdas.size(); ++k) {
        if (lambdas[k] >= from && lambdas[k] <= 500) means.push_back(mean(sweep.errors(keys[k])));
    }
    return (maximum(means) - minimum(means)) / mean(means);
}

// Where the straight part of the error falls below the curved part, by interpolation of both logarithms: one network.
inline double crossing(const Sweep& sweep, const Fig5& fig5, std::size_t seed_index) {
    double last_gap = NAN;
    for (std::size_t k = 0; k < fig5.lambdas.size(); ++k) {
        const Errors e = sweep.run_of(fig5.grid[k][seed_index]).end();
        const double gap = std::log(e.line / e.curved);
        if (gap <= 0 && k > 0) {
            const double t = last_gap / (last_gap - gap);
            return std::exp(std::log(fig5.lambdas[k - 1]) * (1 - t) + std::log(fig5.lambdas[k]) * t);
        }
        last_gap = gap;
    }
    return NAN;
}

inline void judge_fig5(Results& results, const Sweep& sweep, const Fig5& fig5,
                       const std::vector<double>& trace_ratios) {
    const std::vector<double> at_1 = sweep.errors(fig5.at(1)), at_100 = sweep.errors(fig5.at(100)),
                              at_500 = sweep.errors(fig5.at(500));
    results.claim("Fig. 5", "mean error at lambda_b = 1 / at 100", mean(at_1) / mean(at_100), {.low = 20});
    results.measure("Fig. 5", "mean error at lambda_b = 100", mean(at_100));
    results.measure("Fig. 5", "mean error at lambda_b = 500", mean(at_500));
    results.measure("Fig. 5", "the trace rule's lambda_b", spread(trace_ratios));

    // The straight part falls like 1/lambda_b (see the page), the curved part does not know lambda_b. Within 10 % of
    // the exponent: both statements are of leading order in 1/lambda_b.
    std::vector<double> lambdas, line;
    for (std::size_t k = 0; k < fig5.lambdas.size(); ++k) {
        if (fig5.lambdas[k] < 10 || fig5.lambdas[k] > 500) continue;
        lambdas.push_back(fig5.lambdas[k]);
        line.push_back(median(sweep.errors(fig5.grid[k], &Errors::line)));
    }
    const bool finite =
        std::all_of(line.begin(), line.end(), [](double v) { return std::isfinite(v); });  // none diverged
    results.claim("Fig. 5", "slope in lambda_b of the straight part of the error, 10 .. 500",
                  finite ? log_log_slope(lambdas, line) : NAN, {.low = -1.1, .high = -0.9});
    const std::vector<double> curved_100 = sweep.errors(fig5.at(100), &Errors::curved),
                              curved_500 = sweep.errors(fig5.at(500), &Errors::curved);
    std::vector<double> curved_ratio, crossings;
    for (std::size_t i = 0; i < curved_100.size(); ++i) {
        curved_ratio.push_back(curved_500[i] / curved_100[i]);
        crossings.push_back(crossing(sweep, fig5, i));
    }
    results.claim("Fig. 5", "curved part of the error, lambda_b = 500 / 100", spread(curved_ratio),
                  {.low = 0.8, .high = 1.25});
    results.measure("Fig. 5", "lambda_b where the error stops falling: straight part = curved part", spread(crossings));
    Random random(1);
    const Interval interval = bootstrap_interval(
        crossings, [](std::span<const double> v) { return median(v); }, 0.95, 2000, random);
    results.measure("Fig. 5", "the same: lower end of the 95 % bootstrap interval of the median", interval.low);
    results.measure("Fig. 5", "the same: upper end", interval.high);
}

// C9: what the spread of Fig. 5 is.
inline void judge_spread(Results& results, const Problem& problem, const Sweep& sweep, const Fig5& fig5,
                         const std::vector<std::uint64_t>& seeds) {
    // Not instability: the bound at the largest lambda_b of the figure.
    std::vector<double> room, limit;
    for (const std::uint64_t seed : seeds) {
        const Matrix<double> J =
            problem.experiment.jacobian(problem.experiment.network(official, 1, problem.width, seed));
        const std::vector<Condition<double>> conditions = problem.experiment.conditions();
        const auto bound = [&](double lambda_b) {
            return stability_bound(weighted_kernel_of_jacobian(
                J, kernel_weights(conditions, official.loss, problem.experiment.lambda(official, lambda_b))));
        };
        room.push_back(bound(500) / problem.rate);
        double low = 500, high = 1e5;  // the lambda_b whose bound is the rate
        while (high / low > 1.001) {
            const double middle = std::sqrt(low * high);
            (bound(middle) > problem.rate ? low : high) = middle;
        }
        limit.push_back(low);
    }
    results.correct("C9", "2/lambda_max(K~(0)) at lambda_b = 500 / learning rate", spread(room), {.low = 2, .high = 8});
    results.measure("C9", "lambda_b at which 2/lambda_max(K~(0)) is the learning rate", spread(limit));
    for (std::size_t k = 0; k < fig5.lambdas.size(); ++k) {
        if (fig5.lambdas[k] <= 500) continue;
        double diverged = 0;
        for (const std::string& key : fig5.grid[k]) diverged += sweep.run_of(key).diverged;
        results.measure("C9", concat("share of runs diverged, lambda_b = ", fig5.lambdas[k]),
                        diverged / static_cast<double>(fig5.grid[k].size()));
    }
    // Not rounding: the same networks in float.
    for (const double lambda_b : three_lambdas) {
        const std::vector<double> in_double = sweep.errors(fig5.at(lambda_b)),
                                  in_float = sweep.errors(fig5.in_float.at(lambda_b));
        std::vector<double> difference;
        for (std::size_t i = 0; i < in_double.size(); ++i)
            difference.push_back(std::abs(in_float[i] / in_double[i] - 1));
        // A twentieth, an order of magnitude below the spread of seeds.
        results.correct("C9", concat("error in float against double, relative, lambda_b = ", lambda_b),
                        spread(difference), {.low = 0, .high = 0.05});
    }
    // But the networks: with the same ones at every lambda_b nothing oscillates; with fresh ones the mean of ten does.
    // A tenth: the straight part of the error is still some per cent of it at 300.
    results.correct("C9", "(largest - smallest) / mean of the mean error, lambda_b = 300 .. 500: same networks",
                    oscillation(sweep, fig5.lambdas, fig5.grid, 300), {.low = 0, .high = 0.1});
    results.measure("C9", "the same with fresh networks for each lambda_b",
                    oscillation(sweep, fig5.fresh_lambdas, fig5.fresh, 300));
    for (const double lambda_b : three_lambdas) {
        const std::vector<double> all = sweep.errors(fig5.at(lambda_b));
        results.measure("C9", concat("deviation / mean of the error over networks, lambda_b = ", lambda_b),
                        standard_deviation(all) / mean(all));
    }
    // Their slow components: what is left at the end lies where training had no time, and time shrinks it.
    for (const double lambda_b : three_lambdas) {
        std::vector<double> slow;
        for (const std::string& key : fig5.at(lambda_b)) slow.push_back(sweep.run_of(key).slow);
        results.measure("C9",
                        concat("share of the error with eta lambda_i steps < 1 at the end, lambda_b = ", lambda_b),
                        spread(slow));
    }
    for (const std::size_t part : {0, 1, 2}) {
        std::vector<double> all;
        for (const std::string& key : fig5.at(500)) all.push_back(sweep.run_of(key).at[part].all);
        const std::string when = part == 0 ? "a quarter" : part == 1 ? "a half" : "all";
        results.measure("C9", "mean error at lambda_b = 500 after " + when + " of the steps", mean(all));
        results.measure("C9", "deviation / mean at lambda_b = 500 after " + when + " of the steps",
                        standard_deviation(all) / mean(all));
    }
}

inline void write_fig5(Results& results, const Sweep& sweep, const Fig5& fig5,
                       const std::vector<double>& trace_ratios) {
    FigureData& figure = results.figure(
        "ch07-fig5", {"networks", "lambda_b", "mean", "deviation", "median", "smallest", "largest", "line", "curved"});
    figure.comment("relative L2 error of u; " + official.name() + "; line, curved: medians of its two parts");
    const Spread rule = spread(trace_ratios);
    figure.comment("rule low: " + to_text(rule.low, 4));
    figure.comment("rule high: " + to_text(rule.high, 4));
    const auto rows = [&](const std::string& networks, const std::vector<double>& lambdas,
                          const std::vector<Keys>& keys) {
        for (std::size_t k = 0; k < lambdas.size(); ++k) {
            const std::vector<double> all = sweep.errors(keys[k]);
            const Spread s = spread(all);
            if (std::isnan(s.median)) continue;  // some diverged
            figure.row(networks, lambdas[k], mean(all), standard_deviation(all), s.median, s.low, s.high,
                       median(sweep.errors(keys[k], &Errors::line)), median(sweep.errors(keys[k], &Errors::curved)));
        }
    };
    rows("same", fig5.lambdas, fig5.grid);
    rows("fresh", fig5.fresh_lambdas, fig5.fresh);

    FigureData& single = results.figure("ch07-fig5seeds", {"seed", "lambda_b", "error"});
    single.comment("relative L2 error of u, one line for each network");
    for (std::size_t i = 0; i < fig5.grid[0].size(); ++i) {
        for (std::size_t k = 0; k < fig5.lambdas.size(); ++k) {
            const FixedRun run = sweep.run_of(fig5.grid[k][i]);
            if (!run.diverged) single.row(i, fig5.lambdas[k], run.end().all);
        }
    }
}

}  // namespace pinn::adaptive
