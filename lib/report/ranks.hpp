// Ranks: the processes that `mpirun -n 8 build/chapter-07` starts, on one machine or many, if the program is built with
// MPI=1. Otherwise there is one, and nothing here does anything.
//
// The one idea: every rank runs the whole chapter, so that nothing has to be sent but files. Work whose results are
// files (units of a sweep, checkpoints of a training) is shared: the first rank hands out jobs one by one, and whoever
// has finished one sends it the files. After that all ranks have the same files, and go on alike. What is not shared
// every rank computes for itself; the first one judges, writes, prints and shows progress.
//
// The folders of ranks (--out) may be one or many. All ranks are of the same program, options and kind of processor.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace pinn {

using Files = std::vector<std::filesystem::path>;

struct FileJob {
    Files files;  // what it leaves behind
    std::function<void()> run;
};

// Makes this process a rank of `program`. Those behind the first have no stdout from now on.  Throws std::runtime_error
// if the MPI at hand does not allow for threads.
void join_ranks(const std::string& program);
bool first_rank();

// One line on stderr, and every rank ends with this code: the last that a program does.  Returns the code if there is
// one rank only.
int fail(std::string_view program, const std::string& what, int code);

// Gives all ranks the same files of every set: those of the rank where it is worth most, of several the first; worth
// nothing is what only the first rank has to give. Called by all ranks.  O(bytes of the files), sent where they differ.
void unite(const std::vector<Files>& sets, const std::function<double(std::size_t)>& worth);

// Runs every job on one rank, the first ones first: as many at once as there are threads, or with fewer jobs than ranks
// each on all threads of its rank. Then unites the files. Called by all ranks with the same jobs; `elsewhere` is called
// on the first rank after a job of another one.  An exception ends all ranks by its line, but a single rank runs the
// other jobs and then rethrows it, as does Interrupted.
void share(const std::vector<FileJob>& jobs, const std::function<void()>& elsewhere);

}  // namespace pinn
