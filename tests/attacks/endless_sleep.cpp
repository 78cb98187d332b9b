// Never ends, and takes no time of the processor.
// points: 25
// reason: s: an endless loop?
#include <unistd.h>

#include "chapters/01-infinite-width/exercises/exercise.hpp"

static exercise::Expectations attack(const pinn::Covariances<double>&) {
    for (;;) pause();
}
