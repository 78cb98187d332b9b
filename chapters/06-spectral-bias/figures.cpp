// Fig. 1, and the trainings beside their prediction: rows and data.

#include <map>

#include "chapters/06-spectral-bias/findings.hpp"

namespace pinn::spectral {

// The published picture: one fresh network for every a, in float; beside it the singular values of the first.
void report_fig1(const Problem& p, const std::vector<Runs<std::vector<double>>>& spectra, Study& study) {
    const std::uint64_t seed = study.seeds()[0];
    FigureData& figure = study.figure("ch06-fig1", {"setting", "block", "curve", "index", "value"});
    figure.comment(concat("width: ", spectrum_width, "; a = 1, 2, 4: float, seeds ", seed,
                          " on, one network each, as published; singular: J in double, first seed"));
    for (std::size_t k = 0; k < settings.size(); ++k) {
        const Setting& setting = settings[k];
        study.report("Fig. 1", "index of the first eigenvalue of K below 1e-7 of the largest, " + setting.name(),
                     spectra[k].each([](const std::vector<double>& lambda) {
                         const auto small = [&](double value) { return value < 1e-7 * lambda[0]; };
                         return static_cast<double>(std::ranges::find_if(lambda, small) - lambda.begin() + 1);
                     }));
        const auto add = [&](const char* block, const std::string& curve, const std::vector<double>& values) {
            for (std::size_t i = 0; i < values.size(); ++i) {
                if (values[i] > 0) figure.row(setting.name(), block, curve, i + 1, values[i]);
            }
        };
        for (const auto& [block, name] : {std::pair{Block::K, "K"}, {Block::K_uu, "K_uu"}, {Block::K_rr, "K_rr"}}) {
            for (std::size_t i = 0; i < frequencies.size(); ++i) {
                add(name, concat("a = ", frequencies[i]), formed<float>(p.experiment, setting, seed + i, block));
            }
            add(name, "singular", singular(p.experiment, p.network(setting, seed), block));
        }
    }
}

void report_courses(const Problem& p, const std::vector<Runs<Course>>& courses, std::size_t compared, Study& study) {
    FigureData& decay = study.figure("ch06-decay", {"width", "s", "component", "step", "measured", "predicted"});
    decay.comment("|q_i . e(k)| / |q_i . e(1)|; " + trained.name() + "; first seed");
    FigureData& unforeseen = study.figure("ch06-unforeseen", {"width", "s", "step", "unforeseen"});
    unforeseen.comment("unforeseen: ||e(k) - predicted|| / ||e(k)||; first seed");
    FigureData& regression =
        study.figure("ch06-regression", {"width", "step", "x", "exact", "trained", "corrected", "printed"});
    regression.comment("u at test points, s = 1, first seed; corrected: Eq. (4.10) with the initial outputs");
    FigureData& truncation = study.figure("ch06-truncation", {"width", "cutoff", "dropped", "error"});
    truncation.comment(
        "Eq. (4.11) for u at test points, first seed; cutoff: of eigenvalues, over the largest; "
        "dropped: share of the norm of the data; error: of u, relative");
    std::map<std::pair<double, double>, double> deviation;  // of the rates, by width and s
    for (std::size_t k = 0; k < cases.size(); ++k) {
        const auto& [width, s] = cases[k];
        const std::vector<double> deviations = courses[k].each(&Course::rate_deviation);
        deviation[{width, s}] = median(deviations);
        study.report("Eq. (5.3)", "largest deviation of 5 rates of decay, " + cases[k].name(), deviations);
        if (s != 0.1) {
            study.report("Eq. (5.3)",
                         concat("unforeseen part of the remaining error, step ", compared, ", ", cases[k].name()),
                         courses[k].each([&](const Course& c) { return c.unforeseen(compared); }));
        }
        const Course& first = courses[k][0];
        for (std::size_t n = 0; n < first.e.step.size(); ++n) {
            const std::size_t step = first.e.step[n];
            for (const std::size_t i : {0, 2, 4, 7, 11}) {
                decay.row(width, s, i + 1, step, std::abs(first.e.trained[n][i] / first.e.trained[0][i]),
                          std::abs(first.e.predicted[n][i] / first.e.predicted[0][i]));
            }
            unforeseen.row(width, s, step, first.unforeseen(step));
        }
        if (s != 1) continue;
        const Comparison& u = first.test[0];
        for (std::size_t n = 0; n < u.step.size(); ++n) {
            for (std::size_t i = 0; i < p.test.rows(); ++i) {
                regression.row(width, u.step[n], p.test(i, 0), p.experiment.problem.exact(p.test(i, 0)),
                               u.trained[n][i], u.predicted[n][i], u.printed[n][i]);
            }
        }
        for (std::size_t i = 1; i < first.limits.size(); ++i) {  // the first is not of the decades
            truncation.row(width, first.limits[i].cutoff, first.limits[i].dropped, first.limits[i].error);
        }
        study.report("Eq. (4.10)", concat("predicted - trained u at test points / ||u||, width ", width),
                     courses[k].each([](const Course& c) { return c.test[0].mismatch(&Comparison::predicted); }));
    }
    study.report("Eq. (5.3)", "deviation of the rates, s = 1: width 100 / width 10000",
                 deviation[{100, 1}] / deviation[{10'000, 1}]);
    study.report("Eq. (5.3)", "deviation of the rates, width 10000: s = 1 / s = 0.01",
                 deviation[{10'000, 1}] / deviation[{10'000, 0.01}]);

    const auto report = [&](const char* item, const std::string& quantity, auto number) {
        study.report(item, quantity, courses[0].each(number));  // width 10000, s = 1
    };
    report("Eq. (5.2)", "predicted - trained outputs / ||[g; f]||, largest over training, width 10000",
           [](const Course& c) { return c.e.mismatch(&Comparison::predicted); });
    report("Eq. (5.2)", "the same as printed, width 10000",
           [](const Course& c) { return c.e.mismatch(&Comparison::printed); });
    report("Eq. (4.10)", "as printed: predicted - trained u at test points / ||u||, width 10000",
           [](const Course& c) { return c.test[0].mismatch(&Comparison::printed); });
    report("Eq. (4.10)", "predicted - trained u_xx at test points / ||u_xx||, width 10000",
           [](const Course& c) { return c.test[1].mismatch(&Comparison::predicted); });
    const std::vector<double> exact = targets({p.experiment.problem.boundary<double>(p.test)});
    report("Eq. (4.10)", "error of the trained u at the last step, width 10000",
           [&](const Course& c) { return relative_error(c.test[0].trained.back(), exact); });
    const auto limit = [](std::size_t i, double Limit::*number) {
        return [=](const Course& c) { return c.limits[i].*number; };
    };
    const std::string had_time = "(4.11), what training had time for, width 10000: ";
    report("Eq. (4.10)", had_time + "eigenvalues kept", limit(0, &Limit::kept));
    report("Eq. (4.10)", had_time + "error of u", limit(0, &Limit::error));
    const std::string precise = "(4.11), cutoff 1e-12, width 10000: ";
    report("Eq. (4.10)", precise + "eigenvalues kept", limit(12, &Limit::kept));
    report("Eq. (4.10)", precise + "share of the data dropped", limit(12, &Limit::dropped));
    report("Eq. (4.10)", precise + "error of u", limit(12, &Limit::error));
}

}  // namespace pinn::spectral
