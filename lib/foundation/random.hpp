// Random numbers that are the same everywhere.
//
// The standard library fixes its engines but not its distributions, so the same seed gives other normals with another
// standard library. Boost.Random fixes both: one seed, one stream of numbers, on every platform. Every random
// quantity of the project is drawn through this class, in an order that the caller's code makes visible.
#pragma once

#include <boost/random/mersenne_twister.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>
#include <cmath>
#include <cstdint>
#include <span>
#include <sstream>
#include <string>

#include "lib/foundation/check.hpp"

namespace pinn {

class Random {
  public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}

    // One draw of N(0, 1).
    double normal() { return boost::random::normal_distribution<double>()(engine_); }

    // One draw of the uniform distribution on [low, high).  Throws NumericalError unless low < high are finite and
    // high - low is.
    double uniform(double low = 0, double high = 1) {
        check_interval("Random::uniform", low, high);
        return boost::random::uniform_real_distribution<double>(low, high)(engine_);
    }

    // values_i ~ N(0, deviation^2), independent.  Drawn in double and rounded, so that float and double networks of
    // one seed are the same network to rounding.  O(n).  Throws NumericalError unless the deviation is finite and >= 0.
    template <class T>
    void fill_normal(std::span<T> values, double deviation = 1) {
        if (!(deviation >= 0) || std::isinf(deviation)) {
            throw NumericalError("Random::fill_normal: deviation " + std::to_string(deviation) +
                                 ": accepted is a finite number >= 0");
        }
        for (T& value : values) value = static_cast<T>(deviation * normal());
    }

    // values_i uniform on [low, high), independent; drawn in double, so that a float may be rounded to high.  O(n).
    // Throws like uniform().
    template <class T>
    void fill_uniform(std::span<T> values, double low, double high) {
        check_interval("Random::fill_uniform", low, high);
        for (T& value : values) value = static_cast<T>(uniform(low, high));
    }

    // Where the stream stands, as text: to keep and to go on from.  restore() throws NumericalError if it is none.
    std::string state() const {
        std::ostringstream text;
        text << engine_ << ' ';  // reading skips what follows the last number, which must not be the end
        return text.str();
    }
    void restore(const std::string& state) {
        std::istringstream text(state);
        Random read(0);
        text >> read.engine_;
        if (read.state() != state) throw NumericalError("Random: not the state of a random stream");
        *this = read;
    }

  private:
    boost::random::mt19937_64 engine_;
};

}  // namespace pinn
