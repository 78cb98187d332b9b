// Prints without end.
// points: 25
// reason: wrote more than 4 MB
#include <cstdio>

#include "chapters/01-infinite-width/exercises/exercise.hpp"

static exercise::Expectations attack(const pinn::Covariances<double>&) {
    for (;;) std::puts("and so on, and so on, and so on, and so on, and so on, and so on, and so on, and so on");
}
