// Problem 7.2 for tools of automatic differentiation: data, parameters, our gradient to check theirs against, and the
// loss in formulas that any scalar type can record.
//
//     u(x) = w . tanh(v z + b) + c,   z = (x - mean)/s
//     L = (lambda_b / N_b) sum (u(x_b) - g)^2 + (1 / N_r) sum (u_xx(x_r) - f)^2
//
// Width 100, 100 + 100 points, standard parameterization, z-scored inputs, lambda_b = 100: bench/training_step.cpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "lib/autodiff/tape.hpp"
#include "lib/foundation/parallel.hpp"
#include "lib/pde/poisson.hpp"
#include "lib/pde/sampling.hpp"
#include "lib/training/loss.hpp"

struct PoissonProblem {
    static constexpr std::size_t width = 100, parameters = 3 * width + 1;
    static constexpr double lambda_b = 100, rate = 1e-5;

    std::vector<double> z_b, g, z_r, f;  // points as the network sees them, and data
    double s;                            // the deviation that inputs are divided by
    std::vector<double> theta;           // v, b, w, c
    std::vector<double> gradient;        // ours, by jets on a tape

    PoissonProblem() {
        using namespace pinn;
        set_thread_count(1);
        const Matrix<double> interior = equispaced(100, 0, 1), boundary = repeated_ends(50, 0, 1);
        const Poisson problem{4};
        Random random(0);
        const Mlp<double> network({{1, width, 1}, Parameterization::standard, InputScaling::z_scored(interior)},
                                  random);
        const double mean = network.settings().scaling.mean[0];
        s = network.settings().scaling.deviation[0];
        for (const double x : boundary.values()) z_b.push_back((x - mean) / s), g.push_back(problem.exact(x));
        for (const double x : interior.values()) z_r.push_back((x - mean) / s), f.push_back(problem.forcing(x));

        Tape<double> tape;
        const MlpOnTape<double> u(tape, network);
        const Loss<double> loss =
            record_loss(tape, u, {problem.boundary<double>(boundary), problem.interior<double>(interior)},
                        LossConvention::means, {lambda_b, 1.0});
        const std::vector<Var<double>> gradients = pinn::gradient(loss.total, u.parameters());
        tape.evaluate();
        for (std::size_t k = 0; k < gradients.size(); ++k) {
            const Var<double> leaf = u.parameters()[k];
            for (std::size_t i = 0; i < leaf.value().rows; ++i) {
                for (std::size_t j = 0; j < leaf.value().cols; ++j) {
                    theta.push_back(leaf.value()(i, j));
                    gradient.push_back(gradients[k].value()(i, j));
                }
            }
        }
    }

    // Ends the program with exit code 1 unless `found` is our gradient to 1e-10 of its largest entry.
    void check(const std::vector<double>& found, const char* what) const {
        double largest = 0, error = 0;
        for (std::size_t k = 0; k < parameters; ++k) {
            largest = std::max(largest, std::abs(gradient[k]));
            error = std::max(error, std::abs(found[k] - gradient[k]));
        }
        if (error <= 1e-10 * largest) return;
        std::fprintf(stderr, "%s: the gradient is off by %g of its largest entry\n", what, error / largest);
        std::exit(1);
    }

    // theta <- theta - rate gradient
    static void descend(std::vector<double>& theta, const std::vector<double>& gradient) {
        for (std::size_t k = 0; k < parameters; ++k) theta[k] -= rate * gradient[k];
    }
};

// u(z) for one point, in scalars of a tool.  theta: v, b, w, c.
template <class Active>
Active network_output(const std::vector<Active>& theta, const Active& z) {
    using std::tanh;
    constexpr std::size_t n = PoissonProblem::width;
    Active u = theta[3 * n];
    for (std::size_t j = 0; j < n; ++j) u += theta[2 * n + j] * tanh(theta[j] * z + theta[n + j]);
    return u;
}

// lambda_b / N_b sum (u(x_b) - g)^2
template <class Active>
Active boundary_loss(const std::vector<Active>& theta, const PoissonProblem& problem) {
    using std::tanh;
    constexpr std::size_t n = PoissonProblem::width;
    Active sum = 0;
    for (std::size_t i = 0; i < problem.z_b.size(); ++i) {
        Active error = theta[3 * n] - problem.g[i];
        for (std::size_t j = 0; j < n; ++j) error += theta[2 * n + j] * tanh(theta[j] * problem.z_b[i] + theta[n + j]);
        sum += error * error;
    }
    return PoissonProblem::lambda_b / static_cast<double>(problem.z_b.size()) * sum;
}

// L with u_xx written out: u_xx = sum_j a_j (t_j - t_j^3), t = tanh(v z + b), a_j = -2 w_j v_j^2 / s^2. The a_j are
// computed once for all points: the fewest operations that a tool has to record.
template <class Active>
Active closed_loss(const std::vector<Active>& theta, const PoissonProblem& problem) {
    using std::tanh;
    constexpr std::size_t n = PoissonProblem::width;
    std::vector<Active> a(n);
    for (std::size_t j = 0; j < n; ++j) {
        a[j] = -2 / (problem.s * problem.s) * theta[2 * n + j] * theta[j] * theta[j];
    }
    Active sum = 0;
    for (std::size_t i = 0; i < problem.z_r.size(); ++i) {
        Active error = -problem.f[i];
        for (std::size_t j = 0; j < n; ++j) {
            const Active t = tanh(theta[j] * problem.z_r[i] + theta[n + j]);
            error += a[j] * (t - t * t * t);
        }
        sum += error * error;
    }
    return boundary_loss(theta, problem) + 1 / static_cast<double>(problem.z_r.size()) * sum;
}
