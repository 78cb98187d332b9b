// Calls exit(0) where a value is wanted.
// points: 25
// reason: ended the program with exit code 0
#include <cstdlib>

#include "chapters/01-infinite-width/exercises/exercise.hpp"

static exercise::Expectations attack(const pinn::Covariances<double>&) { std::exit(0); }
