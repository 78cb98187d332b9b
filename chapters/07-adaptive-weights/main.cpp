// Chapter 07: Adaptive weights
// Paper:  Section 7.2, Eqs (7.3)-(7.4), Fig. 4
// Run:    make run-chapter-07
// Writes: build/results/chapter-07.csv, build/figures/ch07-fig4.csv
// Takes:  8 s; 3 minutes with PROFILE=paper
//
// u_xx = f with u = sin(4 pi x) is trained twice by plain gradient descent: once with both terms of the loss weighted
// alike, once with the boundary term weighted by lambda_b = Tr K_rr(0) / Tr K_uu(0). The paper's figure comes from
// choices that its text does not name; here each is an argument, and the other combinations are run beside it.

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

// One way to read the experiment. The official code: standard, z-scored, means. The text, word by word: NTK
// parameterization, lambda/(2N), and nothing of z-scoring.
struct Setting {
    Parameterization parameterization;
    bool z_scored;
    LossConvention loss;

    std::string network() const {
        return std::string(parameterization == Parameterization::ntk ? "NTK" : "standard") +
               (z_scored ? ", z-scored" : ", raw");
    }
    std::string name() const {
        switch (loss) {
            case LossConvention::half_sums:
                return network() + ", half sums";
            case LossConvention::half_means:
                return network() + ", lambda/(2N)";
            case LossConvention::means:
                break;
        }
        return network() + ", means";
    }
    bool operator==(const Setting&) const = default;
};
constexpr Setting official{Parameterization::standard, true, LossConvention::means};
constexpr Setting literal{Parameterization::ntk, false, LossConvention::half_means};

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

// Tr K_uu(0) and Tr K_rr(0): one Jacobian of the untrained network for each.
struct Traces {
    double uu, rr;
    double ratio() const { return rr / uu; }  // lambda_b of paper: Eq. (7.3), with lambda_r = 1 of paper: Eq. (7.4)
};

std::vector<Traces> initial_traces(const Experiment& experiment, const Setting& setting, std::uint64_t first,
                                   std::size_t count) {
    const std::vector<Condition<double>> conditions = experiment.conditions();
    std::vector<Traces> traces(count);
    parallel_for(count, [&](std::size_t i) {
        const Mlp<double> network = experiment.network(setting, first + i);
        traces[i] = {kernel_trace(jacobian(network, conditions[0])), kernel_trace(jacobian(network, conditions[1]))};
    });
    return traces;
}

std::vector<double> ratios(const std::vector<Traces>& traces) {
    std::vector<double> found;
    for (const Traces& trace : traces) found.push_back(trace.ratio());
    return found;
}

enum class Weight { equal, trace_ratio, hundred };

// One training run: what it starts from, and u at the test points when it ends.
struct Run {
    Setting setting;
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
    Trainer<double> trainer(experiment.network(run.setting, run.seed), experiment.conditions(), run.setting.loss,
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

// Trains all runs, each on one thread, and returns how many diverged. In the official setting that is worth a message;
// elsewhere it is a result, and its error is NaN.
std::size_t train_all(const Experiment& experiment, double learning_rate, std::vector<Run>& runs, bool show_progress) {
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
    std::size_t count = 0;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (diverged[i].empty()) continue;
        ++count;
        if (runs[i].setting == official) {
            std::cerr << "lambda_b = " << runs[i].lambda_b << ", seed " << runs[i].seed << ": " << diverged[i] << '\n';
        }
    }
    return count;
}

std::vector<double> of_runs(const std::vector<Run>& runs, const Setting& setting, Weight weight, double Run::*value) {
    std::vector<double> found;
    for (const Run& run : runs) {
        if (run.setting == setting && run.weight == weight) found.push_back(run.*value);
    }
    return found;
}
std::vector<double> errors(const std::vector<Run>& runs, const Setting& setting, Weight weight) {
    return of_runs(runs, setting, weight, &Run::error);
}

// Prediction, exact solution and point-wise error of the first seed  (paper: Fig. 4).
void write_fig4(Results& results, const Experiment& experiment, const Run& equal, const Run& weighted) {
    FigureData& figure = results.figure("ch07-fig4", {"x", "exact", "u_a", "error_a", "u_b", "error_b"});
    figure.comment("setting: " + official.name() + "; width " + std::to_string(experiment.width) + "; seed " +
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

// How the traces and the errors depend on what the text does not say.
void judge_unwritten_choices(Results& results, const Experiment& experiment, const std::vector<Run>& runs,
                             const std::vector<Traces>& official_traces, std::uint64_t first_seed) {
    const std::size_t count = official_traces.size();
    const auto traces = [&](Parameterization parameterization, bool z_scored) {
        return initial_traces(experiment, {parameterization, z_scored, LossConvention::means}, first_seed, count);
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
        results.measure("C10", setting.name() + ", lambda_b = 1", spread(errors(runs, setting, Weight::equal)));
        results.measure("C10", setting.name() + ", lambda_b = 100", spread(errors(runs, setting, Weight::hundred)));
    }
}

int chapter(const Options& options) {
    Results results("07", options);
    const Sizes& sizes = options.paper_profile() ? paper : quick;
    const Experiment experiment{.problem = {options.number("a")},
                                .width = static_cast<std::size_t>(options.integer("width"))};
    const auto steps = static_cast<std::size_t>(options.integer("steps"));
    const std::size_t other_steps = std::min(steps, sizes.other_steps);
    const std::vector<std::uint64_t> seeds = options.seeds();
    const std::size_t other_seeds = std::min(seeds.size(), sizes.other_seeds);
    const std::size_t traced = std::max(seeds.size(), trace_seeds);

    // 1. The weight that the kernel at initialization asks for. A pilot in another language found 97, median of 20
    //    seeds between 62 and 129; such a median has a standard error of about 5 %, and the band leaves three.
    const std::vector<Traces> official_traces = initial_traces(experiment, official, seeds.front(), traced);
    results.claim("Eq. (7.3)", "Tr K_rr(0) / Tr K_uu(0)", spread(ratios(official_traces)),
                  {.low = 85, .high = 112, .paper = 100});

    // 2. Train: every seed with equal weights, with its own trace ratio, with the round number; then fewer seeds in
    //    the other readings of the experiment.
    std::vector<Run> runs;
    for (std::size_t i = 0; i < seeds.size(); ++i) {
        runs.push_back({official, Weight::equal, 1, seeds[i], steps});
        runs.push_back({official, Weight::trace_ratio, official_traces[i].ratio(), seeds[i], steps});
        runs.push_back({official, Weight::hundred, 100, seeds[i], steps});
    }
    for (const Setting& setting : other_settings()) {
        for (std::size_t i = 0; i < other_seeds; ++i) {
            runs.push_back({setting, Weight::equal, 1, seeds[i], other_steps});
            runs.push_back({setting, Weight::hundred, 100, seeds[i], other_steps});
        }
    }
    const std::size_t diverged = train_all(experiment, options.number("rate"), runs, options.progress());

    // 3. Fig. 4. The bands are for medians. They hold the paper's numbers and those of three pilot seeds in another
    //    language (0.12 to 0.16, and 2.0e-3 to 4.4e-3), with a third to two thirds of room; single seeds may leave
    //    them.
    const std::vector<double> a = errors(runs, official, Weight::equal);
    const std::vector<double> b = errors(runs, official, Weight::trace_ratio);
    const Spread hundred = spread(errors(runs, official, Weight::hundred));
    std::vector<double> improvement;
    for (std::size_t i = 0; i < a.size(); ++i) improvement.push_back(a[i] / b[i]);
    results.claim("Fig. 4a", "relative L2 error, lambda_b = 1", spread(a), {.low = 0.08, .high = 0.45, .paper = 0.240});
    results.measure("Fig. 4a", "part of the error that is no straight line",
                    spread(of_runs(runs, official, Weight::equal, &Run::curved)));
    results.claim("Fig. 4b", "relative L2 error, lambda_b = trace ratio", spread(b),
                  {.low = 1e-3, .high = 6e-3, .paper = 1.63e-3});
    results.claim("Fig. 4b", "error (a) / error (b)", spread(improvement), {.low = 20, .paper = 0.240 / 1.63e-3});
    results.measure("Fig. 4b", "relative L2 error, lambda_b = 100", hundred);
    write_fig4(results, experiment, runs[0], runs[1]);

    // 4. C10: what the text leaves out decides. Taken literally it ends far from where the code ends; a factor of
    //    five is more than seeds spread, and no untrained network passes.
    judge_unwritten_choices(results, experiment, runs, official_traces, seeds.front());
    results.correct("C10", "lambda_b = 100: error of the text's setting / of the code's",
                    median(errors(runs, literal, Weight::hundred)) / hundred.median, {.low = 5});
    const int status = results.write();
    std::cout << "Traces: " << traced << " seeds. C10, errors: seeds " << other_seeds << ", steps " << other_steps
              << ". nan: diverged (" << diverged << " of " << runs.size() << " runs).\n";
    return status;
}

}  // namespace

int main(int argc, char** argv) {
    Options options("07", "adaptive weights");
    options.default_seeds({.quick = 3, .paper = 20});
    options.add_integer("steps", 40'000, 1, 100'000'000, "gradient-descent steps");
    options.add_integer("width", 100, 1, 100'000, "neurons of the hidden layer");
    options.add_number("rate", 1e-5, 1e-12, 1, "learning rate");
    options.add_number("a", 4, 0.01, 1000, "u = sin(a pi x)");
    return options.run(argc, argv, chapter);
}
