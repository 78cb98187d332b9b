// One training of the wave equation, kept as files.
//
//     <folder>/latest.checkpoint          every 1,000 steps, and when it is stopped
//     <folder>/step-10000.checkpoint      at the steps whose spectra are asked for
//
// A training that is started again goes on from its latest checkpoint; one that has all its steps is not run again. The
// numbers of the chapter come from these files only, so that they are the same bytes either way.
//
// The one idea: a checkpoint belongs to a training, not to a program. Its settings end with the CRC-32 of the
// parameters after the first two steps, which every start computes anew: another compiler, processor or line of code
// that changes a bit of the training changes them, and its checkpoints are refused; anything else may change.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "lib/pde/wave.hpp"
#include "lib/report/interrupt.hpp"
#include "lib/report/progress.hpp"
#include "lib/report/ranks.hpp"
#include "lib/training/trainer.hpp"

namespace pinn::wave {

// What the paper says of a training: the factors of the means of squares over the points of u, u_t and r in the loss,
// from lambda, and lambda from the traces of their kernels. main.cpp writes them out, and so does another chapter that
// goes on with these runs: were they not the same, the identity of a run would differ.
using Formula = std::function<std::vector<double>(const std::vector<double>&)>;
struct Method {
    Formula loss, lambda;
};

struct RunSettings {
    std::string name;          // of its folder
    std::size_t interval = 0;  // Algorithm 1 every so many steps; 0: all lambda = 1
    std::uint64_t seed = 0;
    std::vector<std::size_t> widths{2, 500, 500, 500, 1};  // "5 layers" are three hidden ones (paper: C12)
    double decay = 0.9;                                    // of Adam's rate, per 1,000 steps
    bool in_double = false;
    Wave::Sizes loss = Wave::loss_sizes, kernel = Wave::kernel_sizes;

    // "layers 2-500-500-500-1 glorot, float, ..., seed 0": everything but the number of steps, which may grow.
    std::string text() const;
};

// The training before its step `step`.
struct Look {
    double step;
    double loss[3];  // L_u, L_ut, L_r of (7.11), without weights, at the points of that step; L_u a sum of three means
    double lambda[3];  // in use
    double error;      // relative L2 on the grid; NaN but every 1,000 steps
};

// What is kept of it, read from a checkpoint.
struct RunState {
    std::size_t steps;
    Mlp<double> network;  // the float weights, exactly
    std::vector<double> lambda;
    std::vector<Look> looks;
};

class Run {
  public:
    Run(RunSettings settings, std::filesystem::path folder, Method method);

    // Trains until `steps`, from `from` or else from the latest checkpoint, if there is one and `go_on`; keeps the
    // checkpoints of the steps `kept`, and does nothing if they and that of `steps` are there; advances the progress by
    // the steps taken.  O(steps) of 20 to 80 ms. Throws Interrupted with a checkpoint written if `watch` saw a signal,
    // std::runtime_error if a checkpoint cannot be written, or is damaged or of another training, DivergenceError.
    void train(std::size_t steps, const std::set<std::size_t>& kept, std::size_t checkpoint_interval, bool go_on,
               const std::filesystem::path& from, const InterruptWatch& watch, Progress& progress) const;

    // The latest state, or that of a kept step.  Throws std::runtime_error if it is not there.
    RunState latest() const { return state(latest_path()); }
    RunState at(std::size_t step) const { return state(kept_path(step)); }

    const RunSettings& settings() const { return settings_; }
    std::filesystem::path latest_path() const { return folder_ / "latest.checkpoint"; }
    std::filesystem::path kept_path(std::size_t step) const;
    Files files(const std::set<std::size_t>& kept) const;  // all of these

  private:
    RunState state(const std::filesystem::path& path) const;

    RunSettings settings_;
    std::filesystem::path folder_;
    Method method_;
};

// Gives all ranks the files of the runs, where they are furthest  (ranks.hpp).
void unite_runs(const std::vector<Run>& runs, const std::set<std::size_t>& kept);

// A network, or a function of t and x, on the grid of 200 x 200 equispaced points of [0, 1]^2, row t.  O(40000 P).
constexpr std::size_t grid_side = 200;
template <class T>
Matrix<double> on_grid(const Mlp<T>& network);
Matrix<double> on_grid(const std::function<double(double, double)>& f);

// |u - exact| / |exact| over the grid  (paper: Fig. 6).
double relative_error(const Matrix<double>& u);

}  // namespace pinn::wave
