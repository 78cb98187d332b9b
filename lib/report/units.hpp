// Resumable sweeps: what is finished is kept, and a sweep started again goes on where it was killed.
//
// A unit is one run of a sweep, and what is kept of it a few numbers, in a small table of its own:
//
//     <out>/units/chapter-07/paper/fig5_100-seed3.csv
//
// Each is written aside and renamed, so it is there whole or not at all. It is used again only if it was computed with
// the same settings, by the same program (the CRC-32 of its file: a rebuilt one may compute something else), and its
// checksum is right; otherwise it is computed again and replaced. What comes back has always gone through the text, so
// a result file has the same bytes whether the sweep ran through, or was killed and started again.
//
// Cost: a file of a few hundred bytes for each unit, so for runs of milliseconds and longer.
//
// Introduced in chapter 07.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pinn {

// CRC-32 of the file this process runs, 8 hexadecimal digits: /proc/self/exe, which stays the same file when the
// program is rebuilt meanwhile, or where there is none argv[0].  Empty if neither can be read.  O(size of the program).
std::string program_identity(const std::string& argv0 = "");

struct UnitJob {
    std::string key;  // different for every job; in the name of its file what is no letter, digit or ".+-" is a '_'
    std::function<std::vector<double>()> run;
};

class Units {
  public:
    // settings: one line with everything that the numbers depend on but what the keys name; an empty `program` reuses
    // nothing.  Throws std::runtime_error if the folder cannot be written, std::logic_error if the settings are not one
    // line.
    Units(std::filesystem::path folder, std::string settings, std::string program);

    // The numbers of all jobs, in their order, each read back bit by bit (NaN as NaN): those not found run in parallel,
    // one per thread of all ranks (ranks.hpp), the first ones first, with progress. A run that throws NumericalError (a
    // training diverged) has no numbers, and its file says why.  Throws std::logic_error if a key was used before;
    // after any other exception of a job the others still run and are kept, then it is rethrown, as is
    // std::runtime_error "<path>: <reason>" if a unit cannot be written.
    std::vector<std::vector<double>> run(const std::vector<UnitJob>& jobs, const std::string& label, bool progress);

    std::size_t reused() const { return reused_; }
    std::size_t computed() const { return computed_; }
    // "units: 120 computed, 130 found from an earlier run"; empty if there were none.
    std::string summary() const;

  private:
    std::filesystem::path path(const std::string& key) const;
    std::optional<std::vector<double>> find(const std::string& key) const;
    std::vector<double> compute(const UnitJob& job);
    std::filesystem::path folder_;
    std::string settings_, program_;
    std::set<std::filesystem::path> used_;
    std::atomic<std::size_t> reused_ = 0, computed_ = 0;
};

}  // namespace pinn
