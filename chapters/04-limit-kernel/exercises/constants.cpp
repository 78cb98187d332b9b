// What earns no point: answers that do not look at their inputs.
#include "chapters/04-limit-kernel/exercises/exercise.hpp"

namespace exercise {

SlopeParts slope_parts(double, double) { return {1, 1, 1}; }
std::array<Ratio, 4> lost_factors(double, double, const std::array<double, 4>&, std::size_t, std::uint64_t) {
    return {{{1, 1}, {2, 1}, {1, 1}, {2, 1}}};
}
std::size_t width_for(double, double, double e) { return 1 / e / e; }
double balancing_unit(const std::vector<double>&) { return 1; }

}  // namespace exercise
