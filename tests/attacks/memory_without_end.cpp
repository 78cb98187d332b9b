// Takes all the memory there is.
// points: 25
// reason: std::bad_alloc|not enough memory|out of memory|allocation|did not end within
#include <vector>

#include "chapters/01-infinite-width/exercises/exercise.hpp"

static exercise::Expectations attack(const pinn::Covariances<double>&) {
    std::vector<std::vector<char>> all;
    for (;;) all.emplace_back(1 << 26, 'x');
}
