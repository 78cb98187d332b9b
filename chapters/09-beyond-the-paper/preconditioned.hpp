// The kernel as a preconditioner: Gauss-Newton beside gradient descent.
//
// Gradient descent multiplies the component i of the error by 1 - eta lambda_i in a step, so it waits for the small
// eigenvalues. Gauss-Newton (lib/training/gauss_newton.hpp) solves with the same kernel: 1 - eta lambda_i/(lambda_i +
// mu), where K does not change. Every component far above mu moves alike.
#pragma once

#include <chrono>
#include <cmath>
#include <vector>

#include "chapters/06-spectral-bias/initial.hpp"
#include "chapters/07-adaptive-weights/problem.hpp"
#include "chapters/08-wave-equation/kernels.hpp"
#include "chapters/08-wave-equation/run.hpp"
#include "lib/dense/vector.hpp"
#include "lib/training/gauss_newton.hpp"

namespace pinn::preconditioned {

// ---- (a) The linear regime ------------------------------------------------------------------------------------------

// The components of the error along the eigenvectors of K(0) after every step, in units of their start.
struct Decay {
    double eta, mu;                             // mu absolute
    std::vector<double> lambda;                 // those looked at
    std::vector<std::vector<double>> measured;  // [step][component]

    double factor(std::size_t i) const { return 1 - eta * lambda[i] / (lambda[i] + mu); }
    // The largest relative deviation of measured[k + 1] / measured[k] from factor(), over all steps.
    double deviation(std::size_t i) const {
        double worst = 0;
        for (std::size_t k = 0; k + 1 < measured.size(); ++k) {
            worst = std::max(worst, std::abs(measured[k + 1][i] / measured[k][i] / factor(i) - 1));
        }
        return worst;
    }
    double deviation() const {
        double worst = 0;
        for (std::size_t i = 0; i < lambda.size(); ++i) worst = std::max(worst, deviation(i));
        return worst;
    }
};

// A start of chapter 06 with other data: its error, as long as before, has the component sqrt(lambda_i / Tr K) along
// every eigenvector, what a step of one size in every direction of the parameters makes. The paper's error falls off
// alike, but some of its components are small by chance, and drown in the second order of the others.
inline spectral::Initial with_even_error(spectral::Initial start, const PoissonExperiment& experiment) {
    const EigenDecomposition<double>& K = start.K;
    const double trace = sum(K.values);
    const double size = norm(start.error);
    std::vector<double> even(start.error.size());
    for (std::size_t i = 0; i < K.values.size(); ++i) {
        const double component = size * std::sqrt(K.values[i] / trace);
        for (std::size_t j = 0; j < even.size(); ++j) even[j] += component * K.vectors(i, j);
    }
    std::size_t j = 0;
    for (Condition<double>& condition : start.conditions) {
        for (double& y : condition.target.values()) {
            y += (start.error[j] - even[j]) / experiment.root_weight(j);
            ++j;
        }
    }
    start.error = even;
    return start;
}

// From such a start. mu: relative to the largest eigenvalue; components of lambda_i >= cutoff lambda_1.
inline Decay decay(const spectral::Initial& start, const PoissonExperiment& experiment, const Setting& setting,
                   double eta, double mu, double cutoff, std::size_t steps) {
    const std::vector<double>& all = start.K.values;
    const double trace = sum(all);
    Decay found{.eta = eta, .mu = mu * all[0], .lambda = {}, .measured = {}};
    for (const double value : all) {
        if (value >= cutoff * all[0]) found.lambda.push_back(value);
    }
    GaussNewton<double> optimizer(start.network, start.conditions, setting.loss, experiment.lambda(setting),
                                  {.mu = found.mu / (trace / static_cast<double>(all.size())), .rate = eta, .ease = 1});
    std::vector<double> first;
    for (std::size_t k = 0; k <= steps; ++k) {
        if (k > 0) optimizer.step();
        const std::vector<double> now = components(start.K, experiment.with_copies(optimizer.errors()));
        if (k == 0) first = now;
        std::vector<double>& row = found.measured.emplace_back();
        for (std::size_t i = 0; i < found.lambda.size(); ++i) row.push_back(now[i] / first[i]);
    }
    return found;
}

// ---- (b) Problem 7.2 ------------------------------------------------------------------------------------------------

// The relative L2 error after the steps asked for, the seconds they took, and how many of them lowered nothing.
struct Course {
    std::vector<double> error;
    double seconds = 0;
    double refused = 0;
};

// {errors..., seconds, refused}: what a unit keeps.
inline std::vector<double> numbers(const Course& course) {
    std::vector<double> all = course.error;
    all.push_back(course.seconds);
    all.push_back(course.refused);
    return all;
}

class Stopwatch {
  public:
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

  private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// `step` once for every step up to the last look; the error at the looks. Only the steps are timed.
template <class Step, class Error>
Course follow(const std::vector<std::size_t>& looks, Step step, Error error) {
    Course found;
    std::size_t done = 0;
    for (const std::size_t look : looks) {
        const Stopwatch watch;
        for (; done < look; ++done) step();
        found.seconds += watch.seconds();
        found.error.push_back(error());
    }
    return found;
}

// The steps at which courses are looked at, up to the last.
inline std::vector<std::size_t> looks_until(std::size_t last) {
    std::vector<std::size_t> looks = spectral::logarithmic_steps(last);
    looks.erase(looks.begin());  // a first step says little
    return looks;
}

inline Course by_gauss_newton(const adaptive::Problem& problem, const Setting& setting, std::uint64_t seed,
                              const std::vector<std::size_t>& looks) {
    GaussNewton<double> optimizer(problem.experiment.network(setting, 1, problem.width, seed),
                                  problem.experiment.conditions(), setting.loss, problem.experiment.lambda(setting));
    return follow(
        looks, [&] { optimizer.step(); }, [&] { return adaptive::relative_error(problem, optimizer.network()); });
}

// weighted: lambda_b from the traces at initialization (paper: Eq. (7.3)), else 1.
inline Course by_gradient_descent(const adaptive::Problem& problem, const Setting& setting, bool weighted,
                                  std::uint64_t seed, const std::vector<std::size_t>& looks) {
    const Mlp<double> network = problem.experiment.network(setting, 1, problem.width, seed);
    const std::vector<Condition<double>> conditions = problem.experiment.conditions();
    const double lambda_b = weighted ? kernel_trace(network, conditions[1]) /
                                           (problem.experiment.copies * kernel_trace(network, conditions[0]))
                                     : 1;
    Trainer<double> trainer(network, conditions, setting.loss, problem.experiment.lambda(setting, lambda_b),
                            GradientDescent{problem.rate});
    return follow(
        looks, [&] { trainer.step(); }, [&] { return adaptive::relative_error(problem, trainer.network()); });
}

// ---- (c) The wave equation ------------------------------------------------------------------------------------------

// Gauss-Newton on the wave equation. With the same points in every step it would fit them and nothing else; so they are
// drawn anew in every step, as those of Adam are in chapter 08.
struct WaveSettings {
    std::string name;
    std::vector<std::size_t> widths;
    Wave::Sizes sizes;
    std::vector<double> lambda;  // of means over all points of {u, u_t, r}
    LevenbergMarquardt rule;
    std::size_t steps;
};

inline Course by_gauss_newton(const WaveSettings& settings, std::uint64_t seed, const std::vector<std::size_t>& looks) {
    Random random(seed);
    const InputScaling scaling = InputScaling::z_scored(Wave::uniform(100'000, random));
    const Mlp<double> network({settings.widths, Parameterization::glorot, scaling}, random);
    std::vector<Condition<double>> conditions = Wave::conditions<double>(settings.sizes, random);
    GaussNewton<double> optimizer(network, conditions, LossConvention::means, settings.lambda, settings.rule);
    double refused = 0;
    Course found = follow(
        looks,
        [&] {
            Wave::draw(settings.sizes, random, conditions);
            optimizer.set_data(conditions);
            if (!optimizer.step()) ++refused;
        },
        [&] { return wave::relative_error(wave::on_grid(optimizer.network())); });
    found.refused = refused;
    return found;
}

}  // namespace pinn::preconditioned
