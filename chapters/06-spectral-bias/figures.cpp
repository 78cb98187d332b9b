// Fig. 1, and the trainings beside their prediction: rows and data.

#include <map>

#include "chapters/06-spectral-bias/findings.hpp"

namespace pinn::spectral {

// Fig. 1. The published picture: one fresh network for every a, in float; beside it the singular values of the first.
void eigenvalues_at_start(const Problem& p, Study& study) {
    const std::uint64_t seed = study.seeds()[0];
    FigureData& figure = study.figure("ch06-fig1", {"setting", "block", "curve", "index", "value"});
    figure.comment(concat("width: ", spectrum_width, "; a = 1, 2, 4: float, seeds ", seed,
                          " on, one network each, as published; singular: J in double, first seed"));
    for (const Setting& setting : settings) {
        const auto first_small = study.over_seeds("spectra " + setting.name(), [&](auto of) {
            const std::vector<double> lambda = singular(p.experiment, p.network(setting, of), Block::K);
            const auto large = std::ranges::count_if(lambda, [&](double value) { return value >= 1e-7 * lambda[0]; });
            return static_cast<double>(large + 1);
        });
        study.report("Fig. 1", "index of the first eigenvalue of K below 1e-7 of the largest, " + setting.name(),
                     first_small.each());
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

// Eqs (5.2), (5.3), (4.10) and (4.11).
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
    const std::vector<double> exact = targets({p.experiment.problem.boundary<double>(p.test)});
    std::map<std::pair<double, double>, double> deviation;  // of the rates, by width and s
    for (std::size_t k = 0; k < cases.size(); ++k) {
        const auto& [width, s] = cases[k];
        const std::vector<double> deviations = courses[k].each(&Course::rate_deviation);
        deviation[{width, s}] = median(deviations);
        study.report("Eq. (5.3)", "largest deviation of 5 rates of decay, " + cases[k].name(), deviations);
        if (s != 0.1) {
            study.report("Eq. (5.3)",
                         concat("unforeseen part of the remaining error, step ", compared, ", ", cases[k].name()),
                         courses[k].each([&](const Course& c) {
                             return std::ranges::find(c.e.at, compared, &Look::step)->unforeseen();
                         }));
        }
        const Course& first = courses[k][0];
        for (const Look& e : first.e.at) {
            for (const std::size_t i : {0, 2, 4, 7, 11}) {
                decay.row(width, s, i + 1, e.step, std::abs(e.trained[i] / first.e.at[0].trained[i]),
                          std::abs(e.predicted[i] / first.e.at[0].predicted[i]));
            }
            unforeseen.row(width, s, e.step, e.unforeseen());
        }
        if (s != 1) continue;
        for (const Look& u : first.u.at) {
            for (std::size_t i = 0; i < exact.size(); ++i) {
                regression.row(width, u.step, p.test(i, 0), exact[i], u.trained[i], u.predicted[i], u.printed[i]);
            }
        }
        for (std::size_t i = 1; i < first.limits.size(); ++i) {  // the first is not of the decades
            truncation.row(width, first.limits[i].cutoff, first.limits[i].dropped, first.limits[i].error);
        }
        study.report("Eq. (4.10)", concat("predicted - trained u at test points / ||u||, width ", width),
                     courses[k].each([](const Course& c) { return c.u.mismatch(&Look::predicted); }));
    }
    study.report("Eq. (5.3)", "deviation of the rates, s = 1: width 100 / width 10000",
                 deviation[{100, 1}] / deviation[{10'000, 1}]);
    study.report("Eq. (5.3)", "deviation of the rates, width 10000: s = 1 / s = 0.01",
                 deviation[{10'000, 1}] / deviation[{10'000, 0.01}]);

    const auto report = [&](const char* item, const std::string& quantity, auto number) {
        study.report(item, quantity, courses[0].each(number));  // width 10000, s = 1
    };
    report("Eq. (5.2)", "predicted - trained outputs / ||[g; f]||, largest over training, width 10000",
           [](const Course& c) { return c.e.mismatch(&Look::predicted); });
    report("Eq. (5.2)", "the same as printed, width 10000",
           [](const Course& c) { return c.e.mismatch(&Look::printed); });
    report("Eq. (4.10)", "as printed: predicted - trained u at test points / ||u||, width 10000",
           [](const Course& c) { return c.u.mismatch(&Look::printed); });
    report("Eq. (4.10)", "error of the trained u at the last step, width 10000",
           [&](const Course& c) { return relative_error(c.u.at.back().trained, exact); });
    const auto limit = [&](const std::string& quantity, std::size_t i, double Limit::*number) {
        report("Eq. (4.10)", "(4.11), " + quantity, [&](const Course& c) { return c.limits[i].*number; });
    };
    limit("what training had time for, width 10000: eigenvalues kept", 0, &Limit::kept);
    limit("what training had time for, width 10000: error of u", 0, &Limit::error);
    limit("cutoff 1e-12, width 10000: eigenvalues kept", 12, &Limit::kept);
    limit("cutoff 1e-12, width 10000: share of the data dropped", 12, &Limit::dropped);
    limit("cutoff 1e-12, width 10000: error of u", 12, &Limit::error);
}

}  // namespace pinn::spectral
