// What Lemma 3.1 names, for a network at initialization: outputs, targets and the kernel; and what one gradient step
// does to the outputs, for several operators and depths.
#pragma once

#include <limits>

#include "lib/dense/vector.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/pde/nonlinear.hpp"
#include "lib/report/study.hpp"
#include "lib/spectrum/jacobi.hpp"

namespace pinn {

struct Case {
    std::string item;
    Equation equation;
    std::size_t hidden_layers;

    std::string name() const { return concat(formula(equation), ", ", hidden_layers, " hidden"); }
};
// The lemma for the model problem of Section 4; then the operators and depths that Remark 3.4 speaks of.
inline const std::vector<Case> cases{{"Lemma 3.1", Equation::poisson, 1},    {"Remark 3.4", Equation::poisson, 3},
                                     {"Remark 3.4", Equation::cubic, 1},     {"Remark 3.4", Equation::cubic, 3},
                                     {"Remark 3.4", Equation::advection, 1}, {"Remark 3.4", Equation::advection, 3}};
inline void name_cases(FigureData& figure) {
    for (std::size_t c = 0; c < cases.size(); ++c) figure.comment(concat("case ", c + 1, ": ", cases[c].name()));
}

// A network of NTK parameterization on raw inputs: the setting of Section 4.
template <class T>
Mlp<T> network_of(std::size_t hidden_layers, std::size_t width, std::uint64_t seed) {
    std::vector<std::size_t> widths(hidden_layers + 2, width);
    widths.front() = widths.back() = 1;
    Random random(seed);
    return {{widths, Parameterization::ntk, InputScaling::raw(1)}, random};
}

using Vector = std::vector<double>;

// [u(x_b); N[u](x_r)], evaluated afresh: nothing here knows of K.
inline Vector outputs(const Mlp<double>& network, const std::vector<Condition<double>>& conditions) {
    Vector stacked;
    Tape<double> tape;
    const MlpOnTape<double> u(tape, network);
    for (const Condition<double>& A : conditions) {
        const Matrix<double> values(A.applied(u.forward_jet(A.points, A.coefficients, A.channels)).value());
        stacked.insert(stacked.end(), values.values().begin(), values.values().end());
    }
    return stacked;
}

// - K (output - y): the right-hand side of paper: Eq. (3.8).
inline Vector predicted_velocity(const Matrix<double>& K, std::span<const double> output, const Matrix<double>& y) {
    Vector velocity(y.size());
    for (std::size_t i = 0; i < y.size(); ++i) {
        for (std::size_t j = 0; j < y.size(); ++j) velocity[i] -= K(i, j) * (output[j] - y(j, 0));
    }
    return velocity;
}

// A network at initialization with everything that the lemma names: u = g on the boundary and N[u] = f inside
// (paper: Eq. (3.1), Eq. (3.2)), and K, whose inner products run over all parameters (paper: Eq. (3.9), Remark 3.2).
struct Start {
    Mlp<double> network;
    std::vector<Condition<double>> conditions;
    Matrix<double> K = kernel(network, conditions);
    Vector output = outputs(network, conditions);
    Matrix<double> y = stack_rows<double>({conditions[0].target, conditions[1].target});  // [g(x_b); f(x_r)]
    double error_norm = distance(output, y.values());
    double lambda_max = jacobi(K, {.vectors = false}).values.front();
};

// The rates: eta lambda_max(K(0)) from 1e-2 down to 1e-9, four to a decade.
inline const Vector step_sizes = [] {
    Vector sizes;
    for (int k = 0; k <= 28; ++k) sizes.push_back(std::pow(10.0, -2 - 0.25 * k));
    return sizes;
}();

// What the kernel does not predict of one step, at every rate, and the exponent p of mismatch ~ eta^p.
struct OneStep {
    Vector mismatch;
    double slope;
    auto fields() { return std::tie(mismatch, slope); }
};

// From eta lambda_max = 1e-2 to 1e-6, above rounding only: a difference of outputs cannot be known better than a few
// eps ||output||, and 1000 of them leave the fit undisturbed.
inline double slope(const Start& start, const Vector& mismatch) {
    const double rounding = std::numeric_limits<double>::epsilon() * norm(start.output);
    std::size_t fitted = 0;
    // A fixed factor, so that no point is left out because of where it lies.
    while (step_sizes[fitted] > 0.99e-6 && !(mismatch[fitted] * start.error_norm < 1000 * rounding)) ++fitted;
    return log_log_slope(std::span(step_sizes).first(fitted), std::span(mismatch).first(fitted));
}

// Of the first seed; `steps` are the runs of every case.
inline void onestep_figure(const std::vector<Runs<OneStep>>& steps, Study& study) {
    std::vector<Column> columns{{"step", step_sizes}};
    for (std::size_t c = 0; c < cases.size(); ++c) columns.emplace_back(concat("case", c + 1), steps[c][0].mismatch);
    FigureData& figure = study.figure("ch02-onestep", columns);
    figure.comment("step: eta lambda_max(K(0)); caseN: |outputs after - before + eta K e| / |e|; first seed");
    name_cases(figure);
}

}  // namespace pinn
