// How far a long run is: one line on stderr, with rate and time left.
//
//     Progress progress("training", steps, "steps", options.progress());
//     ... progress.advance();            // from any thread
//
//     training: 1200/40000 steps, 850/s, 46 s left
//
// The line is redrawn at most five times a second and erased at the end. It is silent when stderr is not a terminal,
// unless forced. advance() is an atomic addition and a look at the clock: cheap beside a training step, too dear for an
// inner loop. Results never depend on it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <iosfwd>
#include <mutex>
#include <string>

namespace pinn {

class Progress {
  public:
    Progress(std::string label, std::size_t total, std::string unit, bool forced = false);
    // For tests: draws on `stream`.
    Progress(std::string label, std::size_t total, std::string unit, std::ostream& stream);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    // `count` more units are done.  Thread-safe.
    void advance(std::size_t count = 1);
    // `count` units were done before: they count, but not towards the rate.  Thread-safe.
    void found(std::size_t count) {
        found_ += count;
        done_ += count;
    }

  private:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds interval{200};
    void draw(std::size_t done, Clock::time_point now);

    const std::string label_, unit_;
    const std::size_t total_;
    std::ostream* const stream_;  // null: silent
    const Clock::time_point start_ = Clock::now();
    std::atomic<std::size_t> done_ = 0, found_ = 0;
    std::mutex drawing_;
    Clock::time_point drawn_ = start_;  // when the line was last drawn; under drawing_
    bool visible_ = false;              // is there a line to erase; under drawing_
};

// The line for `done` of `total` units after `seconds`, `found` of them done before; without what erases it.
std::string progress_line(const std::string& label, std::size_t done, std::size_t total, const std::string& unit,
                          double seconds, std::size_t found = 0);

}  // namespace pinn
