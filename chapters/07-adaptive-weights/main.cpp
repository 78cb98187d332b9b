// Chapter 07: Adaptive weights
// Paper:  Section 7.2, Eqs (7.3)-(7.4), Fig. 4
// Run:    make run-chapter-07
// Writes: build/results/chapter-07.csv, build/figures/ch07-fig4.csv
// Takes:  8 s; 2 minutes with PROFILE=paper
//
// u_xx = f with u = sin(4 pi x) is trained twice by plain gradient descent: once with both terms of the loss weighted
// alike, once with the boundary term weighted by lambda_b = Tr K_rr(0) / Tr K_uu(0). The paper's figure comes from
// choices that its text does not name; here each is an argument, and the other combinations are run beside it.

#include <array>
#include <cmath>
#include <iostream>
#include <string>
#include <vector>

#include "lib/foundation/parallel.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/pde/poisson.hpp"
#include "lib/pde/sampling.hpp"
#include "lib/report/options.hpp"
#include "lib/report/progress.hpp"
#include "lib/report/results.hpp"
#include "lib/report/statistics.hpp"
#include "lib/training/trainer.hpp"

using namespace pinn;

namespace {

// What the quick profile shrinks.
struct Sizes {
    std::size_t other_seeds;  // seeds of the settings that are not the official one
    std::size_t other_steps;
};
constexpr Sizes quick{.other_seeds = 1, .other_steps = 10'000};
constexpr Sizes paper{.other_seeds = 10, .other_steps = 40'000};
constexpr std::size_t trace_seeds = 20;  // traces cost milliseconds: both profiles take at least so many

// One way to read the experiment. The paper's text says NTK parameterization and half means, and nothing of z-scoring.
struct Setting {
    std::string name;
    Parameterization parameterization;
    bool z_scored;
    LossConvention loss;
};
const std::array<Setting, 7> settings{{
    {"standard, z-scored, means", Parameterization::standard, true, LossConvention::means},  // the official code
    {"standard, z-scored, lambda/(2N)", Parameterization::standard, true, LossConvention::half_means},
    {"standard, raw, means", Parameterization::standard, false, LossConvention::means},
    {"NTK, z-scored, half sums", Parameterization::ntk, true, LossConvention::half_sums},
    {"NTK, z-scored, lambda/(2N)", Parameterization::ntk, true, LossConvention::half_means},
    {"NTK, raw, half sums", Parameterization::ntk, false, LossConvention::half_sums},
    {"NTK, raw, lambda/(2N)", Parameterization::ntk, false, LossConvention::half_means},  // the text, word by word
}};
const Setting& official = settings.front();
const Setting& literal = settings.back();

// The problem and its points: 50 copies of each end, 100 equispaced interior points with the ends included.
struct Experiment {
    Poisson problem;
    std::size_t width;
    Matrix<double> interior = equispaced(100, 0, 1);
    Matrix<double> boundary = repeated_ends(50, 0, 1);
    Matrix<double> test = equispaced(1000, 0, 1);

    std::vector<Condition<double>> conditions() const {
        return {problem.boundary<double>(boundary), problem.interior<double>(interior)};
    }
    Mlp<double> network(const Setting& setting, std::uint64_t seed) const {
        Random random(seed);
        const InputScaling scaling = setting.z_scored ? InputScaling::z_scored(interior) : InputScaling::raw(1);
        return {{{1, width, 1}, setting.parameterization, scaling}, random};
    }
};

// lambda_b = Tr K_rr(0) / Tr K_uu(0), lambda_r = 1  (paper: Eq. (7.3), Eq. (7.4)).
double trace_ratio(const Experiment& experiment, const Setting& setting, std::uint64_t seed) {
    const Mlp<double> network = experiment.network(setting, seed);
    const std::vector<Condition<double>> conditions = experiment.conditions();
    return kernel_trace(jacobian(network, conditions[1])) / kernel_trace(jacobian(network, conditions[0]));
}

std::vector<double> trace_ratios(const Experiment& experiment, const Setting& setting, std::uint64_t first,
                                 std::size_t count) {
    std::vector<double> ratios(count);
    parallel_for(count, [&](std::size_t i) { ratios[i] = trace_ratio(experiment, setting, first + i); });
    return ratios;
}

enum class Weight { equal, trace_ratio, hundred };

// One training run: what it starts from, and u at the test points when it ends.
struct Run {
    const Setting* setting;
    Weight weight;
    double lambda_b;
    std::uint64_t seed;
    std::size_t steps;
    Matrix<double> u{};
    double error = NAN;   // ||u - exact||_2 / ||exact||_2 over the test points; NaN if the run diverged
    double curved = NAN;  // the part of that error that no straight line explains
};

// ||e - (best straight line through e)||_2 / ||e||_2, e over equispaced points x.
double curved_part(const Matrix<double>& x, const std::vector<double>& e) {
    const double n = static_cast<double>(e.size());
    double mean_x = 0, mean_e = 0, xx = 0, xe = 0, norm = 0, rest = 0;
    for (std::size_t i = 0; i < e.size(); ++i) mean_x += x(i, 0) / n, mean_e += e[i] / n;
    for (std::size_t i = 0; i < e.size(); ++i) {
        xx += std::pow(x(i, 0) - mean_x, 2);
        xe += (x(i, 0) - mean_x) * (e[i] - mean_e);
    }
    for (std::size_t i = 0; i < e.size(); ++i) {
        norm += e[i] * e[i];
        rest += std::pow(e[i] - mean_e - xe / xx * (x(i, 0) - mean_x), 2);
    }
    return std::sqrt(rest / norm);
}

void train(const Experiment& experiment, double learning_rate, Run& run) {
    Trainer<double> trainer(experiment.network(*run.setting, run.seed), experiment.conditions(), run.setting->loss,
                            {run.lambda_b, 1.0}, GradientDescent{learning_rate});
    trainer.run(run.steps);
    run.u = trainer.network()(experiment.test);
    std::vector<double> difference, exact;
    for (std::size_t i = 0; i < run.u.rows(); ++i) {
        exact.push_back(experiment.problem.exact(experiment.test(i, 0)));
        difference.push_back(run.u(i, 0) - exact.back());
    }
    run.error = root_mean_square(difference) / root_mean_square(exact);
    run.curved = curved_part(experiment.test, difference);
}

// Trains all runs, each on one thread.
void train_all(const Experiment& experiment, double learning_rate, std::vector<Run>& runs, bool show_progress) {
    std::vector<std::string> diverged(runs.size());
    {
        Progress progress("training", runs.size(), "runs", show_progress);
        parallel_for(runs.size(), [&](std::size_t i) {
            try {
                train(experiment, learning_rate, runs[i]);
            } catch (const DivergenceError& error) {
                diverged[i] = error.what();
            }
            progress.advance();
        });
    }
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (diverged[i].empty()) continue;
        std::cerr << runs[i].setting->name << ", lambda_b = " << runs[i].lambda_b << ", seed " << runs[i].seed << ": "
                  << diverged[i] << '\n';
    }
}

std::vector<double> of_runs(const std::vector<Run>& runs, const Setting& setting, Weight weight, double Run::*value) {
    std::vector<double> found;
    for (const Run& run : runs) {
        if (run.setting == &setting && run.weight == weight) found.push_back(run.*value);
    }
    return found;
}
std::vector<double> errors(const std::vector<Run>& runs, const Setting& setting, Weight weight) {
    return of_runs(runs, setting, weight, &Run::error);
}

// Prediction, exact solution and point-wise error of the first seed  (paper: Fig. 4).
void write_fig4(Results& results, const Experiment& experiment, const Run& equal, const Run& weighted) {
    FigureData& figure = results.figure("ch07-fig4", {"x", "exact", "u_a", "error_a", "u_b", "error_b"});
    figure.comment("setting: " + official.name + "; width " + std::to_string(experiment.width) + "; seed " +
                   std::to_string(equal.seed) + "; " + std::to_string(equal.steps) + " steps");
    figure.comment("lambda_b (a): " + to_text(equal.lambda_b, 3));
    figure.comment("error (a): " + to_text(equal.error, 3));
    figure.comment("lambda_b (b): " + to_text(weighted.lambda_b, 3));
    figure.comment("error (b): " + to_text(weighted.error, 3));
    for (std::size_t i = 0; i < experiment.test.rows(); ++i) {
        const double x = experiment.test(i, 0), exact = experiment.problem.exact(x);
        const double a = equal.u(i, 0), b = weighted.u(i, 0);
        figure.row(x, exact, a, std::abs(a - exact), b, std::abs(b - exact));
    }
}

int chapter(const Options& options) {
    Results results("07", options);
    const Sizes& sizes = options.paper_profile() ? paper : quick;
    const Experiment experiment{.problem = {options.number("a")},
                                .width = static_cast<std::size_t>(options.integer("width"))};
    const auto steps = static_cast<std::size_t>(options.integer("steps"));
    const std::vector<std::uint64_t> seeds = options.seeds();

    // 1. The weight that the kernel at initialization asks for. The paper says "about 100"; the band is 12 to 15 %
    //    on either side of 97, which covers the median of 20 seeds, not a single seed.
    const auto ratios = [&](const Setting& setting) {
        return trace_ratios(experiment, setting, seeds.front(), std::max(seeds.size(), trace_seeds));
    };
    const std::vector<double> official_ratios = ratios(official);
    results.claim("Eq. (7.3)", "Tr K_rr(0) / Tr K_uu(0)", spread(official_ratios),
                  {.low = 85, .high = 112, .paper = 100});

    // 2. Train: every seed with equal weights, with its own trace ratio, with the round number; then fewer seeds in
    //    the other readings of the experiment.
    std::vector<Run> runs;
    for (std::size_t i = 0; i < seeds.size(); ++i) {
        runs.push_back({&official, Weight::equal, 1, seeds[i], steps});
        runs.push_back({&official, Weight::trace_ratio, official_ratios[i], seeds[i], steps});
        runs.push_back({&official, Weight::hundred, 100, seeds[i], steps});
    }
    for (std::size_t k = 1; k < settings.size(); ++k) {
        for (std::size_t i = 0; i < std::min(seeds.size(), sizes.other_seeds); ++i) {
            const std::size_t other_steps = std::min(steps, sizes.other_steps);
            runs.push_back({&settings[k], Weight::equal, 1, seeds[i], other_steps});
            runs.push_back({&settings[k], Weight::hundred, 100, seeds[i], other_steps});
        }
    }
    train_all(experiment, options.number("rate"), runs, options.progress());

    // 3. Fig. 4. The bands are a factor of about two around what seeds of the official setting spread over.
    const std::vector<double> a = errors(runs, official, Weight::equal);
    const std::vector<double> b = errors(runs, official, Weight::trace_ratio);
    std::vector<double> improvement;
    for (std::size_t i = 0; i < a.size(); ++i) improvement.push_back(a[i] / b[i]);
    results.claim("Fig. 4a", "relative L2 error, lambda_b = 1", spread(a), {.low = 0.08, .high = 0.45, .paper = 0.240});
    results.measure("Fig. 4a", "part of the error that is no straight line",
                    spread(of_runs(runs, official, Weight::equal, &Run::curved)));
    results.claim("Fig. 4b", "relative L2 error, lambda_b = trace ratio", spread(b),
                  {.low = 1e-3, .high = 6e-3, .paper = 1.63e-3});
    results.claim("Fig. 4b", "error (a) / error (b)", spread(improvement), {.low = 20, .paper = 0.240 / 1.63e-3});
    results.measure("Fig. 4b", "relative L2 error, lambda_b = 100", spread(errors(runs, official, Weight::hundred)));
    write_fig4(results, experiment, runs[0], runs[1]);

    // 4. C10: what the text leaves out decides. Taken literally it misses the printed error by more than a factor of
    //    five, which is more than seeds spread.
    for (const std::size_t k : {2, 3, 5}) {
        const std::string scaling = settings[k].name.substr(0, settings[k].name.rfind(','));
        results.measure("C10", "Tr K_rr(0) / Tr K_uu(0), " + scaling, spread(ratios(settings[k])));
    }
    for (std::size_t k = 1; k < settings.size(); ++k) {
        const Spread equal = spread(errors(runs, settings[k], Weight::equal));
        const Spread hundred = spread(errors(runs, settings[k], Weight::hundred));
        results.measure("C10", settings[k].name + ", lambda_b = 1", equal);
        if (&settings[k] == &literal) {
            results.correct("C10", settings[k].name + ", lambda_b = 100", hundred,
                            {.low = 5 * 1.63e-3, .paper = 1.63e-3});
        } else {
            results.measure("C10", settings[k].name + ", lambda_b = 100", hundred);
        }
    }
    return results.write();
}

}  // namespace

int main(int argc, char** argv) {
    Options options("07", "adaptive weights");
    options.default_seeds({.quick = 3, .paper = 20});
    options.add_integer("steps", 40'000, 1, 100'000'000, "gradient-descent steps");
    options.add_integer("width", 100, 1, 100'000, "neurons of the hidden layer");
    options.add_number("rate", 1e-5, 0, 1, "learning rate");
    options.add_number("a", 4, 0, 1000, "u = sin(a pi x)");
    return options.run(argc, argv, chapter);
}
