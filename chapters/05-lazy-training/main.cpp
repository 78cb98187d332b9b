// Chapter 05: Lazy training
// Paper:  Theorem 4.4, Lemmas D.1-D.4, Appendix D, Section 7.1, Figs 2 and 3
// Run:    make run-chapter-05
// Writes: build/results/chapter-05.csv, build/figures/ch05-{fig2,fig3,lazyrates,residualsums}.csv
// Takes:  8 s; 4 minutes with PROFILE=paper
//
// The kernel of a wide network hardly moves while the network trains. Here that is a slope: every quantity that the
// proof bounds is measured along training (lazy.hpp) at widths 2^3 to 2^12, and its supremum is fitted by a power of
// the width. Two assumptions of the proof are then put to the test: one fails, one is too weak. New against chapter 02:
// training.

#include <algorithm>
#include <cmath>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include "chapters/05-lazy-training/lazy.hpp"
#include "lib/foundation/parallel.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/report/progress.hpp"
#include "lib/report/results.hpp"

using namespace pinn;
using namespace pinn::lazy;

namespace {

// What the quick profile shrinks.
struct Sizes {
    std::size_t sweep_steps;   // gradient steps of the sweep over widths
    std::size_t raw_seeds;     // seeds of the sweep with raw inputs
    std::size_t figure_seeds;  // seeds of Fig. 2; Fig. 3 takes one
    std::size_t figure_steps;  // of Fig. 2
    std::size_t deep_steps;    // of Fig. 3
    std::vector<std::size_t> deep_widths;
    std::size_t snapshots;  // of each curve of Figs 2 and 3
};
const Sizes quick{300, 1, 1, 600, 300, {10, 50, 300}, 5};
const Sizes paper{10'000, 3, 3, 10'000, 10'000, {10, 100, 500}, 50};
const std::vector<std::size_t> shallow_widths = {10, 100, 500};  // of Fig. 2
constexpr std::size_t first_power = 3, last_power = 12;          // widths of the sweep, powers of two
constexpr std::size_t draws = 20;                                // of theta(0), for C13

// The text names the parameterization and half sums, and nothing of the inputs: both are run.
const Setting text_z_scored{Parameterization::ntk, true, LossConvention::half_sums};
const Setting text_raw{Parameterization::ntk, false, LossConvention::half_sums};
const Setting code{Parameterization::standard, true, LossConvention::means};

// A slope over widths, the statement it belongs to, and the band that was fixed before the run. The leading powers are
// -1/2, and -1 for K; a band leaves room for the next power of 1/sqrt(N), which is why the fit starts at a width where
// that is small, and for the spread of a few seeds.
struct Slope {
    std::size_t quantity;
    std::string item, name;
    std::size_t from;  // log2 of the first width
    Band band{};
    bool judged = true;
};
const Band lemma_band{.low = -0.65, .high = -0.3};
const std::vector<Slope> slopes = {
    {K_change, "Theorem 4.4", "relative change of K", 8, {.low = -1.25, .high = -0.65}},
    {theta_change, "Theorem 4.4", "relative change of theta", 6, {.low = -0.6, .high = -0.4}},
    {K_moved, "Theorem 4.4", "norm of K(t) - K(0)", 8, {}, false},
    {K_bound, "Theorem 4.4", "its bound in Appendix D", 8, {}, false},
    {u_rms, "Lemma D.1", "entries of du/dtheta, r.m.s.", 9, {.low = -0.6, .high = -0.4}},
    {r_rms, "Lemma D.1", "entries of du_xx/dtheta, r.m.s.", 9, {.low = -0.6, .high = -0.4}},
    {u_max, "Lemma D.1", "entries of du/dtheta, largest", 9, {}, false},
    {r_max, "Lemma D.1", "entries of du_xx/dtheta, largest", 9, {}, false},
    {W0_moved, "Lemma D.2", "W0", 9, lemma_band},
    {b0_moved, "Lemma D.2", "b0", 9, lemma_band},
    {W1_moved, "Lemma D.2", "W1", 9, lemma_band},
    {sigma_moved, "Lemma D.3", "sigma", 9, lemma_band},
    {sigma_moved + 1, "Lemma D.3", "sigma'", 9, lemma_band},
    {sigma_moved + 2, "Lemma D.3", "sigma''", 9, lemma_band},
    {sigma_moved + 3, "Lemma D.3", "sigma'''", 9, lemma_band},
    {u_moved, "Lemma D.4", "du/dtheta", 9, lemma_band},
    {r_moved, "Lemma D.4", "du_xx/dtheta", 9, lemma_band},
};

// Root mean square over the seeds of one setting and width.
double over_seeds(const std::vector<Sweep>& sweeps, const Setting& setting, std::size_t width, std::size_t quantity) {
    std::vector<double> values;
    for (const Sweep& sweep : sweeps) {
        if (sweep.course.setting == setting && sweep.course.width == width) {
            values.push_back(sweep.supremum[quantity]);
        }
    }
    return root_mean_square(values);
}

// The fitted exponent; NaN, which lies in no band, if a network of the range diverged.
double slope_over_widths(const std::vector<Sweep>& sweeps, const Setting& setting, const Slope& slope) {
    std::vector<double> widths, values;
    for (std::size_t power = slope.from; power <= last_power; ++power) {
        widths.push_back(std::ldexp(1.0, static_cast<int>(power)));
        values.push_back(over_seeds(sweeps, setting, std::size_t{1} << power, slope.quantity));
    }
    const bool finite = std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
    return finite ? log_log_slope(widths, values) : NAN;
}

// Theorem 4.4 and its lemmas, as slopes.
void judge_slopes(Results& results, const std::vector<Sweep>& sweeps) {
    for (const Slope& slope : slopes) {
        const double ours = slope_over_widths(sweeps, text_z_scored, slope);
        const std::string name = "slope in N: " + slope.name;
        if (slope.judged) {
            results.claim(slope.item, name, ours, slope.band);
        } else {
            results.measure(slope.item, name, ours);
        }
    }
    // Raw inputs: K is smaller, so the parameters have to move further for the same residual, and narrow networks are
    // far from lazy. No band was fixed for them.
    for (std::size_t i : {0, 1}) {
        results.measure("Theorem 4.4", "slope in N: " + slopes[i].name + ", raw inputs",
                        slope_over_widths(sweeps, text_raw, slopes[i]));
    }
    std::vector<double> lemmas;
    for (const Slope& slope : slopes) {
        if (slope.item != "Theorem 4.4") lemmas.push_back(slope_over_widths(sweeps, text_raw, slope));
    }
    results.measure("Theorem 4.4", "slopes in N of all lemmas, raw inputs", spread(lemmas));
}

// The suprema behind the slopes, with the slopes for the legend: plots/lazyrates.cpp.
void write_rates(Results& results, const std::vector<Sweep>& sweeps) {
    std::vector<std::string> columns = {"N"};
    for (const Slope& slope : slopes) columns.push_back(slope.name);
    for (const Slope& slope : slopes) columns.push_back(slope.name + " (raw)");
    FigureData& figure = results.figure("ch05-lazyrates", columns);
    figure.comment("setting: " + text_z_scored.name() + "; root mean square over seeds of suprema over training");
    for (const Slope& slope : slopes) {
        figure.comment("slope of " + slope.name + ": " + to_text(slope_over_widths(sweeps, text_z_scored, slope), 2));
        figure.comment("slope of " + slope.name + " (raw): " + to_text(slope_over_widths(sweeps, text_raw, slope), 2));
    }
    for (std::size_t power = first_power; power <= last_power; ++power) {
        const std::size_t width = std::size_t{1} << power;
        std::vector<double> row = {static_cast<double>(width)};
        for (const Setting* setting : {&text_z_scored, &text_raw}) {
            for (const Slope& slope : slopes) row.push_back(over_seeds(sweeps, *setting, width, slope.quantity));
        }
        figure.row(row);
    }
}

// The curves of all seeds at one setting and width.
std::vector<Curve> of_width(const std::vector<Curve>& curves, const Setting& setting, std::size_t width) {
    std::vector<Curve> found;
    for (const Curve& curve : curves) {
        if (curve.course.setting == setting && curve.course.width == width) found.push_back(curve);
    }
    return found;
}

// Figs 2 and 3: how much more the narrow network moves than the wide one, and how far the spectrum does.
void judge_curves(Results& results, const std::string& figure, const std::vector<Curve>& curves,
                  const std::vector<std::size_t>& widths) {
    const auto ratio = [&](const Setting& setting, std::vector<double> Curve::*change) {
        const std::vector<Curve> narrow = of_width(curves, setting, widths.front());
        const std::vector<Curve> wide = of_width(curves, setting, widths.back());
        std::vector<double> ratios;
        for (std::size_t i = 0; i < narrow.size(); ++i) {
            ratios.push_back(maximum(narrow[i].*change) / maximum(wide[i].*change));
        }
        return spread(ratios);
    };
    // The pictures' claim is an order: the wider, the less. Two curves a factor of two apart cannot be confused on
    // their linear axes. (Rates are the business of the sweep; width 10 is too narrow for one.)
    const Band ordered{.low = 2};
    const std::string pair = ", width " + std::to_string(widths.front()) + " / " + std::to_string(widths.back()) + ": ";
    const std::string wide = ", width " + std::to_string(widths.back()) + ": ";
    for (const Setting* setting : {&text_z_scored, &code}) {
        results.claim(figure + "a", "change of theta" + pair + setting->name(), ratio(*setting, &Curve::theta_change),
                      ordered);
    }
    for (const Setting* setting : {&text_z_scored, &code}) {
        results.claim(figure + "b", "change of K" + pair + setting->name(), ratio(*setting, &Curve::K_change), ordered);
    }
    // Over the eigenvalues of all seeds. A factor of 1.5 is a hundredth of the height of a picture of 17 decades, as
    // the paper's: the size of a marker.
    for (const Setting* setting : {&text_z_scored, &code}) {
        std::vector<double> shifts;
        for (const Curve& curve : of_width(curves, *setting, widths.back())) {
            for (const double shift : curve.spectrum_shifts()) shifts.push_back(shift);
        }
        results.claim(figure + "c", "shift of log10(eigenvalues)" + wide + setting->name(), spread(shifts),
                      {.low = 0, .high = 0.18});
    }
}

// Rows of four kinds: theta and K (x = step), start and end (x = index). The first seed of every setting and width.
void write_curves(Results& results, const std::string& name, const std::vector<Curve>& curves) {
    FigureData& figure = results.figure("ch05-" + name, {"setting", "width", "what", "x", "y"});
    figure.comment("theta: ||theta - theta(0)|| / ||theta(0)||; K: the same in the Frobenius norm; x: steps");
    figure.comment("start, end: eigenvalues of K at both ends of training; x: index from 1");
    std::vector<std::string> seen;  // later seeds are in the results only
    for (const Curve& curve : curves) {
        const std::string setting = curve.course.setting.name();
        const std::string width = std::to_string(curve.course.width);
        if (std::find(seen.begin(), seen.end(), setting + width) != seen.end()) continue;
        seen.push_back(setting + width);
        for (std::size_t i = 0; i < curve.step.size(); ++i) {
            figure.row(setting, width, "theta", curve.step[i], curve.theta_change[i]);
            figure.row(setting, width, "K", curve.step[i], curve.K_change[i]);
        }
        for (std::size_t i = 0; i < curve.spectrum_start.size(); ++i) {
            figure.row(setting, width, "start", i + 1, curve.spectrum_start[i]);
            figure.row(setting, width, "end", i + 1, curve.spectrum_end[i]);
        }
    }
}

// C13: the largest of about 3N normal numbers follows sqrt(2 ln N), so no C independent of N bounds theta(0). One
// ratio for each width, a median over draws.
void judge_largest_parameter(Results& results, std::uint64_t first_seed) {
    std::vector<double> ratios;
    for (std::size_t power = 6; power <= 16; power += 2) {
        const std::size_t width = std::size_t{1} << power;
        std::vector<double> largest(draws);
        parallel_for(draws, [&](std::size_t i) {
            for (const double entry :
                 theta(PoissonExperiment{.problem = {.a = 1}}.network(text_z_scored, 1, width, first_seed + i))) {
                largest[i] = std::max(largest[i], std::abs(entry));
            }
        });
        ratios.push_back(median(largest) / std::sqrt(2 * std::log(static_cast<double>(width))));
    }
    // sqrt(2 ln N) grows by 63 % over these widths: were the maximum bounded, the ratios could not all lie within 15 %
    // of one. The largest of n normals spreads by about 1/(2 ln n) of itself, 5 to 10 % here, and less in a median.
    results.correct("C13", "max abs theta_i(0) / sqrt(2 ln N), N = 2^6 .. 2^16", spread(ratios),
                    {.low = 0.85, .high = 1.15});
}

// C14: a residual whose sum is zero, while its product with a column of the Jacobian is not.
void judge_sums(Results& results, const Course& course, const Residuals& residuals) {
    const Condition<double> interior = course.experiment.conditions()[1];
    const Matrix<double> p =
        jacobian(course.experiment.network(course.setting, 1, course.width, course.seed), interior);
    std::vector<double> e(p.rows(), 1);  // +1 on one half of [0, 1], -1 on the other: their sum is zero exactly
    for (std::size_t i = 0; i < e.size() / 2; ++i) e[i] = -1;
    // The printed bound is max|p| |sum e| = 0. One that holds is max|p| sum|e|, a share of at most 1; the columns are
    // smooth functions of x that differ between the halves of [0, 1], so a hundredth of it is reached by far.
    results.correct("C14", "abs sum e p / (max abs p, sum abs e) where sum e = 0",
                    Residuals::largest_share(p, e, static_cast<double>(e.size())),
                    {.low = 0.01, .high = 1, .paper = 0});
    results.measure("C14", "share of times at which the printed bound fails",
                    static_cast<double>(residuals.failures) / static_cast<double>(residuals.t.size()));
    results.measure("C14", "integral of sum abs e / integral of abs sum e",
                    residuals.absolute_integral / residuals.signed_integral);
}

// plots/residualsums.cpp.
void write_residuals(Results& results, const Residuals& residuals) {
    FigureData& figure = results.figure("ch05-residualsums", {"t", "signed", "absolute"});
    figure.comment(
        "u = sin(4 pi x), width 100; e = u_xx - f at the interior points; signed: |sum e_i|, absolute: sum |e_i|; t = "
        "rate * steps");
    for (std::size_t i = 0; i < residuals.t.size(); ++i) {
        figure.row(residuals.t[i], residuals.signed_sum[i], residuals.absolute_sum[i]);
    }
}

// Everything that trains, most expensive first; each on one thread.
struct Work {
    double cost;  // weights times steps
    std::string name;
    std::function<void()> run, give_up;
};

// A run that diverges is named on stderr and gives up; the others go on.
void do_all(std::vector<Work> work, bool show_progress) {
    std::stable_sort(work.begin(), work.end(), [](const Work& a, const Work& b) { return a.cost > b.cost; });
    std::vector<std::string> diverged(work.size());
    {
        Progress progress("training", work.size(), "networks", show_progress);
        parallel_for(work.size(), [&](std::size_t i) {
            try {
                work[i].run();
            } catch (const DivergenceError& error) {
                work[i].give_up();
                diverged[i] = error.what();
            }
            progress.advance();
        });
    }
    for (std::size_t i = 0; i < work.size(); ++i) {
        if (!diverged[i].empty()) std::cerr << work[i].name << ": " << diverged[i] << '\n';
    }
}

std::string name_of(const Course& course) {
    return course.setting.name() + ", " + std::to_string(course.layers) + " x " + std::to_string(course.width) +
           ", seed " + std::to_string(course.seed);
}

// Only the order matters: entries of the weight matrices, times steps.
double cost_of(const Course& course, std::size_t steps) {
    const double width = static_cast<double>(course.width), hidden = static_cast<double>(course.layers - 1);
    return static_cast<double>(steps) * (3 * width + hidden * width * width);
}

// A network that diverges has no supremum, and its curves no end: NaN lies in no band.
Work job(Sweep& sweep, std::size_t steps) {
    return {cost_of(sweep.course, steps), name_of(sweep.course), [&sweep, steps] { sweep.run(steps); },
            [&sweep] { sweep.supremum.fill(NAN); }};
}
Work job(Curve& curve, std::size_t steps, std::size_t snapshots) {
    return {cost_of(curve.course, steps), name_of(curve.course),
            [&curve, steps, snapshots] { curve.run(steps, snapshots); },
            [&curve] {
                curve.theta_change.back() = curve.K_change.back() = NAN;
                curve.spectrum_end.assign(curve.spectrum_start.size(), NAN);
            }};
}

int chapter(const Options& options) {
    Results results("05", options);
    const Sizes& sizes = options.paper_profile() ? paper : quick;
    const PoissonExperiment experiment{.problem = {.a = 1}};
    const std::vector<std::uint64_t> seeds = options.seeds();
    const double rate = options.number("rate");

    // 1. Three lists of networks to train: the sweep over widths in the text's setting, with z-scored and with raw
    //    inputs; the curves of Fig. 2, in both of these and in that of the official code; those of Fig. 3.
    std::vector<Sweep> sweeps;
    for (std::size_t power = last_power; power >= first_power; --power) {
        const std::size_t width = std::size_t{1} << power;
        for (std::size_t i = 0; i < seeds.size(); ++i) {
            sweeps.push_back({{experiment, text_z_scored, 1, width, seeds[i], rate}});
            if (i < sizes.raw_seeds) sweeps.push_back({{experiment, text_raw, 1, width, seeds[i], rate}});
        }
    }
    std::vector<Curve> fig2, fig3;
    for (const Setting& setting : {text_z_scored, text_raw, code}) {
        for (const std::size_t width : shallow_widths) {
            for (std::size_t i = 0; i < std::min(seeds.size(), sizes.figure_seeds); ++i) {
                fig2.push_back({{experiment, setting, 1, width, seeds[i], rate}});
            }
        }
    }
    for (const Setting& setting : {text_z_scored, code}) {
        for (const std::size_t width : sizes.deep_widths) {
            fig3.push_back({{experiment, setting, 3, width, seeds[0], rate}});
        }
    }
    const PoissonExperiment section_7_2{.problem = {.a = 4}};  // f has both signs
    const Course watched{section_7_2, text_z_scored, 1, 100, seeds[0], rate};
    Residuals residuals;

    // 2. Train them all.
    std::vector<Work> work;
    for (Sweep& sweep : sweeps) work.push_back(job(sweep, sizes.sweep_steps));
    for (Curve& curve : fig2) work.push_back(job(curve, sizes.figure_steps, sizes.snapshots));
    for (Curve& curve : fig3) work.push_back(job(curve, sizes.deep_steps, sizes.snapshots));
    work.push_back({1e6, name_of(watched), [&] { residuals.run(watched, sizes.figure_steps); }, [] {}});
    do_all(std::move(work), options.progress());

    // 3. Theorem 4.4 and Lemmas D.1 to D.4: rates in the width, and both sides of the inequality that ends the proof.
    judge_slopes(results, sweeps);
    write_rates(results, sweeps);

    // 4. Figs 2 and 3.
    judge_curves(results, "Fig. 2", fig2, shallow_widths);
    write_curves(results, "fig2", fig2);
    judge_curves(results, "Fig. 3", fig3, sizes.deep_widths);
    write_curves(results, "fig3", fig3);

    // 5. C13 and C14: the assumptions of the proof.
    judge_largest_parameter(results, seeds.front());
    judge_sums(results, watched, residuals);
    write_residuals(results, residuals);
    return results.write();
}

}  // namespace

int main(int argc, char** argv) {
    Options options("05", "lazy training");
    options.default_seeds({.quick = 6, .paper = 8});
    options.add_number("rate", 1e-5, 0, 1, "learning rate");
    return options.run(argc, argv, chapter);
}
