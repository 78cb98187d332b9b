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

// u at test points, before training.
struct TestPoints {
    std::vector<double> exact;
    Matrix<double> K_test;  // against all training points
    std::vector<double> u;  // o_test(0)

    TestPoints(const Problem& p, const Initial& start)
        : exact(targets({p.experiment.problem.boundary<double>(p.test)})),
          K_test(multiply_nt(jacobian(start.network, p.at_test()), start.J)),
          u(p.u(start.network)) {}
};

// u at test points for t -> infinity.
struct Limit {
    double cutoff, kept;  // of eigenvalues, relative to the largest; how many are above
    double dropped;       // share of the norm of D (y - o(0))
    double error;         // ||u - exact|| / ||exact||
};

// A list of numbers after some steps: of the trained network, predicted, and predicted as printed, without the initial
// outputs.
struct Look {
    std::size_t step;
    std::vector<double> trained, predicted, printed;
    auto fields() { return std::tie(step, trained, predicted, printed); }

    // What is unforeseen of what is left.
    double unforeseen() const { return distance(trained, predicted) / norm(trained); }
};
struct Looks {
    double size;  // of the data, or of the exact u
    std::vector<Look> at{};
    auto fields() { return std::tie(size, at); }

    // The largest || foreseen - trained || / size, foreseen being predicted or printed.
    double mismatch(std::vector<double> Look::*foreseen) const {
        std::vector<double> norms;
        for (const Look& look : at) norms.push_back(distance(look.*foreseen, look.trained));
        return maximum(norms) / size;
    }
};

// The number of steps in which a component falls to 1/e, x = eta lambda_i.
inline std::size_t folding(double x) {
    return static_cast<std::size_t>(std::clamp(std::round(-1 / std::log(std::abs(1 - x))), 1.0, 1e18));
}

struct Course {
    double rate;                  // eta
    std::vector<double> lambda;   // of K(0)
    Looks e, u;                   // q_i . e(k); u at test points
    std::vector<Limit> limits{};  // at several cutoffs
    auto fields() { return std::tie(rate, lambda, e, u, limits); }

    // The largest |fitted / lambda_i - 1| of the leading rates of decay. The fit is the slope m of log |q_i . e(k)|
    // against k through its start, by least squares over the first folding; forward Euler makes it log(1 - eta lambda).
    double rate_deviation() const {
        std::vector<double> deviations;
        for (std::size_t i = 0; i < leading; ++i) {
            double xy = 0, xx = 0;
            for (const auto& [step, trained, predicted, printed] : e.at) {
                if (step > folding(rate * lambda[i])) break;
                const double k = static_cast<double>(step), decay = descent_decay(rate, step)(lambda[i]);
                xy += k * std::log(std::abs(trained[i] / predicted[i] * decay));
                xx += k * k;
            }
            deviations.push_back(std::abs(-std::expm1(xy / xx) / rate / lambda[i] - 1));
        }
        return maximum(deviations);
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
