// The gradient flow of one network, and Eq. (3.8) beside it  (paper: Eq. (3.7), Eq. (3.8)).
//
// The lemma is about continuous time, so the integrator must be so good that its error is not mistaken for the lemma's:
// order 7 with an embedded order 8 and step control (Boost.Odeint). Explicit is enough: until t lambda_max = 100 the
// largest eigenvalue asks for some tens of steps, accuracy for more.
#pragma once

#include <algorithm>
#include <boost/numeric/odeint.hpp>
#include <functional>

#include "chapters/02-pinn-kernel/lemma.hpp"
#include "lib/training/loss.hpp"

namespace pinn {

// What is seen at some moments of the flow, the start and four to a decade.
struct Flow {
    Vector time;    // t lambda_max(K(0))
    Vector error;   // ||e(t)|| / ||e(0)||
    Vector by_K_t;  // ||outputs by (3.8) with K(t) - outputs of theta(t)|| / ||e(0)||
    Vector by_K_0;  // the same with K(0)

    auto fields() { return std::tie(time, error, by_K_t, by_K_0); }
};

// The flow until t lambda_max(K(0)) = 100. Three things lie side by side in one state: theta by (3.7), the outputs by
// (3.8) with K(t) computed anew from that theta, and the outputs by (3.8) with K(0) kept.
inline Flow follow_flow(const Start& start) {
    Tape<double> tape;
    const MlpOnTape<double> u(tape, start.network);
    const Var<double> L = record_loss(tape, u, start.conditions, LossConvention::half_sums, {1, 1}).total;
    const std::vector<Var<double>> grad_L = gradient(L, u.parameters());

    // The network whose parameters the state holds.
    const auto network_at = [&](const Vector& state) {
        auto entry = state.begin();
        for (const Var<double>& part : u.parameters()) {
            const MatrixView<double> leaf = tape.leaf_value(part);
            std::copy_n(entry, leaf.rows * leaf.cols, leaf.data);
            entry += static_cast<std::ptrdiff_t>(leaf.rows * leaf.cols);
        }
        return u.network();
    };
    // The outputs that it holds, with K(t) and with K(0).
    const auto by_K_t = [n = start.y.size()](const Vector& state) { return std::span(state).last(2 * n).first(n); };
    const auto by_K_0 = [n = start.y.size()](const Vector& state) { return std::span(state).last(n); };
    const auto velocity_at = [&](const Vector& state, Vector& velocity, double) {
        const Mlp<double> network = network_at(state);
        tape.evaluate();
        auto entry = velocity.begin();
        for (const Var<double>& part : grad_L) {
            const Matrix<double> value(part.value());
            entry = std::ranges::transform(value.values(), entry, std::negate()).out;
        }
        const Matrix<double> K = kernel(network, start.conditions);
        entry = std::ranges::copy(predicted_velocity(K, by_K_t(state), start.y), entry).out;
        std::ranges::copy(predicted_velocity(start.K, by_K_0(state), start.y), entry);
    };

    Flow flow;
    const auto observe = [&](const Vector& state, double t) {
        const Vector truth = outputs(network_at(state), start.conditions);
        flow.time.push_back(t * start.lambda_max);
        flow.error.push_back(distance(truth, start.y.values()) / start.error_norm);
        flow.by_K_t.push_back(distance(by_K_t(state), truth) / start.error_norm);
        flow.by_K_0.push_back(distance(by_K_0(state), truth) / start.error_norm);
    };
    Vector state, times{0};
    for (const Var<double>& part : u.parameters()) {
        const Matrix<double> value(part.value());
        state.insert(state.end(), value.values().begin(), value.values().end());
    }
    for (int copy = 0; copy < 2; ++copy) state.insert(state.end(), start.output.begin(), start.output.end());
    for (int k = -4; k <= 8; ++k) times.push_back(std::pow(10.0, 0.25 * k) / start.lambda_max);
    constexpr double tolerance = 1e-10;
    namespace odeint = boost::numeric::odeint;
    odeint::integrate_times(odeint::make_controlled(tolerance, tolerance, odeint::runge_kutta_fehlberg78<Vector>()),
                            velocity_at, state, times.begin(), times.end(), 0.01 / start.lambda_max, observe);
    return flow;
}

// Of the first seed and of the first and the last case; `flows` are the runs of every case.
inline void alongflow_figure(const std::vector<Runs<Flow>>& flows, Study& study) {
    std::vector<Column> columns{{"time", flows[0][0].time}};
    for (const std::size_t c : {std::size_t{0}, cases.size() - 1}) {
        columns.emplace_back(concat("error", c + 1), flows[c][0].error);
        columns.emplace_back(concat("by K(t) ", c + 1), flows[c][0].by_K_t);
        columns.emplace_back(concat("by K(0) ", c + 1), flows[c][0].by_K_0);
    }
    FigureData& figure = study.figure("ch02-alongflow", columns);
    figure.comment("time: t lambda_max(K(0)) of each case; error: |e(t)| / |e(0)|; by K(t), K(0): distance of the");
    figure.comment("outputs by (3.8) with K(t), with K(0), from those of theta(t), over |e(0)|; first seed");
    name_cases(figure);
}

}  // namespace pinn
