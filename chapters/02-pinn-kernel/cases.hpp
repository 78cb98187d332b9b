// The equations and depths that the lemma is tried on, and what is kept of a run.
#pragma once

#include <limits>
#include <utility>

#include "chapters/02-pinn-kernel/flow.hpp"
#include "chapters/02-pinn-kernel/semidefinite.hpp"
#include "lib/report/study.hpp"

namespace pinn {

struct Case {
    std::string item;
    Equation equation;
    std::size_t hidden_layers;

    std::string name() const { return formula(equation) + ", " + std::to_string(hidden_layers) + " hidden"; }
};
// The lemma for the model problem of Section 4; then the operators and depths that Remark 3.4 speaks of.
inline const std::vector<Case> cases{{"Lemma 3.1", Equation::poisson, 1},    {"Remark 3.4", Equation::poisson, 3},
                                     {"Remark 3.4", Equation::cubic, 1},     {"Remark 3.4", Equation::cubic, 3},
                                     {"Remark 3.4", Equation::advection, 1}, {"Remark 3.4", Equation::advection, 3}};

// The rates: eta lambda_max(K(0)) from 1e-2 down to 1e-9, four to a decade.
inline const std::vector<double> step_sizes = [] {
    std::vector<double> sizes;
    for (int k = 0; k <= 28; ++k) sizes.push_back(std::pow(10.0, -2 - 0.25 * k));
    return sizes;
}();

// The exponent p of mismatch ~ eta^p, from eta lambda_max = 1e-2 to 1e-6, above rounding only: a difference of outputs
// cannot be known better than a few eps ||output||, and 1000 of them leave the fit undisturbed.
inline double slope(const Start& start, const Vector& mismatches) {
    // A fixed factor, so that no point is left out because of where it lies.
    const double rounding = std::numeric_limits<double>::epsilon() * norm(start.output);
    Vector x, y;
    for (std::size_t k = 0; k < mismatches.size(); ++k) {
        if (step_sizes[k] < 0.99e-6 || mismatches[k] * start.error < 1000 * rounding) break;
        x.push_back(step_sizes[k]);
        y.push_back(mismatches[k]);
    }
    return log_log_slope(x, y);
}

// The slope, and the mismatch at every rate.
struct OneStep {
    double slope;
};

// The flow's largest distances from the outputs of theta(t), and its moments one after the other.
struct Farthest {
    double refreshed, kept;
};
constexpr std::size_t numbers_of_a_moment = 4;
inline std::pair<Farthest, std::vector<double>> flow_beside(const Start& start) {
    Farthest farthest{0, 0};
    std::vector<double> moments;
    for (const Moment& m : follow_flow(start)) {
        farthest = {std::max(farthest.refreshed, m.refreshed), std::max(farthest.kept, m.kept)};
        moments.insert(moments.end(), {m.time, m.error, m.refreshed, m.kept});
    }
    return {farthest, moments};
}

using Steps = Runs<std::pair<OneStep, std::vector<double>>>;
using Flows = Runs<std::pair<Farthest, std::vector<double>>>;

// figures.cpp
void onestep_figure(const std::vector<Steps>& steps, Study& study);
void alongflow_figure(const std::vector<Flows>& flows, Study& study);
void rounding_figure(std::size_t width, Study& study);
// What the kernel costs, three ways (cost.cpp).
void time_three_ways(Study& study);

}  // namespace pinn
