#include "lib/foundation/parallel.hpp"

#include <omp.h>

#include <algorithm>
#include <fstream>
#include <new>
#include <numeric>
#include <vector>

#include "tests/scratch.hpp"
#include "tests/support.hpp"

using namespace pinn;

TEST_CASE("parallel_for runs every job exactly once, on any number of threads") {
    for (const int threads : {1, 2, 5}) {
        const test::ThreadCount scope(threads);
        for (const std::size_t count : {0, 1, 2, 37}) {
            std::vector<int> runs(count, 0);
            parallel_for(count, [&](std::size_t i) { ++runs[i]; });
            CHECK(runs == std::vector<int>(count, 1));
        }
    }
}

TEST_CASE("parallel_ranges covers [0, count) once, in contiguous pieces no smaller than the grain") {
    const test::ThreadCount scope(3);
    for (const std::size_t count : {0, 1, 9, 10, 19, 20, 21, 100}) {
        std::vector<int> visits(count, 0);
        parallel_ranges(count, 10, [&](std::size_t first, std::size_t last) {
            CHECK((last - first >= 10 || last - first == count));
            for (std::size_t i = first; i < last; ++i) ++visits[i];
        });
        CHECK(visits == std::vector<int>(count, 1));
    }
}

TEST_CASE("an exception leaves parallel_for after all other jobs ran, the one of the smallest index first") {
    std::vector<int> runs(8, 0);
    CHECK_THROWS_WITH_AS(parallel_for(8,
                                      [&](std::size_t i) {
                                          ++runs[i];
                                          if (i == 3 || i == 6) throw NumericalError("job " + std::to_string(i));
                                      }),
                         "job 3", NumericalError);
    CHECK(std::accumulate(runs.begin(), runs.end(), 0) == 8);
}

TEST_CASE("an exception leaves parallel_ranges after all pieces ran") {
    for (const int threads : {1, 3}) {
        const test::ThreadCount some(threads);
        std::vector<int> visits(30, 0);
        CHECK_THROWS_AS(parallel_ranges(30, 10,
                                        [&](std::size_t first, std::size_t last) {
                                            for (std::size_t i = first; i < last; ++i) ++visits[i];
                                            throw std::bad_alloc();
                                        }),
                        std::bad_alloc);
        CHECK(visits == std::vector<int>(30, 1));
    }
}

TEST_CASE("regions do not nest, and a single job is none") {
    const test::ThreadCount three(3);
    parallel_for(4, [](std::size_t) { CHECK(available_threads() == 1); });
    parallel_for(1, [](std::size_t) { CHECK(available_threads() == 3); });
}

TEST_CASE("an impossible number of threads is refused by name") {
    CHECK_THROWS_WITH_AS(set_thread_count(0), "threads: 0 is not in 1..1024", UsageError);
    CHECK_THROWS_AS(set_thread_count(-3), UsageError);
    CHECK_THROWS_AS(set_thread_count(5000), UsageError);
}

namespace {

// A place of /proc and /sys with these files.
struct Machine {
    test::ScratchFolder root;
    Machine(std::initializer_list<std::pair<const char*, const char*>> files) {
        for (const auto& [name, text] : files) {
            const auto file = root.path() / name;
            std::filesystem::create_directories(file.parent_path());
            std::ofstream(file) << text;
        }
    }
    std::optional<double> quota() const { return processor_quota(root.path()); }
    int processors() const { return usable_processors(root.path()); }
};

}  // namespace

TEST_CASE("the quota of processors is the smallest along the control groups of the process, version 2") {
    CHECK(Machine({{"proc/self/cgroup", "0::/\n"}, {"sys/fs/cgroup/cpu.max", "150000 100000\n"}}).quota() == 1.5);
    const Machine nested{{"proc/self/cgroup", "0::/user/mine\n"},
                         {"sys/fs/cgroup/user/cpu.max", "50000 100000\n"},
                         {"sys/fs/cgroup/user/mine/cpu.max", "300000 100000\n"},
                         {"sys/fs/cgroup/other/cpu.max", "10000 100000\n"}};
    CHECK(nested.quota() == 0.5);
    const Machine unlimited{{"proc/self/cgroup", "0::/mine\n"},
                            {"sys/fs/cgroup/mine/cpu.max", "max 100000\n"},
                            {"sys/fs/cgroup/other/cpu.max", "10000 100000\n"}};
    CHECK(!unlimited.quota());
}

TEST_CASE("the quota of processors, version 1, in a container that names its host's path, and both versions at once") {
    const Machine old{{"proc/self/cgroup", "5:cpuset:/sets\n4:cpu,cpuacct:/a/b\n1:name=systemd:/\n"},
                      {"sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us", "250000\n"},
                      {"sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us", "100000\n"},
                      {"sys/fs/cgroup/cpu,cpuacct/a/b/cpu.cfs_quota_us", "-1\n"},
                      {"sys/fs/cgroup/cpu,cpuacct/a/b/cpu.cfs_period_us", "100000\n"},
                      {"sys/fs/cgroup/cpu,cpuacct/sets/cpu.cfs_quota_us", "1000\n"},
                      {"sys/fs/cgroup/cpu,cpuacct/sets/cpu.cfs_period_us", "100000\n"}};
    CHECK(old.quota() == 2.5);
    const Machine container{{"proc/self/cgroup", "4:cpu:/docker/0123\n"},
                            {"sys/fs/cgroup/cpu/cpu.cfs_quota_us", "100000\n"},
                            {"sys/fs/cgroup/cpu/cpu.cfs_period_us", "50000\n"}};
    CHECK(container.quota() == 2);
    const Machine both{{"proc/self/cgroup", "4:cpu:/a\n0::/a\n"},
                       {"sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "400000\n"},
                       {"sys/fs/cgroup/cpu/a/cpu.cfs_period_us", "100000\n"},
                       {"sys/fs/cgroup/unified/a/cpu.max", "300000 100000\n"}};
    CHECK(both.quota() == 3);
}

TEST_CASE("a machine without control groups, or with files that cannot be understood, has no quota") {
    CHECK(!Machine({}).quota());
    CHECK(!Machine({{"proc/self/cgroup", "0::/a\n"}}).quota());
    for (const char* text : {"", "max", "100000", "0 100000", "100000 0", "-1 100000", "nonsense"}) {
        CAPTURE(text);
        CHECK(!Machine({{"proc/self/cgroup", "0::/\nnonsense\n"}, {"sys/fs/cgroup/cpu.max", text}}).quota());
    }
}

TEST_CASE("a quota that is no whole number counts as the next one, and never as more than the process is bound to") {
    const auto processors = [](const char* cpu_max) {
        return Machine({{"proc/self/cgroup", "0::/\n"}, {"sys/fs/cgroup/cpu.max", cpu_max}}).processors();
    };
    const int bound_to = omp_get_num_procs();
    CHECK(processors("max 100000") == bound_to);
    CHECK(processors("1000 100000") == 1);
    CHECK(processors("100000 100000") == 1);
    CHECK(processors("150000 100000") == std::min(2, bound_to));
    CHECK(processors("99900000 100000") == bound_to);
    CHECK(default_thread_count() <= std::min(usable_processors(), omp_get_max_threads()));
}
