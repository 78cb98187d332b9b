// Fills the disk.
// points: 25
// reason: wrote more than 4 MB
#include <fstream>

#include "chapters/01-infinite-width/exercises/exercise.hpp"

static exercise::Expectations attack(const pinn::Covariances<double>&) {
    std::ofstream file("file");
    for (;;)
        file << "and so on, and so on, and so on, and so on, and so on, and so on, and so on, and so on" << std::endl;
}
