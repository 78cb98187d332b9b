// Chapter 08: The wave equation
// Paper:  Section 7.3 (Eqs (7.5)-(7.15)), Figs 6, 7 and 8
// Run:    make run-chapter-08
// Writes: build/results/chapter-08.csv, build/figures/ch08-{fig6,fig7,fig8a,fig8b,training,weighted}.csv,
//         build/runs/chapter-08: checkpoints, from which a run that was stopped goes on
// Takes:  21 s; 52 minutes with PROFILE=paper (AVX-512; about 60 on another, 100 with AVX); make study-chapter-08 takes
//         3 to 6 hours
//
// Three terms, three hidden layers of 500, Adam, 80,000 steps: the paper's hardest experiment on two cores, one for the
// run with equal weights and one for Algorithm 1. New against chapter 07: a deep network, derivatives in two variables
// (run.hpp says how a training is kept), points drawn anew in every step, and kernels of three terms (kernels.hpp).
// study.hpp is the study: seeds and departures.

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <string>
#include <vector>

#include "chapters/08-wave-equation/kernels.hpp"
#include "chapters/08-wave-equation/run.hpp"
#include "chapters/08-wave-equation/study.hpp"
#include "lib/report/options.hpp"
#include "lib/report/results.hpp"
#include "lib/report/statistics.hpp"

using namespace pinn;
using namespace pinn::wave;

namespace {

// What the quick profile shrinks, and what the same claims then have to show.
struct Sizes {
    Wave::Sizes loss, kernel;
    std::vector<std::size_t> snapshots;  // of Fig. 7; the last is the end
    std::vector<std::size_t> looks;      // of errors along the way
    Band error_equal, residual_equal, error_weighted, gain, growth, lambda[3];
};
const Sizes quick{.loss = {.side = 30, .velocity = 30, .interior = 100, .velocity_at_values = true},
                  .kernel = {.side = 30, .velocity = 90, .interior = 90, .velocity_at_values = false},
                  .snapshots = {0, 3'000, 6'000, 12'000},
                  .looks = {1'000, 3'000, 6'000},
                  .error_equal = {.low = 0.3, .high = 0.9},
                  .residual_equal = {.high = 1},
                  .error_weighted = {.high = 0.35},
                  .gain = {.low = 1.5},
                  .growth = {.low = 2},
                  .lambda = {{.low = 100}, {.low = 5}, {.low = 1, .high = 1.2}}};
// Error of (a): the issue is that it stays wrong; four runs, of three programs, gave 0.45 to 0.53. Of (b): the printed
// 1.7e-3 was not reached by the authors' code (3.9e-3) nor by a port of it (4.1e-3); 5e-3 leaves them a fifth.
// lambda: the plateaus of those runs, 3.5e3 to 6e3, 30 to 44 and 1.02 to 1.03, and a fifth on each side.
const Sizes paper{.loss = Wave::loss_sizes,
                  .kernel = Wave::kernel_sizes,
                  .snapshots = {0, 10'000, 40'000, 80'000},
                  .looks = {5'000, 10'000, 20'000, 40'000},
                  .error_equal = {.low = 0.3, .high = 0.6, .paper = 4.518e-1},
                  .residual_equal = {.high = 1e-2},
                  .error_weighted = {.high = printed_limit, .paper = printed_error},
                  .gain = {.low = 60, .paper = 4.518e-1 / printed_error},
                  .growth = {.low = 10},
                  .lambda = {{.low = 3e3, .high = 7e3}, {.low = 25, .high = 60}, {.low = 1.01, .high = 1.06}}};
const std::vector<std::size_t> mislabelled = {100, 400};  // steps that the notebook's legend calls 10,000 and 40,000
const std::vector<std::string> terms = {"u", "ut", "r"};

std::string kernel_name(std::size_t k) { return "K_" + terms[k]; }

// ---- Fig. 6: what was learned ---------------------------------------------------------------------------------------

// A term of the loss at the start, and at the end: the mean over the last ten looks, since every step has other points.
double first_loss(const RunState& run, std::size_t k) { return run.looks.front().loss[k]; }
double last_loss(const RunState& run, std::size_t k) {
    const std::size_t count = std::min<std::size_t>(10, run.looks.size());
    double sum = 0;
    for (std::size_t i = run.looks.size() - count; i < run.looks.size(); ++i) sum += run.looks[i].loss[k];
    return sum / static_cast<double>(count);
}

// 2 int_0^1 u(x) sin(4 pi x) dx by the trapezoidal rule; 1/2 for the exact solution at t = 0 and t = 1.
double fast_amplitude(std::span<const double> u) {
    const double step = 1.0 / static_cast<double>(u.size() - 1);
    double sum = 0;
    for (std::size_t j = 0; j < u.size(); ++j) {
        sum += u[j] * std::sin(4 * std::numbers::pi * step * static_cast<double>(j));
    }
    return 2 * step * sum;
}

void judge_fig6(Results& results, const Sizes& sizes, const RunState& equal, const RunState& weighted) {
    const Matrix<double> exact = exact_on_grid(), a = on_grid(equal.network), b = on_grid(weighted.network);
    const double error_a = relative_error(a), error_b = relative_error(b);
    results.claim("Fig. 6a", "relative L2 error", error_a, sizes.error_equal);
    // (a) is no failure to satisfy the equation: its residual is small, the solution of another problem.
    results.claim("Fig. 6a", "L_r at the end / at the start", last_loss(equal, 2) / first_loss(equal, 2),
                  sizes.residual_equal);
    results.claim("Fig. 6b", "relative L2 error", error_b, sizes.error_weighted);
    results.claim("Fig. 6b", "error of (a) / error of (b)", error_a / error_b, sizes.gain);
    results.measure("Fig. 6a", "relative L2 error of the slow wave alone", relative_error(slow_wave_on_grid()));
    results.measure("Fig. 6a", "amplitude of sin(4 pi x) at t = 0", fast_amplitude(a.row(0)));
    results.measure("Fig. 6a", "amplitude of sin(4 pi x) at t = 1", fast_amplitude(a.row(grid_side - 1)));
    for (std::size_t k = 0; k < 3; ++k) {
        results.measure("Fig. 6a", "L_" + terms[k] + " at the end", last_loss(equal, k));
        results.measure("Fig. 6b", "L_" + terms[k] + " at the end", last_loss(weighted, k));
    }
    for (const std::size_t step : sizes.looks) {
        if (step >= equal.steps) continue;
        results.measure("Fig. 6a", concat("relative L2 error after ", step, " steps"), equal.error_at(step));
        results.measure("Fig. 6b", concat("relative L2 error after ", step, " steps"), weighted.error_at(step));
    }

    FigureData& figure = results.figure("ch08-fig6", {"t", "x", "exact", "equal", "weighted"});
    figure.comment("error equal: " + to_text(error_a));
    figure.comment("error weighted: " + to_text(error_b));
    const double step = 1.0 / (grid_side - 1);
    for (std::size_t i = 0; i < grid_side; i += 2) {
        for (std::size_t j = 0; j < grid_side; j += 2)
            figure.row(step * static_cast<double>(i), step * static_cast<double>(j), exact(i, j), a(i, j), b(i, j));
    }
}

// Losses and errors along both runs; the paper does not show them, its code does.
void write_training(Results& results, const RunState& equal, const RunState& weighted) {
    FigureData& figure = results.figure("ch08-training", {"run", "step", "loss_u", "loss_ut", "loss_r", "error"});
    figure.comment("losses: without weights, at the points of that step; error: nan where it was not looked at");
    const auto write = [&](const std::string& name, const RunState& run) {
        for (const Look& look : run.looks)
            figure.row(name, look.step, look.loss[0], look.loss[1], look.loss[2], look.error);
    };
    write("equal", equal);
    write("Algorithm 1", weighted);
}

// ---- Fig. 7: the spectra of run (a) ---------------------------------------------------------------------------------

using Spectra = std::vector<std::vector<double>>;  // of K_u, K_ut, K_r

// all: the spectra at `steps`, among them the four that are `shown`.
void judge_fig7(Results& results, const std::vector<std::size_t>& shown, const std::vector<std::size_t>& steps,
                const std::vector<Spectra>& all, const Band& growth) {
    const auto at = [&](std::size_t step) -> const Spectra& {
        return all[static_cast<std::size_t>(std::ranges::find(steps, step) - steps.begin())];
    };
    const Spectra &start = at(shown[0]), &early = at(shown[1]), &middle = at(shown[2]), &end = at(shown[3]);
    // "Outward": the curves of the figure are decades apart. "Then stay": within a factor of two, less than a tick.
    for (std::size_t k = 0; k < 3; ++k) {
        const std::string trace = "Tr " + kernel_name(k);
        const double moved = sum(early[k]) / sum(start[k]), stayed = sum(end[k]) / sum(middle[k]);
        const std::string quantity = concat(trace, " at ", shown[1], " steps / at 0");
        // Values move least: of K_u no claim.
        if (k == 0) {
            results.measure("Fig. 7", quantity, moved);
        } else {
            results.claim("Fig. 7", quantity, moved, growth);
        }
        if (shown[1] < shown[2]) {
            results.measure("Fig. 7", concat(trace, " at ", shown[2], " steps / at ", shown[1]),
                            sum(middle[k]) / sum(early[k]));
        }
        results.claim("Fig. 7", concat(trace, " at ", shown[3], " steps / at ", shown[2]), stayed,
                      {.low = 0.5, .high = 2});
        results.measure("Fig. 7", concat("average rate of ", kernel_name(k), " at the end"),
                        sum(end[k]) / static_cast<double>(end[k].size()));
    }
    // The notebook logs a kernel every 100 steps and shows entries 0, 1, 4 and the last as n = 0, 10,000, 40,000,
    // 80,000.
    for (std::size_t s = 0; s < 2; ++s) {
        const double ratio = at(shown[1 + s])[2].front() / at(mislabelled[s])[2].front();
        results.correct("C15", concat("lambda_max of K_r at ", shown[1 + s], " steps / at ", mislabelled[s]), ratio,
                        growth);
    }

    FigureData& figure = results.figure("ch08-fig7", {"kernel", "step", "index", "eigenvalue"});
    figure.comment("run (a); the same points at every step");
    for (std::size_t s = 0; s < all.size(); ++s) {
        for (std::size_t k = 0; k < 3; ++k) {
            for (std::size_t i = 0; i < all[s][k].size(); ++i)
                figure.row(kernel_name(k), steps[s], i + 1, all[s][k][i]);
        }
    }
}

// ---- Fig. 8: the weights of run (b), and what they do ---------------------------------------------------------------

void judge_fig8(Results& results, const Sizes& sizes, const RunState& weighted, const Spectra& spectra) {
    // The second half of the run, one value for each update.
    for (std::size_t k = 0; k < 3; ++k) {
        std::vector<double> values;
        for (const Look& look : weighted.looks) {
            if (2 * look.step >= static_cast<double>(weighted.steps)) values.push_back(look.lambda[k]);
        }
        const Spread over = spread(values);
        const std::string quantity = concat("lambda_", terms[k], " over the second half");
        results.claim("Fig. 8a", quantity, over, sizes.lambda[k]);
        results.claim(
            "Fig. 8a", quantity + " leaves the band in so many looks",
            static_cast<double>(std::ranges::count_if(
                values, [&](double value) { return value < sizes.lambda[k].low || value > sizes.lambda[k].high; })),
            {.low = 0, .high = 0});
    }

    // At other points than those of the update; 300 uniform points know a trace to a few per cent.
    std::vector<double> traces, weighted_traces;
    for (std::size_t k = 0; k < 3; ++k) {
        traces.push_back(sum(spectra[k]));
        weighted_traces.push_back(weighted.lambda[k] * traces.back());
    }
    const auto range = [](const std::vector<double>& values) {
        return std::ranges::max(values) / std::ranges::min(values);
    };
    results.measure("Fig. 8b", "largest / smallest Tr K_k at the end", range(traces));
    results.claim("Fig. 8b", "largest / smallest lambda_k Tr K_k at the end", range(weighted_traces),
                  {.low = 1, .high = 1.5});

    FigureData& weights = results.figure("ch08-fig8a", {"step", "lambda_u", "lambda_ut", "lambda_r"});
    for (const Look& look : weighted.looks) weights.row(look.step, look.lambda[0], look.lambda[1], look.lambda[2]);
    FigureData& figure = results.figure("ch08-fig8b", {"kernel", "index", "eigenvalue", "weighted"});
    figure.comment("run (b) at its last step");
    for (std::size_t k = 0; k < 3; ++k) {
        for (std::size_t i = 0; i < spectra[k].size(); ++i)
            figure.row(kernel_name(k), i + 1, spectra[k][i], weighted.lambda[k] * spectra[k][i]);
    }
}

// K~ of both runs at their ends, with equal weights and with those of Algorithm 1.
void judge_weighted_kernel(Results& results, const std::vector<Condition<double>>& points, const RunState& equal,
                           const RunState& weighted) {
    FigureData& figure = results.figure("ch08-weighted", {"run", "weights", "index", "eigenvalue"});
    const auto judge = [&](const std::string& name, const RunState& run) {
        const Matrix<double> K = kernel(run.network, points);
        const std::vector<double> plain = weighted_spectrum(K, points, {1, 1, 1}),
                                  with = weighted_spectrum(K, points, weighted.lambda);
        const std::string at_end = " at the end of " + name;
        // For gradient descent; Adam divides the weights' common factor out, but not their ratios.
        results.measure("Algorithm 1", "lambda_max of K~, Algorithm 1 / equal weights," + at_end, with[0] / plain[0]);
        results.measure("Algorithm 1", "Tr K~, Algorithm 1 / equal weights," + at_end, sum(with) / sum(plain));
        results.measure("Algorithm 1", "learning rate 2/lambda_max, equal weights," + at_end, 2 / plain[0]);
        for (const std::size_t percent : {10, 25, 50}) {
            const std::size_t i = plain.size() * percent / 100;
            results.measure(
                "Algorithm 1",
                concat("eigenvalue at ", percent, " % of the spectrum, Algorithm 1 / equal weights,", at_end),
                with[i] / plain[i]);
        }
        for (std::size_t i = 0; i < plain.size(); ++i) {
            figure.row(name, "equal", i + 1, plain[i]);
            figure.row(name, "Algorithm 1", i + 1, with[i]);
        }
    };
    judge("(b)", weighted);
    judge("(a)", equal);
}

// ---- What the section says that is not so ---------------------------------------------------------------------------

void judge_errata(Results& results, const std::vector<std::size_t>& authors_widths, std::uint64_t seed,
                  const std::vector<double>& lambda) {
    const PrintedDynamics found = printed_dynamics(seed, lambda);
    // A step of a millionth of the stable rate: the second-order term is about 1e-6 of the first.
    results.correct("C11", "de/dt by - K D e: relative error", found.right, {.high = 1e-4});
    results.correct("C11", "de/dt by + D K e, as printed: relative error", found.printed, {.low = 0.5});
    results.measure("C11", "de/dt by - D K e: relative error", found.printed_signed);
    results.correct("C11", "D K has the eigenvalues of K D: residual / largest", found.eigenvalues, {.high = 1e-12});

    const std::size_t hidden = authors_widths.size() - 2;
    results.correct("C12", "hidden layers of the code's [2, 500, 500, 500, 1]", static_cast<double>(hidden),
                    {.low = 3, .high = 3, .paper = 5});
    Random random(seed);
    const auto parameters = [&](std::vector<std::size_t> widths) {
        return static_cast<double>(
            Mlp<float>({std::move(widths), Parameterization::glorot, InputScaling::raw(2)}, random).parameter_count());
    };
    results.measure("C12", "parameters of three hidden layers of 500", parameters(authors_widths));
    results.measure("C12", "parameters of five", parameters({2, 500, 500, 500, 500, 500, 1}));
}

int chapter(const Options& options) {
    if (options.seeds().size() > 1) throw UsageError("--seeds: accepted is 1; three seeds are in --profile study");
    const Sizes& sizes = options.paper_profile() ? paper : quick;
    const auto steps = static_cast<std::size_t>(options.integer("steps"));
    const auto width = static_cast<std::size_t>(options.integer("width"));
    const std::filesystem::path folder =
        std::filesystem::path(options.out()) / "runs/chapter-08" / (options.paper_profile() ? "paper" : "quick");

    // 1. Two trainings that differ in the weights only: same network, same points.
    RunSettings equal{.name = concat("a-seed", options.first_seed()), .seed = options.first_seed()};
    equal.widths = {2, width, width, width, 1};
    equal.loss = sizes.loss;
    equal.kernel = sizes.kernel;
    RunSettings weighted = equal;
    weighted.name = concat("b-seed", options.first_seed());
    weighted.interval = static_cast<std::size_t>(options.integer("interval"));
    std::vector<std::size_t> snapshots = sizes.snapshots;
    for (std::size_t& step : snapshots) step = std::min(step, steps);
    snapshots.back() = steps;
    std::vector<std::size_t> kept = mislabelled;
    kept.insert(kept.end(), snapshots.begin(), snapshots.end());
    std::ranges::sort(kept);
    kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
    TrainingPlan plan{.checkpoint_interval = static_cast<std::size_t>(options.integer("checkpoint")),
                      .kept = kept,
                      .go_on = options.paper_profile(),
                      .from = options.text("resume"),
                      .progress = options.progress()};
    plan.kept.push_back(steps / 2);  // where the study compares
    const InterruptWatch watch;
    if (options.study()) return study(options, weighted, steps, plan, watch, folder);
    const std::vector<Run> runs{{equal, folder}, {weighted, folder}};
    train_all(runs, steps, plan, watch);
    const RunState a = runs[0].at(steps), b = runs[1].at(steps);

    // 2. Fig. 6: what they learned.
    Results results("08", options);
    judge_fig6(results, sizes, a, b);
    write_training(results, a, b);

    // 3. Fig. 7: the spectra of (a) at its snapshots.
    const std::vector<Condition<double>> points = kernel_points(sizes.kernel, options.first_seed());
    std::vector<Spectra> along;
    for (const std::size_t step : kept) along.push_back(spectra(runs[0].at(step).network, points));
    judge_fig7(results, snapshots, kept, along, sizes.growth);

    // 4. Fig. 8: the weights of (b), and what they do to K~.
    judge_fig8(results, sizes, b, spectra(b.network, points));
    judge_weighted_kernel(results, points, a, b);

    // 5. Three things that are printed otherwise.
    judge_errata(results, RunSettings{}.widths, options.first_seed(), b.lambda);
    return results.write();
}

}  // namespace

int main(int argc, char** argv) {
    Options options("08", "the wave equation");
    options.offer_study("seeds and variants of run (b), three to six hours, resumable");
    options.add_integer("steps", {.quick = 12'000, .paper = 80'000}, 1'000, 10'000'000, "steps of Adam");
    options.add_integer("width", {.quick = 100, .paper = 500}, 1, 10'000, "neurons of each of the three hidden layers");
    options.add_integer("interval", {.quick = 100, .paper = 1'000}, 1, 10'000'000, "steps between updates of lambda");
    options.add_integer("checkpoint", 1'000, 1, 10'000'000, "steps between checkpoints");
    options.add_text("resume", "", "FILE",
                     "go on from this checkpoint; default: the latest of an unfinished paper run");
    return options.run(argc, argv, chapter);
}
