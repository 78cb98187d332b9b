#include "lib/foundation/parallel.hpp"

#include <omp.h>

#include <string>

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
    RegionFailure failure;
#pragma omp parallel for schedule(dynamic, 1) num_threads(available_threads())
    for (std::size_t i = 0; i < count; ++i) failure.run(i, [&] { body(i); });
    failure.rethrow();
}

}  // namespace pinn
