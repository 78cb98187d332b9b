#include "lib/report/units.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <bit>
#include <csignal>
#include <limits>
#include <thread>

#include "lib/foundation/parallel.hpp"
#include "lib/report/files.hpp"
#include "lib/report/text.hpp"
#include "tests/scratch.hpp"
#include "tests/support.hpp"

using namespace pinn;
using Numbers = std::vector<double>;

namespace {

// Asks for a unit; true if it had to be computed.
bool computes(Units& units, const std::string& key, const Numbers& numbers = {1.5}) {
    bool ran = false;
    const Unit unit = units.get_or_run(key, [&] {
        ran = true;
        return numbers;
    });
    CHECK(unit.numbers == numbers);
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

std::string text_of(const std::vector<Unit>& units) {
    std::string text;
    for (const Unit& unit : units) {
        text += unit.failure;
        for (const double number : unit.numbers) text += concat(" ", number);
        text += '\n';
    }
    return text;
}

}  // namespace

TEST_CASE("a finished unit is not run again, and its numbers come back bit by bit") {
    const test::ScratchFolder folder;
    Random random(1);
    Numbers numbers{0.0, -0.0, 1e-310, -1e300, INFINITY, -INFINITY, std::numeric_limits<double>::denorm_min()};
    for (int i = 0; i < 1000; ++i) numbers.push_back(random.normal() * std::pow(10, random.uniform(-300, 300)));
    for (const bool again : {false, true}) {
        Units units(folder / "units", "width 100, steps 7", "0123abcd");
        const Unit unit = units.get_or_run("fig5-lambda100-seed3", [&] {
            CHECK(!again);
            return numbers;
        });
        REQUIRE(unit.numbers.size() == numbers.size());
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            CHECK(std::bit_cast<std::uint64_t>(unit.numbers[i]) == std::bit_cast<std::uint64_t>(numbers[i]));
        }
        CHECK(units.reused() == (again ? 1 : 0));
        CHECK(units.computed() == (again ? 0 : 1));
        CHECK(units.summary() == (again ? "units: 0 computed, 1 found from an earlier run"
                                        : "units: 1 computed, 0 found from an earlier run"));
    }
    CHECK(folder.files() == 1);
    Units units(folder / "units", "s", "p");
    CHECK(units.get_or_run("empty", [] { return Numbers{}; }).numbers.empty());
    CHECK(units.find("empty").has_value());
}

TEST_CASE("NaN of either sign is the same whether it was computed or read") {
    const test::ScratchFolder folder;
    Units units(folder.path(), "s", "p");
    const auto run = [] { return Numbers{NAN, -NAN}; };
    const Unit computed = units.get_or_run("nan", run), read = units.get_or_run("nan", run);
    CHECK(units.reused() == 1);
    for (std::size_t i : {0, 1}) {
        CHECK(std::isnan(read.numbers[i]));
        CHECK(to_text(read.numbers[i]) == to_text(computed.numbers[i]));
    }
}

TEST_CASE("other settings, another program, another key or an unknown program compute anew") {
    const test::ScratchFolder folder;
    const auto anew = [&](const char* settings, const char* program, const char* key) {
        Units units(folder.path(), settings, program);
        return computes(units, key);
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
}

TEST_CASE("a unit cut short anywhere, or with one bit flipped anywhere, is computed again") {
    const test::ScratchFolder folder;
    Units units(folder.path(), "s", "p");
    REQUIRE(computes(units, "a", {0.25, 3}));
    const std::string whole = read_file(folder / "a.csv");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        write_file_atomically(folder / "a.csv", whole.substr(0, size));
        CHECK(!units.find("a"));
    }
    for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
        std::string damaged = whole;
        damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
        write_file_atomically(folder / "a.csv", damaged);
        CHECK(!units.find("a"));
    }
    CHECK(computes(units, "a", {0.25, 3}));
    CHECK(read_file(folder / "a.csv") == whole);
}

TEST_CASE("the settings hold the chapter's changed options, the folder its number and profile") {
    const test::ScratchFolder folder;
    const auto anew = [&](const std::vector<std::string>& arguments) {
        Options options("07", "adaptive weights");
        options.add_integer("steps", {.quick = 10, .paper = 1000}, 1, 1000, "steps");
        std::vector<std::string> all{"--out", folder.path().string()};
        all.insert(all.end(), arguments.begin(), arguments.end());
        options.parse(all);
        Units units(options, "width 100");
        return computes(units, "a");
    };
    CHECK(anew({}));
    CHECK(!anew({"--seeds", "4"}));
    CHECK(anew({"--profile", "paper"}));
    CHECK(!anew({}));
    CHECK(anew({"--steps", "11"}));
    CHECK(std::filesystem::exists(folder / "units/chapter-07/quick/a.csv"));
    CHECK(std::filesystem::exists(folder / "units/chapter-07/paper/a.csv"));
    CHECK(folder.files() == 2);
    CHECK(program_identity().size() == 8);
    CHECK(program_identity() == program_identity());
}

TEST_CASE("a run that fails numerically is a finished unit; any other exception leaves none") {
    const test::ScratchFolder folder;
    Units units(folder.path(), "s", "p");
    for (int i = 0; i < 2; ++i) {
        const Unit unit =
            units.get_or_run("diverged", []() -> Numbers { throw NumericalError("diverged\nat step 3"); });
        CHECK(unit.failed());
        CHECK(unit.failure == "diverged at step 3");
        CHECK(unit.numbers.empty());
        CHECK_THROWS_WITH(units.get_or_run("broken", []() -> Numbers { throw std::runtime_error("no disk"); }),
                          "no disk");
    }
    CHECK(units.reused() == 1);
    CHECK(units.computed() == 1);
    CHECK(folder.files() == 1);
}

TEST_CASE("a folder that cannot be written is refused at once, a key that is no file name as well") {
    const test::ScratchFolder folder;
    write_file_atomically(folder / "file", "");
    CHECK_THROWS_WITH_AS(Units(folder / "file", "s", "p"), ((folder / "file").string() + ": Not a directory").c_str(),
                         std::runtime_error);
    CHECK_THROWS_WITH_AS(Units(folder / "units", "a\nb", "p"), "the settings of units are more than one line",
                         std::logic_error);
    Units units(folder / "units", "s", "p");
    for (const char* key : {"", "../a", ".a", "a b", "a/b", "a\n"}) CHECK_THROWS_AS(units.find(key), std::logic_error);
    CHECK_THROWS_WITH_AS(units.find("a b"), "\"a b\" is no key of a unit", std::logic_error);
    std::filesystem::remove_all(folder / "units");
    write_file_atomically(folder / "units", "");
    CHECK_THROWS_AS(units.get_or_run("a", [] { return Numbers{1}; }), std::runtime_error);
}

TEST_CASE("units come in the order of the jobs, found or computed, for any number of threads") {
    std::string expected;
    for (const int threads : {1, 2, 4}) {
        const test::ThreadCount scope(threads);
        const test::ScratchFolder folder;
        std::vector<int> count(40, 0);
        const std::vector<UnitJob> jobs = counted_jobs(count);
        Units units(folder.path(), "s", "p");
        for (std::size_t i = 0; i < jobs.size(); i += 3) units.get_or_run(jobs[i].key, jobs[i].run);
        const std::string text = text_of(run_units(units, jobs, "sweep", false));
        if (expected.empty()) expected = text;
        CHECK(text == expected);
        CHECK(text == text_of(run_units(units, jobs, "sweep", false)));
        CHECK(count == std::vector<int>(40, 1));
        CHECK(units.computed() == 40);
        CHECK(units.reused() == 14 + 40);
    }
    const test::ScratchFolder folder;
    Units units(folder.path(), "s", "p");
    const UnitJob job{"a", [] { return Numbers{}; }};
    CHECK_THROWS_WITH_AS(run_units(units, {job, job}, "sweep", false), "two units have the key a", std::logic_error);
}

TEST_CASE("a sweep runs each key once, the costliest first, and has NaN where a unit failed") {
    const test::ScratchFolder folder;
    const test::ThreadCount one(1);
    Units units(folder.path(), "sweep", "program");
    UnitSweep sweep(units);
    std::vector<std::string> order;
    const auto job = [&](const std::string& key, double number) {
        return [&order, key, number] {
            order.push_back(key);
            if (number < 0) throw NumericalError("negative");
            return Numbers{number, 2 * number};
        };
    };
    CHECK(sweep.add("a", job("a", 1)) == "a");
    sweep.add("b", 5, job("b", -1));
    sweep.add("c", job("c", 3));
    sweep.add("a", job("a", 7));
    sweep.run("sweep", false);
    CHECK(order == std::vector<std::string>{"b", "a", "c"});
    const Numbers second = sweep.column({"c", "a", "b"}, 1);
    CHECK(second[0] == 6);
    CHECK(second[1] == 2);
    CHECK(std::isnan(second[2]));
    CHECK(sweep["b"].failed());
    CHECK_THROWS_AS(sweep["d"], std::out_of_range);
}

TEST_CASE("threads share one folder, and even one key") {
    const test::ScratchFolder folder;
    Units units(folder.path(), "s", "p");
    std::vector<std::thread> threads;
    std::atomic<int> wrong = 0;
    for (int t = 0; t < 2; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 100; ++i) {
                const double x = i;
                if (units.get_or_run(concat("run-", i), [&] { return Numbers{x}; }).numbers != Numbers{x}) ++wrong;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(wrong == 0);
    CHECK(units.reused() + units.computed() == 200);
    CHECK(folder.files() == 100);
}

TEST_CASE("a sweep stopped by an exception, or killed, gives the same bytes when started again, and repeats nothing") {
    std::vector<int> count(9, 0);
    const test::ScratchFolder undisturbed;
    Units calm(undisturbed.path(), "s", "p");
    const std::string expected = text_of(run_units(calm, counted_jobs(count), "sweep", false));

    const test::ScratchFolder folder;
    count.assign(9, 0);
    std::vector<UnitJob> jobs = counted_jobs(count);
    std::vector<UnitJob> stopped = jobs;
    stopped[4].run = []() -> Numbers { throw std::runtime_error("stopped"); };
    Units first(folder.path(), "s", "p");
    CHECK_THROWS_WITH(run_units(first, stopped, "sweep", false), "stopped");
    Units second(folder.path(), "s", "p");
    CHECK(text_of(run_units(second, jobs, "sweep", false)) == expected);
    CHECK(count == std::vector<int>(9, 1));
    CHECK(second.computed() == 1);
    CHECK(second.reused() == 8);

    const test::ScratchFolder killed;
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {  // one thread: OpenMP's do not survive a fork
        Units units(killed.path(), "s", "p");
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            units.get_or_run(jobs[i].key, [&] {
                if (i == 5) raise(SIGKILL);
                return jobs[i].run();
            });
        }
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status));
    count.assign(9, 0);
    Units again(killed.path(), "s", "p");
    CHECK(text_of(run_units(again, jobs, "sweep", false)) == expected);
    CHECK(count == std::vector<int>{0, 0, 0, 0, 0, 1, 1, 1, 1});
}
