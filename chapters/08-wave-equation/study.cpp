#include "chapters/08-wave-equation/study.hpp"

#include <cmath>

#include "chapters/08-wave-equation/claims.hpp"
#include "lib/report/study.hpp"

namespace pinn::wave {

namespace fs = std::filesystem;

Curve curve_until(const Run& run, std::size_t step, const std::optional<Csv>& recorded) {
    Curve errors;
    const std::string& name = run.settings().name;
    if (recorded && recorded->comment(name) == run.settings().text()) {
        const std::vector<double> steps = numbers(*recorded, "step"), error = numbers(*recorded, "error");
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const auto n = static_cast<std::size_t>(steps[i]);
            if (recorded->rows[i][recorded->column("run")] == name && n <= step) errors[n] = error[i];
        }
    }
    for (const std::size_t kept : {step / 2, step}) {
        if (!fs::exists(run.kept_path(kept))) continue;
        const RunState state = run.at(kept);
        for (const Look& look : state.looks) {
            if (!std::isnan(look.error)) errors.emplace(look.step, look.error);
        }
        errors[kept] = relative_error(on_grid(state.network));
    }
    return errors;
}

int study(const Options& options, const Method& method) {
    const Setup setup = wave::setup(options);
    const std::size_t steps = setup.steps, half = steps / 2;
    const fs::path file = fs::path(options.out()) / "figures/ch08-study.csv";
    unite({{file}}, [&](std::size_t) { return fs::exists(file) ? 1.0 : 0.0; });
    const std::optional<Csv> recorded = fs::exists(file) ? std::optional(read_csv(file)) : std::nullopt;
    const auto curve = [&](const Run& run) { return curve_until(run, steps, recorded); };
    const auto train = [&](std::vector<Run> runs, std::size_t length) {
        unite_runs(runs, setup.kept);
        std::erase_if(runs, [&](const Run& run) { return curve(run).contains(length); });
        train_all(runs, length, setup.kept, options);
    };

    // Run (b) from three seeds to the end, and its departures to half of it. The longest of these first, so that no
    // thread is left over with one.
    std::vector<Run> seeds, departures;
    std::vector<std::pair<std::string, std::string>> rows;  // of the departures: item and words
    const auto departs = [&](const char* item, const char* what, const char* name, auto change) {
        RunSettings b = setup.weighted;
        b.name = concat("b-", name, "-seed", b.seed);
        change(b);
        departures.emplace_back(b, setup.folder, method);
        rows.emplace_back(item, what);
    };
    for (RunSettings b = setup.weighted; seeds.size() < 3; ++b.seed) {
        b.name = concat("b-seed", b.seed);
        seeds.emplace_back(b, setup.folder, method);
    }
    departs("Fig. 6b", "double precision", "double", [](RunSettings& b) { b.in_double = true; });
    departs("C12", "five hidden layers", "five",
            [w = setup.weighted.widths[1]](RunSettings& b) { b.widths = {2, w, w, w, w, w, 1}; });
    departs("Fig. 6b", "updates every 100 steps", "every100", [](RunSettings& b) { b.interval = 100; });
    departs("Fig. 6b", "no decay of the rate", "nodecay", [](RunSettings& b) { b.decay = 1; });
    train(seeds, steps);
    train(departures, half);

    Study study(options, study_claims);
    FigureData& figure = study.figure("ch08-study", {"run", "step", "error"});
    std::vector<double> last;
    const auto draw = [&](const Run& run) {
        const auto errors = curve(run);
        figure.comment(concat(run.settings().name, ": ", run.settings().text()));
        for (const auto& [step, error] : errors) figure.row(run.settings().name, step, error);
        last.push_back(errors.rbegin()->second);
        return errors;
    };
    // A single look says little of an error that goes up and down.
    const auto add_late = [&](const Curve& errors, std::vector<double>& late) {
        for (const auto& [step, error] : errors) {
            if (4 * step >= 3 * half && step <= half) late.push_back(error);
        }
    };
    const std::string when = concat(": errors from ", 3 * half / 4, " to ", half, " steps");
    std::map<std::size_t, std::vector<double>> b;
    std::vector<double> b_late;
    for (const Run& run : seeds) {
        const Curve errors = draw(run);
        add_late(errors, b_late);
        for (const std::size_t step : {half, steps}) b[step].push_back(errors.at(step));
    }
    study.report("Fig. 6b", concat("relative L2 error, 3 seeds, after ", half, " steps"), b[half]);
    study.report("Fig. 6b", "relative L2 error, 3 seeds", b[steps]);
    study.report("Fig. 6b", "3 seeds" + when, b_late);

    // Those ahead of all seeds go on to the end.
    std::vector<Run> ahead = departures;
    std::erase_if(ahead, [&](const Run& run) { return curve(run).at(half) >= minimum(b[half]); });
    train(ahead, steps);
    for (std::size_t i = 0; i < departures.size(); ++i) {
        const auto& [item, what] = rows[i];
        const Curve errors = draw(departures[i]);
        for (const std::size_t step : {half, steps}) {
            if (!errors.contains(step)) continue;
            study.report(item, concat(what, ": relative L2 error after ", step, " steps"), errors.at(step));
        }
        std::vector<double> late;
        add_late(errors, late);
        study.report(item, what + when, late);
        const auto [step, error] = *errors.rbegin();
        study.report(item, concat(what, ": error / median of the seeds after ", step, " steps"),
                     error / median(b[step]));
    }
    study.report("Fig. 6b", "smallest error of all / the printed error", minimum(last) / printed_error);
    return study.write();
}

}  // namespace pinn::wave
