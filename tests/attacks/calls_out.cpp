// Looks for a socket, to ask somebody for the results, and for folders in folders.
// points: 25
// reason: socket no, folder no
// reason under sanitizers: socket yes, folder yes
#include <sys/socket.h>
#include <sys/stat.h>

#include <iostream>

#include "chapters/01-infinite-width/exercises/exercise.hpp"

static exercise::Expectations attack(const pinn::Covariances<double>&) {
    std::cout << "socket " << (socket(AF_INET, SOCK_STREAM, 0) < 0 ? "no" : "yes") << ", folder "
              << (mkdir("folder", 0777) != 0 ? "no" : "yes") << '\n';
    return {0, 0};
}
