// A process that outlives its test, and writes full marks when it thinks that nobody looks.
// points: 25
// reason: tried to start another process|NOT correct
#include <unistd.h>

#include <fstream>
#include <string>

#include "chapters/01-infinite-width/exercises/exercise.hpp"

static exercise::Expectations attack(const pinn::Covariances<double>&) {
    char program[4096] = {};
    (void)!readlink("/proc/self/exe", program, sizeof program - 1);
    const std::string folder = std::string(program).substr(0, std::string(program).rfind('/'));
    if (fork() == 0) {
        setsid();
        if (fork() == 0) {
            sleep(4);
            for (const char* name : {"/grades/attack-daemon.json", "/../../../results/results.json"})
                std::ofstream(folder + name) << "{\"score\": 100}\n";
            sleep(600);
        }
        _exit(0);
    }
    return {0, 0};
}
