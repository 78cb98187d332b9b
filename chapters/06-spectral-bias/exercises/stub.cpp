// Your answer to the exercises of chapter 06. The tasks are in README.md beside this file, the contracts in
// exercise.hpp; `make exercise-06` builds and marks it.
#include "chapters/06-spectral-bias/exercises/exercise.hpp"

namespace exercise {

Rotation zeroing_rotation(double, double, double) { todo("1"); }

double rotate_largest(Matrix<double>&) { todo("1"); }

SpectralFunction momentum_decay(double, double, std::size_t) { todo("2"); }

Ridge ridge(const EigenDecomposition<double>&, const Matrix<double>&, const std::vector<double>&, double) { todo("3"); }

double best_ridge(const EigenDecomposition<double>&, const std::vector<double>&, const std::vector<double>&) {
    todo("3");
}

std::size_t oscillations_within_reach(const Matrix<double>&, double, double) { todo("4"); }

}  // namespace exercise
