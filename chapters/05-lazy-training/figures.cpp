// Figs 2 and 3 and the picture of all rates: rows and data.

#include <algorithm>

#include "chapters/05-lazy-training/findings.hpp"

namespace pinn::lazy {

// Raw inputs: K is smaller, so the parameters have to move further for the same residual, and narrow networks are far
// from lazy. No band was fixed for them.
void report_rates(const std::vector<Rate>& z_scored, const std::vector<Rate>& raw, Study& study) {
    std::vector<double> lemmas;
    for (std::size_t k = 0; k < raw.size(); ++k) {
        if (k < 2) study.report(raw[k].item, "slope in N: " + raw[k].name + ", raw inputs", raw[k].slope);
        if (raw[k].item != "Theorem 4.4") lemmas.push_back(raw[k].slope);
    }
    study.report("Theorem 4.4", "slopes in N of all lemmas, raw inputs", lemmas);

    std::vector<std::string> columns = {"N"};
    for (const Rate& rate : z_scored) columns.push_back(rate.name);
    for (const Rate& rate : raw) columns.push_back(rate.name + " (raw)");
    FigureData& figure = study.figure("ch05-lazyrates", columns);
    figure.comment("setting: " + text.name() + "; root mean square over seeds of suprema over training");
    for (std::size_t k = 0; k < raw.size(); ++k) {  // for the legend
        figure.comment("slope of " + z_scored[k].name + ": " + to_text(z_scored[k].slope, 2));
        figure.comment("slope of " + raw[k].name + " (raw): " + to_text(raw[k].slope, 2));
    }
    for (std::size_t i = 0; i < sweep_widths.size(); ++i) {
        std::vector<double> row = {static_cast<double>(sweep_widths[i])};
        for (const Rate& rate : z_scored) row.push_back(rate.suprema[i]);
        for (const Rate& rate : raw) row.push_back(rate.suprema[i]);
        figure.row(row);
    }
}

namespace {

// The largest along a curve; NaN if its training diverged.
double largest(const Curve& curve, double Look::*change) {
    std::vector<double> all{curve.first.end[0] * 0};
    for (const Look& look : curve.second) all.push_back(look.*change);
    return maximum(all);
}

// |log10(lambda_i(end) / lambda_i(0))| for eigenvalues above 1e-8 of the largest, where float32 would end: how far
// apart the two spectra of a picture lie, in decades. Over the eigenvalues of all seeds.
std::vector<double> spectrum_shifts(const Runs<Curve>& curves) {
    std::vector<double> shifts;
    for (const auto& [spectra, looks] : curves) {
        for (std::size_t i = 0; i < spectra.start.size() && spectra.start[i] > 1e-8 * spectra.start[0]; ++i) {
            shifts.push_back(std::abs(std::log10(std::max(spectra.end[i], 1e-300) / spectra.start[i])));
        }
    }
    return shifts;
}

}  // namespace

std::vector<Problem> every(const Problem& p, const std::vector<Setting>& settings, std::size_t layers,
                           const std::vector<double>& widths, std::size_t steps) {
    std::vector<Problem> all;
    for (const Setting& setting : settings) {
        for (const double width : widths) {
            all.push_back(p.in(setting).of(layers, static_cast<std::size_t>(width)).for_steps(steps));
        }
    }
    return all;
}

void report_curves(const std::string& figure, const std::vector<Problem>& problems,
                   const std::vector<Runs<Curve>>& curves, Study& study) {
    // How much more the narrow network moves than the wide one, and how far the spectrum of the wide one does.
    for (const Setting& setting : {text, code}) {
        std::vector<std::size_t> of;
        for (std::size_t k = 0; k < problems.size(); ++k) {
            if (problems[k].setting == setting) of.push_back(k);
        }
        const Runs<Curve>&narrow = curves[of.front()], &wide = curves[of.back()];
        const auto ratio = [&](double Look::*change) {
            std::vector<double> ratios;
            for (std::size_t i = 0; i < wide.size(); ++i) {
                ratios.push_back(largest(narrow[i], change) / largest(wide[i], change));
            }
            return ratios;
        };
        const std::size_t width = problems[of.back()].width;
        const std::string pair = concat(", width ", problems[of.front()].width, " / ", width, ": ", setting.name());
        study.report(figure + "a", "change of theta" + pair, ratio(&Look::theta));
        study.report(figure + "b", "change of K" + pair, ratio(&Look::K));
        study.report(figure + "c", concat("shift of log10(eigenvalues), width ", width, ": ", setting.name()),
                     spectrum_shifts(wide));
    }

    // Rows of four kinds: theta and K (x = step), start and end (x = index). The first seed of every problem.
    FigureData& data =
        study.figure(figure == "Fig. 2" ? "ch05-fig2" : "ch05-fig3", {"setting", "width", "what", "x", "y"});
    data.comment("theta: ||theta - theta(0)|| / ||theta(0)||; K: the same in the Frobenius norm; x: steps");
    data.comment("start, end: eigenvalues of K at both ends of training; x: index from 1");
    for (std::size_t k = 0; k < problems.size(); ++k) {
        const std::string setting = problems[k].setting.name();
        const std::size_t width = problems[k].width;
        const auto& [spectra, looks] = curves[k][0];
        for (const Look& look : looks) {
            data.row(setting, width, "theta", look.step, look.theta);
            data.row(setting, width, "K", look.step, look.K);
        }
        for (std::size_t i = 0; i < spectra.start.size(); ++i) {
            data.row(setting, width, "start", i + 1, spectra.start[i]);
            data.row(setting, width, "end", i + 1, spectra.end[i]);
        }
    }
}

void declare_sizes(Options& options) {
    const std::int64_t most = 100'000'000;
    options.add_integer("sweep-steps", {.quick = 300, .paper = 10'000}, 1, most, "steps of the sweep over widths");
    options.add_integer("raw-seeds", {.quick = 1, .paper = 3}, 1, 1000, "networks of the sweep with raw inputs");
    options.add_integer("figure-seeds", {.quick = 1, .paper = 3}, 1, 1000, "networks of Fig. 2; Fig. 3 takes one");
    options.add_integer("steps", {.quick = 600, .paper = 10'000}, 100, most, "steps of Fig. 2 and of C14");
    options.add_integer("deep-steps", {.quick = 300, .paper = 10'000}, 1, most, "steps of Fig. 3");
    options.add_list("deep-widths", {.quick = {10, 50, 300}, .paper = {10, 100, 500}}, 1, 1e5, "widths of Fig. 3");
    options.add_integer("snapshots", {.quick = 5, .paper = 50}, 1, 1000, "points of each curve of Figs 2 and 3");
}

}  // namespace pinn::lazy
