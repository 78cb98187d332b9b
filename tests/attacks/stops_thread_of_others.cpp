// The same as stops_others, by the call that ends a thread.
// points: 25
// reason: or to stop one
// reason under sanitizers: NOT correct|was killed
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>

#include "chapters/01-infinite-width/exercises/exercise.hpp"

static exercise::Expectations attack(const pinn::Covariances<double>&) {
    const pid_t judge = getppid();
    syscall(SYS_tgkill, judge, judge, SIGKILL);
    return {0, 0};
}
