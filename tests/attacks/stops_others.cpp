// Sends the signal to end to every process that it may reach, its judge among them.
// points: 25
// reason: or to stop one|NOT correct
#include <unistd.h>

#include <csignal>

#include "chapters/01-infinite-width/exercises/exercise.hpp"

static exercise::Expectations attack(const pinn::Covariances<double>&) {
    kill(getppid(), SIGKILL);
    return {0, 0};
}
