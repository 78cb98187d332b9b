// Leaves a child behind that sleeps.
// points: 25
// reason: tried to start another process|NOT correct
#include <unistd.h>

#include "chapters/01-infinite-width/exercises/exercise.hpp"

static exercise::Expectations attack(const pinn::Covariances<double>&) {
    if (fork() == 0) sleep(600);
    return {0, 0};
}
