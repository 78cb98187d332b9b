#include "chapters/05-lazy-training/state.hpp"

#include <algorithm>
#include <cmath>

#include "lib/dense/elementwise.hpp"
#include "lib/dense/gemm.hpp"

namespace pinn::lazy {

std::vector<double> theta(const Mlp<double>& network) {
    std::vector<double> all;
    all.reserve(network.parameter_count());
    for (std::size_t h = 0; h < network.layers(); ++h) {
        all.insert(all.end(), network.weights[h].values().begin(), network.weights[h].values().end());
        all.insert(all.end(), network.biases[h].values().begin(), network.biases[h].values().end());
    }
    return all;
}

double norm(std::span<const double> v) {
    double sum = 0;
    for (const double entry : v) sum += entry * entry;
    return std::sqrt(sum);
}

double distance(std::span<const double> v, std::span<const double> w) {
    double sum = 0;
    for (std::size_t i = 0; i < v.size(); ++i) sum += (v[i] - w[i]) * (v[i] - w[i]);
    return std::sqrt(sum);
}

Matrix<double> difference(Matrix<double> A, const Matrix<double>& B) {
    check_shapes(A.shape() == B.shape(), "difference", A.shape(), B.shape());
    for (std::size_t i = 0; i < A.size(); ++i) A.values()[i] -= B.values()[i];
    return A;
}

double spectral_norm(const Matrix<double>& A) {
    const std::size_t n = A.rows();
    std::vector<double> v(n), next(n);
    // Neither even nor odd about the middle of the points, so that no eigenvector of either kind is missed.
    for (std::size_t i = 0; i < n; ++i) v[i] = 1 + std::sin(static_cast<double>(3 * i));
    double length = norm(v), found = 0;
    for (int product = 0; product < 500; ++product) {
        for (double& entry : v) entry /= length;
        for (std::size_t i = 0; i < n; ++i) {
            next[i] = 0;
            for (std::size_t j = 0; j < n; ++j) next[i] += A(i, j) * v[j];
        }
        std::swap(v, next);
        length = norm(v);
        if (!(length > 0) || std::abs(length - found) <= 1e-9 * length) return length;
        found = length;
    }
    return found;
}

namespace {

// sigma^(k)(W0 z + b0) for k = 0..3: derivatives of tanh are polynomials in t = tanh.
std::array<Matrix<double>, 4> activations(const PoissonExperiment& experiment, const Mlp<double>& network) {
    const std::size_t N = network.weights[0].cols();
    const InputScaling& scaling = network.settings().scaling;
    std::array<Matrix<double>, 4> sigma;
    for (auto& order : sigma) order = Matrix<double>(experiment.interior.rows(), N);
    for (std::size_t i = 0; i < experiment.interior.rows(); ++i) {
        const double z = (experiment.interior(i, 0) - scaling.mean[0]) / scaling.deviation[0];
        for (std::size_t j = 0; j < N; ++j) {
            const double t = vector_tanh(network.weights[0](0, j) * z + network.biases[0](0, j));
            const double first = 1 - t * t;
            sigma[0](i, j) = t;
            sigma[1](i, j) = first;
            sigma[2](i, j) = -2 * t * first;
            sigma[3](i, j) = first * (6 * t * t - 2);
        }
    }
    return sigma;
}

// Entries 0 .. count - 1 of row i.
std::span<const double> row(ConstMatrixView<double> v, std::size_t i, std::size_t count) {
    return {v.data + i * v.stride, count};
}

// Of rows of J without the column of b1, whose entries are 1 or 0 at any width.
Entries entries(ConstMatrixView<double> J) {
    double squares = 0, largest = 0;
    const std::size_t columns = J.cols - 1;
    for (std::size_t i = 0; i < J.rows; ++i) {
        for (const double entry : row(J, i, columns)) {
            squares += entry * entry;
            largest = std::max(largest, std::abs(entry));
        }
    }
    return {std::sqrt(squares / static_cast<double>(J.rows * columns)), largest};
}

}  // namespace

double row_distance(ConstMatrixView<double> v, ConstMatrixView<double> w) {
    double largest = 0;
    for (std::size_t i = 0; i < v.rows; ++i) {
        largest = std::max(largest, distance(row(v, i, v.cols), row(w, i, w.cols)));
    }
    return largest;
}

State::State(const PoissonExperiment& experiment, const Mlp<double>& network)
    : experiment(experiment),
      root_N(std::sqrt(static_cast<double>(network.weights[0].cols()))),
      theta(lazy::theta(network)),
      J(experiment.jacobian(network)) {
    check_shapes(network.layers() == 2, "lazy::State: layers", {network.layers(), 1}, {2, 1});
    K = gram(J);
    u = entries(J_u());
    r = entries(J_r());
    sigma = activations(experiment, network);
}

Matrix<double> State::gram(const Matrix<double>& J) const { return experiment.with_copies(multiply_nt(J, J)); }

}  // namespace pinn::lazy
