#include "lib/kernel/dynamics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "lib/dense/gemm.hpp"
#include "lib/dense/loops.hpp"
#include "lib/spectrum/one_sided_jacobi.hpp"

namespace pinn {
namespace {

Matrix<double> column(std::span<const double> v) {
    Matrix<double> matrix(v.size(), 1);
    std::copy(v.begin(), v.end(), matrix.values().begin());
    return matrix;
}

std::vector<double> entries(const Matrix<double>& matrix) { return {matrix.values().begin(), matrix.values().end()}; }

std::vector<double> roots(std::span<const double> d, Shape shape) {
    check_shapes(d.size() == shape.rows, "weighted_kernel", shape, {d.size(), 1});
    std::vector<double> roots;
    for (std::size_t i = 0; i < d.size(); ++i) {
        if (!(d[i] > 0) || !std::isfinite(d[i])) {
            throw NumericalError("weighted_kernel: d_" + std::to_string(i) + " = " + std::to_string(d[i]) +
                                 " is not positive");
        }
        roots.push_back(std::sqrt(d[i]));
    }
    return roots;
}

// Row i of the result is column i of the matrix, every entry by its row's factor.
Matrix<double> transposed_and_scaled(const Matrix<double>& rows, std::span<const double> factors) {
    Matrix<double> result(rows.cols(), rows.rows());
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        for (std::size_t j = 0; j < rows.cols(); ++j) result(j, i) = factors[j] * rows(i, j);
    }
    return result;
}

double length(std::span<const double> v) { return norm(v.data(), v.size()); }

// Maps the vectors back and measures them on K~ itself; K_times(X) = K X for a matrix of columns.
template <class Product>
WeightedKernel mapped_back(EigenDecomposition<double> symmetric, std::span<const double> d,
                           std::span<const double> root, const Product& K_times) {
    WeightedKernel result{.symmetric = std::move(symmetric), .right = {}, .left = {}};
    const Matrix<double>& V = result.symmetric.vectors;
    result.right = result.left = V;
    for (std::size_t i = 0; i < V.rows(); ++i) {
        for (std::size_t j = 0; j < V.cols(); ++j) {
            result.right(i, j) /= root[j];
            result.left(i, j) *= root[j];
        }
    }
    const std::vector<double>& lambda = result.symmetric.values;
    if (lambda.empty() || !(lambda.front() > 0)) return result;
    Matrix<double> difference = transposed(K_times(transposed_and_scaled(result.right, d)).view());  // K D w_i
    for (std::size_t i = 0; i < V.rows(); ++i) {
        for (std::size_t j = 0; j < V.cols(); ++j) difference(i, j) -= lambda[i] * result.right(i, j);
        const double relative = length(difference.row(i)) / length(result.right.row(i)) / lambda.front();
        result.residual = std::max(result.residual, relative);
    }
    return result;
}

// (1 - x)^k. For a small x by its logarithm, which keeps the digits that 1 - x loses.
double power_below_one(double x, std::size_t k) {
    const double exponent = static_cast<double>(k);
    if (std::abs(x) < 0.5) return std::exp(exponent * std::log1p(-x));
    const double size = std::pow(std::abs(1 - x), exponent);
    return x > 1 && k % 2 == 1 ? -size : size;  // beyond 2^53 every double is even
}

}  // namespace

SpectralFunction descent_decay(double eta, std::size_t steps) {
    return [eta, steps](double lambda) { return power_below_one(eta * lambda, steps); };
}

SpectralFunction descent_response(double eta, std::size_t steps) {
    return [eta, steps](double lambda) {
        const double x = eta * lambda, k = static_cast<double>(steps);
        if (x == 0) return eta * k;
        // Where x is so small that it has lost digits, it has lost them above and below the line. Beyond 1/2 the power
        // is small or of changing sign.
        if (std::abs(x) < 0.5) return eta * (-std::expm1(k * std::log1p(-x)) / x);
        return (1 - power_below_one(x, steps)) / lambda;
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
    std::vector<double> dropped;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (K.values[i] > cutoff) {
            ++regression.kept;
        } else {
            dropped.push_back(parts[i]);
        }
    }
    const double all = length(parts);
    regression.dropped = all > 0 ? length(dropped) / all : 0;
    return regression;
}

WeightedKernel weighted_kernel(const Matrix<double>& K, std::span<const double> d) {
    check_shapes(K.rows() == K.cols(), "weighted_kernel", K.shape(), {K.rows(), K.rows()});
    const std::vector<double> root = roots(d, K.shape());
    Matrix<double> S = K;
    for (std::size_t i = 0; i < S.rows(); ++i) {
        for (std::size_t j = 0; j < S.cols(); ++j) S(i, j) *= root[i] * root[j];
    }
    return mapped_back(jacobi(S), d, root, [&](const Matrix<double>& X) { return multiply(K, X); });
}

WeightedKernel weighted_kernel_of_jacobian(const Matrix<double>& J, std::span<const double> d) {
    const std::vector<double> root = roots(d, J.shape());
    Matrix<double> scaled = J;
    for (std::size_t i = 0; i < J.rows(); ++i) {
        for (double& entry : scaled.row(i)) entry *= root[i];
    }
    return mapped_back(kernel_spectrum(scaled), d, root,
                       [&](const Matrix<double>& X) { return multiply(J, multiply_tn(J, X)); });
}

std::vector<double> components(const WeightedKernel& K, std::span<const double> e) {
    check_shapes(K.left.cols() == e.size(), "components", K.left.shape(), {e.size(), 1});
    return entries(multiply(K.left, column(e)));
}

std::vector<double> apply(const WeightedKernel& K, const SpectralFunction& f, std::span<const double> e) {
    std::vector<double> parts = components(K, e);
    for (std::size_t i = 0; i < parts.size(); ++i) parts[i] *= f(K.values()[i]);
    return entries(multiply_tn(K.right, column(parts)));
}

double stability_bound(const EigenDecomposition<double>& K) {
    if (K.values.empty() || !(K.values.front() > 0)) return std::numeric_limits<double>::infinity();
    return 2 / K.values.front();
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
