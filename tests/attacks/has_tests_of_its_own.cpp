// Registers a test with a name of the chapter's, which passes.
// points: 0
// reason: it includes /usr/include/doctest/doctest.h
#include <doctest/doctest.h>

#include "chapters/01-infinite-width/exercises/exercise.hpp"

static exercise::Expectations attack(const pinn::Covariances<double>&) { return {0, 0}; }

TEST_CASE("1 [8] both expectations are those of a quadrature in two variables") { CHECK(true); }
