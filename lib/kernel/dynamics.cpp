#include "lib/kernel/dynamics.hpp"

#include <algorithm>
#include <cmath>

#include "lib/dense/gemm.hpp"

namespace pinn {
namespace {

Matrix<double> column(std::span<const double> v) {
    Matrix<double> matrix(v.size(), 1);
    std::copy(v.begin(), v.end(), matrix.values().begin());
    return matrix;
}

std::vector<double> entries(const Matrix<double>& matrix) { return {matrix.values().begin(), matrix.values().end()}; }

}  // namespace

SpectralFunction flow_decay(double t) {
    return [t](double lambda) { return std::exp(-lambda * t); };
}

SpectralFunction descent_decay(double eta, std::size_t steps) {
    return [eta, k = static_cast<double>(steps)](double lambda) { return std::pow(1 - eta * lambda, k); };
}

SpectralFunction flow_response(double t) {
    return [t](double lambda) { return lambda == 0 ? t : -std::expm1(-lambda * t) / lambda; };
}

SpectralFunction descent_response(double eta, std::size_t steps) {
    return [eta, k = static_cast<double>(steps)](double lambda) {
        if (lambda == 0) return eta * k;
        // 1 - (1 - x)^k without cancellation for small x; beyond x = 1 the power changes sign and nothing cancels.
        const double x = eta * lambda;
        return (x < 0.5 ? -std::expm1(k * std::log1p(-x)) : 1 - std::pow(1 - x, k)) / lambda;
    };
}

SpectralFunction truncated_inverse(double cutoff) {
    return [cutoff](double lambda) { return lambda > cutoff ? 1 / lambda : 0.0; };
}

std::vector<double> components(const EigenDecomposition<double>& K, std::span<const double> v) {
    check_shapes(K.vectors.cols() == v.size(), "components", K.vectors.shape(), {v.size(), 1});
    return entries(multiply(K.vectors, column(v)));
}

std::vector<double> apply(const EigenDecomposition<double>& K, const SpectralFunction& f, std::span<const double> v) {
    std::vector<double> parts = components(K, v);
    for (std::size_t i = 0; i < parts.size(); ++i) parts[i] *= f(K.values[i]);
    return entries(multiply_tn(K.vectors, column(parts)));
}

std::vector<double> respond(const EigenDecomposition<double>& K, const Matrix<double>& K_test,
                            const SpectralFunction& f, std::span<const double> v) {
    check_shapes(K_test.cols() == v.size(), "respond", K_test.shape(), {v.size(), 1});
    return entries(multiply(K_test, column(apply(K, f, v))));
}

Regression kernel_regression(const EigenDecomposition<double>& K, const Matrix<double>& K_test,
                             std::span<const double> v, double relative_cutoff) {
    if (!(relative_cutoff > 0 && relative_cutoff < 1)) {
        throw NumericalError("kernel_regression: the relative cutoff is not in (0, 1)");
    }
    const double cutoff = K.values.empty() ? 0 : relative_cutoff * K.values.front();
    Regression regression{.change = respond(K, K_test, truncated_inverse(cutoff), v)};
    const std::vector<double> parts = components(K, v);
    double dropped = 0, all = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        all += parts[i] * parts[i];
        if (K.values[i] > cutoff) {
            ++regression.kept;
        } else {
            dropped += parts[i] * parts[i];
        }
    }
    regression.dropped = all > 0 ? std::sqrt(dropped / all) : 0;
    return regression;
}

std::size_t sign_changes(std::span<const double> entries, double threshold) {
    double largest = 0;
    for (const double entry : entries) largest = std::max(largest, std::abs(entry));
    std::size_t changes = 0;
    double last = 0;
    for (const double entry : entries) {
        if (std::abs(entry) <= threshold * largest) continue;
        if (last * entry < 0) ++changes;
        last = std::copysign(1.0, entry);
    }
    return changes;
}

}  // namespace pinn
