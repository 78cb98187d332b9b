// Mistakes that students make, one in each task.
#include <cmath>
#include <numbers>

#include "chapters/05-lazy-training/exercises/exercise.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/report/statistics.hpp"
#include "lib/training/poisson_experiment.hpp"
#include "lib/training/trainer.hpp"

namespace exercise {

using pinn::Matrix;

// The right equation, solved for erf itself: both sides round to 1.
double median_largest(double n) {
    double low = 0, high = 40;
    for (int halving = 0; halving < 60; ++halving) {
        const double c = (low + high) / 2;
        (std::erf(c / std::numbers::sqrt2) < std::pow(0.5, 1 / n) ? low : high) = c;
    }
    return high;
}

// W1 moves too; here it stays.
double first_order_change(const Mlp<double>& network, double x0, double e, double x, double x_prime) {
    const std::size_t N = network.weights[0].cols();
    double sum = 0;
    for (std::size_t j = 0; j < N; ++j) {
        const double W0 = network.weights[0](0, j), b0 = network.biases[0](0, j), W1 = network.weights[1](j, 0);
        const double t0 = std::tanh(W0 * x0 + b0), s = std::tanh(W0 * x + b0), z = std::tanh(W0 * x_prime + b0);
        const double step = -e * W1 * (1 - t0 * t0) / std::sqrt(static_cast<double>(N));
        const double ds = step * (x0 * x + 1), dz = step * (x0 * x_prime + 1);
        const double s1 = 1 - s * s, z1 = 1 - z * z;
        sum += s1 * ds * z + s * z1 * dz - (x * x_prime + 1) * W1 * W1 * s1 * z1 * 2 * (s * ds + z * dz);
    }
    return sum / static_cast<double>(N);
}

// Uniform on [-1, 1]: bounded, with variance 1/3.
Mlp<double> bounded_network(std::size_t width, std::uint64_t seed) {
    pinn::Random random(seed);
    Mlp<double> network({{1, width, 1}, pinn::Parameterization::ntk, pinn::InputScaling::raw(1)}, random);
    for (std::size_t h = 0; h < network.layers(); ++h) {
        random.fill_uniform(network.weights[h].values(), -1, 1);
        random.fill_uniform(network.biases[h].values(), -1, 1);
    }
    return network;
}

EntryBounds entry_bounds_u(double C, double x) { return {.W0 = C * std::abs(x), .b0 = C, .W1 = 1}; }

// All derivatives of tanh bounded by 1.
EntryBounds entry_bounds_u_xx(double C, double x) {
    return {.W0 = C * (C * C * std::abs(x) + 2 * C), .b0 = C * C * C, .W1 = C * C};
}

// Changes that are not divided by what changes.
Slopes one_step_slopes(const Draw& draw, const std::vector<std::size_t>& widths, std::size_t networks,
                       double learning_rate) {
    const pinn::PoissonExperiment experiment{.problem = {.a = 1}, .copies = 1, .interior = pinn::equispaced(9, 0, 1)};
    const auto distance = [](const Matrix<double>& a, const Matrix<double>& b) {
        double sum = 0;
        for (std::size_t i = 0; i < a.size(); ++i) sum += std::pow(a.values()[i] - b.values()[i], 2);
        return std::sqrt(sum);
    };
    std::vector<double> N, theta, J, K;
    for (const std::size_t width : widths) {
        std::vector<double> moved, J_moved, K_moved;
        for (std::uint64_t seed = 0; seed < networks; ++seed) {
            const Mlp<double> before = draw(width, seed);
            pinn::Trainer<double> trainer(before, experiment.conditions(), pinn::LossConvention::half_sums, {1, 1},
                                          pinn::GradientDescent{learning_rate});
            trainer.step();
            const Mlp<double> after = trainer.network();
            const Matrix<double> J_before = experiment.jacobian(before), J_after = experiment.jacobian(after);
            moved.push_back(distance(before.weights[0], after.weights[0]) +
                            distance(before.biases[0], after.biases[0]) +
                            distance(before.weights[1], after.weights[1]));
            J_moved.push_back(distance(J_before, J_after));
            K_moved.push_back(distance(multiply_nt(J_before, J_before), multiply_nt(J_after, J_after)));
        }
        N.push_back(static_cast<double>(width));
        theta.push_back(pinn::root_mean_square(moved));
        J.push_back(pinn::root_mean_square(J_moved));
        K.push_back(pinn::root_mean_square(K_moved));
    }
    return {pinn::log_log_slope(N, theta), pinn::log_log_slope(N, J), pinn::log_log_slope(N, K)};
}

}  // namespace exercise
