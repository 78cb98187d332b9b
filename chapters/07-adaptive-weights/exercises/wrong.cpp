// Mistakes that students make, one in each task.
#include <algorithm>
#include <cmath>

#include "chapters/07-adaptive-weights/exercises/exercise.hpp"
#include "lib/spectrum/jacobi.hpp"

namespace exercise {

// The trace instead of the largest eigenvalue: Algorithm 1 again.
std::vector<double> spectral_weights(const std::vector<Matrix<double>>& blocks) {
    std::vector<double> traces, lambda;
    double sum = 0;
    for (const Matrix<double>& K : blocks) {
        double trace = 0;
        for (std::size_t i = 0; i < K.rows(); ++i) trace += K(i, i);
        traces.push_back(trace);
        sum += trace;
    }
    for (const double trace : traces) lambda.push_back(sum / trace);
    return lambda;
}

// Eigenvalues of K times those of D: true for matrices that commute.
std::vector<double> weighted_eigenvalues(const Matrix<double>& K, const std::vector<double>& d) {
    std::vector<double> values = pinn::jacobi(K).values, sorted = d;
    std::sort(sorted.rbegin(), sorted.rend());
    for (std::size_t i = 0; i < values.size(); ++i) values[i] *= sorted[i];
    return values;
}

// Momentum makes effective steps 1 / (1 - beta) times longer, so the bound should be shorter: no.
double momentum_bound(const Matrix<double>& K, const std::vector<double>& d, double beta) {
    return 2 * (1 - beta) / weighted_eigenvalues(K, d).front();
}

// eta lambda steps >= 1 is the flow's answer, and eta is the bound itself here.
std::size_t components_learned(const Matrix<double>& K, const std::vector<double>& d, std::size_t steps) {
    const std::vector<double> lambda = weighted_eigenvalues(K, d);
    std::size_t count = 0;
    for (const double value : lambda) count += 2 * value / lambda.front() * static_cast<double>(steps) >= 1;
    return count;
}

}  // namespace exercise
