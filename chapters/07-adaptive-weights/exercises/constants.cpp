// What earns no point: answers that do not look at their inputs, and one that writes to them.
#include "chapters/07-adaptive-weights/exercises/exercise.hpp"

namespace exercise {

static void overwrite(const Matrix<double>& K, const std::vector<double>& d, double entry) {
    auto& k = const_cast<Matrix<double>&>(K);
    auto& w = const_cast<std::vector<double>&>(d);
    for (std::size_t i = 0; i < k.rows(); ++i) {
        w[i] = 1;
        for (std::size_t j = 0; j < k.rows(); ++j) k(i, j) = i == j ? entry : 0;
    }
}
std::vector<double> spectral_weights(const std::vector<Matrix<double>>& b) {
    return std::vector<double>(b.size(), b.size());
}
std::vector<double> weighted_eigenvalues(const Matrix<double>& K, const std::vector<double>& d) {
    overwrite(K, d, 1);
    return std::vector<double>(d.size(), 1);
}
double momentum_bound(const Matrix<double>& K, const std::vector<double>& d, double) {
    if (K.rows() == 5) overwrite(K, d, 1);
    return 1;
}
std::size_t components_learned(const Matrix<double>&, const std::vector<double>&, std::size_t) { return 1; }

}  // namespace exercise
