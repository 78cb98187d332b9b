#include "lib/report/interrupt.hpp"

#include <atomic>
#include <csignal>

namespace pinn {
namespace {

std::atomic<int> received = 0;
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may not wait for a lock");

extern "C" void remember(int signal) {
    received = signal;
    std::signal(signal, SIG_DFL);
}

}  // namespace

InterruptWatch::InterruptWatch() {
    received = 0;
    std::signal(SIGINT, remember);
    std::signal(SIGTERM, remember);
}

InterruptWatch::~InterruptWatch() {
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
}

int InterruptWatch::signal() const { return received; }

}  // namespace pinn
