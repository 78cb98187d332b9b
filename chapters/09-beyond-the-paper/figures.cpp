// Rows and data of the figures of chapter 09, and its sizes.

#include <map>

#include "chapters/09-beyond-the-paper/findings.hpp"

namespace pinn::beyond {

// Curves are those of the first network.
void report_at_rest(const Runs<AtRests>& runs, Study& study) {
    FigureData& decays = study.figure("ch09-decay", {"mu", "eigenvalue", "predicted", "measured"});
    decays.comment("the first step; eigenvalues and mu relative to the largest eigenvalue; eta 0.5");
    for (const auto newton : {&AtRests::strong, &AtRests::weak}) {
        const double mu = newton == &AtRests::strong ? 1e-2 : 1e-4;
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
                 runs.each([](const AtRests& run) { return deviation_of_rates(run.ball, 0.9); }));
    const auto& [lambda, predicted, measured] = runs[0].ball;
    const double x = momentum_rate(lambda) * lambda[19];
    study.report(momentum, "time constant of component 20, without momentum / with 0.9",
                 time_constant(x, 0) / time_constant(x, 0.9));
    FigureData& figure = study.figure("ch09-momentum", {"component", "step", "predicted", "measured"});
    for (const std::size_t i : {0, 4, 9, 19}) {
        for (std::size_t k = 0; k < measured.size(); k += k < 60 ? 1 : 5) {
            figure.row(i + 1, k, predicted[k][i], measured[k][i]);
        }
    }
}

void report_poisson(const std::vector<double>& a, const std::vector<Runs<Course>>& newton, const Runs<Course>& equal,
                    const Runs<Course>& weighted, Study& study) {
    FigureData& figure = study.figure("ch09-poisson", {"run", "step", "median", "low", "high"});
    const auto after = [](const Runs<Course>& runs, std::size_t step) {
        return runs.each([&](const Course& run) { return run.at(step); });
    };
    const auto write = [&](const std::string& name, const Runs<Course>& runs) {
        for (const std::size_t step : runs[0].step) {
            const Spread error = spread(after(runs, step));
            figure.row(name, step, error.median, error.low, error.high);
        }
    };
    const std::size_t steps = study.options().count("newton-steps"),
                      descent_steps = study.options().count("descent-steps");
    for (std::size_t k = 0; k < a.size(); ++k) {
        const std::string of = concat("a = ", a[k], ": "), error = of + "relative L2 error after ";
        write(concat("Gauss-Newton, a = ", a[k]), newton[k]);
        study.report(gauss_newton, error + "30 steps", after(newton[k], 30));
        study.report(gauss_newton, concat(error, steps, " steps"), after(newton[k], steps));
        if (a[k] != 4) continue;
        write("gradient descent, equal weights", equal);
        write("gradient descent, weights from the traces", weighted);
        const std::vector<double> end = after(weighted, descent_steps);
        study.report(gauss_newton, concat(of, "gradient descent, error after ", descent_steps, " steps"), end);
        study.report(gauss_newton, of + "median error of gradient descent / of Gauss-Newton, at their ends",
                     median(end) / median(after(newton[k], steps)));
    }
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
        const auto row = [&](const char* what, const auto& value) {
            study.report(features, concat(setup.name(), ": ", what), value);
        };
        row("eigenvectors of K_rr that hold half of f", static_cast<double>(of.modes(0.5)));
        row("lambda_1 / lambda there", of.time());
        row("lambda_b of Algorithm 1", of.lambda_b);
        row("error, equal weights", errors[k].each(&FeatureErrors::equal));
        row("error, weights from the traces", errors[k].each(&FeatureErrors::weighted));
        row("error, Gauss-Newton, 50 steps", errors[k].each(&FeatureErrors::newton));
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
    options.add_integer("newton-steps", {.quick = 100, .paper = 200}, 31, steps, "steps of Gauss-Newton");
    options.add_integer("descent-steps", {.quick = 2'000, .paper = 40'000}, 2, steps, "steps of gradient descent");
    options.add_integer("wave-width", {.quick = 20, .paper = 40}, 1, 499, "wave equation: neurons of three layers");
    options.add_integer("wave-interior", {.quick = 200, .paper = 700}, 1, points, "its points of the residual");
    options.add_integer("wave-steps", {.quick = 100, .paper = 600}, 2, steps, "its steps");
    options.add_integer("wide-steps", {.quick = 0, .paper = 150}, 0, steps, "those of 3 x 500; 0: none");
    options.add_integer("wave-side", {.quick = 30, .paper = 100}, 1, points, "its points of u on each of three sides");
    options.add_integer("wave-seeds", {.quick = 2, .paper = 3}, 1, networks, "its networks");
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
}

}  // namespace pinn::beyond
