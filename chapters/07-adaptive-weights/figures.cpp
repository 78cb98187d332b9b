// Figs 4 and 5 and the curves of Algorithm 1: rows and data.

#include <algorithm>

#include "chapters/07-adaptive-weights/findings.hpp"

namespace pinn::adaptive {

// Prediction, exact solution and point-wise error of the first seed.
void report_fig4(const Problem& p, double lambda_b, const Runs<std::vector<double>>& u_equal,
                 const Runs<std::vector<double>>& u_weighted, Study& study) {
    const auto error = [&](const std::vector<double>& u) { return errors_of(p, u).whole; };
    const auto curved = [&](const std::vector<double>& u) { return errors_of(p, u).curved / error(u); };
    study.report("Fig. 4a", "relative L2 error, lambda_b = 1", u_equal.each(error));
    study.report("Fig. 4a", "part of the error that is no straight line", u_equal.each(curved));
    study.report("Fig. 4b", "relative L2 error, lambda_b = trace ratio", u_weighted.each(error));
    study.report("Fig. 4b", "error (a) / error (b)", ratios(u_equal, u_weighted, error));

    const std::vector<double>&u_a = u_equal[0], &u_b = u_weighted[0];
    FigureData& figure = study.figure("ch07-fig4", {"x", "exact", "u_a", "error_a", "u_b", "error_b"});
    figure.comment(concat("setting: ", p.setting.name(), "; width ", p.width, "; seed ", study.seeds()[0], "; ",
                          p.steps, " steps"));
    figure.comment("lambda_b (a): 1");
    figure.comment("error (a): " + to_text(error(u_a), 3));
    figure.comment("lambda_b (b): " + to_text(lambda_b, 3));
    figure.comment("error (b): " + to_text(error(u_b), 3));
    for (std::size_t i = 0; i < std::min(u_a.size(), u_b.size()); ++i) {
        const double x = p.test(i, 0), exact = p.experiment.problem.exact(x);
        figure.row(x, exact, u_a[i], std::abs(u_a[i] - exact), u_b[i], std::abs(u_b[i] - exact));
    }
}

void report_fig5(const Sweep& fig5, Study& study) {
    const auto mean_at = [&](double lambda_b) { return mean(fig5.at(lambda_b).each(&Errors::whole)); };
    study.report("Fig. 5", "mean error at lambda_b = 1 / at 100", mean_at(1) / mean_at(100));
    std::vector<double> lambdas, straight;
    for (const auto& [lambda_b, runs] : fig5) {
        if (lambda_b < 10 || lambda_b > 500) continue;
        lambdas.push_back(lambda_b);
        straight.push_back(median(runs.each(&Errors::straight)));
    }
    const bool finite = std::isfinite(sum(straight));  // none diverged
    study.report("Fig. 5", "slope in lambda_b of the straight part of the error, 10 .. 500",
                 finite ? log_log_slope(lambdas, straight) : NAN);
    study.report("Fig. 5", "curved part of the error, lambda_b = 500 / 100",
                 ratios(fig5.at(500), fig5.at(100), &Errors::curved));
}

void report_algorithm_1(const Runs<Followed>& equal, const Runs<Followed>& fixed,
                        const std::map<double, Runs<Followed>>& every, Study& study) {
    const auto error = [](const Runs<Followed>& runs) { return median(runs.each(&Followed::first)); };
    for (const auto& [interval, runs] : every) {
        const std::string update = concat(", update every ", interval);
        study.report("Algorithm 1", "relative L2 error" + update, runs.each(&Followed::first));
        study.report("Algorithm 1", "median error with equal weights / its median error" + update,
                     error(equal) / error(runs));
    }
    const auto& [interval, rarely] = *every.rbegin();
    const std::string update = concat(", update every ", interval);
    study.report("Algorithm 1", "its error / that of weights fixed at initialization, network by network" + update,
                 ratios(rarely, fixed, &Followed::first));
    study.report("Algorithm 1", "lambda_b / lambda_r at the end / at the start" + update,
                 rarely.each([](const Followed& run) { return ratio_end(run) / ratio_start(run); }));
    study.report("Algorithm 1", "relative L2 error, weights fixed at initialization", fixed.each(&Followed::first));
}

// What the quick profile shrinks.
void declare_sizes(Options& options) {
    options.add_list("lambdas",
                     {.quick = {1, 3, 10, 30, 100, 300, 500, 3000},
                      .paper = {1,   2,   3,   5,   7,   10,  15,  20,  30,  40,  50,  60,   70,   80,   90,   100,
                                120, 150, 175, 200, 250, 300, 350, 400, 450, 500, 700, 1000, 1500, 2000, 2500, 3000}},
                     1e-6, 1e6, "lambda_b of Fig. 5 and beyond, besides 1, 100 and 500; the same networks for each");
    options.add_list("fresh-lambdas", {.quick = {300, 400, 500}, .paper = {150, 200, 250, 300, 350, 400, 450, 500}},
                     1e-6, 1e6, "the same with networks of its own for each, as published");
    options.add_integer("sweep-seeds", {.quick = 2, .paper = 10}, 1, 100, "networks of Fig. 5 and of --factors");
    options.add_integer("sweep-steps", {.quick = 3'000, .paper = 40'000}, 4, 100'000'000,
                        "steps of Fig. 5 and of Algorithm 1, at most --steps");
    options.add_list("intervals", {.quick = {10, 1000}, .paper = {1, 10, 100, 1000}}, 1, 1e8, "steps between updates");
    options.add_integer("rerun-seeds", {.quick = 1, .paper = 10}, 1, 100, "networks of every rule and other setting");
    options.add_integer("setting-steps", {.quick = 1'000, .paper = 40'000}, 4, 100'000'000, "steps of other settings");
    options.add_list("factors", {.quick = {0.5, 1.5, 3}, .paper = {0.1, 0.25, 0.5, 0.9, 1.1, 1.5, 2, 2.5, 3, 4, 6}},
                     1e-3, 1e3, "learning rates over the largest stable one");
    options.add_integer("factor-steps", {.quick = 500, .paper = 3'000}, 4, 100'000'000, "steps at each of them");
}

}  // namespace pinn::adaptive
