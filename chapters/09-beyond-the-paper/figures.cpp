// Rows and data of the figures of chapter 09, and its sizes.

#include <map>

#include "chapters/09-beyond-the-paper/findings.hpp"

namespace pinn::beyond {

// Curves are those of the first network.
void report_at_rest(const Runs<AtRests>& runs, Study& study) {
    FigureData& decays = study.figure("ch09-decay", {"mu", "eigenvalue", "predicted", "measured"});
    decays.comment(concat("the first step; eigenvalues and mu relative to the largest eigenvalue; eta ", newton_share));
    for (const auto newton : {&AtRests::strong, &AtRests::weak}) {
        const double mu = newton == &AtRests::strong ? strong_mu : weak_mu;
        study.report(gauss_newton, concat("largest deviation of a factor per step, mu = ", mu, " lambda_1"),
                     runs.each([&](const AtRests& run) { return deviation_of_factors(run.*newton); }));
        const auto& [lambda, predicted, measured] = runs[0].*newton;
        for (std::size_t i = 0; i < lambda.size(); ++i) {
            decays.row(mu, lambda[i] / lambda[0], predicted[1][i], measured[1][i]);
        }
    }
    study.report(gauss_newton, "components with lambda_i >= 1e-12 lambda_1",
                 median(runs.each([](const AtRests& run) { return static_cast<double>(run.ball.lambda.size()); })));

    study.report(momentum, "largest deviation of the rates of five leading components",
                 runs.each([](const AtRests& run) { return deviation_of_rates(run.ball, beta); }));
    const auto& [lambda, predicted, measured] = runs[0].ball;
    const double x = momentum_rate(lambda) * lambda[19];
    study.report(momentum, concat("time constant of component 20, without momentum / with ", beta),
                 time_constant(x, 0) / time_constant(x, beta));
    FigureData& figure = study.figure("ch09-momentum", {"component", "step", "predicted", "measured"});
    for (const std::size_t i : {0, 4, 9, 19}) {
        for (std::size_t k = 0; k < measured.size(); k += k < 60 ? 1 : 5) {
            figure.row(i + 1, k, predicted[k][i], measured[k][i]);
        }
    }
}

std::vector<NewtonSetup> newton_setups(const Options& o) {
    const std::size_t steps = o.count("newton-steps"), few = std::min<std::size_t>(steps, 200);
    LevenbergMarquardt gain = accelerated;
    gain.acceleration = 0;
    return {
        {"", 4, accelerated, o.count("long-steps")},
        {", gain ratio alone", 4, gain, steps},
        {", fixed factors", 4, {}, steps},
        {", in float", 4, accelerated, steps, true},
        {"", 16, accelerated, steps},
        {", fixed factors", 16, {}, steps},
        {", neurons over the interval", 16, accelerated, few, false, true},
    };
}

void draw_courses(const std::string& name, const Runs<Course>& runs, FigureData& figure) {
    for (const std::size_t step : runs[0].step) {
        const Spread error = spread(errors_at(runs, step));
        figure.row(name, step, error.median, error.low, error.high);
    }
}

void report_poisson(const std::vector<NewtonSetup>& setups, const std::vector<Runs<Course>>& newton,
                    const std::vector<double>& a, const std::vector<Runs<Course>>& adam, Study& study) {
    FigureData& figure = study.figure("ch09-poisson", {"run", "step", "median", "low", "high"});
    const auto row = [&](const std::string& what, const auto& value) { study.report(gauss_newton, what, value); };
    const std::size_t steps = study.options().count("newton-steps");
    std::map<std::string, std::vector<double>> ends;  // after `steps`, or at the end if that comes before
    for (std::size_t k = 0; k < setups.size(); ++k) {
        const NewtonSetup& setup = setups[k];
        const std::size_t last = std::min(steps, setup.steps);
        draw_courses(setup.name(), newton[k], figure);
        row(concat(setup.name(), ": relative L2 error after ", last, " steps"),
            ends[setup.name()] = errors_at(newton[k], last));
        if (setup.steps > steps) {
            row(concat(setup.name(), ": relative L2 error after ", setup.steps, " steps"),
                newton[k].each(&Course::end));
        }
    }
    for (std::size_t k = 0; k < a.size(); ++k) {
        const std::string name = concat("a = ", a[k], ", Adam with Algorithm 1");
        draw_courses(name, adam[k], figure);
        row(concat(name, ": relative L2 error after ", study.options().count("adam-steps"), " steps"),
            ends[name] = adam[k].each(&Course::end));
    }
    const auto ratio = [&](const std::string& one, const std::string& other) {
        row(concat(one, ": median error / that of ", other), median(ends[one]) / median(ends[other]));
    };
    for (const char* what : {", gain ratio alone", ", fixed factors", ", in float", ", Adam with Algorithm 1"}) {
        ratio(concat("a = 4", what), "a = 4");
    }
    // Of the first network: how many components a step does not leave where they are.
    const std::vector<NewtonSetup> counted{setups[0], setups[2]};
    const auto above = study.over_values("above", counted, study.seeds(1), eigenvalues_above_mu);
    FigureData& freed = study.figure("ch09-freed", {"run", "step", "above"});
    freed.comment("eigenvalues of D^(1/2) K D^(1/2) above the damping, of 102");
    for (std::size_t k = 0; k < counted.size(); ++k) {
        const Course& of = above[k][0];
        for (std::size_t i = 0; i < of.step.size(); ++i) freed.row(counted[k].name(), of.step[i], of.error[i]);
        row(counted[k].name() + ": eigenvalues above mu after 10 steps", of.at(10));
        row(concat(counted[k].name(), ": eigenvalues above mu after ", steps, " steps"), of.at(steps));
    }
    row("a = 4: largest error of a network", maximum(ends["a = 4"]));
    const std::vector<double>& of_16 = ends["a = 16"];
    row("a = 16: share of networks below 1e-5",
        static_cast<double>(std::ranges::count_if(of_16, [](double error) { return error <= 1e-5; })) /
            static_cast<double>(of_16.size()));
    const auto [drawn, spread_out] = std::pair(&newton[4], &newton[6]);
    row("a = 16: median error, neurons as drawn / over the interval, after as many steps",
        median(errors_at(*drawn, setups[6].steps)) / median(spread_out->each(&Course::end)));
}

// The fit of the spread starts at width 64, where its law does.
void report_nonlinear(Equation N, const Runs<std::vector<double>>& norms, const std::vector<Runs<Drift>>& drifts,
                      FigureData& figure, Study& study) {
    const std::string of = formula(N) + ": ";
    const std::vector<double> norm_widths = study.options().list("norm-widths"),
                              drift_widths = study.options().list("drift-widths");
    std::vector<double> fitted_widths, spreads, medians;
    for (std::size_t w = 0; w < norm_widths.size(); ++w) {
        const double of_logarithms =
            standard_deviation(norms.each([&](const auto& norm) { return std::log(norm[w]); }));
        figure.row(formula(N), "spread", norm_widths[w], of_logarithms, of_logarithms, of_logarithms);
        if (norm_widths[w] < 64) continue;
        fitted_widths.push_back(norm_widths[w]);
        spreads.push_back(of_logarithms);
    }
    for (std::size_t w = 0; w < drift_widths.size(); ++w) {
        const Spread drift = spread(drifts[w].each(&Drift::kernel));
        medians.push_back(drift.median);
        figure.row(formula(N), "drift", drift_widths[w], drift.median, drift.low, drift.high);
    }
    study.report(nonlinear, of + "exponent of the width in the spread of ln norm K(0)",
                 log_log_slope(fitted_widths, spreads));
    study.report(nonlinear, of + "exponent of the width in the change of K", log_log_slope(drift_widths, medians));
    study.report(nonlinear, concat(of, "spread of ln norm K(0) at width ", norm_widths.back()), spreads.back());
    study.report(nonlinear, concat(of, "relative change of K at width ", drift_widths.back()),
                 drifts.back().each(&Drift::kernel));
    // What Algorithm 1 would do with it.
    study.report(nonlinear, concat(of, "Tr K_rr / Tr K_uu at the end / at the start, width ", drift_widths.back()),
                 drifts.back().each(&Drift::weights));
}

void report_features(const std::vector<FeatureSetup>& setups, const std::vector<Runs<Alignment>>& alignments,
                     const std::vector<Runs<FeatureErrors>>& errors, Study& study) {
    std::map<std::pair<double, double>, double> times, medians;
    FigureData& figure = study.figure("ch09-features", {"a", "scale", "index", "eigenvalue", "changes", "below"});
    for (std::size_t k = 0; k < setups.size(); ++k) {
        const FeatureSetup& setup = setups[k];
        const Alignment& of = alignments[k][0];
        const auto row = [&](const std::string& what, const auto& value) {
            study.report(features, concat(setup.name(), ": ", what), value);
        };
        row("eigenvectors of K_rr that hold half of f", static_cast<double>(of.modes(0.5)));
        row("lambda_1 / lambda there", of.time());
        row("lambda_b of Algorithm 1", of.lambda_b);
        row("error, equal weights", errors[k].each(&FeatureErrors::equal));
        row("error, weights from the traces", errors[k].each(&FeatureErrors::weighted));
        row(concat("error, Gauss-Newton, ", setup.newton_steps, " steps"), errors[k].each(&FeatureErrors::newton));
        for (std::size_t i = 0; i < of.lambda.size(); ++i) {
            figure.row(setup.a, setup.scale, i + 1, of.lambda[i] / of.lambda[0], of.sign_changes[i], of.below[i]);
        }
        times[{setup.a, setup.scale}] = of.time();
        medians[{setup.a, setup.scale}] = median(errors[k].each(&FeatureErrors::equal));
    }
    study.report(features, "a = 16: lambda_1 / lambda, no features / features of scale 2",
                 times[{16, 0}] / times[{16, 2}]);
    study.report(features, "a = 16: median error, no features / features of scale 2",
                 medians[{16, 0}] / medians[{16, 2}]);
}

void declare_sizes(Options& options) {
    const std::int64_t steps = 100'000'000, networks = 1'000, points = 10'000;
    options.add_integer("lazy-width", {.quick = 1'000, .paper = 10'000}, 100, 100'000, "neurons where K stands still");
    options.add_integer("lazy-seeds", {.quick = 1, .paper = 3}, 1, networks, "networks there");
    options.add_integer("poisson-seeds", {.quick = 3, .paper = 10}, 1, networks, "networks of Problem 7.2");
    options.add_integer("newton-steps", {.quick = 150, .paper = 700}, 1, steps, "steps of Gauss-Newton, 10 k or so");
    options.add_integer("long-steps", {.quick = 150, .paper = 3'000}, 1, steps, "those for a = 4, to the floor");
    options.add_integer("adam-steps", {.quick = 2'000, .paper = 40'000}, 20, steps, "steps of Adam with Algorithm 1");
    options.add_integer("wave-width", {.quick = 16, .paper = 24}, 1, 499, "wave equation: neurons of two layers");
    options.add_integer("wave-side", {.quick = 28, .paper = 40}, 1, points, "its points on each of three sides");
    options.add_integer("wave-t", {.quick = 28, .paper = 40}, 1, points, "its points inside, in t");
    options.add_integer("wave-x", {.quick = 18, .paper = 28}, 1, points, "and in x");
    options.add_integer("wave-steps", {.quick = 150, .paper = 1'000}, 1, steps, "its steps with Gauss points");
    options.add_integer("wave-fewer-steps", {.quick = 30, .paper = 500}, 1, steps, "those with other points");
    options.add_integer("wave-adam-steps", {.quick = 200, .paper = 20'000}, 20, steps, "those of Adam");
    options.add_integer("wave-seeds", {.quick = 2, .paper = 5}, 1, networks, "its networks");
    options.add_list(
        "norm-widths",
        {.quick = {16, 32, 64, 128, 256, 512, 1024}, .paper = {16, 32, 64, 128, 256, 512, 1024, 2048, 4096}}, 1,
        100'000, "widths of K(0) of nonlinear operators, two from 64 on");
    options.add_integer("norm-seeds", {.quick = 50, .paper = 100}, 2, networks, "networks of each");
    options.add_list("drift-widths", {.quick = {64, 256, 1024}, .paper = {256, 512, 1024, 2048, 4096}}, 1, 100'000,
                     "widths of their trainings, two at least");
    options.add_integer("drift-seeds", {.quick = 6, .paper = 24}, 1, networks, "networks of each");
    options.add_integer("drift-steps", {.quick = 251, .paper = 501}, 1, steps, "steps of each");
    options.add_number("drift-rate", {.quick = 0.02, .paper = 0.01}, 1e-6, 1, "learning rate x lambda_max of K(0)");
    options.add_list("half-waves", {.quick = {16}, .paper = {4, 16, 64}}, 0.01, 1'000, "a of u = sin(a pi x)");
    options.add_list("scales", {.quick = {0, 2, 16}, .paper = {0, 0.5, 2, 8, 32}}, 0, 1'000, "of features; 0: none");
    options.add_integer("feature-seeds", {.quick = 1, .paper = 3}, 1, networks, "networks of each");
    options.add_integer("feature-steps", {.quick = 800, .paper = 5'000}, 20, steps, "steps of Adam");
    options.add_integer("feature-newton", {.quick = 50, .paper = 1'500}, 1, steps, "steps of Gauss-Newton");
}

}  // namespace pinn::beyond
