#include "lib/foundation/parallel.hpp"

#include <omp.h>

#include <exception>
#include <string>
#include <vector>

#include "lib/foundation/check.hpp"

namespace pinn {

void set_thread_count(int count) {
    if (count < 1 || count > 1024) {
        throw UsageError("threads: " + std::to_string(count) + " is not in 1..1024");
    }
    omp_set_num_threads(count);
}

int thread_count() { return omp_get_max_threads(); }

int available_threads() { return omp_in_parallel() ? 1 : omp_get_max_threads(); }

void parallel_for(std::size_t count, const std::function<void(std::size_t)>& body) {
    if (count == 1) return body(0);
    // An exception may not leave an OpenMP region; each job keeps its own until all are done.
    std::vector<std::exception_ptr> failures(count);
#pragma omp parallel for schedule(dynamic, 1) num_threads(available_threads())
    for (std::size_t i = 0; i < count; ++i) {
        try {
            body(i);
        } catch (...) {
            failures[i] = std::current_exception();
        }
    }
    for (const std::exception_ptr& failure : failures) {
        if (failure) std::rethrow_exception(failure);
    }
}

}  // namespace pinn
