// One training beside its prediction by the kernel at initialization: what is kept of it, and how far they agree.
//
// Gradient descent on half sums moves the errors e = o - y at the training points by e(k + 1) = (I - eta K(k)) e(k) to
// first order in the step. With K(0) in place of K(k) every eigencomponent is a power of 1 - eta lambda_i. How far this
// holds depends on how much K moves.
#pragma once

#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

#include "chapters/06-spectral-bias/initial.hpp"
#include "chapters/06-spectral-bias/problem.hpp"

namespace pinn::spectral {

// The trainings: width, the largest first, and s, the error at the start in units of the paper's.
struct Case {
    double width, s;
    std::string name() const { return concat("width ", width, ", s = ", s); }
};
inline const std::vector<Case> cases{{10'000, 1},   {10'000, 0.1}, {10'000, 0.01}, {1'000, 1}, {1'000, 0.1},
                                     {1'000, 0.01}, {100, 1},      {100, 0.1},     {100, 0.01}};
constexpr std::size_t leading = 5;  // components whose rate of decay is fitted

// u or u_xx at test points, before training.
struct TestPoints {
    Condition<double> condition;
    std::vector<double> exact;
    Matrix<double> K_test;        // test points against all training points
    std::vector<double> outputs;  // o_test(0)

    TestPoints(const Initial& start, Condition<double> at)
        : condition(std::move(at)),
          exact(targets({condition})),
          K_test(multiply_nt(jacobian(start.network, condition), start.J)) {
        std::ranges::fill(condition.target.values(), 0);  // errors are outputs
        outputs = errors(start.network, {condition});
    }
};

// Of u and of u_xx.
inline std::vector<TestPoints> test_points(const Problem& p, const Initial& start) {
    return {{start, p.experiment.problem.boundary<double>(p.test)},
            {start, p.experiment.problem.interior<double>(p.test)}};
}

// u at test points for t -> infinity.
struct Limit {
    double cutoff, kept;  // of eigenvalues, relative to the largest; how many are above
    double dropped;       // share of the norm of D (y - o(0))
    double error;         // ||u - exact|| / ||exact||
    auto fields() { return std::tie(cutoff, kept, dropped, error); }
};

// A list of numbers at some steps: of the trained network, predicted, and predicted as printed, without the initial
// outputs.
struct Comparison {
    double size = 0;  // of the data, or of the exact u or u_xx
    std::vector<std::size_t> step{};
    std::vector<std::vector<double>> trained{}, predicted{}, printed{};
    auto fields() { return std::tie(size, step, trained, predicted, printed); }

    void add(std::size_t k, const std::vector<double>& by_training, const std::vector<double>& foreseen,
             const std::vector<double>& as_printed) {
        step.push_back(k), trained.push_back(by_training), predicted.push_back(foreseen), printed.push_back(as_printed);
    }
    // The largest || foreseen - trained || / size over the steps, foreseen being predicted or printed.
    double mismatch(std::vector<std::vector<double>> Comparison::*foreseen) const {
        std::vector<double> norms;
        for (std::size_t n = 0; n < step.size(); ++n) norms.push_back(distance((this->*foreseen)[n], trained[n]));
        return maximum(norms) / size;
    }
};

// The number of steps in which a component falls to 1/e, x = eta lambda_i.
inline std::size_t folding(double x) {
    return static_cast<std::size_t>(std::clamp(std::round(-1 / std::log(std::abs(1 - x))), 1.0, 1e18));
}

struct Course {
    double rate = 0;                 // eta
    std::vector<double> lambda{};    // of K(0)
    Comparison e{};                  // q_i . e(k)
    std::vector<Comparison> test{};  // u and u_xx at test points
    std::vector<Limit> limits{};     // at several cutoffs
    auto fields() { return std::tie(rate, lambda, e, test, limits); }

    // The rate of decay of component i over its first folding, over lambda_i: the slope m of log |q_i . e(k)| against k
    // through its start, by least squares; forward Euler makes it log(1 - eta lambda).
    double rate_ratio(std::size_t i) const {
        double xy = 0, xx = 0;
        for (std::size_t n = 0; n < e.step.size() && e.step[n] <= folding(rate * lambda[i]); ++n) {
            const double k = static_cast<double>(e.step[n]), decay = descent_decay(rate, e.step[n])(lambda[i]);
            xy += k * std::log(std::abs(e.trained[n][i] / e.predicted[n][i] * decay));
            xx += k * k;
        }
        return -std::expm1(xy / xx) / rate / lambda[i];
    }
    // The largest |fitted / predicted - 1| of the leading rates.
    double rate_deviation() const {
        std::vector<double> deviations;
        for (std::size_t i = 0; i < leading; ++i) deviations.push_back(std::abs(rate_ratio(i) - 1));
        return maximum(deviations);
    }

    // ||e(k) - predicted|| / ||e(k)||: what is unforeseen of what is left after k steps.
    double unforeseen(std::size_t k) const {
        const auto n = static_cast<std::size_t>(std::ranges::find(e.step, k) - e.step.begin());
        return distance(e.trained[n], e.predicted[n]) / norm(e.trained[n]);
    }
};

// Test points are looked at three times.
inline std::vector<std::size_t> test_steps(std::size_t last) {
    return {std::max<std::size_t>(1, last / 100), std::max<std::size_t>(1, last / 10), last};
}
// The errors are looked at then, at logarithmic_steps, at `compared`, and at the first folding of every component to be
// fitted.
inline std::vector<std::size_t> looks(std::size_t last, std::size_t compared, double rate,
                                      const std::vector<double>& lambda) {
    std::vector<std::size_t> also = test_steps(last);
    also.push_back(compared);
    for (std::size_t i = 0; i < leading; ++i) also.push_back(folding(rate * lambda[i]));
    return logarithmic_steps(last, also);
}

}  // namespace pinn::spectral
