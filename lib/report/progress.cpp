#include "lib/report/progress.hpp"

#include <unistd.h>

#include <cmath>
#include <iostream>

#include "lib/report/ranks.hpp"
#include "lib/report/text.hpp"

namespace pinn {
namespace {

// "46 s", "12 min", "3.4 h"
std::string duration(double seconds) {
    if (seconds < 100) return to_text(std::llround(seconds)) + " s";
    if (seconds < 6000) return to_text(std::llround(seconds / 60)) + " min";
    return to_text(std::round(seconds / 360) / 10) + " h";
}

constexpr const char* erase_line = "\r\033[K";

}  // namespace

std::string progress_line(const std::string& label, std::size_t done, std::size_t total, const std::string& unit,
                          double seconds, std::size_t found) {
    std::string line = label + ": " + to_text(done) + "/" + to_text(total) + " " + unit;
    if (done <= found || seconds <= 0) return line;
    const double rate = static_cast<double>(done - found) / seconds;
    const double left = total > done ? static_cast<double>(total - done) / rate : 0;
    return line + ", " + (rate >= 100 ? to_text(std::llround(rate)) : to_text(rate, 3)) + "/s, " + duration(left) +
           " left";
}

Progress::Progress(std::string label, std::size_t total, std::string unit, bool forced)
    : label_(std::move(label)),
      unit_(std::move(unit)),
      total_(total),
      stream_(first_rank() && (forced || isatty(STDERR_FILENO)) ? &std::cerr : nullptr) {}

Progress::Progress(std::string label, std::size_t total, std::string unit, std::ostream& stream)
    : label_(std::move(label)), unit_(std::move(unit)), total_(total), stream_(&stream) {}

Progress::~Progress() {
    if (visible_) *stream_ << erase_line << std::flush;
}

void Progress::advance(std::size_t count) {
    const std::size_t done = done_ += count;
    if (!stream_) return;
    // Whoever finds another thread drawing goes on working.
    const std::unique_lock lock(drawing_, std::try_to_lock);
    if (!lock) return;
    const Clock::time_point now = Clock::now();
    if (now - drawn_ < interval) return;
    drawn_ = now;
    visible_ = true;
    draw(done, now);
}

void Progress::draw(std::size_t done, Clock::time_point now) {
    const double seconds = std::chrono::duration<double>(now - start_).count();
    *stream_ << erase_line << progress_line(label_, done, total_, unit_, seconds, found_) << std::flush;
}

}  // namespace pinn
