#include "chapters/08-wave-equation/study.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "chapters/08-wave-equation/claims.hpp"
#include "lib/report/study.hpp"

namespace pinn::wave {
namespace {

namespace fs = std::filesystem;

constexpr const char* figure_name = "ch08-study";

struct Variant {
    std::string item, what;
    Run run;
};

// Run (b) with three seeds.
std::vector<Run> seeds_of(const Setup& setup, const Method& method) {
    RunSettings weighted = setup.weighted;
    std::vector<Run> runs;
    for (const std::uint64_t first = weighted.seed; weighted.seed < first + 3; ++weighted.seed) {
        weighted.name = concat("b-seed", weighted.seed);
        runs.emplace_back(weighted, setup.folder, method);
    }
    return runs;
}

// Each departs from run (b) in one way. The longest first, so that no thread is left over with one.
std::vector<Variant> variants(const Setup& setup, const Method& method) {
    std::vector<Variant> all;
    const auto add = [&](const char* item, const char* name, const char* what, auto change) {
        RunSettings settings = setup.weighted;
        settings.name = concat("b-", name, "-seed", settings.seed);
        change(settings);
        all.push_back({item, what, Run(settings, setup.folder, method)});
    };
    add("Fig. 6b", "double", "double precision", [](RunSettings& b) { b.in_double = true; });
    add("C12", "five", "five hidden layers", [](RunSettings& b) {
        const std::size_t w = b.widths[1];
        b.widths = {2, w, w, w, w, w, 1};
    });
    add("Fig. 6b", "every100", "updates every 100 steps", [](RunSettings& b) { b.interval = 100; });
    add("Fig. 6b", "nodecay", "no decay of the rate", [](RunSettings& b) { b.decay = 1; });
    return all;
}

class Departures {
  public:
    Departures(const Options& options, const Setup& setup, const Method& method)
        : options_(options),
          steps_(setup.steps),
          seeds_(seeds_of(setup, method)),
          variants_(variants(setup, method)),
          file_(fs::path(options.out()) / "figures" / concat(figure_name, ".csv")) {
        if (fs::exists(file_)) recorded_ = read_csv(file_);
    }

    int run(const TrainingPlan& plan, const InterruptWatch& watch) const {
        const std::size_t half = steps_ / 2;
        const auto train = [&](std::vector<Run> runs, std::size_t length) {
            std::erase_if(runs, [&](const Run& run) { return !curve(run, length).empty(); });
            try {
                train_all(runs, length, plan, watch);
            } catch (const Interrupted&) {
                write();
                throw;
            }
            write();
        };
        train(seeds_, steps_);
        std::vector<Run> runs;
        for (const Variant& variant : variants_) runs.push_back(variant.run);
        train(runs, half);
        double best = std::numeric_limits<double>::infinity();
        for (const Run& run : seeds_) best = std::min(best, curve(run, steps_).at(half));
        std::erase_if(runs, [&](const Run& run) { return curve(run, half).at(half) >= best; });
        train(runs, steps_);
        return 0;
    }

  private:
    Curve curve(const Run& run, std::size_t step) const { return curve_until(run, step, recorded_); }

    // As far as a run has come: to the end, to half of it, or not at all.
    Curve longest(const Run& run) const {
        const Curve whole = curve(run, steps_);
        return whole.empty() ? curve(run, steps_ / 2) : whole;
    }

    void write() const {
        const std::size_t half = steps_ / 2;
        std::vector<double> b_half, b_end;  // of the seeds that have come so far
        for (const Run& run : seeds_) {
            const Curve found = longest(run);
            if (found.contains(half)) b_half.push_back(found.at(half));
            if (found.contains(steps_)) b_end.push_back(found.at(steps_));
        }
        const bool all_seeds = b_end.size() == seeds_.size();
        Study study(options_, all_seeds ? study_claims : std::span<const Claim>());
        if (all_seeds) {
            study.report("Fig. 6b", concat("relative L2 error, 3 seeds, after ", half, " steps"), b_half);
            study.report("Fig. 6b", "relative L2 error, 3 seeds", b_end);
        }
        for (const Variant& variant : variants_) {
            const Curve found = longest(variant.run);
            for (const std::size_t step : {half, steps_}) {
                if (!found.contains(step)) continue;
                study.report(variant.item, concat(variant.what, ": relative L2 error after ", step, " steps"),
                             found.at(step));
                const std::vector<double>& b = step == half ? b_half : b_end;
                if (b.size() < seeds_.size()) continue;
                study.report(variant.item, concat(variant.what, ": error / median of the seeds after ", step, " steps"),
                             found.at(step) / median(b));
            }
        }

        std::vector<Run> runs = seeds_;
        for (const Variant& variant : variants_) runs.push_back(variant.run);
        FigureData& figure = study.figure(figure_name, {"run", "step", "error"});
        double smallest = std::numeric_limits<double>::infinity();
        for (const Run& run : runs) {
            const Curve errors = longest(run);
            if (errors.empty()) continue;
            figure.comment(concat(run.settings().name, ": ", run.settings().text()));
            for (const auto& [step, error] : errors) figure.row(run.settings().name, step, error);
            smallest = std::min(smallest, errors.rbegin()->second);
        }
        if (std::isinf(smallest)) return;
        study.report("Fig. 6b", "smallest error of all / the printed error", smallest / printed_error);
        study.write();
    }

    const Options& options_;
    std::size_t steps_;
    std::vector<Run> seeds_;
    std::vector<Variant> variants_;
    fs::path file_;
    std::optional<Csv> recorded_;
};

}  // namespace

Curve curve_until(const Run& run, std::size_t step, const std::optional<Csv>& recorded) {
    Curve errors;
    if (fs::exists(run.kept_path(step))) {
        for (const Look& look : run.at(step).looks) {
            if (!std::isnan(look.error)) errors[static_cast<std::size_t>(look.step)] = look.error;
        }
        for (const std::size_t kept : {step / 2, step}) {
            if (fs::exists(run.kept_path(kept))) errors[kept] = relative_error(on_grid(run.at(kept).network));
        }
    } else if (recorded && recorded->comment(run.settings().name) == run.settings().text()) {
        const std::size_t name = recorded->column("run");
        const std::vector<double> at = numbers(*recorded, "step"), error = numbers(*recorded, "error");
        for (std::size_t i = 0; i < at.size(); ++i) {
            const auto n = static_cast<std::size_t>(at[i]);
            if (recorded->rows[i][name] == run.settings().name && n <= step) errors[n] = error[i];
        }
        if (!errors.contains(step)) errors.clear();
    }
    return errors;
}

int study(const Options& options, const Method& method) {
    const Setup all = setup(options);
    if (!all.plan.from.empty()) throw UsageError("--resume: a study goes on from the checkpoints of its own runs");
    const InterruptWatch watch;
    return Departures(options, all, method).run(all.plan, watch);
}

}  // namespace pinn::wave
