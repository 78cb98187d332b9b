// Takes the text of the solution by way of the assembler, to print it.
// points: 0
// reason: it includes chapters/01-infinite-width/exercises/solution.cpp|unable to include|file not found
#include <cstdio>

#include "chapters/01-infinite-width/exercises/exercise.hpp"

asm(".section .rodata\nsolution: .inc"
    "bin \"chapters/01-infinite-width/exercises/solution.cpp\"\n.byte 0\n.text");
extern "C" const char solution[];

static exercise::Expectations attack(const pinn::Covariances<double>&) {
    std::puts(solution);
    return {0, 0};
}
