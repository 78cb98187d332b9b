// Ctrl-C without losing work: SIGINT and SIGTERM are remembered, and long work asks now and then.
//
//     const InterruptWatch watch;
//     for (...) {
//         step();
//         if (watch.signal() != 0) { save(); throw Interrupted(watch.signal(), "stopped at step ..."); }
//     }
//
// Programs end with 128 + the signal: 130 after Ctrl-C, 143 after SIGTERM (guarded_main in options.hpp). The second
// signal of a kind is not caught: it ends the program at once.
//
// Introduced in chapter 08.
#pragma once

#include <stdexcept>
#include <string>

namespace pinn {

struct Interrupted : std::runtime_error {
    Interrupted(int signal, const std::string& message) : std::runtime_error(message), signal(signal) {}
    int signal;
};

// While one exists, signals are remembered instead of doing what they did before; one that was ignored stays so. One at
// a time.
class InterruptWatch {
  public:
    InterruptWatch();
    ~InterruptWatch();
    InterruptWatch(const InterruptWatch&) = delete;
    InterruptWatch& operator=(const InterruptWatch&) = delete;

    // The signal that came, 0 if none.  Any thread may ask.
    int signal() const;

  private:
    void (*interrupt_)(int);  // what was there before
    void (*terminate_)(int);
};

}  // namespace pinn
