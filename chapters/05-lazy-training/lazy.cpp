#include "chapters/05-lazy-training/lazy.hpp"

#include <algorithm>
#include <cmath>

#include "lib/dense/elementwise.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/kernel/empirical.hpp"

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

// The largest ||v_i - w_i||_2 over rows first .. last - 1.
double largest_row_distance(const Matrix<double>& v, const Matrix<double>& w, std::size_t first, std::size_t last) {
    double largest = 0;
    for (std::size_t i = first; i < last; ++i) largest = std::max(largest, distance(v.row(i), w.row(i)));
    return largest;
}

struct Entries {
    double root_mean_square, largest;
};

// Of rows first .. last - 1 of J, without the column of b1, whose entries are 1 or 0 at any width.
Entries entries(const Matrix<double>& J, std::size_t first, std::size_t last) {
    double squares = 0, largest = 0;
    const std::size_t columns = J.cols() - 1;
    for (std::size_t i = first; i < last; ++i) {
        for (const double entry : J.row(i).first(columns)) {
            squares += entry * entry;
            largest = std::max(largest, std::abs(entry));
        }
    }
    return {std::sqrt(squares / static_cast<double>((last - first) * columns)), largest};
}

}  // namespace

State state(const PoissonExperiment& experiment, const Mlp<double>& network) {
    check_shapes(network.layers() == 2, "lazy::state: layers", {network.layers(), 1}, {2, 1});
    State state{
        theta(network), network.weights[0].cols(), experiment.jacobian(network), {}, activations(experiment, network)};
    state.K = experiment.with_copies(multiply_nt(state.J, state.J));
    return state;
}

Movement movement(const PoissonExperiment& experiment, const State& start, const State& now) {
    Movement m{};
    const std::size_t N = start.width, ends = experiment.ends.rows(), all = start.J.rows();
    const double root_N = std::sqrt(static_cast<double>(N));

    m[theta_change] = relative_error(now.theta, start.theta);
    m[K_change] = relative_error(now.K.values(), start.K.values());

    // Both sides of ||K(t) - K(0)|| <= (||J(t)|| + ||J(0)||) ||J(t) - J(0)||, with ||J||^2 = ||J J^T||.
    Matrix<double> dK = now.K, dJ = now.J;
    for (std::size_t i = 0; i < dK.size(); ++i) dK.values()[i] -= start.K.values()[i];
    for (std::size_t i = 0; i < dJ.size(); ++i) dJ.values()[i] -= start.J.values()[i];
    m[K_moved] = spectral_norm(dK);
    m[K_bound] = (std::sqrt(spectral_norm(now.K)) + std::sqrt(spectral_norm(start.K))) *
                 std::sqrt(spectral_norm(experiment.with_copies(multiply_nt(dJ, dJ))));

    const Entries u = entries(now.J, 0, ends), r = entries(now.J, ends, all);
    m[u_rms] = u.root_mean_square, m[u_max] = u.largest;
    m[r_rms] = r.root_mean_square, m[r_max] = r.largest;

    const auto part = [&](const State& of, std::size_t first) { return std::span(of.theta).subspan(first, N); };
    for (const std::size_t block : {0, 1, 2}) {  // W0, b0, W1, as they lie in theta
        m[W0_moved + block] = distance(part(now, block * N), part(start, block * N)) / root_N;
    }
    for (std::size_t k = 0; k < 4; ++k) {
        m[sigma_moved + k] = largest_row_distance(now.sigma[k], start.sigma[k], 0, now.sigma[k].rows()) / root_N;
    }
    m[u_moved] = largest_row_distance(now.J, start.J, 0, ends);
    m[r_moved] = largest_row_distance(now.J, start.J, ends, all);
    return m;
}

void raise(Movement& supremum, const Movement& movement) {
    for (std::size_t q = 0; q < quantities; ++q) {
        supremum[q] = std::max(supremum[q], movement[q]);
    }
}

}  // namespace pinn::lazy
