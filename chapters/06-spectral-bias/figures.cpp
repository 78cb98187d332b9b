// Fig. 1, the rates, and the trainings beside their prediction: rows and data.

#include "chapters/06-spectral-bias/findings.hpp"

namespace pinn::spectral {

// The published picture: one fresh network for every a, in float; beside it the singular values of the first.
void report_fig1(const std::vector<Runs<Spectra>>& spectra, Study& study) {
    const std::uint64_t seed = study.seeds()[0];
    FigureData& figure = study.figure("ch06-fig1", {"setting", "block", "curve", "index", "value"});
    figure.comment(concat("width: ", spectrum_width, "; a = 1, 2, 4: float, seeds ", seed,
                          " on, one network each, as published; singular: J in double, first seed"));
    for (std::size_t k = 0; k < settings.size(); ++k) {
        const std::string setting = settings[k].name();
        study.report("Fig. 1", "index of the first eigenvalue of K below 1e-7 of the largest, " + setting,
                     spectra[k].each([](const Spectra& of) {
                         const auto small = [&](double value) { return value < 1e-7 * of.K[0]; };
                         return static_cast<double>(std::ranges::find_if(of.K, small) - of.K.begin() + 1);
                     }));
        study.report("Fig. 1", "largest eigenvalue of K_rr / of K_uu, " + setting,
                     spectra[k].each([](const Spectra& of) { return of.K_rr[0] / of.K_uu[0]; }));

        const auto add = [&](const std::string& block, const std::string& curve, const std::vector<double>& values) {
            for (std::size_t i = 0; i < values.size(); ++i) {
                if (values[i] > 0) figure.row(setting, block, curve, i + 1, values[i]);
            }
        };

        for (const auto& [block, name, singular] : {std::tuple{Block::K, "K", spectra[k][0].K},
                                                    {Block::K_uu, "K_uu", spectra[k][0].K_uu},
                                                    {Block::K_rr, "K_rr", spectra[k][0].K_rr}}) {
            for (std::size_t i = 0; i < frequencies.size(); ++i) {
                add(name, concat("a = ", frequencies[i]),
                    formed<float>(with_frequency(frequencies[i]), settings[k], spectrum_width, seed + i, block));
            }
            add(name, "singular", singular);
        }
    }
}

void report_rates(const Runs<Rates>& rates, Study& study) {
    study.report("Definition 5.1", "sum of the eigenvalues of K against Tr K_uu + Tr K_rr",
                 maximum(rates.each(&Rates::mismatch)));
    study.report("Definition 5.1", "mean rate of 1000 random errors / c", rates.each(&Rates::random));
    study.report("Definition 5.1", "rate of the error at the start / c", rates.each(&Rates::at_start));
    study.report("Definition 5.1", "share of eigenvalues below c", rates.each(&Rates::below));
}

// How much of the error is foreseen later on, and the curves of the first seed.
void report_decay(const Problem& p, const Courses& courses, Study& study) {
    FigureData& decay = study.figure("ch06-decay", {"width", "s", "component", "step", "measured", "predicted"});
    decay.comment("|q_i . e(k)| / |q_i . e(0)|; " + trained.name() + "; first seed");
    FigureData& unforeseen = study.figure("ch06-unforeseen", {"width", "s", "step", "unforeseen", "left"});
    unforeseen.comment("unforeseen: ||e(k) - predicted|| / ||e(k)||; left: ||e(k)|| / ||e(0)||; first seed");
    for (std::size_t k = 0; k < courses.cases.size(); ++k) {
        const Case& of = courses.cases[k];
        study.report("Eq. (5.3)",
                     concat("unforeseen part of the remaining error, step ", courses.last, ", ", of.name()),
                     courses.runs[k].each([&](const Course& c) { return c.unforeseen_at(courses.last); }));
        study.report("Eq. (5.3)", "leading components foreseen, " + of.name(),
                     courses.runs[k].each(&Course::foreseen_components));
        const Course& c = courses.runs[k][0];
        for (std::size_t n = 0; n < c.step.size(); ++n) {
            for (const std::size_t i : {0, 2, 4, 7, 11}) {
                decay.row(of.width, of.s, i + 1, c.step[n], std::abs(c.measured[n][i] / c.measured[0][i]),
                          std::abs(c.predicted[n][i] / c.predicted[0][i]));
            }
            unforeseen.row(of.width, of.s, c.step[n], c.unforeseen(n), norm(c.measured[n]) / norm(c.measured[0]));
        }
    }

    const Runs<Course>& widest = courses.at(10'000, 1);
    for (std::size_t i = 0; i < leading; ++i) {
        study.report("Eq. (5.3)", concat("fitted / predicted rate of component ", i + 1, ", width 10000, s = 1"),
                     widest.each([&](const Course& c) { return c.rate_ratio(p.rate, i); }));
    }
    const auto deviation = [&](double width, double s) {
        return median(courses.at(width, s).each([&](const Course& c) { return c.rate_deviation(p.rate); }));
    };
    study.report("Eq. (5.3)", "deviation of the rates, s = 1: width 100 / width 10000",
                 deviation(100, 1) / deviation(10'000, 1));
    study.report("Eq. (5.3)", "deviation of the rates, width 10000: s = 1 / s = 0.01",
                 deviation(10'000, 1) / deviation(10'000, 0.01));
}

// Outputs at the training points and at test points, for s = 1.
void report_outputs(const Problem& p, const Courses& courses, Study& study) {
    const std::vector<double> exact[] = {targets({p.experiment.problem.boundary<double>(p.test)}),
                                         targets({p.experiment.problem.interior<double>(p.test)})};
    const std::string names[] = {"u", "u_xx"};
    FigureData& figure =
        study.figure("ch06-regression", {"width", "step", "x", "exact", "trained", "corrected", "printed"});
    figure.comment("u at test points, s = 1, first seed; corrected: Eq. (4.10) with the initial outputs");
    FigureData& truncation = study.figure("ch06-truncation", {"width", "cutoff", "kept", "dropped", "error"});
    truncation.comment(
        "Eq. (4.11) for u at test points, first seed; cutoff: of eigenvalues, over the largest; dropped: share "
        "of the norm of the data; error: of u, relative");
    for (const double width : widths) {
        const std::string where = concat(", width ", width);
        const Runs<Course>& runs = courses.at(width, 1);
        study.report("Eq. (5.2)", "predicted - trained outputs / ||[g; f]||, largest over training" + where,
                     runs.each([](const Course& c) { return c.mismatch(c.predicted); }));
        study.report("Eq. (5.2)", "the same as printed" + where,
                     runs.each([](const Course& c) { return c.mismatch(c.printed); }));
        for (const std::size_t of : {0, 1}) {
            const auto mismatch = [&](std::vector<double> Look::*foreseen) {
                return runs.each([&](const Course& c) { return c.mismatch_at_test(of, foreseen, exact[of]); });
            };
            if (of == 1 && width != 10'000) continue;
            const std::string text =
                "predicted - trained " + names[of] + " at test points / ||" + names[of] + "||" + where;
            study.report("Eq. (4.10)", text, mismatch(&Look::corrected));
            if (width == 10'000) study.report("Eq. (4.10)", "as printed: " + text, mismatch(&Look::printed));
        }

        for (const Look& look : runs[0].test[0]) {
            for (std::size_t i = 0; i < p.test.rows(); ++i) {
                figure.row(width, look.step, p.test(i, 0), p.experiment.problem.exact(p.test(i, 0)), look.trained[i],
                           look.corrected[i], look.printed[i]);
            }
        }
        for (std::size_t i = 1; i < runs[0].limits.size(); ++i) {  // the first is not of the decades
            const Limit& limit = runs[0].limits[i];
            truncation.row(width, limit.cutoff, limit.kept, limit.dropped, limit.error);
        }
    }

    const Runs<Course>& widest = courses.at(10'000, 1);
    study.report("Eq. (4.10)", "error of the trained u at the last step, width 10000",
                 widest.each([&](const Course& c) { return distance(c.test[0].back().trained, exact[0]); }));
    for (const std::size_t i : {0, 12}) {
        const std::string name =
            concat("(4.11), ", i == 0 ? "what training had time for" : "cutoff 1e-12", ", width 10000");
        const auto of = [&](double Limit::*number) {
            return widest.each([&](const Course& c) { return c.limits[i].*number; });
        };
        study.report("Eq. (4.10)", name + ": eigenvalues kept", of(&Limit::kept));
        study.report("Eq. (4.10)", name + ": share of the data dropped", of(&Limit::dropped));
        study.report("Eq. (4.10)", name + ": error of u", of(&Limit::error));
    }
}

// What the quick profile shrinks.
void declare_sizes(Options& options) {
    const std::int64_t most = 100'000'000;
    options.add_integer("steps", {.quick = 60, .paper = 10'000}, 1, most,
                        "steps of trainings for the paper's data, s = 1");
    options.add_integer("short-steps", {.quick = 60, .paper = 3'000}, 1, most, "steps of those for s < 1");
    options.add_integer("points", {.quick = 60, .paper = 100}, 2, 1'000,
                        "interior points of the spectrum with 100 digits");
    options.add_integer("mean-networks", {.quick = 16, .paper = 64}, 1, 100'000,
                        "networks of the mean over initializations");
    options.add_integer("mean-width", {.quick = 300, .paper = 1'000}, 1, 100'000, "their width");
    options.add_integer("mean-steps", {.quick = 60, .paper = 1'000}, 1, most, "their steps");
}

Courses cases(const Options& o) {
    const std::size_t steps = o.count("steps"), short_steps = o.count("short-steps");
    Courses courses{.cases = {}, .runs = {}, .last = std::min(steps, short_steps)};
    for (const double width : widths) {
        for (const double s : scales) courses.cases.push_back({width, s, s == 1 ? steps : short_steps});
    }
    return courses;
}

}  // namespace pinn::spectral
