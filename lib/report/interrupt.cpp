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

using Handler = void (*)(int);

Handler watch(int signal) {
    const Handler before = std::signal(signal, remember);
    if (before == SIG_IGN) std::signal(signal, SIG_IGN);
    return before;
}

}  // namespace

InterruptWatch::InterruptWatch() {
    received = 0;
    interrupt_ = watch(SIGINT);
    terminate_ = watch(SIGTERM);
}

InterruptWatch::~InterruptWatch() {
    std::signal(SIGINT, interrupt_);
    std::signal(SIGTERM, terminate_);
}

int InterruptWatch::signal() const { return received; }

}  // namespace pinn
