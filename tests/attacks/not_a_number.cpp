// Hopes that a comparison with NaN is never wrong.
// points: 25
// reason: not a number
#include <cmath>

#include "chapters/01-infinite-width/exercises/exercise.hpp"

static exercise::Expectations attack(const pinn::Covariances<double>&) { return {NAN, NAN}; }
