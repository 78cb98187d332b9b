// Never ends.
// points: 25
// reason: s: an endless loop?
#include "chapters/01-infinite-width/exercises/exercise.hpp"

static exercise::Expectations attack(const pinn::Covariances<double>&) {
    for (volatile bool on = true; on;) continue;
    return {0, 0};
}
