// What earns no point: answers that do not look at their inputs.
#include "chapters/06-spectral-bias/exercises/exercise.hpp"

namespace exercise {

Rotation zeroing_rotation(double, double, double) { return {1, 0, 0}; }
double rotate_largest(Matrix<double>&) { return 1; }
SpectralFunction momentum_decay(double, double, std::size_t) {
    return [](double) { return 1; };
}
Ridge ridge(const EigenDecomposition<double>&, const Matrix<double>& T, const std::vector<double>& v, double) {
    return {std::vector<double>(T.rows(), 1), std::vector<double>(v.size(), 1)};
}
double best_ridge(const EigenDecomposition<double>&, const std::vector<double>&, const std::vector<double>& c) {
    return c[1];
}
std::size_t oscillations_within_reach(const Matrix<double>&, double, double) { return 1; }

}  // namespace exercise
