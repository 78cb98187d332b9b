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
#include "lib/training/trainer.hpp"

namespace pinn {

// Three things side by side in one state: the parameters by (3.7), the outputs by (3.8) with K(t) refreshed from those
// parameters, and the outputs by (3.8) with K(0) kept.
class Flow {
  public:
    explicit Flow(const Start& start) : start_(start), u_(tape_, start.network) {
        const Loss<double> loss = record_loss(tape_, u_, start.conditions, LossConvention::half_sums, {1, 1});
        gradient_ = gradient(loss.total, u_.parameters());
    }

    Vector initial_state() const {
        Vector state;
        for (const Var<double>& part : u_.parameters()) {
            state.insert(state.end(), part.value().data, part.value().data + part.shape().rows * part.shape().cols);
        }
        for (int copy = 0; copy < 2; ++copy) state.insert(state.end(), start_.output.begin(), start_.output.end());
        return state;
    }

    void operator()(const Vector& state, Vector& velocity, double) {
        const Mlp<double> network = network_at(state);
        tape_.evaluate();
        auto entry = velocity.begin();
        for (const Var<double>& part : gradient_) {
            const ConstMatrixView<double> value = part.value();
            entry = std::transform(value.data, value.data + value.rows * value.cols, entry, std::negate<>());
        }
        const std::size_t refreshed = state.size() - 2 * start_.y.size(), kept = state.size() - start_.y.size();
        predicted_velocity(kernel(network, start_.conditions), &state[refreshed], start_.y, &velocity[refreshed]);
        predicted_velocity(start_.K, &state[kept], start_.y, &velocity[kept]);
    }

    // The network whose parameters the state holds.
    Mlp<double> network_at(const Vector& state) {
        auto entry = state.begin();
        for (const Var<double>& part : u_.parameters()) {
            const MatrixView<double> leaf = tape_.leaf_value(part);
            std::copy_n(entry, leaf.rows * leaf.cols, leaf.data);
            entry += static_cast<std::ptrdiff_t>(leaf.rows * leaf.cols);
        }
        return u_.network();
    }

  private:
    const Start& start_;
    Tape<double> tape_;
    MlpOnTape<double> u_;
    std::vector<Var<double>> gradient_;
};

struct Moment {
    double time;       // t lambda_max(K(0))
    double error;      // ||e(t)|| / ||e(0)||
    double refreshed;  // ||outputs by (3.8) with K(t) - outputs of theta(t)|| / ||e(0)||
    double kept;       // the same with K(0)
};

// The flow until t lambda_max(K(0)) = 100, four moments to a decade.
inline constexpr double flow_tolerance = 1e-10;
inline std::vector<Moment> follow_flow(const Start& start) {
    namespace odeint = boost::numeric::odeint;
    Vector times{0};
    for (int k = -4; k <= 8; ++k) times.push_back(std::pow(10.0, 0.25 * k) / start.lambda_max);
    std::vector<Moment> moments;
    Flow flow(start);
    const auto observe = [&](const Vector& state, double t) {
        const Vector truth = outputs(flow.network_at(state), start.conditions);
        const std::span predicted = std::span(state).last(2 * truth.size());
        moments.push_back({t * start.lambda_max, distance(truth, start.y) / start.error,
                           distance(predicted.first(truth.size()), truth) / start.error,
                           distance(predicted.last(truth.size()), truth) / start.error});
    };
    Vector state = flow.initial_state();
    odeint::integrate_times(
        odeint::make_controlled(flow_tolerance, flow_tolerance, odeint::runge_kutta_fehlberg78<Vector>()),
        std::ref(flow), state, times.begin(), times.end(), 0.01 / start.lambda_max, observe);
    return moments;
}

}  // namespace pinn
