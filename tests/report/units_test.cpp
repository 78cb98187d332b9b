#include "lib/report/units.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <bit>
#include <csignal>
#include <limits>

#include "lib/foundation/parallel.hpp"
#include "lib/report/files.hpp"
#include "lib/report/text.hpp"
#include "tests/scratch.hpp"
#include "tests/support.hpp"

using namespace pinn;
using Numbers = std::vector<double>;

namespace {

// Is the unit of this folder, settings and program computed, or found?
bool computes(const std::filesystem::path& folder, const std::string& settings = "s", const std::string& program = "p",
              const std::string& key = "a", const Numbers& made = {1.5}) {
    bool ran = false;
    Units units(folder, settings, program);
    const auto job = [&] {
        ran = true;
        return made;
    };
    CHECK(units.run({{key, job}}, "", false)[0] == made);
    CHECK(units.computed() == (ran ? 1 : 0));
    CHECK(units.reused() == (ran ? 0 : 1));
    return ran;
}

// Jobs run-0, run-1, ... whose numbers follow from their keys; counts how often each runs.
std::vector<UnitJob> counted_jobs(std::vector<int>& count) {
    std::vector<UnitJob> jobs;
    for (std::size_t i = 0; i < count.size(); ++i) {
        jobs.push_back({concat("run-", i), [&count, i] {
                            ++count[i];
                            return Numbers{std::sin(static_cast<double>(i)), static_cast<double>(i)};
                        }});
    }
    return jobs;
}

}  // namespace

TEST_CASE("a finished unit is not run again, and its numbers come back bit by bit") {
    const test::ScratchFolder folder;
    Random random(1);
    Numbers made{0.0, -0.0, 1e-310, -1e300, INFINITY, -INFINITY, std::numeric_limits<double>::denorm_min()};
    for (int i = 0; i < 1000; ++i) made.push_back(random.normal() * std::pow(10, random.uniform(-300, 300)));
    for (const bool again : {false, true}) {
        Units units(folder / "units", "width 100, steps 7", "0123abcd");
        CHECK(units.summary().empty());
        const auto job = [&] {
            CHECK(!again);
            return made;
        };
        const Numbers back = units.run({{"fig5-100-seed3", job}}, "", false)[0];
        REQUIRE(back.size() == made.size());
        for (std::size_t i = 0; i < made.size(); ++i) {
            CHECK(std::bit_cast<std::uint64_t>(back[i]) == std::bit_cast<std::uint64_t>(made[i]));
        }
        CHECK(units.summary() == (again ? "units: 0 computed, 1 found from an earlier run"
                                        : "units: 1 computed, 0 found from an earlier run"));
    }
    CHECK(folder.files() == 1);
    CHECK(computes(folder / "units", "s", "p", "empty", {}));
    CHECK(!computes(folder / "units", "s", "p", "empty", {}));
}

TEST_CASE("NaN of either sign is the same whether it was computed or read") {
    const test::ScratchFolder folder;
    std::string text[2];
    for (const int again : {0, 1}) {
        Units units(folder.path(), "s", "p");
        const Numbers numbers = units.run({{"nan", [] { return Numbers{NAN, -NAN}; }}}, "", false)[0];
        CHECK(units.reused() == std::size_t(again));
        text[again] = concat(numbers[0], numbers[1]);
    }
    CHECK(text[0] == text[1]);
}

TEST_CASE("other settings, another program, another key or an unknown program compute anew") {
    const test::ScratchFolder folder;
    const auto anew = [&](const char* settings, const char* program, const char* key) {
        return computes(folder.path(), settings, program, key);
    };
    CHECK(anew("steps 10", "aaaa", "a"));
    CHECK(!anew("steps 10", "aaaa", "a"));
    CHECK(anew("steps 1", "aaaa", "a"));
    CHECK(anew("steps 1", "bbbb", "a"));
    CHECK(!anew("steps 1", "bbbb", "a"));
    std::filesystem::copy_file(folder / "a.csv", folder / "b.csv");  // a file renamed by hand
    CHECK(anew("steps 1", "bbbb", "b"));
    CHECK(anew("steps 1", "", "a"));
    CHECK(anew("steps 1", "", "a"));
    CHECK(program_identity().size() == 8);
    CHECK(program_identity() == program_identity());
}

TEST_CASE("a unit cut short anywhere, or with one bit flipped anywhere, is computed again") {
    const test::ScratchFolder folder;
    REQUIRE(computes(folder.path()));
    const std::string whole = read_file(folder / "a.csv");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        write_file_atomically(folder / "a.csv", whole.substr(0, size));
        CHECK(computes(folder.path()));
    }
    for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
        std::string damaged = whole;
        damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
        write_file_atomically(folder / "a.csv", damaged);
        CHECK(computes(folder.path()));
    }
    CHECK(!computes(folder.path()));
    CHECK(read_file(folder / "a.csv") == whole);
}

TEST_CASE("a run that fails numerically is a finished unit without numbers; any other exception leaves none") {
    const test::ScratchFolder folder;
    const auto diverged = []() -> Numbers { throw NumericalError("diverged\nat step 3"); };
    const auto broken = []() -> Numbers { throw std::runtime_error("no disk"); };
    for (const std::size_t again : {0, 1}) {
        Units units(folder.path(), "s", "p");
        CHECK(units.run({{"diverged", diverged}}, "", false)[0].empty());
        CHECK_THROWS_WITH(units.run({{"broken", broken}}, "", false), "no disk");
        CHECK(units.reused() == again);
    }
    CHECK(folder.files() == 1);
    CHECK(read_file(folder / "diverged.csv").find("# failure: diverged at step 3\n") != std::string::npos);
}

TEST_CASE("a folder that cannot be written is refused at once; a key is a file name, and no two units share one") {
    const test::ScratchFolder folder;
    write_file_atomically(folder / "file", "");
    CHECK_THROWS_WITH_AS(Units(folder / "file", "s", "p"), ((folder / "file").string() + ": Not a directory").c_str(),
                         std::runtime_error);
    CHECK_THROWS_WITH_AS(Units(folder / "units", "a\nb", "p"), "the settings of units are more than one line",
                         std::logic_error);
    Units units(folder / "units", "s", "p");
    const auto one = [] { return Numbers{1}; };
    units.run({{"../a b/c", one}}, "", false);
    CHECK(std::filesystem::exists(folder / "units/.._a_b_c.csv"));
    for (const char* key : {"../a b/c", "../a_b_c"}) {
        CHECK_THROWS_WITH_AS(units.run({{key, one}}, "", false), concat("two runs are called ", key).c_str(),
                             std::logic_error);
    }
    std::filesystem::remove_all(folder / "units");
    write_file_atomically(folder / "units", "");
    CHECK_THROWS_AS(units.run({{"a", one}}, "", false), std::runtime_error);
}

TEST_CASE("units come in the order of the jobs, found or computed, for any number of threads") {
    std::vector<Numbers> expected;
    for (const int threads : {1, 2, 4}) {
        const test::ThreadCount scope(threads);
        const test::ScratchFolder folder;
        std::vector<int> count(40, 0);
        const std::vector<UnitJob> jobs = counted_jobs(count);
        Units some(folder.path(), "s", "p"), all(folder.path(), "s", "p"), again(folder.path(), "s", "p");
        some.run({jobs[30], jobs[3], jobs[7]}, "", false);
        const auto numbers = all.run(jobs, "", false);
        if (expected.empty()) expected = numbers;
        CHECK(numbers == expected);
        CHECK(again.run(jobs, "", false) == expected);
        CHECK(count == std::vector<int>(40, 1));
        CHECK(all.computed() == 37);
        CHECK(again.reused() == 40);
    }
}

TEST_CASE(
    "a sweep stopped by an exception, or killed, gives the same numbers when started again, and repeats nothing") {
    std::vector<int> count(9, 0);
    const test::ScratchFolder undisturbed, folder, killed;
    const auto run = [](const test::ScratchFolder& where, const std::vector<UnitJob>& jobs) {
        return Units(where.path(), "s", "p").run(jobs, "sweep", false);
    };
    const auto expected = run(undisturbed, counted_jobs(count));

    count.assign(9, 0);
    const std::vector<UnitJob> jobs = counted_jobs(count);
    std::vector<UnitJob> stopped = jobs;
    stopped[4].run = []() -> Numbers { throw std::runtime_error("stopped"); };
    CHECK_THROWS_WITH(run(folder, stopped), "stopped");
    CHECK(run(folder, jobs) == expected);
    CHECK(count == std::vector<int>(9, 1));

    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {  // one at a time: OpenMP's threads do not survive a fork
        Units units(killed.path(), "s", "p");
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            if (i == 5) raise(SIGKILL);
            units.run({jobs[i]}, "", false);
        }
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status));
    count.assign(9, 0);
    CHECK(run(killed, jobs) == expected);
    CHECK(count == std::vector<int>{0, 0, 0, 0, 0, 1, 1, 1, 1});
}
