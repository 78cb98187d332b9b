// Chapter 09: Beyond the paper
// Paper:  Section 8, the open questions
// Run:    make run-chapter-09
// Writes: build/results/chapter-09.csv, build/figures/ch09-{decay,poisson,wave,nonlinear,momentum,adam,features}.csv,
//         build/units/chapter-09: one file for each training, which a run started again does not repeat
// Takes:  7 s; 16 minutes with PROFILE=paper, 4 of them for the first steps of chapter 08 if its run is not there
//
// Four questions that the paper leaves open, each with the instruments of an earlier chapter: the kernel as a
// preconditioner (06, 07, 08), operators that are not linear (04, 05), momentum and Adam (06, 08), features in place of
// weights (07).

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <iostream>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "chapters/09-beyond-the-paper/adam.hpp"
#include "chapters/09-beyond-the-paper/features.hpp"
#include "chapters/09-beyond-the-paper/momentum.hpp"
#include "chapters/09-beyond-the-paper/nonlinear.hpp"
#include "chapters/09-beyond-the-paper/preconditioned.hpp"
#include "lib/foundation/parallel.hpp"
#include "lib/report/options.hpp"
#include "lib/report/results.hpp"
#include "lib/report/statistics.hpp"
#include "lib/report/units.hpp"

using namespace pinn;

namespace {

const char* const gauss_newton = "Section 8: Gauss-Newton";
const char* const nonlinear_item = "Section 8: nonlinear";
const char* const momentum_item = "Section 8: momentum";
const char* const features_item = "Section 8: features";

// What the quick profile shrinks.
struct Sizes {
    std::size_t lazy_width, lazy_seeds;
    std::size_t poisson_seeds, poisson_steps, descent_steps;
    double poisson_error;
    std::vector<preconditioned::WaveSettings> waves;  // the first is judged
    std::size_t wave_seeds;
    double wave_error;
    std::vector<double> norm_widths, drift_widths;  // of K(0), and of trainings
    std::size_t norm_seeds, drift_seeds, drift_steps;
    double drift_rate;
    wave::RunSettings adam;
    std::vector<std::size_t> adam_steps;
    std::vector<double> half_waves, scales;  // a of Problem 7.2, and of the features' frequencies
    std::size_t feature_seeds, feature_steps;
};
const Sizes quick{.lazy_width = 1'000,
                  .lazy_seeds = 1,
                  .poisson_seeds = 3,
                  .poisson_steps = 100,
                  .descent_steps = 2'000,
                  .poisson_error = 1e-3,
                  .waves = {{.name = "2-20-20-20-1",
                             .widths = {2, 20, 20, 20, 1},
                             .sizes = {.side = 30, .velocity = 30, .interior = 200, .velocity_at_values = true},
                             .lambda = {3'000, 30, 1},
                             .rule = {},
                             .steps = 100}},
                  .wave_seeds = 2,
                  .wave_error = 0.4,
                  .norm_widths = {16, 32, 64, 128, 256, 512, 1024},
                  .drift_widths = {64, 256, 1024},
                  .norm_seeds = 50,
                  .drift_seeds = 6,
                  .drift_steps = 251,
                  .drift_rate = 0.02,
                  .adam = {.name = "",
                           .interval = 100,
                           .widths = {2, 50, 50, 50, 1},
                           .loss = {.side = 30, .velocity = 30, .interior = 100, .velocity_at_values = true},
                           .kernel = {.side = 20, .velocity = 60, .interior = 60, .velocity_at_values = false}},
                  .adam_steps = {100, 400, 2'000},
                  .half_waves = {16},
                  .scales = {0, 2, 16},
                  .feature_seeds = 1,
                  .feature_steps = 800};
const Sizes paper{.lazy_width = 10'000,
                  .lazy_seeds = 3,
                  .poisson_seeds = 10,
                  .poisson_steps = 200,
                  .descent_steps = 40'000,
                  .poisson_error = 1e-5,
                  .waves = {{.name = "2-40-40-40-1",
                             .widths = {2, 40, 40, 40, 1},
                             .sizes = {.side = 100, .velocity = 100, .interior = 700, .velocity_at_values = true},
                             .lambda = {3'000, 30, 1},
                             .rule = {},
                             .steps = 600},
                            {.name = "2-500-500-500-1",
                             .widths = {2, 500, 500, 500, 1},
                             .sizes = {.side = 100, .velocity = 100, .interior = 500, .velocity_at_values = true},
                             .lambda = {3'000, 30, 1},
                             .rule = {},
                             .steps = 150}},
                  .wave_seeds = 3,
                  .wave_error = 5e-4,
                  .norm_widths = {16, 32, 64, 128, 256, 512, 1024, 2048, 4096},
                  .drift_widths = {256, 512, 1024, 2048, 4096},
                  .norm_seeds = 100,
                  .drift_seeds = 24,
                  .drift_steps = 501,
                  .drift_rate = 0.01,
                  .adam = {.name = "", .interval = 1000},
                  .adam_steps = {100, 400, 10'000},
                  .half_waves = {4, 16, 64},
                  .scales = {0, 0.5, 2, 8, 32},
                  .feature_seeds = 3,
                  .feature_steps = 5'000};

// The settings of chapters 06 and 07.
constexpr Setting lazy{Parameterization::ntk, true, LossConvention::half_sums};
constexpr Setting official{Parameterization::standard, true, LossConvention::means};

// The keys of one quantity for every seed.
using Keys = std::vector<std::string>;

// ---- 1. The kernel as a preconditioner ------------------------------------------------------------------------------

// (a) Every component decays by 1 - eta lambda/(lambda + mu) in a step. The bars were set before the chapter was
// written: 2 per cent for Gauss-Newton and 1 for momentum, at width 10,000; deviations fall like 1/width, and the quick
// profile has ten times as much.
void judge_linear_regime(Results& results, const Sizes& sizes, std::uint64_t first) {
    const PoissonExperiment experiment{.problem = {1}};
    const double slack = 10'000.0 / static_cast<double>(sizes.lazy_width);
    std::map<double, std::vector<double>> worst;
    std::vector<double> printed_direction, momentum_worst, count;
    FigureData& decay_figure = results.figure("ch09-decay", {"mu", "eigenvalue", "predicted", "measured"});
    decay_figure.comment("the first step; eigenvalues and mu relative to the largest eigenvalue; eta 0.5");
    FigureData& momentum_figure = results.figure("ch09-momentum", {"component", "step", "predicted", "measured"});
    for (std::uint64_t seed = first; seed < first + sizes.lazy_seeds; ++seed) {
        const spectral::Initial scaled(experiment, lazy, sizes.lazy_width, seed, 0.01);
        const spectral::Initial start = preconditioned::with_even_error(scaled, experiment);
        for (const double mu : {1e-2, 1e-4}) {
            const auto decay = preconditioned::decay(start, experiment, lazy, 0.5, mu, 1e-12, 5);
            worst[mu].push_back(decay.deviation());
            if (seed != first) continue;
            for (std::size_t i = 0; i < decay.lambda.size(); ++i) {
                decay_figure.row(mu, decay.lambda[i] / decay.lambda[0], decay.factor(i), decay.measured[1][i]);
            }
        }
        const auto decay = preconditioned::decay(scaled, experiment, lazy, 0.5, 1e-2, 1e-12, 5);
        printed_direction.push_back(decay.deviation());
        count.push_back(static_cast<double>(decay.lambda.size()));

        // Heavy ball: eta at a fifth of the stable rate of gradient descent.
        const auto ball = momentum::compare(scaled, experiment, lazy, 0.2 * stability_bound(scaled.K), 0.9, 300, 20);
        double off = 0;
        for (std::size_t i = 0; i < 5; ++i) off = std::max(off, std::abs(ball.fitted_over_predicted(i) - 1));
        momentum_worst.push_back(off);
        if (seed != first) continue;
        for (const std::size_t i : {0, 4, 9, 19}) {
            for (std::size_t k = 0; k < ball.measured[i].size(); k += k < 60 ? 1 : 5) {
                momentum_figure.row(i + 1, k, ball.predicted(i, k), ball.measured[i][k]);
            }
        }
        const double x = ball.eta * ball.lambda[19];
        results.measure(momentum_item, "time constant of component 20, without momentum / with 0.9",
                        momentum::time_constant(x, 0) / momentum::time_constant(x, 0.9));
    }
    for (const auto& [mu, deviations] : worst) {
        results.claim(gauss_newton, concat("largest deviation of a factor per step, mu = ", mu, " lambda_1"),
                      spread(deviations), {.high = 0.02 * slack});
    }
    results.measure(gauss_newton, "components with lambda_i >= 1e-12 lambda_1", median(count));
    results.measure(gauss_newton, "largest deviation of a factor, error in the direction of the paper's",
                    spread(printed_direction));
    results.claim(momentum_item, "largest deviation of the rates of five leading components", spread(momentum_worst),
                  {.high = 0.01 * slack});
}

// (b) Problem 7.2, and (c) the wave equation.
struct Preconditioned {
    struct Poisson {
        double a;
        Keys gauss_newton, equal, traces;
    };
    std::vector<std::size_t> newton_looks, descent_looks;
    std::vector<Poisson> poisson;
    std::vector<std::vector<std::size_t>> wave_looks;
    std::vector<Keys> waves;

    Preconditioned(UnitSweep& sweep, const Sizes& sizes, std::uint64_t first)
        : newton_looks(preconditioned::looks_until(sizes.poisson_steps)),
          descent_looks(preconditioned::looks_until(sizes.descent_steps)) {
        for (const preconditioned::WaveSettings& settings : sizes.waves) {
            const std::vector<std::size_t>& looks =
                wave_looks.emplace_back(preconditioned::looks_until(settings.steps));
            Keys& keys = waves.emplace_back();
            for (std::size_t i = 0; i < (waves.size() == 1 ? sizes.wave_seeds : 1); ++i) {
                keys.push_back(sweep.add(concat("wave-", settings.name, "-seed", first + i), [=] {
                    return numbers(preconditioned::by_gauss_newton(settings, first + i, looks));
                }));
            }
        }
        for (const double a : {4.0, 8.0, 16.0}) {
            Poisson& of = poisson.emplace_back();
            of.a = a;
            const adaptive::Problem problem{.experiment = {.problem = {a}}};
            for (std::uint64_t seed = first; seed < first + sizes.poisson_seeds; ++seed) {
                const std::string end = concat("-a", a, "-seed", seed);
                of.gauss_newton.push_back(sweep.add("newton" + end, [=, looks = newton_looks] {
                    return numbers(preconditioned::by_gauss_newton(problem, official, seed, looks));
                }));
                if (a != 4) continue;
                const auto descent = [&](bool weighted) {
                    return sweep.add((weighted ? "traces" : "equal") + end, [=, looks = descent_looks] {
                        return numbers(preconditioned::by_gradient_descent(problem, official, weighted, seed, looks));
                    });
                };
                of.equal.push_back(descent(false));
                of.traces.push_back(descent(true));
            }
        }
    }
};

void judge_poisson(Results& results, const Sizes& sizes, const UnitSweep& sweep, const Preconditioned& runs) {
    FigureData& figure = results.figure("ch09-poisson", {"run", "step", "median", "low", "high"});
    const auto write = [&](const std::string& name, const Keys& keys, const std::vector<std::size_t>& looks) {
        for (std::size_t k = 0; k < looks.size(); ++k) {
            const Spread error = spread(sweep.column(keys, k));
            figure.row(name, looks[k], error.median, error.low, error.high);
        }
    };
    const auto at = [](const std::vector<std::size_t>& looks, std::size_t step) {
        return static_cast<std::size_t>(std::ranges::find(looks, step) - looks.begin());
    };
    const std::size_t last = runs.newton_looks.size() - 1, descent_last = runs.descent_looks.size() - 1;
    for (const Preconditioned::Poisson& of : runs.poisson) {
        const std::string a = concat("a = ", of.a, ": ");
        const std::vector<double> end = sweep.column(of.gauss_newton, last);
        write(concat("Gauss-Newton, a = ", of.a), of.gauss_newton, runs.newton_looks);
        results.measure(gauss_newton, a + "relative L2 error after 30 steps",
                        spread(sweep.column(of.gauss_newton, at(runs.newton_looks, 30))));
        const std::string quantity = concat(a, "relative L2 error after ", sizes.poisson_steps, " steps");
        if (of.a != 4) {
            results.measure(gauss_newton, quantity, spread(end));
            continue;
        }
        write("gradient descent, equal weights", of.equal, runs.descent_looks);
        write("gradient descent, weights from the traces", of.traces, runs.descent_looks);
        results.claim(gauss_newton, quantity, spread(end), {.high = sizes.poisson_error});
        results.measure(gauss_newton, concat("a = 4: gradient descent, error after ", sizes.descent_steps, " steps"),
                        spread(sweep.column(of.traces, descent_last)));
        // The page's sentence: it takes out the small eigenvalues, and two orders of magnitude are the least of it.
        results.claim(gauss_newton, "a = 4: median error of gradient descent / of Gauss-Newton, at their ends",
                      median(sweep.column(of.traces, descent_last)) / median(end), {.low = 100});
        results.timing("Gauss-Newton, a = 4, one step",
                       median(sweep.column(of.gauss_newton, last + 1)) / static_cast<double>(sizes.poisson_steps), "s");
        results.timing("gradient descent, a = 4, one step",
                       median(sweep.column(of.traces, descent_last + 1)) / static_cast<double>(sizes.descent_steps),
                       "s");
    }
}

void judge_wave(Results& results, const Sizes& sizes, const UnitSweep& sweep, const Preconditioned& runs) {
    FigureData& figure = results.figure("ch09-wave", {"network", "seed", "step", "error"});
    for (std::size_t w = 0; w < runs.waves.size(); ++w) {
        const preconditioned::WaveSettings& settings = sizes.waves[w];
        const std::size_t last = runs.wave_looks[w].size() - 1;
        const std::string quantity =
            concat("wave, ", settings.name, ": relative L2 error after ", settings.steps, " steps");
        const std::vector<double> end = sweep.column(runs.waves[w], last);
        if (w == 0) {
            results.claim(gauss_newton, quantity, spread(end), {.high = sizes.wave_error});
        } else {
            results.measure(gauss_newton, quantity, median(end));
        }
        results.measure(gauss_newton,
                        concat("wave, ", settings.name, ": steps that no damping could take, most of a seed"),
                        maximum(sweep.column(runs.waves[w], last + 2)));
        results.timing(concat("Gauss-Newton, wave, ", settings.name, ", one step"),
                       median(sweep.column(runs.waves[w], last + 1)) / static_cast<double>(settings.steps), "s");
        for (std::size_t i = 0; i < runs.waves[w].size(); ++i) {
            for (std::size_t k = 0; k <= last; ++k) {
                figure.row(settings.name, i, runs.wave_looks[w][k], sweep.column({runs.waves[w][i]}, k)[0]);
            }
        }
    }
}

// ---- 2. Operators that are not linear -------------------------------------------------------------------------------

struct Nonlinear {
    std::map<Equation, std::vector<Keys>> norms, drifts;  // by width, one key with all seeds or one each

    Nonlinear(UnitSweep& sweep, const Sizes& sizes, std::uint64_t first) {
        for (const Equation N : all_equations) {
            const std::string name = concat("operator", static_cast<int>(N), "-width");
            for (const double width : sizes.drift_widths) {
                Keys& keys = drifts[N].emplace_back();
                for (std::uint64_t seed = first; seed < first + sizes.drift_seeds; ++seed) {
                    keys.push_back(sweep.add(concat("drift-", name, width, "-seed", seed), [=, &sizes] {
                        const auto of = nonlinear::drift(N, static_cast<std::size_t>(width), seed, sizes.drift_steps,
                                                         sizes.drift_rate);
                        return std::vector<double>{of.kernel, of.weights};
                    }));
                }
            }
            for (const double width : sizes.norm_widths) {
                norms[N].push_back({sweep.add(concat("norm-", name, width), [=, &sizes] {
                    std::vector<double> found;
                    for (std::uint64_t seed = first; seed < first + sizes.norm_seeds; ++seed) {
                        found.push_back(nonlinear::initial_norm(N, static_cast<std::size_t>(width), seed));
                    }
                    return found;
                })});
            }
        }
    }
};

std::vector<double> logarithms(std::vector<double> values) {
    for (double& value : values) value = std::log(value);
    return values;
}

// Linear: fluctuations of sums of N terms, so the exponent of the spread is -1/2 (chapter 04); K moves like a power of
// the width between -1/2 and -1 (chapter 05). Nonlinear: u is random and moves at every width, so both exponents are 0.
// The fits start at width 64, where these laws do. The spread of 100 logarithms has a standard error of 7 per cent,
// 0.04 in an exponent over two decades. Drifts spread over two decades in single runs, so that the median of 24 has
// about 0.15 in its logarithm to base ten, and an exponent over 1.2 decades 0.15 too; the band is the double of that,
// and the six seeds of the quick profile are not judged.
void judge_nonlinear(Results& results, const Sizes& sizes, const UnitSweep& sweep, const Nonlinear& runs) {
    FigureData& figure = results.figure("ch09-nonlinear", {"operator", "what", "width", "median", "low", "high"});
    const std::size_t skipped =
        static_cast<std::size_t>(std::ranges::find(sizes.norm_widths, 64) - sizes.norm_widths.begin());
    for (const Equation N : all_equations) {
        const std::string of = formula(N) + ": ";
        const bool linear = N == Equation::poisson;
        std::vector<double> spreads, drifts;
        for (std::size_t w = 0; w < sizes.norm_widths.size(); ++w) {
            const std::vector<double>& norms = sweep[runs.norms.at(N)[w].front()].numbers;
            spreads.push_back(standard_deviation(logarithms(norms)));
            figure.row(formula(N), "spread", sizes.norm_widths[w], spreads.back(), spreads.back(), spreads.back());
        }
        std::vector<double> growth;
        for (std::size_t w = 0; w < sizes.drift_widths.size(); ++w) {
            const Spread drift = spread(sweep.column(runs.drifts.at(N)[w], 0));
            drifts.push_back(drift.median);
            figure.row(formula(N), "drift", sizes.drift_widths[w], drift.median, drift.low, drift.high);
            if (w + 1 < sizes.drift_widths.size()) continue;
            results.measure(nonlinear_item, concat(of, "relative change of K at width ", sizes.drift_widths[w]), drift);
            growth = sweep.column(runs.drifts.at(N)[w], 1);
        }
        results.claim(nonlinear_item, of + "exponent of the width in the spread of ln norm K(0)",
                      log_log_slope(std::span(sizes.norm_widths).subspan(skipped), std::span(spreads).subspan(skipped)),
                      linear ? Band{.low = -0.65, .high = -0.35} : Band{.low = -0.2, .high = 0.2});
        const std::string exponent = of + "exponent of the width in the change of K";
        const double slope = log_log_slope(sizes.drift_widths, drifts);
        if (linear || sizes.drift_seeds > 10) {
            results.claim(nonlinear_item, exponent, slope,
                          linear ? Band{.low = -1.3, .high = -0.5} : Band{.low = -0.3, .high = 0.3});
        } else {
            results.measure(nonlinear_item, exponent, slope);
        }
        results.measure(nonlinear_item, concat(of, "spread of ln norm K(0) at width ", sizes.norm_widths.back()),
                        spreads.back());
        // What Algorithm 1 would do with it.
        results.measure(nonlinear_item,
                        concat(of, "Tr K_rr / Tr K_uu at the end / at the start, width ", sizes.drift_widths.back()),
                        spread(growth));
    }
}

// ---- 3. Adam --------------------------------------------------------------------------------------------------------

void judge_adam(Results& results, const Options& options, const Sizes& sizes) {
    // The run of chapter 08, if it is there; else its first steps.
    const std::filesystem::path folder = std::filesystem::path(options.out()) / "runs" /
                                         (options.paper_profile() ? "chapter-08/paper" : "chapter-09/quick");
    wave::RunSettings settings = sizes.adam;
    settings.seed = options.first_seed();
    settings.name = concat("b-seed", settings.seed);
    const wave::Run run(settings, folder);
    std::vector<std::size_t> kept = sizes.adam_steps;
    kept.insert(kept.begin(), 0);
    const InterruptWatch watch;
    {
        Progress progress("Adam", kept.back(), "steps", options.progress());
        run.train(kept.back(), kept, 1000, true, "", watch, progress);
    }

    const std::vector<Condition<double>> points = wave::kernel_points(settings.kernel, settings.seed);
    FigureData& figure = results.figure("ch09-adam", {"step", "kernel", "index", "eigenvalue"});
    figure.comment("eigenvalues of K D relative to the largest; D with the weights of that step");
    for (const std::size_t step : sizes.adam_steps) {
        const adam::Look look = adam::look(run, step, points);
        const std::string after = concat(" after ", step, " steps");
        for (const auto& [name, seen] : {std::pair{"K", &look.plain}, {"Adam's kernel", &look.adam}}) {
            const std::string of = std::string(name) + ": ";
            results.measure(momentum_item, of + "largest / smallest lambda_k Tr K_kk" + after, seen->imbalance());
            results.measure(momentum_item, of + "eigenvalue at 10 % of the spectrum / largest" + after, seen->at(0.1));
            results.measure(momentum_item, of + "eigenvalue at 50 % of the spectrum / largest" + after, seen->at(0.5));
            for (std::size_t i = 0; i < seen->spectrum.size(); ++i) {
                figure.row(step, name, i + 1, seen->spectrum[i] / seen->spectrum[0]);
            }
        }
    }
}

// ---- 4. Features ----------------------------------------------------------------------------------------------------

struct Features {
    struct Case {
        features::Setup setup;
        Keys equal, weighted, newton;
    };
    std::vector<Case> cases;

    Features(UnitSweep& sweep, const Sizes& sizes, std::uint64_t first) {
        for (const double a : sizes.half_waves) {
            for (const double scale : sizes.scales) {
                Case& of = cases.emplace_back();
                of.setup = {.a = a, .scale = scale};
                for (std::uint64_t seed = first; seed < first + sizes.feature_seeds; ++seed) {
                    const std::string end = concat("-a", a, "-scale", scale, "-seed", seed);
                    const features::Setup setup = of.setup;
                    const auto trained = [&](bool weighted) {
                        return sweep.add((weighted ? "features-weighted" : "features-equal") + end, [=, &sizes] {
                            return std::vector{features::trained_error(setup, weighted, seed, sizes.feature_steps)};
                        });
                    };
                    of.equal.push_back(trained(false));
                    of.weighted.push_back(trained(true));
                    of.newton.push_back(sweep.add("features-newton" + end, [=] {
                        return std::vector{features::gauss_newton_error(setup, seed, 50)};
                    }));
                }
            }
        }
    }
};

void judge_features(Results& results, const UnitSweep& sweep, const Features& runs, std::uint64_t first) {
    std::map<std::pair<double, double>, double> times, errors;
    FigureData& figure = results.figure("ch09-features", {"a", "scale", "index", "eigenvalue", "changes", "below"});
    for (const Features::Case& of : runs.cases) {
        const features::Setup& setup = of.setup;
        const std::string with =
            concat("a = ", setup.a, setup.scale > 0 ? concat(", features of scale ", setup.scale) : ", no features");
        const features::Alignment found = features::alignment(setup, first);
        results.measure(features_item, with + ": eigenvectors of K_rr that hold half of f",
                        static_cast<double>(found.modes(0.5)));
        results.measure(features_item, with + ": lambda_1 / lambda there", found.time());
        results.measure(features_item, with + ": lambda_b of Algorithm 1", found.lambda_b);
        results.measure(features_item, with + ": error, equal weights", spread(sweep.column(of.equal, 0)));
        results.measure(features_item, with + ": error, weights from the traces", spread(sweep.column(of.weighted, 0)));
        results.measure(features_item, with + ": error, Gauss-Newton, 50 steps", spread(sweep.column(of.newton, 0)));
        for (std::size_t i = 0; i < found.lambda.size(); ++i) {
            figure.row(setup.a, setup.scale, i + 1, found.lambda[i] / found.lambda[0], found.sign_changes[i],
                       found.below[i]);
        }
        times[{setup.a, setup.scale}] = found.time();
        errors[{setup.a, setup.scale}] = median(sweep.column(of.equal, 0));
    }
    // b = a/2 is the frequency of the data; a quarter of it leaves them well within what scale 2 reaches. "Features
    // can" is worth the name if the wait is a thousand times shorter, and the error less than a third.
    results.claim(features_item, "a = 16: lambda_1 / lambda, no features / features of scale 2",
                  times[{16, 0}] / times[{16, 2}], {.low = 1e3});
    results.claim(features_item, "a = 16: median error, no features / features of scale 2",
                  errors[{16, 0}] / errors[{16, 2}], {.low = 3});
}

int chapter(const Options& options) {
    Results results("09", options);
    const Sizes& sizes = options.paper_profile() ? paper : quick;
    const std::uint64_t first = options.first_seed();

    // 1. Train everything: each training is a unit, found if it was finished before.
    Units units(options, "as in the program");
    UnitSweep sweep(units);
    const Preconditioned preconditioned(sweep, sizes, first);
    const Nonlinear nonlinear(sweep, sizes, first);
    const Features features(sweep, sizes, first);
    sweep.run("training", options.progress());

    // 2. The kernel as a preconditioner, and momentum, where K does not change.
    judge_linear_regime(results, sizes, first);
    judge_poisson(results, sizes, sweep, preconditioned);
    judge_wave(results, sizes, sweep, preconditioned);

    // 3. Nonlinear operators.
    judge_nonlinear(results, sizes, sweep, nonlinear);

    // 4. Adam.
    judge_adam(results, options, sizes);

    // 5. Features instead of weights.
    judge_features(results, sweep, features, first);
    const int status = results.write();
    std::cout << units.summary() << ".\n";
    return status;
}

}  // namespace

int main(int argc, char** argv) {
    Options options("09", "beyond the paper");
    return options.run(argc, argv, chapter);
}
