// How far a network moves from its initialization: every quantity that Theorem 4.4 and Appendix D bound, at one time.
//
// The network has one hidden layer of width N,
//     u(x) = factor W1 . tanh(W0 z + b0) + b1,   z = (x - mu)/s  or  x,
// and J has one row for each point: u at the two ends of [0, 1], then u_xx at the interior points. The paper's 50
// copies of an end are one row of weight 50 (PoissonExperiment).
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "lib/dense/vector.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/spectrum/one_sided_jacobi.hpp"
#include "lib/training/poisson_experiment.hpp"
#include "lib/training/trainer.hpp"

namespace pinn::lazy {

// All parameters in one vector, in the order W^(0), b^(0), W^(1), ...
std::vector<double> theta(const Mlp<double>& network);

// ||A||_2 = max |eigenvalue| of a symmetric matrix, by power iteration from a fixed vector until it changes by less
// than 1e-9 (at most 500 products).  Never too large; O(n^2) a product.
double spectral_norm(const Matrix<double>& A);

// What is kept of a network for comparison.
struct State {
    std::vector<double> theta;
    std::size_t width;
    Matrix<double> J;                     // 102 x P, rows without weights; columns W0, b0, W1, b1
    Matrix<double> K;                     // 102 x 102, with copies
    std::array<Matrix<double>, 4> sigma;  // sigma^(k)(W0 z + b0) at the interior points, 100 x N, k = 0..3
};

// paper: Eq. (3.9), for one hidden layer.  O(P) a row.  Throws ShapeError if there are more.
State state(const PoissonExperiment& experiment, const Mlp<double>& network);

// The quantities, in the order of Appendix D.
enum Quantity : std::size_t {
    theta_change,  // ||theta(t) - theta(0)|| / ||theta(0)||
    K_change,      // ||K(t) - K(0)||_F / ||K(0)||_F
    K_moved,       // ||K(t) - K(0)||_2                                                  (paper: Eq. (4.8))
    K_bound,       // (||J(t)|| + ||J(0)||) ||J(t) - J(0)||, spectral norms: the route of Appendix D to it
    u_rms,         // root mean square entry of du/d(W0, b0, W1)                         (paper: Lemma D.1)
    r_rms,         // the same of du_xx
    u_max,         // largest entry of du/d(W0, b0, W1)
    r_max,
    W0_moved,  // ||W0(t) - W0(0)||_2 / sqrt(N)                                          (paper: Lemma D.2)
    b0_moved,
    W1_moved,
    sigma_moved,                // four: max_x ||sigma^(k)(t) - sigma^(k)(0)||_2 / sqrt(N)    (paper: Lemma D.3)
    u_moved = sigma_moved + 4,  // max_x ||du(x)/dtheta (t) - du(x)/dtheta (0)||_2            (paper: Lemma D.4)
    r_moved,                    // the same of du_xx
    quantities
};
using Movement = std::array<double, quantities>;

// O(102^2 P).
Movement movement(const PoissonExperiment& experiment, const State& start, const State& now);

// The larger of each: a supremum over snapshots, one by one.
void raise(Movement& supremum, const Movement& movement);

// ---- Trainings ----

// Trains a network and shows it to `observe` before the first step and after each of the given numbers of steps.
struct Course {
    const PoissonExperiment& experiment;
    Setting setting;
    std::size_t layers, width;
    std::uint64_t seed;
    double rate;

    void follow(const std::vector<std::size_t>& steps,
                const std::function<void(std::size_t, const Mlp<double>&)>& observe) const {
        const Mlp<double> start = experiment.network(setting, layers, width, seed);
        observe(0, start);
        Trainer<double> trainer(start, experiment.conditions(), setting.loss, experiment.lambda(setting),
                                GradientDescent{rate});
        for (const std::size_t step : steps) {
            trainer.run(step - trainer.steps_done());
            observe(step, trainer.network());
        }
    }
};

// The fixed times over which a supremum is taken: 10, 30, 100, ... and the end.
inline std::vector<std::size_t> snapshot_times(std::size_t last) {
    std::vector<std::size_t> times;
    for (std::size_t decade = 10; decade < last; decade *= 10) {
        times.push_back(decade);
        if (3 * decade < last) times.push_back(3 * decade);
    }
    times.push_back(last);
    return times;
}

// The suprema over one training of everything in Appendix D.
struct Sweep {
    Course course;
    Movement supremum{};

    void run(std::size_t steps) {
        State start;
        course.follow(snapshot_times(steps), [&](std::size_t step, const Mlp<double>& network) {
            State now = state(course.experiment, network);
            if (step == 0) start = now;
            raise(supremum, movement(course.experiment, start, now));
        });
    }
};

// One curve of Figs 2 and 3, and the eigenvalues at its ends.
struct Curve {
    Course course;
    std::vector<std::size_t> step{};
    std::vector<double> theta_change{}, K_change{};
    std::vector<double> spectrum_start{}, spectrum_end{};

    void run(std::size_t steps, std::size_t snapshots) {
        std::vector<std::size_t> times;
        for (std::size_t i = 1; i <= snapshots; ++i) times.push_back(steps * i / snapshots);
        Matrix<double> start_K, K;
        std::vector<double> start_theta;
        course.follow(times, [&](std::size_t at, const Mlp<double>& network) {
            if (at == 0 || at == steps) (at == 0 ? spectrum_start : spectrum_end) = spectrum(network);
            K = course.experiment.with_copies(kernel(network, course.experiment.conditions()));
            const std::vector<double> now = theta(network);
            if (at == 0) start_K = K, start_theta = now;
            step.push_back(at);
            theta_change.push_back(relative_error(now, start_theta));
            K_change.push_back(relative_error(K.values(), start_K.values()));
        });
    }

    // The eigenvalues of K: of one hidden layer by the singular values of J, which carries them 15 decades further
    // down; of three by K itself, whose J would be large.
    std::vector<double> spectrum(const Mlp<double>& network) const {
        const PoissonExperiment& experiment = course.experiment;
        if (course.layers == 1) {
            return kernel_spectrum(experiment.rows_with_copies(experiment.jacobian(network)), {.vectors = false})
                .values;
        }
        return jacobi(experiment.with_copies(kernel(network, experiment.conditions())), {.vectors = false}).values;
    }

    // |log10(lambda_i(end) / lambda_i(0))| for eigenvalues above 1e-8 of the largest, where float32 would end: how far
    // apart the two curves of a picture lie, in decades.
    std::vector<double> spectrum_shifts() const {
        std::vector<double> shifts;
        for (std::size_t i = 0; i < spectrum_start.size() && spectrum_start[i] > 1e-8 * spectrum_start[0]; ++i) {
            shifts.push_back(std::abs(std::log10(std::max(spectrum_end[i], 1e-300) / spectrum_start[i])));
        }
        return shifts;
    }
};

// e = u_xx - f at the interior points and p_ij = d e_i / d theta_j: both forms of assumption (ii) of
// paper: Theorem 4.4, and the step in the proof of paper: Lemma D.2 that needs the second.
struct Residuals {
    std::vector<double> t, signed_sum, absolute_sum;  // |sum_i e_i| and sum_i |e_i|
    double signed_integral = 0, absolute_integral = 0;
    std::size_t failures = 0;  // snapshots with some |sum_i e_i p_ij| > max_i |p_ij| |sum_i e_i|

    void run(const Course& course, std::size_t steps) {
        const Condition<double> interior = course.experiment.conditions()[1];
        std::vector<std::size_t> times(steps);
        for (std::size_t i = 0; i < steps; ++i) times[i] = i + 1;
        course.follow(times, [&](std::size_t step, const Mlp<double>& network) {
            const std::vector<double> e = errors(network, {interior});
            double absolute_e = 0;
            for (const double entry : e) absolute_e += std::abs(entry);
            const double signed_e = std::abs(sum(e));
            if (step < steps) {  // forward Euler: each residual lasts for one step of length rate
                signed_integral += course.rate * signed_e;
                absolute_integral += course.rate * absolute_e;
            }
            if (step % (steps / 100) != 0) return;
            t.push_back(course.rate * static_cast<double>(step));
            signed_sum.push_back(signed_e);
            absolute_sum.push_back(absolute_e);
            failures += largest_share(jacobian(network, interior), e, signed_e) > 1;
        });
    }

    // max_j |sum_i e_i p_ij| / (max_i |p_ij| bound): above 1 where `bound` is no bound.
    static double largest_share(const Matrix<double>& p, const std::vector<double>& e, double bound) {
        double largest = 0;
        for (std::size_t j = 0; j + 1 < p.cols(); ++j) {
            double sum = 0, biggest = 0;
            for (std::size_t i = 0; i < p.rows(); ++i) {
                sum += e[i] * p(i, j);
                biggest = std::max(biggest, std::abs(p(i, j)));
            }
            largest = std::max(largest, std::abs(sum) / (biggest * bound));
        }
        return largest;
    }
};

}  // namespace pinn::lazy
