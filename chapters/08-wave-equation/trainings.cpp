#include "chapters/08-wave-equation/trainings.hpp"

#include <algorithm>

#include "lib/report/text.hpp"
#include "lib/training/checkpoint.hpp"

namespace pinn::wave {

void declare_trainings(Options& options) {
    options.add_integer("steps", {.quick = 12'000, .paper = 80'000}, 1'000, 10'000'000, "steps of Adam");
    options.add_integer("width", {.quick = 100, .paper = 500}, 1, 10'000, "neurons of each of the three hidden layers");
    options.add_integer("interval", {.quick = 100, .paper = 1'000}, 1, 10'000'000, "steps between updates of lambda");
    options.add_integer("checkpoint", 1'000, 1, 10'000'000, "steps between checkpoints");
    options.add_text("resume", "FILE", "go on from this checkpoint; default: the latest of an unfinished paper run");
}

Setup setup(const Options& options) {
    if (options.seeds().size() > 1) throw UsageError("--seeds: accepted is 1; three seeds are in --profile study");
    const bool paper = options.paper_profile();
    const std::size_t side = paper ? 100 : 30, width = options.count("width");
    Setup all;
    RunSettings &a = all.equal, &b = all.weighted;
    a.name = concat("a-seed", options.first_seed());
    a.seed = options.first_seed();
    a.widths = {2, width, width, width, 1};
    a.loss = {.side = side, .velocity = side, .interior = paper ? 300u : 100u, .velocity_at_values = true};
    a.kernel = {.side = side, .velocity = 3 * side, .interior = 3 * side, .velocity_at_values = false};
    b = a;
    b.name = concat("b-seed", options.first_seed());
    b.interval = options.count("interval");
    all.steps = options.count("steps");
    const std::size_t early = paper ? 10'000 : 3'000, middle = paper ? 40'000 : 6'000;
    all.shown = {0, std::min(all.steps, early), std::min(all.steps, middle), all.steps};
    all.kept = {100, 400, all.steps / 2};
    all.kept.insert(all.shown.begin(), all.shown.end());
    all.folder = std::filesystem::path(options.out()) / "runs/chapter-08" / (paper ? "paper" : "quick");
    return all;
}

void train_all(const std::vector<Run>& runs, std::size_t steps, const std::set<std::size_t>& kept,
               const Options& options) {
    const InterruptWatch watch;
    const std::string from = options.text("resume");
    const std::size_t resumed = from.empty() ? runs.size() : run_of_checkpoint(runs, from);
    Progress progress("training", runs.size() * steps, "steps", options.progress());
    const bool go_on = options.paper_profile();
    if (go_on) unite_runs(runs, kept);
    std::vector<FileJob> jobs;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        jobs.push_back({runs[i].files(kept), [&, i] {
                            runs[i].train(steps, kept, options.count("checkpoint"), go_on, i == resumed ? from : "",
                                          watch, progress);
                        }});
    }
    share(jobs, [&] { progress.advance(steps); });
}

// Only trainings in float are resumed by name.
std::size_t run_of_checkpoint(const std::vector<Run>& runs, const std::filesystem::path& path) {
    const std::string settings = read_checkpoint<float>(path).settings;
    std::vector<std::string> accepted;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        accepted.push_back(runs[i].settings().text());
        if (settings.starts_with(accepted[i] + ",")) return i;
    }
    throw std::runtime_error(
        concat(path.string(), ": is of another training: ", settings, "; accepted are: ", joined(accepted, " | ")));
}

}  // namespace pinn::wave
