#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <numbers>
#include <thread>

#include "chapters/08-wave-equation/claims.hpp"
#include "chapters/08-wave-equation/findings.hpp"
#include "chapters/08-wave-equation/run.hpp"
#include "chapters/08-wave-equation/study.hpp"
#include "lib/foundation/parallel.hpp"
#include "lib/report/files.hpp"
#include "lib/report/text.hpp"
#include "lib/training/checkpoint.hpp"
#include "tests/chapters/bands.hpp"
#include "tests/scratch.hpp"
#include "tests/support.hpp"

using namespace pinn;
using namespace pinn::wave;
namespace fs = std::filesystem;

namespace {

RunSettings small(std::size_t interval) {
    RunSettings settings;
    settings.name = "small";
    settings.interval = interval;
    settings.widths = {2, 12, 12, 1};
    settings.loss = {.side = 6, .velocity = 6, .interior = 14, .velocity_at_values = true};
    settings.kernel = {.side = 5, .velocity = 8, .interior = 9, .velocity_at_values = false};
    return settings;
}

constexpr std::size_t steps = 230;

const Formula loss = [](const auto& lambda) { return std::vector{3 * lambda[0], lambda[1], lambda[2]}; };
const Formula trace_ratio = [](const auto& Tr_K) {
    const double sum = Tr_K[0] + Tr_K[1] + Tr_K[2];
    return std::vector{sum / Tr_K[0], sum / Tr_K[1], sum / Tr_K[2]};
};
const Method method{loss, trace_ratio};

void train(const Run& run, std::size_t count, const fs::path& from = "") {
    const InterruptWatch watch;
    Progress progress("", 1, "steps");
    run.train(count, {0, 100}, 20, true, from, watch, progress);
}

}  // namespace

TEST_CASE("a run that was killed at any moment goes on to the same bytes, and so does one of other threads") {
    for (const std::size_t interval : {0, 30}) {
        const test::ScratchFolder scratch;
        const Run whole(small(interval), scratch.path() / "whole", method);
        {
            const test::ThreadCount one(1);
            train(whole, steps);
        }
        const std::string expected = read_file(whole.latest_path());
        const Run two(small(interval), scratch.path() / "two", method);
        {
            const test::ThreadCount more(2);
            train(two, steps);
        }
        CHECK(read_file(two.latest_path()) == expected);

        const Run killed(small(interval), scratch.path() / "killed", method);
        std::size_t kills = 0;
        for (int delay = 5; delay <= 65; delay += 20) {
            const pid_t child = fork();
            if (child == 0) {
                set_thread_count(1);  // the threads of the parent are not in the child
                train(killed, steps);
                _exit(0);
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(delay));
            kill(child, SIGKILL);
            int status = 0;
            waitpid(child, &status, 0);
            kills += WIFSIGNALED(status);
        }
        CHECK(kills > 0);
        train(killed, steps);
        CHECK(read_file(killed.latest_path()) == expected);
        CHECK(read_file(killed.kept_path(100)) == read_file(whole.kept_path(100)));

        // And from a kept step, as --resume does.
        const Run resumed(small(interval), scratch.path() / "resumed", method);
        train(resumed, steps, whole.kept_path(100));
        CHECK(read_file(resumed.latest_path()) == expected);
    }
}

TEST_CASE("a signal leaves a checkpoint and an Interrupted that names it; the same command goes on") {
    const test::ScratchFolder scratch;
    const Run whole(small(30), scratch.path() / "whole", method),
        stopped(small(30), scratch.path() / "stopped", method);
    train(whole, 50);
    Progress progress("", 1, "steps");
    {
        const InterruptWatch watch;
        raise(SIGTERM);
        try {
            stopped.train(50, {}, 20, true, "", watch, progress);
            FAIL("not interrupted");
        } catch (const Interrupted& interrupted) {
            CHECK(interrupted.signal == SIGTERM);
            CHECK(std::string(interrupted.what()).find(stopped.latest_path().string()) != std::string::npos);
        }
    }
    CHECK(fs::exists(stopped.latest_path()));
    train(stopped, 50);
    CHECK(read_file(stopped.latest_path()) == read_file(whole.latest_path()));
}

TEST_CASE("on a full disk the last good checkpoint survives and the error names the file") {
    const test::ScratchFolder scratch;
    const Run whole(small(30), scratch.path() / "whole", method), run(small(30), scratch.path() / "run", method);
    train(whole, 60);
    train(run, 30);
    const std::string before = read_file(run.latest_path());
    {
        const test::SmallDisk disk(before.size() / 2);
        CHECK_THROWS_WITH_AS(train(run, 60), doctest::Contains(run.latest_path().c_str()), std::runtime_error);
    }
    CHECK(read_file(run.latest_path()) == before);
    train(run, 60);
    CHECK(read_file(run.latest_path()) == read_file(whole.latest_path()));
}

TEST_CASE("a run whose kept steps are all there is left as it is, however long it went on") {
    const test::ScratchFolder scratch;
    const Run run(small(30), scratch.path() / "run", method);
    train(run, 140);
    const std::string latest = read_file(run.latest_path());
    train(run, 100);
    CHECK(read_file(run.latest_path()) == latest);
    CHECK(run.at(100).steps == 100);
    RunSettings other = small(30);
    other.decay = 1;
    CHECK_THROWS_WITH_AS(train(Run(other, scratch.path() / "run", method), 100),
                         doctest::Contains("step-100.checkpoint"), std::runtime_error);
}

TEST_CASE("a run's curve of errors comes from its checkpoints, else from the table of an earlier study") {
    const test::ScratchFolder scratch;
    const Run run(small(30), scratch.path() / "here", method),
        elsewhere(small(30), scratch.path() / "elsewhere", method);
    const InterruptWatch watch;
    Progress progress("", 1, "steps");
    run.train(100, {50, 100}, 1000, true, "", watch, progress);
    const Curve errors = curve_until(run, 100, {});
    CHECK(errors == Curve{{0, run.at(100).looks.front().error},
                          {50, relative_error(on_grid(run.at(50).network))},
                          {100, relative_error(on_grid(run.at(100).network))}});
    CHECK(curve_until(elsewhere, 100, {}).empty());

    Csv table{.comments = {"small: " + run.settings().text()}, .header = {"run", "step", "error"}, .rows = {}};
    for (const auto& [step, error] : errors) table.rows.push_back({"small", to_text(step), to_text(error)});
    table.rows.push_back({"another", "100", "1"});
    CHECK(curve_until(elsewhere, 100, table) == errors);
    CHECK(curve_until(elsewhere, 50, table) == Curve{{0, errors.at(0)}, {50, errors.at(50)}});
    CHECK(curve_until(elsewhere, 200, table) == errors);
    RunSettings other = small(30);
    other.decay = 1;
    CHECK(curve_until(Run(other, scratch.path() / "elsewhere", method), 100, table).empty());
}

TEST_CASE("a longer run goes on from a shorter one; a shorter one is refused") {
    const test::ScratchFolder scratch;
    const Run whole(small(30), scratch.path() / "whole", method), pieces(small(30), scratch.path() / "pieces", method);
    train(whole, 130);
    for (const std::size_t count : {40, 130}) train(pieces, count);
    CHECK(read_file(pieces.latest_path()) == read_file(whole.latest_path()));
    CHECK_THROWS_WITH_AS(train(pieces, 50), doctest::Contains("beyond the 50 steps"), std::runtime_error);
}

TEST_CASE("a checkpoint of another training is refused and stays what it was") {
    const test::ScratchFolder scratch;
    const Run run(small(30), scratch.path(), method);
    train(run, 20);
    const std::string before = read_file(run.latest_path());
    RunSettings other = small(30);
    other.seed = 1;
    const Run foreign(other, scratch.path(), method);
    CHECK_THROWS_WITH_AS(train(foreign, 40), doctest::Contains("is of another training"), std::runtime_error);
    CHECK_THROWS_WITH_AS(run_of_checkpoint({foreign}, run.latest_path()), doctest::Contains("is of another training"),
                         std::runtime_error);
    CHECK(run_of_checkpoint({foreign, run}, run.latest_path()) == 1);
    CHECK(read_file(run.latest_path()) == before);
}

TEST_CASE("another loss and another rule for lambda are another training") {
    const test::ScratchFolder scratch;
    train(Run(small(30), scratch.path(), method), 20);
    const Formula double_r = [](const std::vector<double>& x) { return std::vector{3 * x[0], x[1], 2 * x[2]}; };
    const Formula fixed = [](const std::vector<double>&) { return std::vector<double>{100, 10, 1}; };
    for (const Method& other : {Method{double_r, trace_ratio}, Method{loss, fixed}}) {
        CHECK_THROWS_WITH_AS(train(Run(small(30), scratch.path(), other), 40),
                             doctest::Contains("is of another training"), std::runtime_error);
    }
    // Without updates no rule is asked.
    RunSettings equal = small(0);
    equal.name = "equal";
    train(Run(equal, scratch.path(), method), 20);
    CHECK_NOTHROW(train(Run(equal, scratch.path(), {loss, fixed}), 40));
}

TEST_CASE("with and without Algorithm 1 a run starts from one network and sees the same points") {
    const test::ScratchFolder scratch;
    RunSettings equal = small(0), weighted = small(30);
    equal.name = "equal";
    const Run a(equal, scratch.path(), method), b(weighted, scratch.path(), method);
    train(a, 1);
    train(b, 1);
    const Look first_a = a.latest().looks.front(), first_b = b.latest().looks.front();
    for (std::size_t k = 0; k < 3; ++k) CHECK(first_a.loss[k] == first_b.loss[k]);
    CHECK(first_a.error == first_b.error);
    CHECK(a.at(0).network.weights[1] == b.at(0).network.weights[1]);
    // sum_k 1/lambda_k = 1 (paper: Eq. (7.13)).
    const std::vector<double> lambda = b.latest().lambda;
    CHECK(test::close(1 / lambda[0] + 1 / lambda[1] + 1 / lambda[2], 1, 1e-12, 0));
}

TEST_CASE("the error on the grid is zero for the exact solution and one for zero") {
    CHECK(relative_error(on_grid(&Wave::exact)) == 0);
    CHECK(relative_error(Matrix<double>(grid_side, grid_side)) == 1);
}

TEST_CASE("the printed (7.12) is the transpose: same eigenvalues, another dynamics") {
    for (const std::uint64_t seed : {0, 1, 2}) {
        const PrintedDynamics found = printed_dynamics(seed, loss({4000, 40, 1.02}));
        CHECK(found.right < 1e-4);
        CHECK(found.printed > 0.5);
        CHECK(found.printed_signed > 0.5);
        CHECK(found.eigenvalues < 1e-12);
        // With equal entries of D the rows and the columns are scaled alike, and only the sign is wrong.
        const PrintedDynamics equal = printed_dynamics(seed, {2.4, 1, 2});
        CHECK(equal.printed_signed < 1e-4);
        CHECK(test::close(equal.printed, 2, 1e-4, 0));
    }
}

TEST_CASE("the amplitude of sin(4 pi x) is moved by the ends and the residual, as integration by parts says") {
    Random random(5);
    Mlp<double> network({{2, 20, 20, 1}, Parameterization::glorot, InputScaling::raw(2)}, random);
    for (double& w : network.weights[0].values()) w *= 5;
    const auto u = [&](double t, double x) { return network(Matrix<double>{{t, x}})(0, 0); };
    // Simpson's rule on 400 intervals, and central differences in t.
    const auto a = [&](double t) {
        double sum = 0;
        for (int j = 0; j <= 400; ++j) {
            const double x = j / 400.0, weight = j == 0 || j == 400 ? 1 : j % 2 == 1 ? 4 : 2;
            sum += 2 * weight / 1200 * u(t, x) * std::sin(4 * std::numbers::pi * x);
        }
        return sum;
    };
    for (const double t : {0.0, 0.3, 1.0}) {
        const FastWave found = fast_wave(network, t);
        constexpr double h = 1e-3, omega = 8 * std::numbers::pi;
        const double a_tt = (a(t + h) - 2 * a(t) + a(t - h)) / (h * h);
        CHECK(test::close(found.a, a(t), 1e-7, 1e-9));
        CHECK(test::close(found.a_tt, a_tt, 1e-3, 1e-4));
        CHECK(test::close(-omega * omega * found.a + found.by_ends + found.by_residual, a_tt, 1e-3, 1e-4));
        CHECK(test::close(found.u_0, u(t, 0), 1e-12, 0));
        CHECK(test::close(found.u_1, u(t, 1), 1e-12, 0));
        CHECK(test::close(found.by_ends, 32 * std::numbers::pi * (u(t, 0) - u(t, 1)), 1e-12, 0));
    }
}

TEST_CASE("chapter 08: u = 0, the slow wave alone, a network that stays and weights that do nothing miss their bands") {
    const auto misses = [](const char* item, const std::string& quantity, double value) {
        CHECK(!test::holds(claims, item, quantity, value));
    };
    const double slow = std::sqrt(1 / 5.);
    misses("Fig. 6a", "relative L2 error", 1);
    misses("Fig. 6b", "relative L2 error", slow);
    misses("Fig. 6b", "error of (a) / error of (b)", 1);
    misses("Fig. 6a", "L_r at the end / at the start", 1);
    misses("Fig. 6a", "force on sin(4 pi x): by the ends / by the residual, r.m.s.", 1);
    for (const char* const kernel : {"Tr K_ut", "Tr K_r"}) {
        misses("Fig. 7", concat(kernel, " at 10000 steps / at 0"), 1);
    }
    misses("Fig. 7", "Tr K_r at 80000 steps / at 40000", 100);  // a kernel that goes on as it began
    for (const char* const k : {"u", "ut", "r"}) misses("Fig. 8a", concat("lambda_", k, " over the second half"), 1);
    misses("Fig. 8b", "largest / smallest lambda_k Tr K_k at the end", 1000);
    misses("C15", "lambda_max of K_r at 10000 steps / at 100", 1);
    CHECK(!test::holds(claims, "Fig. 6b", "relative L2 error", slow, "quick"));
    CHECK(!test::holds(claims, "Fig. 6b", "error of (a) / error of (b)", 1, "quick"));
    CHECK(!test::holds(claims, "Fig. 7", "Tr K_r at 1500 steps / at 0", 1, "quick"));
    const PrintedDynamics found = printed_dynamics(3, loss({4000, 40, 1.02}));
    misses("C11", "de/dt by - K D e: relative error", found.printed);
    misses("C11", "de/dt by - K D e: relative error", found.printed_signed);
    misses("C11", "de/dt by + D K e, as printed: relative error", found.right);
}
