// Threads that never change a result.
//
// Work is split over outputs: every output is computed by one thread in one fixed order, and nothing is ever summed
// across threads, so the same bytes come out for any number of threads. Regions do not nest: inside a parallel region
// (say, one training run per thread) everything below runs on the calling thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <optional>

namespace pinn {

constexpr int most_threads = 1024;

// The smallest quota of the control groups (cgroups, version 1 and 2) that hold this process, in processors: 0.5 is
// half of one.  None if no group has one, and where there is no Linux.  `root` is another place of /proc and /sys, for
// tests.
std::optional<double> processor_quota(const std::filesystem::path& root = "/");

// The processors that this process may use: those it is bound to (taskset, a batch system), and no more than its
// control groups grant (a container's --cpus).  At least 1.  A quota of 1.5 counts as two: two threads that share it
// do 1.5 times the work of one.
int usable_processors(const std::filesystem::path& root = "/");

// The threads that a program takes unless told otherwise: usable_processors(), and no more than OMP_NUM_THREADS and
// OMP_THREAD_LIMIT where the user has set them.
int default_thread_count();

// The number of threads that parallel regions use from now on.  Throws UsageError unless 1 <= count <= most_threads.
void set_thread_count(int count);
int thread_count();  // default_thread_count() until set

// The threads a region started here would get: thread_count(), or 1 inside another region.
int available_threads();

// Calls body(i) for i = 0..count-1, each once, on up to available_threads() threads, handing out the next i to
// whichever thread is free.  For few, long, unequal jobs (a training run).  A single job is no region: those inside it
// get all threads.  Rethrows the exception of the smallest i.
void parallel_for(std::size_t count, const std::function<void(std::size_t)>& body);

// Keeps the exceptions of a region's jobs, which may not leave it, until the region is over; of several, that of the
// smallest i, so that it does not depend on who was first.
class RegionFailure {
  public:
    void run(std::size_t i, const auto& job) noexcept {
        try {
            job();
        } catch (...) {
#pragma omp critical(pinn_region_failure)
            if (i < of_) {
                of_ = i;
                failure_ = std::current_exception();
            }
        }
    }
    void rethrow() const {
        if (failure_) std::rethrow_exception(failure_);
    }

  private:
    std::size_t of_ = SIZE_MAX;
    std::exception_ptr failure_;
};

// Calls body(first, last) on at most available_threads() contiguous pieces of [0, count), each of at least `grain`.
// For loops over arrays; a count below 2 * grain runs on the calling thread without any overhead.  Rethrows an
// exception of the body.
template <class Body>
void parallel_ranges(std::size_t count, std::size_t grain, const Body& body) {
    const std::size_t pieces =
        count < 2 * grain ? 1 : std::min<std::size_t>(count / grain, static_cast<std::size_t>(available_threads()));
    if (pieces <= 1) {
        if (count > 0) body(std::size_t{0}, count);
        return;
    }
    RegionFailure failure;
#pragma omp parallel for schedule(static) num_threads(static_cast <int>(pieces))
    for (std::size_t piece = 0; piece < pieces; ++piece) {
        failure.run(piece, [&] { body(count * piece / pieces, count * (piece + 1) / pieces); });
    }
    failure.rethrow();
}

}  // namespace pinn
