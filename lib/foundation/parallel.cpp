#include "lib/foundation/parallel.hpp"

#ifdef _OPENMP
#include <omp.h>
#endif

#include <cmath>
#include <fstream>
#include <sstream>
#include <string>

#include "lib/foundation/check.hpp"

namespace pinn {
namespace {

namespace fs = std::filesystem;

#ifndef _OPENMP  // one thread, whatever is asked for
constexpr int omp_get_num_procs() { return 1; }
constexpr int omp_get_max_threads() { return 1; }
constexpr int omp_get_thread_limit() { return 1; }
constexpr bool omp_in_parallel() { return false; }
#endif

// The number of threads that was asked for; 0 before anybody has.
int chosen_threads = 0;

// The quota of one control group, in processors; none if there is no such file or no limit in it ("max", -1).
std::optional<double> quota_of(const fs::path& folder) {
    double quota = 0, period = 0;
    if (std::ifstream v2(folder / "cpu.max"); v2 >> quota >> period && quota > 0 && period > 0) return quota / period;
    std::ifstream v1_quota(folder / "cpu.cfs_quota_us"), v1_period(folder / "cpu.cfs_period_us");
    if (v1_quota >> quota && v1_period >> period && quota > 0 && period > 0) return quota / period;
    return std::nullopt;
}

// Is `name` one of the words between the commas of `list`?
bool lists(const std::string& list, const std::string& name) {
    return ("," + list + ",").find("," + name + ",") != std::string::npos;
}

}  // namespace

std::optional<double> processor_quota(const fs::path& root) {
    std::optional<double> smallest;
    std::ifstream groups(root / "proc/self/cgroup");
    for (std::string line; std::getline(groups, line);) {  // "4:cpu,cpuacct:/a/b", or "0::/a/b" for version 2
        std::istringstream fields(line);
        std::string number, controllers, path;
        std::getline(getline(getline(fields, number, ':'), controllers, ':'), path);
        if (!controllers.empty() && !lists(controllers, "cpu")) continue;
        for (const char* mount : {"", "unified", "cpu", "cpu,cpuacct"}) {
            // In a container the path may be that of the host, of which only the end of the walk is there.
            for (fs::path group = fs::path(path).relative_path();; group = group.parent_path()) {
                const auto quota = quota_of(root / "sys/fs/cgroup" / mount / group);
                if (quota && (!smallest || *quota < *smallest)) smallest = quota;
                if (group.empty()) break;
            }
        }
    }
    return smallest;
}

int usable_processors(const fs::path& root) {
    const int allowed = std::max(1, omp_get_num_procs());
    if (allowed == 1) return 1;
    const auto quota = processor_quota(root);
    return quota && *quota < allowed ? static_cast<int>(std::ceil(*quota)) : allowed;
}

int default_thread_count() {
    return std::min({usable_processors(), omp_get_max_threads(), omp_get_thread_limit(), most_threads});
}

void set_thread_count(int count) {
    if (count < 1 || count > most_threads) {
        throw UsageError("threads: " + std::to_string(count) + " is not in 1.." + std::to_string(most_threads));
    }
    chosen_threads = count;
}

int thread_count() {
    static const int by_default = default_thread_count();
    return chosen_threads > 0 ? chosen_threads : by_default;
}

int available_threads() { return omp_in_parallel() ? 1 : thread_count(); }

void parallel_for(std::size_t count, const std::function<void(std::size_t)>& body) {
    if (count == 1) return body(0);
    RegionFailure failure;
#pragma omp parallel for schedule(dynamic, 1) num_threads(available_threads())
    for (std::size_t i = 0; i < count; ++i) failure.run(i, [&] { body(i); });
    failure.rethrow();
}

}  // namespace pinn
