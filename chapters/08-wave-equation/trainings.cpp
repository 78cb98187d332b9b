#include "chapters/08-wave-equation/trainings.hpp"

#include <algorithm>
#include <cmath>

#include "lib/report/text.hpp"

namespace pinn::wave {

void declare_trainings(Options& options) {
    options.add_integer("side", {.quick = 30, .paper = 100}, 1, 100'000, "points of u on each of three sides");
    options.add_integer("interior", {.quick = 100, .paper = 300}, 1, 100'000, "points of the residual");
    options.add_integer("interval", {.quick = 100, .paper = 1'000}, 1, 10'000'000, "steps between updates of lambda");
    options.add_integer("early", {.quick = 3'000, .paper = 10'000}, 1, 10'000'000, "step of Fig. 7's second spectrum");
    options.add_integer("middle", {.quick = 6'000, .paper = 40'000}, 1, 10'000'000, "step of its third");
    options.add_list("looks", {.quick = {1'000, 3'000, 6'000}, .paper = {5'000, 10'000, 20'000, 40'000}}, 0, 10'000'000,
                     "steps after which errors are reported, multiples of 1000");
    options.add_integer("checkpoint", 1'000, 1, 10'000'000, "steps between checkpoints");
    options.add_text("resume", "FILE", "go on from this checkpoint; default: the latest of an unfinished paper run");
}

Setup setup(const Options& options) {
    if (options.seeds().size() > 1) throw UsageError("--seeds: accepted is 1; three seeds are in --profile study");
    const std::vector<double> looks = options.list("looks");
    for (const double look : looks) {
        if (std::fmod(look, 1000) == 0 && std::ranges::count(looks, look) == 1) continue;
        throw UsageError(concat("--looks ", look, ": accepted are multiples of 1000, each once"));
    }
    const std::size_t side = options.count("side"), width = options.count("width"), steps = options.count("steps");

    RunSettings equal{.name = concat("a-seed", options.first_seed()), .seed = options.first_seed()};
    equal.widths = {2, width, width, width, 1};
    equal.loss = {.side = side, .velocity = side, .interior = options.count("interior"), .velocity_at_values = true};
    equal.kernel = {.side = side, .velocity = 3 * side, .interior = 3 * side, .velocity_at_values = false};
    RunSettings weighted = equal;
    weighted.name = concat("b-seed", options.first_seed());
    weighted.interval = options.count("interval");

    const std::size_t early = std::min(steps, options.count("early"));
    const std::size_t middle = std::min(steps, options.count("middle"));
    std::vector<std::size_t> snapshots{0, mislabelled[0], mislabelled[1], early, middle, steps};
    std::ranges::sort(snapshots);
    snapshots.erase(std::unique(snapshots.begin(), snapshots.end()), snapshots.end());
    std::vector<std::size_t> kept = snapshots;
    kept.push_back(steps / 2);  // where the study compares
    return {equal,
            weighted,
            steps,
            early,
            middle,
            snapshots,
            std::filesystem::path(options.out()) / "runs/chapter-08" / (options.paper_profile() ? "paper" : "quick"),
            {.checkpoint_interval = options.count("checkpoint"),
             .kept = kept,
             .go_on = options.paper_profile(),
             .from = options.text("resume"),
             .progress = options.progress()}};
}

Trainings train(const Setup& setup, const Method& method) {
    const std::vector<Run> runs{{setup.equal, setup.folder, method}, {setup.weighted, setup.folder, method}};
    const InterruptWatch watch;
    train_all(runs, setup.steps, setup.plan, watch);
    return {{runs[0], runs[0].at(setup.steps)}, {runs[1], runs[1].at(setup.steps)}};
}

}  // namespace pinn::wave
