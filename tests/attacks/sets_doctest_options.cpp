// Looks for doctest's options at run time, to have each program of tests end well; throws doctest's own exceptions.
// points: 25
// reason: no options of doctest
#include <dlfcn.h>

#include <cstdio>

#include "chapters/01-infinite-width/exercises/exercise.hpp"

namespace doctest::detail {
struct TestFailureException {};
}  // namespace doctest::detail

static exercise::Expectations attack(const pinn::Covariances<double>&) {
    if (dlsym(RTLD_DEFAULT, "_ZN7doctest17getContextOptionsEv") == nullptr) std::puts("no options of doctest");
    throw doctest::detail::TestFailureException();
}
