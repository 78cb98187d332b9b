// One training of Problem 7.2 and what is kept of it.
//
// The error of u splits exactly. With e = u - u_exact, e'' = r is the residual, so
//
//     e(x) = (1 - x) e(0) + x e(1)  +  (G r)(x),      G the Green's function of d^2/dx^2 with zero ends:
//
// a straight line, which only the boundary term of the loss sees, and a curved part, which only the residual term sees.
#pragma once

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "lib/kernel/dynamics.hpp"
#include "lib/report/units.hpp"
#include "lib/training/poisson_experiment.hpp"
#include "lib/training/trainer.hpp"
#include "lib/training/weights.hpp"

namespace pinn::adaptive {

struct Problem {
    PoissonExperiment experiment{.problem = {4}};
    std::size_t width = 100;
    double rate = 1e-5;
    Matrix<double> test = equispaced(1000, 0, 1);
};

// The norms of u - exact and of both its parts over those of the exact solution, on the test points.
struct Errors {
    double all, line, curved;
};

template <class T>
std::vector<double> values_at(const Mlp<T>& network, const Matrix<double>& points) {
    const Matrix<T> u = network(points);
    return {u.values().begin(), u.values().end()};
}

inline Errors errors_of(const Problem& problem, const std::vector<double>& u) {
    std::vector<double> e(u.size());
    double exact = 0, all = 0, line = 0, curved = 0;
    for (std::size_t i = 0; i < u.size(); ++i) {
        const double solution = problem.experiment.problem.exact(problem.test(i, 0));
        e[i] = u[i] - solution;
        exact += solution * solution;
    }
    for (std::size_t i = 0; i < u.size(); ++i) {
        const double straight = e.front() + (e.back() - e.front()) * problem.test(i, 0);
        all += e[i] * e[i];
        line += straight * straight;
        curved += (e[i] - straight) * (e[i] - straight);
    }
    return {std::sqrt(all / exact), std::sqrt(line / exact), std::sqrt(curved / exact)};
}

template <class T>
double relative_error(const Problem& problem, const Mlp<T>& network) {
    return errors_of(problem, values_at(network, problem.test)).all;
}

// The share of the norm of the error (D^{1/2} e, in the eigenvectors of K~ of the network) in components that this
// training had no time for: eta lambda_i steps < 1.
inline double slow_share(const Problem& problem, const Setting& setting, const std::vector<double>& lambda,
                         const Mlp<double>& network, std::size_t steps) {
    const std::vector<Condition<double>> conditions = problem.experiment.conditions();
    const WeightedKernel K = weighted_kernel_of_jacobian(problem.experiment.jacobian(network),
                                                         kernel_weights(conditions, setting.loss, lambda));
    const std::vector<double> parts = components(K, errors(network, conditions));
    double slow = 0, all = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        all += parts[i] * parts[i];
        if (problem.rate * K.values()[i] * static_cast<double>(steps) < 1) slow += parts[i] * parts[i];
    }
    return std::sqrt(slow / all);
}

// A training with a fixed lambda_b: the errors after a quarter, a half and all of its steps; and the slow share at the
// end.
struct FixedRun {
    std::array<Errors, 3> at{};
    double slow = NAN;
    std::vector<double> u{};  // at the test points, where it was asked for
    bool diverged = true;     // then all is NaN

    explicit FixedRun(const Unit& unit) : diverged(unit.failed()) {
        for (std::size_t k = 0; k < 3; ++k) {
            at[k] = diverged ? Errors{NAN, NAN, NAN}
                             : Errors{unit.numbers[3 * k], unit.numbers[3 * k + 1], unit.numbers[3 * k + 2]};
        }
        if (diverged) return;
        slow = unit.numbers[9];
        u.assign(unit.numbers.begin() + 10, unit.numbers.end());
    }
    const Errors& end() const { return at[2]; }
};

template <class T>
std::vector<double> fixed_run(const Problem& problem, const Setting& setting, double lambda_b, std::uint64_t seed,
                              std::size_t steps, bool with_u = false) {
    const std::vector<double> lambda = problem.experiment.lambda(setting, lambda_b);
    Trainer<T> trainer(problem.experiment.network<T>(setting, 1, problem.width, seed),
                       problem.experiment.conditions<T>(), setting.loss, lambda, GradientDescent{problem.rate});
    std::vector<double> numbers;
    for (const std::size_t part : {4, 2, 1}) {
        trainer.run(steps / part - trainer.steps_done());
        const Errors errors = errors_of(problem, values_at(trainer.network(), problem.test));
        numbers.insert(numbers.end(), {errors.all, errors.line, errors.curved});
    }
    double slow = 0;
    if constexpr (std::is_same_v<T, double>) slow = slow_share(problem, setting, lambda, trainer.network(), steps);
    numbers.push_back(slow);
    if (with_u) {
        const std::vector<double> u = values_at(trainer.network(), problem.test);
        numbers.insert(numbers.end(), u.begin(), u.end());
    }
    return numbers;
}

// ---- Weights that follow the training -------------------------------------------------------------------------------

// What is seen of it along the way.
struct Look {
    double step, loss_b, loss_r, lambda_b, lambda_r, m_b, m_r;  // m: what the rule measures (the traces, Algorithm 1)
};

struct RuleRun {
    double error = NAN;
    std::vector<Look> looks;

    explicit RuleRun(const Unit& unit) {
        if (unit.failed()) return;
        error = unit.numbers[0];
        for (std::size_t i = 1; i + 6 < unit.numbers.size(); i += 7) {
            const double* n = &unit.numbers[i];
            looks.push_back({n[0], n[1], n[2], n[3], n[4], n[5], n[6]});
        }
    }
    // NaN if the run diverged.
    double weight_ratio(bool at_end) const {
        if (looks.empty()) return NAN;
        const Look& look = at_end ? looks.back() : looks.front();
        return look.lambda_b / look.lambda_r;
    }
};

// Trains with an update every `interval` steps (paper: Algorithm 1, for any rule); looks at 10 steps a decade.
// `weights` for the network of that seed.
inline std::vector<double> rule_run(const Problem& problem, const Setting& setting, Weights<double> weights,
                                    std::size_t interval, std::uint64_t seed, std::size_t steps) {
    Trainer<double> trainer(problem.experiment.network(setting, 1, problem.width, seed),
                            problem.experiment.conditions(), setting.loss, weights.lambda(),
                            GradientDescent{problem.rate});
    std::vector<double> looks;
    double next = 1;
    double error = NAN;  // of a training that diverges; what was seen of it is kept
    try {
        train<double>(trainer, steps, weights, interval, [&] {
            const auto step = static_cast<double>(trainer.steps_done());
            if (step < next && trainer.steps_done() != steps) return;
            while (next <= step) next *= std::pow(10, 0.1);
            const std::vector<double> terms = trainer.loss_terms(), lambda = weights.lambda();
            const std::vector<double> m =
                weights.measured().empty() ? std::vector<double>{NAN, NAN} : weights.measured();
            looks.insert(looks.end(), {step, terms[0], terms[1], lambda[0], lambda[1], m[0], m[1]});
        });
        error = relative_error(problem, trainer.network());
    } catch (const DivergenceError&) {
    }
    std::vector<double> numbers = {error};
    numbers.insert(numbers.end(), looks.begin(), looks.end());
    return numbers;
}

}  // namespace pinn::adaptive
