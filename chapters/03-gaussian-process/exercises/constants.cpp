// What earns no point: answers that do not look at their inputs.
#include "chapters/03-gaussian-process/exercises/exercise.hpp"

namespace exercise {

double sine_covariance_xx(double, double, double) { return 1; }
Jet<double> sine_jet(const pinn::Jet<double>& g, const std::vector<double>&) { return g; }
double kurtosis_constant(double, double, double) { return 1; }
double variance_left(double, const std::vector<double>&) { return 1; }
std::size_t values_needed(double) { return 1; }

}  // namespace exercise
