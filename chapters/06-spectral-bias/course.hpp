// One training beside its prediction by the kernel at initialization: what is kept of it, and how far they agree.
//
// Gradient descent on half sums moves the errors e = o - y at the training points by e(k + 1) = (I - eta K(k)) e(k) to
// first order in the step. With K(0) in place of K(k) every eigencomponent is a power of 1 - eta lambda_i. How far this
// holds depends on how much K moves.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>
#include <vector>

#include "chapters/06-spectral-bias/initial.hpp"
#include "chapters/06-spectral-bias/problem.hpp"
#include "lib/training/trainer.hpp"

namespace pinn::spectral {

constexpr std::size_t leading = 5;  // components whose rate of decay is fitted

// u or u_xx at test points, before training.
struct TestPoints {
    Condition<double> condition;
    std::vector<double> exact;
    Matrix<double> K_test;        // test points against all training points
    std::vector<double> outputs;  // o_test(0)

    TestPoints(const Initial& start, Condition<double> at) : condition(std::move(at)), exact(targets({condition})) {
        std::ranges::fill(condition.target.values(), 0);
        K_test = multiply_nt(jacobian(start.network, condition), start.J);
        outputs = errors(start.network, {condition});
    }
};

// Of u and of u_xx.
inline std::vector<TestPoints> test_points(const Problem& p, const Initial& start) {
    return {{start, p.experiment.problem.boundary<double>(p.test)},
            {start, p.experiment.problem.interior<double>(p.test)}};
}

// Outputs at test points after some steps: trained, predicted, and predicted as printed, without the initial outputs.
struct Look {
    std::size_t step;
    std::vector<double> trained, corrected{}, printed{};
    auto fields() { return std::tie(step, trained, corrected, printed); }
};

// u at test points for t -> infinity.
struct Limit {
    double cutoff = NAN;   // of eigenvalues, relative to the largest
    double kept = NAN;     // eigenvalues
    double dropped = NAN;  // share of the norm of D (y - o(0))
    double error = NAN;    // ||u - exact|| / ||exact||
    auto fields() { return std::tie(cutoff, kept, dropped, error); }
};

struct Course {
    std::vector<double> lambda;                                           // of K(0)
    double size_of_data;                                                  // ||D y||
    std::vector<std::size_t> step;                                        // when it was looked at
    std::vector<std::vector<double>> measured{}, predicted{}, printed{};  // q_i . e(k), one list for each of these
    std::vector<std::vector<Look>> test{};  // of u and of u_xx, at a hundredth, a tenth and the end of training
    std::vector<Limit> limits{};            // at several cutoffs
    auto fields() { return std::tie(lambda, size_of_data, step, measured, predicted, printed, test, limits); }

    // The number of steps in which component i falls to 1/e.
    std::size_t folding(double rate, std::size_t i) const {
        const double x = rate * lambda[i];
        const double log_factor = x < 1 ? std::log1p(-x) : std::log(x - 1);
        return static_cast<std::size_t>(std::clamp(std::round(-1 / log_factor), 1.0, 1e18));
    }

    // The rate of decay of component i over its first folding, over lambda_i: the slope m of log |q_i . e(k)| against k
    // through its start, by least squares; forward Euler makes it log(1 - eta lambda).
    double rate_ratio(double rate, std::size_t i) const {
        double xy = 0, xx = 0;
        for (std::size_t n = 0; n < step.size() && step[n] <= folding(rate, i); ++n) {
            const double k = static_cast<double>(step[n]);
            const double decay = descent_decay(rate, step[n])(lambda[i]);
            xy += k * std::log(std::abs(measured[n][i] / predicted[n][i] * decay));
            xx += k * k;
        }
        return -std::expm1(xy / xx) / rate / lambda[i];
    }

    // The largest |fitted / predicted - 1| of the leading rates.
    double rate_deviation(double rate) const {
        std::vector<double> deviations;
        for (std::size_t i = 0; i < leading; ++i) deviations.push_back(std::abs(rate_ratio(rate, i) - 1));
        return maximum(deviations);
    }

    // ||e(k) - predicted|| / ||e(k)|| at the n-th look: what is unforeseen of what is left.
    double unforeseen(std::size_t n) const { return norm(difference(measured[n], predicted[n])) / norm(measured[n]); }
    // At the look at step k.
    double unforeseen_at(std::size_t k) const {
        return unforeseen(static_cast<std::size_t>(std::ranges::lower_bound(step, k) - step.begin()));
    }

    // How many leading components, one after the other, are foreseen: within a tenth of their start at every look until
    // they should have fallen to a tenth of it. A component that had no time for that ends the count.
    double foreseen_components() const {
        for (std::size_t i = 0; i < lambda.size(); ++i) {
            const double tenth = 0.1 * std::abs(predicted[0][i]);
            bool fallen = false;
            for (std::size_t n = 0; n < step.size() && !fallen; ++n) {
                if (!(std::abs(measured[n][i] - predicted[n][i]) <= tenth)) return static_cast<double>(i);
                fallen = std::abs(predicted[n][i]) <= tenth;
            }
            if (!fallen) return static_cast<double>(i);
        }
        return static_cast<double>(lambda.size());
    }

    // The largest ||foreseen - measured|| over the looks, foreseen being predicted or printed, over the norm of the
    // data.
    double mismatch(const std::vector<std::vector<double>>& foreseen) const {
        std::vector<double> norms;
        for (std::size_t n = 0; n < step.size(); ++n) norms.push_back(norm(difference(foreseen[n], measured[n])));
        return maximum(norms) / size_of_data;
    }
    // The same for the outputs at test points, &Look::corrected or &Look::printed, over the norm of the exact ones.
    double mismatch_at_test(std::size_t of, std::vector<double> Look::*foreseen,
                            const std::vector<double>& exact) const {
        std::vector<double> norms;
        for (const Look& look : test[of]) norms.push_back(norm(difference(look.*foreseen, look.trained)));
        return maximum(norms) / norm(exact);
    }
};

// Gradient descent for `last` steps, looked at on the way: at logarithmic_steps, at `also`, at the first folding of
// every component to be fitted, and at test points three times. One that diverges has NaN from there on.
inline Course train(const Problem& p, const Initial& start, std::size_t last, std::size_t also,
                    const std::vector<TestPoints>& tests) {
    const std::vector<std::size_t> test_steps{std::max<std::size_t>(1, last / 100), std::max<std::size_t>(1, last / 10),
                                              last};
    Course course{.lambda = start.K.values, .size_of_data = norm(start.data), .step = logarithmic_steps(last)};
    course.test.resize(tests.size());
    std::vector<std::size_t>& steps = course.step;
    steps.insert(steps.end(), {test_steps[0], test_steps[1], std::min(also, last)});
    for (std::size_t i = 0; i < leading; ++i) steps.push_back(std::min(last, course.folding(p.rate, i)));
    std::ranges::sort(steps);
    steps.erase(std::unique(steps.begin(), steps.end()), steps.end());

    Trainer<double> trainer(start.network, start.conditions, trained.loss, p.experiment.lambda(trained),
                            GradientDescent{p.rate});
    bool diverged = false;
    for (const std::size_t k : steps) {
        try {
            if (!diverged) trainer.run(k - trainer.steps_done());
        } catch (const DivergenceError&) {
            diverged = true;
        }
        const Mlp<double> network = trainer.network();
        const auto look = [&](std::vector<double> outputs) {
            return diverged ? std::vector<double>(outputs.size(), NAN) : outputs;
        };
        course.measured.push_back(
            look(components(start.K, p.experiment.with_copies(errors(network, start.conditions)))));
        if (std::ranges::find(test_steps, k) == test_steps.end()) continue;
        for (std::size_t of = 0; of < tests.size(); ++of) {
            course.test[of].push_back({k, look(errors(network, {tests[of].condition}))});
        }
    }
    return course;
}

// The courses of all widths and scales.
struct Case {
    double width, s;
    std::size_t steps;
    std::string name() const { return concat("width ", width, ", s = ", s); }
};
struct Courses {
    std::vector<Case> cases;
    std::vector<Runs<Course>> runs;
    std::size_t last;  // step at which trainings are compared

    const Runs<Course>& at(double width, double s) const {
        for (std::size_t k = 0; k < cases.size(); ++k) {
            if (cases[k].width == width && cases[k].s == s) return runs[k];
        }
        throw std::out_of_range("no training of that width and s");
    }
};

}  // namespace pinn::spectral
