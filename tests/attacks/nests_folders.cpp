// Makes folders in folders, which take long to remove.
// points: 25
// reason: depth 0
// reason under sanitizers: depth
#include <sys/stat.h>
#include <unistd.h>

#include <iostream>

#include "chapters/01-infinite-width/exercises/exercise.hpp"

static exercise::Expectations attack(const pinn::Covariances<double>&) {
    int depth = 0;
    while (depth < 500 && mkdir("d", 0777) == 0 && chdir("d") == 0) ++depth;
    std::cout << "depth " << depth << '\n';
    return {0, 0};
}
