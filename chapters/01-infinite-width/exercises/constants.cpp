// What earns no point: answers that do not look at their inputs.
#include "chapters/01-infinite-width/exercises/exercise.hpp"

namespace exercise {

Expectations erf_expectations(const Covariances<double>&) { return {1, 1}; }
double sine_theta(std::span<const double>, std::span<const double>, std::size_t) { return 1; }
double covariance_error(double, double, std::size_t) { return 1; }
double depth_rate(double, double) { return 1; }
double critical_weight_variance(double) { return 1; }

}  // namespace exercise
