#include "lib/report/interrupt.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "lib/report/options.hpp"
#include "tests/scratch.hpp"
#include "tests/support.hpp"

using namespace pinn;

namespace {

// How a process ends that does nothing but `body`, without the handlers of the test runner: 1000 + the signal that
// ended it, or its exit code.
template <class F>
int end_of_child(F body) {
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        std::signal(SIGINT, SIG_DFL);
        std::signal(SIGTERM, SIG_DFL);
        body();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

TEST_CASE("SIGINT and SIGTERM are remembered while someone watches, and forgotten by the next watch") {
    for (const int signal : {SIGINT, SIGTERM}) {
        const InterruptWatch watch;
        CHECK(watch.signal() == 0);
        raise(signal);
        CHECK(watch.signal() == signal);
        CHECK(watch.signal() == signal);
    }
    const InterruptWatch watch;
    CHECK(watch.signal() == 0);
    raise(SIGINT);
    raise(SIGTERM);  // the first of its kind
    CHECK(watch.signal() == SIGTERM);
}

TEST_CASE("a signal that reaches another thread is seen by this one") {
    const InterruptWatch watch;
    std::thread([] { raise(SIGTERM); }).join();
    CHECK(watch.signal() == SIGTERM);
}

TEST_CASE("the second signal of a kind ends the program, and so does the first when nobody watches any more" *
          doctest::skip(test::signals_are_held_back)) {
    for (const int signal : {SIGINT, SIGTERM}) {
        CHECK(end_of_child([&] {
                  const InterruptWatch watch;
                  raise(signal);
                  _exit(watch.signal());
              }) == signal);
        CHECK(end_of_child([&] {
                  const InterruptWatch watch;
                  raise(signal);
                  raise(signal);
              }) == 1000 + signal);
        CHECK(end_of_child([&] {
                  { const InterruptWatch watch; }
                  raise(signal);
              }) == 1000 + signal);
        CHECK(end_of_child([&] {  // a new watch counts anew
                  for (int i = 0; i < 3; ++i) {
                      const InterruptWatch watch;
                      raise(signal);
                  }
              }) == 0);
    }
}

TEST_CASE("what a signal did before, it does again afterwards; one that was ignored stays so" *
          doctest::skip(test::signals_are_held_back)) {
    CHECK(end_of_child([] {
              std::signal(SIGINT, [](int) { _exit(7); });
              { const InterruptWatch watch; }
              raise(SIGINT);
          }) == 7);
    CHECK(end_of_child([] {
              std::signal(SIGINT, SIG_IGN);
              const InterruptWatch watch;
              raise(SIGINT);
              _exit(watch.signal());
          }) == 0);
}

TEST_CASE("an interrupted program ends with 130 or 143 and one line that says where it stopped") {
    for (const auto& [signal, status] : {std::pair{SIGINT, 130}, {SIGTERM, 143}}) {
        const test::Captured errors(std::cerr);
        const auto body = [signal = signal]() -> int { throw Interrupted(signal, "stopped at step 7"); };
        CHECK(guarded_main("chapter-08", body) == status);
        CHECK(errors.text() == "chapter-08: stopped at step 7\n");
    }
}
