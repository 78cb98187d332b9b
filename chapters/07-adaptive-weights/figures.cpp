// Figs 4 and 5 and the curves of Algorithm 1: rows and data.

#include <algorithm>

#include "chapters/07-adaptive-weights/findings.hpp"
#include "lib/foundation/random.hpp"

namespace pinn::adaptive {

// Prediction, exact solution and point-wise error of the first seed.
void report_fig4(const Problem& p, double lambda_b, const FixedWithU& equal, const FixedWithU& weighted, Study& study) {
    const auto error = [](const auto& run) { return run.first.end.whole; };
    const std::vector<double> a = equal.each(error), b = weighted.each(error);
    std::vector<double> improvement;
    for (std::size_t i = 0; i < a.size(); ++i) improvement.push_back(a[i] / b[i]);
    study.report("Fig. 4a", "relative L2 error, lambda_b = 1", a);
    study.report("Fig. 4a", "part of the error that is no straight line",
                 equal.each([](const auto& run) { return run.first.end.curved / run.first.end.whole; }));
    study.report("Fig. 4b", "relative L2 error, lambda_b = trace ratio", b);
    study.report("Fig. 4b", "error (a) / error (b)", improvement);

    FigureData& figure = study.figure("ch07-fig4", {"x", "exact", "u_a", "error_a", "u_b", "error_b"});
    figure.comment(concat("setting: ", p.setting.name(), "; width ", p.width, "; seed ", study.seeds()[0], "; ",
                          p.steps, " steps"));
    figure.comment("lambda_b (a): 1");
    figure.comment("error (a): " + to_text(a[0], 3));
    figure.comment("lambda_b (b): " + to_text(lambda_b, 3));
    figure.comment("error (b): " + to_text(b[0], 3));
    const std::vector<double>&u_a = equal[0].second, &u_b = weighted[0].second;
    for (std::size_t i = 0; i < std::min(u_a.size(), u_b.size()); ++i) {
        const double x = p.test(i, 0), exact = p.experiment.problem.exact(x);
        figure.row(x, exact, u_a[i], std::abs(u_a[i] - exact), u_b[i], std::abs(u_b[i] - exact));
    }
}

// Where the straight part of the error falls below the curved part, by interpolation of both logarithms: one network.
static double crossing(const Fig5& fig5, std::size_t network) {
    double last_gap = NAN;
    for (std::size_t k = 0; k < fig5.lambda_b.size(); ++k) {
        const Errors& e = fig5.runs[k][network].end;
        const double gap = std::log(e.straight / e.curved);
        if (gap <= 0 && k > 0) {
            const double t = last_gap / (last_gap - gap);
            return std::exp(std::log(fig5.lambda_b[k - 1]) * (1 - t) + std::log(fig5.lambda_b[k]) * t);
        }
        last_gap = gap;
    }
    return NAN;
}

// Rows at lambda_b = 1, 100 and 500 need these values among --lambdas.
void report_fig5(const Fig5& fig5, Study& study) {
    study.report("Fig. 5", "mean error at lambda_b = 1 / at 100",
                 mean(fig5.at(1).each(whole)) / mean(fig5.at(100).each(whole)));
    study.report("Fig. 5", "mean error at lambda_b = 100", mean(fig5.at(100).each(whole)));
    study.report("Fig. 5", "mean error at lambda_b = 500", mean(fig5.at(500).each(whole)));
    study.report("Fig. 5", "the trace rule's lambda_b", fig5.trace_ratios);

    std::vector<double> lambda_b, line;
    for (std::size_t k = 0; k < fig5.lambda_b.size(); ++k) {
        if (fig5.lambda_b[k] < 10 || fig5.lambda_b[k] > 500) continue;
        lambda_b.push_back(fig5.lambda_b[k]);
        line.push_back(median(fig5.runs[k].each(straight)));
    }
    const bool finite = std::ranges::all_of(line, [](double v) { return std::isfinite(v); });  // none diverged
    study.report("Fig. 5", "slope in lambda_b of the straight part of the error, 10 .. 500",
                 finite ? log_log_slope(lambda_b, line) : NAN);
    const std::vector<double> curved_100 = fig5.at(100).each(curved), curved_500 = fig5.at(500).each(curved);
    std::vector<double> curved_ratio, crossings;
    for (std::size_t i = 0; i < curved_100.size(); ++i) {
        curved_ratio.push_back(curved_500[i] / curved_100[i]);
        crossings.push_back(crossing(fig5, i));
    }
    study.report("Fig. 5", "curved part of the error, lambda_b = 500 / 100", curved_ratio);
    study.report("Fig. 5", "lambda_b where the error stops falling: straight part = curved part", crossings);
    Random random(1);
    const Interval interval = bootstrap_interval(
        crossings, [](std::span<const double> v) { return median(v); }, 0.95, 2000, random);
    study.report("Fig. 5", "the same: lower end of the 95 % bootstrap interval of the median", interval.low);
    study.report("Fig. 5", "the same: upper end", interval.high);
}

void report_algorithm_1(const std::vector<double>& intervals, const Followeds& equal, const Followeds& fixed,
                        const std::vector<Followeds>& followed, Study& study) {
    const double equal_error = median(equal.each(error_of)), fixed_error = median(fixed.each(error_of));
    for (std::size_t k = 0; k < intervals.size(); ++k) {
        const std::string every = concat(", update every ", intervals[k]);
        const std::vector<double> errors = followed[k].each(error_of);
        study.report("Algorithm 1", "relative L2 error" + every, errors);
        study.report("Algorithm 1", "median error with equal weights / its median error" + every,
                     equal_error / median(errors));
        study.report("Algorithm 1", "its median error / that of weights fixed at initialization" + every,
                     median(errors) / fixed_error);
        study.report("Algorithm 1", "lambda_b / lambda_r at the end / at the start" + every,
                     followed[k].each([](const auto& run) { return ratio_end(run) / ratio_start(run); }));
    }
    study.report("Algorithm 1", "relative L2 error, weights fixed at initialization", fixed.each(error_of));
}

// What the quick profile shrinks.
void declare_sizes(Options& options) {
    const double most = 1e6;
    options.add_list("lambdas",
                     {.quick = {1, 3, 10, 30, 100, 300, 500, 3000},
                      .paper = {1,   2,   3,   5,   7,   10,  15,  20,  30,  40,  50,  60,   70,   80,   90,   100,
                                120, 150, 175, 200, 250, 300, 350, 400, 450, 500, 700, 1000, 1500, 2000, 2500, 3000}},
                     1e-6, most,
                     "lambda_b of Fig. 5 and beyond it, the same networks for each; 1, 100 and 500 among them");
    options.add_list("fresh-lambdas", {.quick = {300, 400, 500}, .paper = {150, 200, 250, 300, 350, 400, 450, 500}},
                     1e-6, most, "the same with networks of its own for each, as published");
    options.add_integer("sweep-seeds", {.quick = 2, .paper = 10}, 1, 1000, "networks of Fig. 5");
    options.add_integer("sweep-steps", {.quick = 3'000, .paper = 40'000}, 4, 100'000'000,
                        "steps of Fig. 5 and of Algorithm 1, at most --steps");
    options.add_list("intervals", {.quick = {10, 1000}, .paper = {1, 10, 100, 1000}}, 1, 1e8,
                     "steps between two updates of Algorithm 1");
    options.add_integer("rule-seeds", {.quick = 1, .paper = 10}, 1, 1000, "networks of Algorithm 1 and of other rules");
    options.add_integer("setting-seeds", {.quick = 1, .paper = 10}, 1, 1000, "networks of every other setting");
    options.add_integer("setting-steps", {.quick = 1'000, .paper = 40'000}, 4, 100'000'000,
                        "steps of every other setting, at most --steps");
    options.add_list("limit-widths", {.quick = {100, 1'000}, .paper = {100, 10'000}}, 1, 1e5,
                     "widths at which the largest learning rate is observed");
    options.add_list("factors", {.quick = {0.9, 1.5, 3}, .paper = {0.5, 0.9, 1.1, 1.5, 2, 2.5, 3, 4, 6}}, 1e-3, 1e3,
                     "learning rates over the largest stable one");
    options.add_integer("factor-seeds", {.quick = 2, .paper = 10}, 1, 1000, "networks of each");
    options.add_integer("factor-steps", {.quick = 500, .paper = 3'000}, 4, 100'000'000, "steps of each");
}

}  // namespace pinn::adaptive
