// How long does a training with each remedy of chapter 10 take?
//
// Remedies/<problem>/<remedy>: seconds on one thread of a training of the paper profile, 10,000 steps of Adam or 100 of
// Gauss-Newton, extrapolated from 100 of them or 3. A step of Adam contains the drawing of its points and its share of
// the weights, which are updated every 100 steps. Setting up is extrapolated too, the first weights among it, so
// weights look dearer than they are; and a late step of Gauss-Newton may try more dampings, or fewer, than the first
// three.

#include <benchmark/benchmark.h>

#include <chrono>
#include <string>

#include "chapters/10-elsewhere/remedies.hpp"
#include "lib/foundation/parallel.hpp"

using namespace pinn;
using namespace pinn::elsewhere;

namespace {

void step_of(benchmark::State& state, const Problem& problem, Remedy remedy) {
    set_thread_count(1);
    Options options("10", "elsewhere");
    declare_sizes(options);
    options.parse({"--profile", "paper"});
    const Budget whole = budget_of(options);
    Budget part = whole;
    part.steps = 100;
    part.newton_steps = 3;
    const double times =
        remedy == Remedy::newton ? static_cast<double>(whole.newton_steps) / 3 : static_cast<double>(whole.steps) / 100;
    std::uint64_t seed = 0;
    for (auto _ : state) {
        const auto start = std::chrono::steady_clock::now();
        benchmark::DoNotOptimize(trained(problem, remedy, part, seed++));
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
        state.SetIterationTime(times * seconds.count());
    }
}

const bool registered = [] {
    for (const Problem& problem : problems()) {
        for (const Remedy remedy : all_remedies) {
            benchmark::RegisterBenchmark(("Remedies/" + problem.title + "/" + to_string(remedy)).c_str(), step_of,
                                         problem, remedy)
                ->Iterations(1)
                ->UseManualTime()
                ->Unit(benchmark::kSecond);
        }
    }
    return true;
}();

}  // namespace
