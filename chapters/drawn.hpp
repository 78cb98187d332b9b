// Inputs of a grader that are drawn anew for every run, so that an answer cannot know them.
//
// The seed comes from `mark`, which prints it; every test has a stream of its own. Included by grade.cpp alone: the
// stream is out of reach for an answer.
#pragma once

#include <cstdint>

#include "lib/foundation/random.hpp"

namespace {

pinn::Random drawn_stream(0);

// One number, uniform on [low, high).
[[maybe_unused]] double drawn(double low, double high) { return drawn_stream.uniform(low, high); }

// A seed for networks and matrices.
[[maybe_unused]] std::uint64_t drawn_seed() { return static_cast<std::uint64_t>(drawn(0, 1e9)); }

}  // namespace

// Before a test, from its name and the seed of the run (FNV-1a).
extern "C" void draw_from(std::uint64_t seed, const char* test) {
    std::uint64_t hash = seed ^ 0xcbf29ce484222325;
    for (; *test != '\0'; ++test) hash = (hash ^ static_cast<unsigned char>(*test)) * 0x100000001b3;
    drawn_stream = pinn::Random(hash);
}
