#include <cmath>
#include <numbers>

#include "chapters/05-lazy-training/exercises/exercise.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/report/statistics.hpp"
#include "lib/training/poisson_experiment.hpp"
#include "lib/training/trainer.hpp"

namespace exercise {

using pinn::Matrix;

// erf(c / sqrt 2)^n = 1/2, written for the tails: erfc(c / sqrt 2) = 1 - 2^(-1/n).
double median_largest(double n) {
    const double tail = -std::expm1(-std::numbers::ln2 / n);
    double low = 0, high = 40;
    for (int halving = 0; halving < 60; ++halving) {
        const double c = (low + high) / 2;
        (std::erfc(c / std::numbers::sqrt2) > tail ? low : high) = c;
    }
    return high;
}

double first_order_change(const Mlp<double>& network, double x0, double e, double x, double x_prime) {
    struct Derivatives {
        double value, first, second;
    };
    const auto sigma = [](double g) {
        const double t = std::tanh(g);
        return Derivatives{t, 1 - t * t, -2 * t * (1 - t * t)};
    };
    const std::size_t N = network.weights[0].cols();
    const double step = -e / std::sqrt(static_cast<double>(N));  // of a parameter, over sqrt(N) du(x0)/dtheta_j
    double sum = 0;
    for (std::size_t j = 0; j < N; ++j) {
        const double W0 = network.weights[0](0, j), b0 = network.biases[0](0, j), W1 = network.weights[1](j, 0);
        const Derivatives at_x0 = sigma(W0 * x0 + b0), s = sigma(W0 * x + b0), z = sigma(W0 * x_prime + b0);
        // The movement of W1 and of the pre-activations at x and x': even and odd in W1.
        const double dW1 = step * at_x0.value;
        const double ds = step * W1 * at_x0.first * (x0 * x + 1), dz = step * W1 * at_x0.first * (x0 * x_prime + 1);
        sum += s.first * ds * z.value + s.value * z.first * dz;
        sum += (x * x_prime + 1) *
               (2 * W1 * dW1 * s.first * z.first + W1 * W1 * (s.second * ds * z.first + s.first * z.second * dz));
    }
    return sum / static_cast<double>(N);
}

Mlp<double> bounded_network(std::size_t width, std::uint64_t seed) {
    pinn::Random random(seed);
    Mlp<double> network({{1, width, 1}, pinn::Parameterization::ntk, pinn::InputScaling::raw(1)}, random);
    for (std::size_t h = 0; h < network.layers(); ++h) {
        random.fill_uniform(network.weights[h].values(), -std::numbers::sqrt3, std::numbers::sqrt3);
        random.fill_uniform(network.biases[h].values(), -std::numbers::sqrt3, std::numbers::sqrt3);
    }
    return network;
}

// du/dW0 = W1 s' x, du/db0 = W1 s', du/dW1 = s, all over sqrt(N).
EntryBounds entry_bounds_u(double C, double x) { return {.W0 = C * std::abs(x), .b0 = C, .W1 = 1}; }

// du_xx/dW0 = W1 (W0^2 s''' x + 2 W0 s''), du_xx/db0 = W1 W0^2 s''', du_xx/dW1 = W0^2 s''.  With t = tanh:
// s'' = -2 t (1 - t^2) is largest at t^2 = 1/3, s''' = (1 - t^2)(6 t^2 - 2) at t = 0.
EntryBounds entry_bounds_u_xx(double C, double x) {
    const double second = 4 / (3 * std::numbers::sqrt3), third = 2;
    return {.W0 = C * (C * C * third * std::abs(x) + 2 * C * second), .b0 = C * C * C * third, .W1 = C * C * second};
}

namespace {

std::vector<double> parameters(const Mlp<double>& network) {
    std::vector<double> theta;
    for (std::size_t h = 0; h < network.layers(); ++h) {
        for (const double W : network.weights[h].values()) theta.push_back(W);
        for (const double b : network.biases[h].values()) theta.push_back(b);
    }
    return theta;
}

// |after - before| / |before|
double relative_change(std::span<const double> before, std::span<const double> after) {
    double change = 0, size = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
        change += std::pow(after[i] - before[i], 2);
        size += before[i] * before[i];
    }
    return std::sqrt(change / size);
}

}  // namespace

Slopes one_step_slopes(const Draw& draw, const std::vector<std::size_t>& widths, std::size_t networks,
                       double learning_rate) {
    const pinn::PoissonExperiment experiment{.problem = {.a = 1}, .copies = 1, .interior = pinn::equispaced(9, 0, 1)};
    std::vector<double> N, theta, J, K;
    for (const std::size_t width : widths) {
        std::vector<double> theta_changes, J_changes, K_changes;
        for (std::uint64_t seed = 0; seed < networks; ++seed) {
            const Mlp<double> before = draw(width, seed);
            pinn::Trainer<double> trainer(before, experiment.conditions(), pinn::LossConvention::half_sums, {1, 1},
                                          pinn::GradientDescent{learning_rate});
            trainer.step();
            const Mlp<double> after = trainer.network();
            const Matrix<double> J_before = experiment.jacobian(before), J_after = experiment.jacobian(after);
            theta_changes.push_back(relative_change(parameters(before), parameters(after)));
            J_changes.push_back(relative_change(J_before.values(), J_after.values()));
            K_changes.push_back(relative_change(pinn::multiply_nt(J_before, J_before).values(),
                                                pinn::multiply_nt(J_after, J_after).values()));
        }
        N.push_back(static_cast<double>(width));
        theta.push_back(pinn::root_mean_square(theta_changes));
        J.push_back(pinn::root_mean_square(J_changes));
        K.push_back(pinn::root_mean_square(K_changes));
    }
    return {pinn::log_log_slope(N, theta), pinn::log_log_slope(N, J), pinn::log_log_slope(N, K)};
}

}  // namespace exercise
