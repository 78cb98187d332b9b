// The trainings of this chapter: (a) with equal weights, (b) with Algorithm 1; the same network and the same points.
// What they are is said by the options and by the method of main.cpp, how one is kept by run.hpp.
#pragma once

#include "chapters/08-wave-equation/run.hpp"
#include "lib/report/options.hpp"

namespace pinn::wave {

// Their sizes, as options.
void declare_trainings(Options& options);

// What the options say.
struct Setup {
    RunSettings equal, weighted;
    std::size_t steps;
    std::vector<std::size_t> shown;  // steps of the spectra of Fig. 7
    std::set<std::size_t> kept;      // and those whose spectra are mislabelled (paper: C15), and half of the steps
    std::filesystem::path folder;
};
// Throws UsageError.
Setup setup(const Options& options);

// Trains all runs until `steps`, one per thread, a single one on all threads: in the paper profile from their latest
// checkpoints, and one of them from that of --resume.  Throws as Run::train() and run_of_checkpoint().
void train_all(const std::vector<Run>& runs, std::size_t steps, const std::set<std::size_t>& kept,
               const Options& options);

// Which of the runs a checkpoint belongs to.  Throws std::runtime_error naming the file if it cannot be read, or is of
// none of them.
std::size_t run_of_checkpoint(const std::vector<Run>& runs, const std::filesystem::path& path);

}  // namespace pinn::wave
