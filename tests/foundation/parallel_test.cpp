#include "lib/foundation/parallel.hpp"

#include <new>
#include <numeric>
#include <vector>

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
