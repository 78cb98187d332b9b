#include "lib/report/progress.hpp"

#include <sstream>
#include <thread>
#include <vector>

#include "tests/support.hpp"

using namespace pinn;

TEST_CASE("the line shows how far, how fast and how long still") {
    CHECK(progress_line("training", 0, 40000, "steps", 0) == "training: 0/40000 steps");
    CHECK(progress_line("training", 1200, 40000, "steps", 1.5) == "training: 1200/40000 steps, 800/s, 49 s left");
    CHECK(progress_line("runs", 1, 11, "runs", 60) == "runs: 1/11 runs, 0.0167/s, 10 min left");
    CHECK(progress_line("runs", 1, 101, "runs", 3600) == "runs: 1/101 runs, 0.000278/s, 100 h left");
    CHECK(progress_line("runs", 12, 11, "runs", 1) == "runs: 12/11 runs, 12/s, 0 s left");
}

TEST_CASE("a short run draws nothing, a longer one at most five lines a second, erased at the end") {
    std::ostringstream out;
    {
        Progress progress("training", 1000, "steps", out);
        for (int i = 0; i < 1000; ++i) progress.advance();
    }
    CHECK(out.str().empty());

    {
        Progress progress("training", 60, "steps", out);
        for (int i = 0; i < 60; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
            progress.advance();
        }
    }
    std::size_t lines = 0;
    for (std::size_t at = 0; (at = out.str().find("training: ", at)) != std::string::npos; ++at) ++lines;
    CHECK(lines >= 1);
    CHECK(lines <= 1 + 5 * 10);  // on a machine so busy that this takes ten seconds
    CHECK(out.str().starts_with("\r\033[Ktraining: "));
    CHECK(out.str().ends_with("\r\033[K"));
}

TEST_CASE("units found from before count as done, and the time left is that of the others") {
    CHECK(progress_line("training", 60, 100, "steps", 10, 40) == "training: 60/100 steps, 2/s, 20 s left");
    CHECK(progress_line("training", 40, 100, "steps", 10, 40) == "training: 40/100 steps");
}

TEST_CASE("threads may advance together: the last line drawn counts them all") {
    std::ostringstream out;
    {
        Progress progress("runs", 4001, "runs", out);
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < 1000; ++i) progress.advance();
            });
        }
        for (std::thread& thread : threads) thread.join();
        std::this_thread::sleep_for(std::chrono::milliseconds(250));
        progress.advance();
    }
    CHECK(out.str().find("runs: 4001/4001 runs") != std::string::npos);
}
