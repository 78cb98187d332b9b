#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "chapters/marking/compile.hpp"
#include "chapters/marking/failure.hpp"
#include "chapters/marking/report.hpp"
#include "chapters/marking/sandbox.hpp"
#include "lib/report/files.hpp"
#include "tests/scratch.hpp"
#include "tests/support.hpp"

using namespace pinn;
using namespace pinn::marking;

namespace {

// What the shell leaves, in a child: a sandbox changes how its process gets signals and orphans.
template <class F>
bool in_child(const F& holds) {
    const pid_t child = fork();
    if (child == 0) _exit(holds() ? 0 : 1);
    int status = 1;
    waitpid(child, &status, 0);
    return status == 0;
}

Ended shell(const Sandbox& sandbox, const test::ScratchFolder& scratch, const std::string& command, int seconds = 5) {
    return sandbox.run({.command = {"/bin/sh", "-c", command},
                        .folder = scratch.path(),
                        .working_folder = scratch.path(),
                        .limits = {seconds, 500, 1},
                        .input = "hello\n"});
}

}  // namespace

TEST_CASE("a program in the sandbox gives its output, its report and its status, and ends at its limits") {
    if (test::signals_are_held_back) return;
    for (const bool namespaces : {true, false}) {
        CHECK(in_child([&] {
            const test::ScratchFolder scratch;
            const Sandbox sandbox(namespaces);
            const Ended all = shell(sandbox, scratch, "cat; echo report >&3; exit 7");
            const Ended loops = shell(sandbox, scratch, "while :; do :; done", 1);
            const Ended prints = shell(sandbox, scratch, "while :; do echo and so on, and so on, and so on; done");
            return all.output == "hello\n" && all.report == "report\n" && WEXITSTATUS(all.status) == 7 && !all.well() &&
                   !loops.well() && loops.seconds < 3 && prints.by == Ended::By::output;
        }));
    }
}

TEST_CASE("nothing outlives its run: children, sessions of their own, orphans of orphans") {
    if (test::signals_are_held_back) return;
    for (const bool namespaces : {true, false}) {
        CHECK(in_child([&] {
            const test::ScratchFolder scratch;
            const Sandbox sandbox(namespaces);
            const std::string later = "sleep 0.5; echo late >late";
            const Ended ended =
                shell(sandbox, scratch,
                      "(" + later + ") & setsid sh -c '(" + later + ") & (sh -c \"" + later + "\" &) &' & sleep 0.1");
            const bool alone = waitpid(-1, nullptr, WNOHANG) < 0 && errno == ECHILD;
            usleep(800'000);
            return ended.well() && ended.seconds < 0.5 && alone && !std::filesystem::exists(scratch / "late");
        }));
    }
}

TEST_CASE("where there are namespaces, a program writes to its folder and to no other") {
    if (test::signals_are_held_back) return;
    CHECK(in_child([] {
        const test::ScratchFolder scratch, other;
        const Sandbox sandbox;
        if (!sandbox.namespaces()) return true;
        const Ended ended = shell(sandbox, scratch, "echo here >here; echo there >" + (other / "there").string());
        return !ended.well() && std::filesystem::exists(scratch / "here") && other.files() == 0;
    }));
}

TEST_CASE("a program sees nothing of what is hidden, and its own folder holds little and goes with it") {
    if (test::signals_are_held_back) return;
    CHECK(in_child([] {
        const test::ScratchFolder scratch, other;
        Sandbox sandbox;
        if (!sandbox.namespaces()) return true;
        std::ofstream(other / "solution.cpp") << "int x;";
        std::filesystem::create_directory(other / "history");
        std::ofstream(other / "history" / "first") << "int x;";
        sandbox.hide({other / "solution.cpp", other / "history", other / "nothing"});
        const std::string command =
            "cat " + other.path().string() + "/solution.cpp " + other.path().string() +
            "/history/*; echo here >here; " +
            "cat here; i=0; while echo >$i; do i=$((i + 1)); done; [ $i -lt 1000 ] && echo full";
        const Ended ended = sandbox.run({.command = {"/bin/sh", "-c", command},
                                         .folder = scratch.path(),
                                         .working_folder = scratch.path(),
                                         .limits = {5, 500, 1},
                                         .keeps_files = false});
        return ended.output.find("int x") == std::string::npos && ended.output.find("here\n") != std::string::npos &&
               ended.output.ends_with("full\n") && scratch.files() == 0;
    }));
}

TEST_CASE("no program has capabilities, nor gets any by becoming root") {
    if (test::signals_are_held_back) return;
    for (const bool namespaces : {true, false}) {
        CHECK(in_child([&] {
            const test::ScratchFolder scratch;
            const Sandbox sandbox(namespaces);
            const Ended ended = shell(sandbox, scratch, "grep CapEff /proc/self/status");
            // Without namespaces root may read the files of others.
            const std::string rest = "000000000000000";
            return ended.output == "CapEff:\t" + rest + "0\n" ||
                   (!sandbox.namespaces() && ended.output == "CapEff:\t" + rest + "2\n");
        }));
    }
}

TEST_CASE("a rule of make is read with its continued lines and names with blanks") {
    CHECK(prerequisites("a.o: b.cpp \\\n /usr/x.hpp c\\ d.hpp\n  e$$.hpp\n") ==
          std::vector<std::string>{"b.cpp", "/usr/x.hpp", "c d.hpp", "e$.hpp"});
    CHECK(prerequisites("").empty());
}

TEST_CASE("an answer that no compiler can read is refused in one line") {
    const test::ScratchFolder scratch;
    const std::filesystem::path answer = scratch / "answer.cpp";
    CHECK(unreadable(answer) == "answer.cpp is not a file\n");
    CHECK(unreadable("/dev/zero") == "zero is not a file\n");
    for (const std::string& text :
         {std::string("\xff\xfe#\0", 4), std::string("\xfe\xff\0#", 4), std::string("#\0i\0", 4)}) {
        std::ofstream(answer) << text;
        CHECK(unreadable(answer) == "answer.cpp is UTF-16: save it as UTF-8\n");
    }
    std::ofstream(answer) << std::string(1'000'001, ' ');
    CHECK(unreadable(answer) == "answer.cpp has more than a megabyte\n");
    std::ofstream(answer) << "int \xc3\xa4;\n";
    CHECK(unreadable(answer).empty());
}

TEST_CASE("a failed comparison is told by its left side and its kind") {
    CHECK(failure("close(ask(exercise::f, x, g(y, 2)), expected, 1e-9)", "3 close to 4 within 4e-09") ==
          "f(x, g(y, 2)) is 3: too small, by less than a factor of 2");
    CHECK(failure("close(a[i, j], b, 1)", "-30 close to -4.5 within 1") ==
          "a[i, j] is -30: too large in modulus, by a factor between 2 and 10");
    CHECK(failure("close(a, b, 1e-9)", "2 close to -2 within 1e-09") == "a is 2: of the wrong sign");
    CHECK(failure("close(a, b, 1e-9)", "-nan close to 2 within 1e-09") == "a is -nan: not a number");
    CHECK(failure("close(a, b, 1e-9)", "inf close to 2 within 1e-09") == "a is inf: infinite");
    CHECK(failure("close(a, b, 1e-9)", "0 close to 2 within 1e-09") == "a is 0: should not be zero");
    CHECK(failure("norm(static_cast<double>(a < b)) < 1e-9", "0.25 <  1e-09") ==
          "norm(static_cast<double>(a < b)) is 0.25: too large");
    CHECK(failure("ask(exercise::f, x) == k - 1", "3 == 2") == "f(x) is 3: not what it should be");
    CHECK(failure("a.shape() == b", "{?} == {?}") == "a.shape() is not what it should be");
    CHECK(failure("a > 0", "nan >  0") == "a is nan: not a number");
    CHECK(failure("goes_on(15, 1, 0)", "false") == "goes_on(15, 1, 0) does not hold");
}

TEST_CASE("no report of a comparison has the expected value or the tolerance in it") {
    Random random(5);
    for (int draw = 0; draw < 1000; ++draw) {
        const double expected = random.normal(), found = draw % 3 == 0 ? -expected : random.normal();
        std::ostringstream values, expected_text, tolerance_text;
        const test::Closeness closeness = test::close(found, expected, 1e-9);
        values << closeness;
        expected_text << std::setprecision(4) << std::abs(expected);
        tolerance_text << std::setprecision(4) << closeness.tolerance;
        const std::string text = failure("close(found, expected, 1e-9)", values.str());
        const std::string kind = text.substr(text.rfind(": "));
        CHECK(text.starts_with("found is "));
        CHECK(kind.find(expected_text.str()) == std::string::npos);
        CHECK(text.find(tolerance_text.str()) == std::string::npos);
    }
}

TEST_CASE("a report has nothing that a terminal obeys") {
    CHECK(printable("a\tb\n\r\033[2K\x7f\xc2\x9b.") == "a b\n??[2K???.");
    const std::string json = results_json({{1, 100, "a", false, "\033[8mgone\n"}}, "of x");
    CHECK(json.find('\033') == std::string::npos);
    CHECK(json.find("?[8mgone\\n") != std::string::npos);
}

TEST_CASE("points are added up from the names of the tests") {
    REQUIRE(case_called("2 [10] the claim, with [brackets]").has_value());
    CHECK(case_called("2 [10] the claim, with [brackets]")->name() == "2 [10] the claim, with [brackets]");
    CHECK(!case_called("2 10 claim").has_value());
    const std::vector<Case> cases{{1, 60, "a", true, ""}, {2, 15, "b", true, ""}, {2, 25, "c", false, "\"why\"\n"}};
    CHECK(total(cases).got == 75);
    CHECK(by_task(cases).at(2).of == 40);
    const std::string json = results_json(cases, "of x");
    CHECK(json.find("\"score\": 75,") != std::string::npos);
    CHECK(json.find("\\\"why\\\"\\n") != std::string::npos);
}
