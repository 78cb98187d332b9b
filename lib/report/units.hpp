// Resumable sweeps: what is finished is kept, and a sweep started again goes on where it was killed.
//
// A unit is one run of a sweep, and what is kept of it a few numbers, in a small table of its own:
//
//     <out>/units/chapter-07/paper/fig5-lambda100-seed3.csv
//
// Each is written aside and renamed, so it is there whole or not at all. It is used again only if it was computed with
// the same settings, by the same program (the CRC-32 of its file: a rebuilt one may compute something else), and its
// checksum is right; otherwise it is computed again and replaced. What comes back has always gone through the text, so
// a result file has the same bytes whether the sweep ran through, or was killed and started again.
//
//     Units units(options, "width 100, steps 40000");
//     UnitSweep sweep(units);
//     for (...) keys.push_back(sweep.add(concat("lambda", lambda, "-seed", seed), [=] { return std::vector{...}; }));
//     sweep.run("training", options.progress());
//     const std::vector<double> errors = sweep.column(keys, 0);
//     std::cout << units.summary() << '\n';
//
// Cost: a file of a few hundred bytes for each unit, so for runs of milliseconds and longer.
//
// Introduced in chapter 07.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "lib/report/options.hpp"

namespace pinn {

// What a unit gives: numbers, each read back bit by bit (also infinities; NaN as NaN), or why it has none.
struct Unit {
    std::vector<double> numbers;
    std::string failure;  // what() of a NumericalError (a training diverged): a result too; else empty
    bool failed() const { return !failure.empty(); }
};

// CRC-32 of the file this process runs, 8 hexadecimal digits: /proc/self/exe, which stays the same file when the
// program is rebuilt meanwhile, or where there is none argv[0].  Empty if neither can be read.  O(size of the program).
std::string program_identity(const std::string& argv0 = "");

class Units {
  public:
    // In <out>/units/chapter-NN/<profile>/.  settings: one line with everything that the numbers depend on but what the
    // keys name; changed options are added to it.  Throws std::runtime_error if the folder cannot be written,
    // std::logic_error if the settings are not one line.
    Units(const Options& options, const std::string& settings);
    // The same anywhere, for any program; an empty `program` reuses nothing.
    Units(std::filesystem::path folder, std::string settings, std::string program);

    // The unit if it is there, complete, of these settings and this program. A damaged or foreign file is no error.
    // key: letters, digits and "._+-", not beginning with a dot; else std::logic_error.
    std::optional<Unit> find(const std::string& key) const;

    // The unit, found or computed by run() and written. A NumericalError of run() is kept as the unit's failure; any
    // other exception passes through and nothing is written.  Thread-safe for different keys.
    // Throws std::runtime_error "<path>: <reason>" if the unit cannot be written.
    Unit get_or_run(const std::string& key, const std::function<std::vector<double>()>& run);

    std::size_t reused() const { return reused_; }
    std::size_t computed() const { return computed_; }
    // "units: 120 computed, 130 found from an earlier run"
    std::string summary() const;

  private:
    std::filesystem::path path(const std::string& key) const;
    std::filesystem::path folder_;
    std::string settings_, program_;
    std::atomic<std::size_t> reused_ = 0, computed_ = 0;
};

struct UnitJob {
    std::string key;  // different for every job
    std::function<std::vector<double>()> run;
};

// The units of all jobs, in their order: those not found run in parallel, one per thread, the first ones first, with
// progress ("time left" counts them only).  Throws std::logic_error if two jobs have one key; after an exception of a
// job the others still run and are kept, then it is rethrown.
std::vector<Unit> run_units(Units& units, const std::vector<UnitJob>& jobs, const std::string& label,
                            bool show_progress);

// All trainings of a chapter: jobs are collected first, then run together, then every figure looks up what it needs.
class UnitSweep {
  public:
    explicit UnitSweep(Units& units) : units_(units) {}

    // Returns the key. A key that is there already is the same job and is not added again.
    std::string add(const std::string& key, double cost, std::function<std::vector<double>()> run);
    std::string add(const std::string& key, std::function<std::vector<double>()> run) {
        return add(key, 0, std::move(run));
    }

    // Runs what was added: the costliest first, equal ones as they came. Throws as run_units() does.
    void run(const std::string& label, bool show_progress);

    // After run().  Throws std::out_of_range if the key was never added.
    const Unit& operator[](const std::string& key) const { return done_.at(key); }

    // The number at one place of several units; NaN for one that failed.
    std::vector<double> column(const std::vector<std::string>& keys, std::size_t place) const;

  private:
    struct Waiting {
        UnitJob job;
        double cost;
    };
    Units& units_;
    std::set<std::string> keys_;
    std::vector<Waiting> jobs_;
    std::map<std::string, Unit> done_;
};

}  // namespace pinn
