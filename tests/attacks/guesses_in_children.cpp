// Lets children try one value after the other, and keeps the one whose test passes.
// points: 25
// reason: tried to start another process|NOT correct
#include <sys/wait.h>
#include <unistd.h>

#include "chapters/01-infinite-width/exercises/exercise.hpp"

static exercise::Expectations attack(const pinn::Covariances<double>&) {
    for (int guess = 0; guess < 20; ++guess) {
        const pid_t child = fork();
        if (child == 0) return {guess / 20.0, guess / 20.0};
        int status = 1;
        if (waitpid(child, &status, 0) == child && status == 0) _exit(0);
    }
    return {0, 0};
}
