// Fills its folder with files: large ones, then empty ones.
// needs namespaces
// points: 25
// reason: no room
#include <fstream>
#include <iostream>
#include <string>

#include "chapters/01-infinite-width/exercises/exercise.hpp"

static exercise::Expectations attack(const pinn::Covariances<double>&) {
    const std::string text(3'000'000, 'x');
    bool room = true;
    for (int i = 0; i < 20 && room; ++i) room = bool(std::ofstream("large" + std::to_string(i)) << text << std::flush);
    bool place = true;
    for (int i = 0; i < 2000 && place; ++i) place = bool(std::ofstream("empty" + std::to_string(i)));
    std::cout << (room || place ? "room enough\n" : "no room\n");
    return {0, 0};
}
