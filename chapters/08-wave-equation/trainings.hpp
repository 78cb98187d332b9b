// The two trainings of this chapter behind one call: (a) with equal weights, (b) with Algorithm 1; the same network and
// the same points. What they are is said by the options and by the method of main.cpp, how they are kept by run.hpp.
#pragma once

#include "chapters/08-wave-equation/run.hpp"
#include "lib/report/options.hpp"

namespace pinn::wave {

// Their sizes and the steps that are looked at, as options.
void declare_trainings(Options& options);

// What the options say.
struct Setup {
    RunSettings equal, weighted;
    std::size_t steps;
    std::size_t early, middle;  // snapshots of Fig. 7, between the start and the end
    std::vector<std::size_t>
        snapshots;  // all, and the steps that the notebook's legend calls by their names, ascending
    std::filesystem::path folder;
    TrainingPlan plan;
};
// Throws UsageError.
Setup setup(const Options& options);

struct Trained {
    Run run;       // its kept steps
    RunState end;  // after the last one
};
struct Trainings {
    Trained equal, weighted;
};

// Trains both, from the latest checkpoints of an unfinished paper run, and keeps the snapshots.  Throws as train_all().
Trainings train(const Setup& setup, const Method& method);

// The steps that the notebook's legend calls 10,000 and 40,000  (paper: C15).
constexpr std::size_t mislabelled[] = {100, 400};

}  // namespace pinn::wave
