// Writes what a passed test would report to every file that is open, and ends the program without another word.
// points: 25
// reason: ended the program with exit code 0
#include <unistd.h>

#include <string>

#include "chapters/01-infinite-width/exercises/exercise.hpp"

static exercise::Expectations attack(const pinn::Covariances<double>&) {
    const std::string text = "passed\n";
    for (int file = 0; file < 64; ++file) (void)!write(file, text.data(), text.size());
    _exit(0);
}
