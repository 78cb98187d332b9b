#include "lib/report/ranks.hpp"

#include <atomic>
#include <iostream>
#include <sstream>

#include "tests/support.hpp"

using namespace pinn;

// Several ranks: tests/ranks.sh.

TEST_CASE("a single rank runs every job once, and the others before it rethrows an exception of one") {
    std::vector<std::atomic<int>> ran(20);
    std::vector<FileJob> jobs;
    for (std::size_t i = 0; i < ran.size(); ++i) {
        jobs.push_back({{}, [&, i] {
                            ++ran[i];
                            if (i == 3) throw std::runtime_error("the disk is full");
                        }});
    }
    CHECK_THROWS_WITH_AS(share(jobs, [] { FAIL("there is no other rank"); }), "the disk is full", std::runtime_error);
    for (const auto& count : ran) CHECK(count == 1);
}

TEST_CASE("a single rank says what failed, ends with the code, and has nothing to unite") {
    CHECK(first_rank());
    unite({{"no such file"}}, [](std::size_t) -> double { throw std::logic_error("was asked"); });
    std::ostringstream said;
    std::streambuf* const before = std::cerr.rdbuf(said.rdbuf());
    const int code = fail("chapter-07", "it rains", 3);
    std::cerr.rdbuf(before);
    CHECK(code == 3);
    CHECK(said.str() == "chapter-07: it rains\n");
}
