#include "lib/training/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "lib/report/text.hpp"

namespace pinn {

template <class T>
Trainer<T>::Trainer(const Mlp<T>& network, const std::vector<Condition<T>>& conditions, LossConvention convention,
                    const std::vector<double>& lambda, Optimizer optimizer)
    : network_(tape_, network),
      loss_(record_loss(tape_, network_, conditions, convention, lambda)),
      gradient_(gradient(loss_.total, network_.parameters())),
      optimizer_(optimizer),
      moments_(network_.parameters().size()) {
    check_settings(optimizer);
    const T rate = static_cast<T>(learning_rate(optimizer, 0));
    check_setting(rate > 0 && std::isfinite(rate), "learning rate", learning_rate(optimizer, 0),
                  sizeof(T) == sizeof(float) ? "what float can hold" : "what double can hold");
    names_ = names_of(conditions);
}

template <class T>
const Loss<T>& Trainer<T>::fresh() const {
    if (stale_) loss_.total.tape->evaluate();
    stale_ = false;
    return loss_;
}

template <class T>
double Trainer<T>::loss() const {
    return static_cast<double>(fresh().total.scalar());
}

template <class T>
ConstMatrixView<T> Trainer<T>::error(std::size_t k) const {
    if (k >= names_.size()) throw ShapeError(concat("error(", k, "): there are ", names_.size(), " conditions"));
    return fresh().errors[k].value();
}

template <class T>
void Trainer<T>::step() {
    tape_.evaluate();
    stale_ = false;
    if (!std::isfinite(loss())) {
        std::ostringstream message;
        message << "training diverged: the loss is not finite at step " << steps_done_ << " with learning rate "
                << learning_rate(optimizer_, steps_done_);
        if (std::holds_alternative<GradientDescent>(optimizer_)) {
            message << "; gradient descent is stable up to 2/lambda_max of the kernel with the weights in";
        }
        message << "; " << loss_.fault();
        throw DivergenceError(message.str());
    }
    std::visit(
        [&](const auto& rule) {
            for (std::size_t k = 0; k < gradient_.size(); ++k) {
                update<T>(rule, steps_done_, tape_.leaf_value(network_.parameters()[k]), gradient_[k].value(),
                          moments_[k]);
            }
        },
        optimizer_);
    ++steps_done_;
}

template <class T>
void Trainer<T>::run(std::size_t count, const std::function<void()>& observe) {
    for (std::size_t i = 0; i < count; ++i) {
        step();
        if (observe) observe();
    }
}

template <class T>
std::vector<double> Trainer<T>::loss_terms() const {
    std::vector<double> terms;
    for (const Var<T>& term : fresh().terms) terms.push_back(static_cast<double>(term.scalar()));
    return terms;
}

template <class T>
void Trainer<T>::set_lambda(const std::vector<double>& lambda) {
    check_weights<T>(lambda, names_);
    for (std::size_t k = 0; k < lambda.size(); ++k) {
        tape_.leaf_value(loss_.lambda[k])(0, 0) = static_cast<T>(lambda[k]);
    }
    stale_ = true;
}

template <class T>
void Trainer<T>::set_lambda(const Weights<T>& weights) {
    if (!weights.names().empty()) check_same_conditions("weights", weights.names(), names_);
    set_lambda(weights.lambda());
}

template <class T>
void Trainer<T>::set_data(const std::vector<Condition<T>>& conditions) {
    loss_.set_data(network_, conditions);
    stale_ = true;
}

template <class T>
TrainerState<T> Trainer<T>::state() const {
    TrainerState<T> state{steps_done_, {}, moments_};
    for (const Var<T>& parameter : network_.parameters()) {
        const ConstMatrixView<T> value = parameter.value();
        state.parameters.emplace_back(value.data, value.data + value.rows * value.cols);
    }
    return state;
}

template <class T>
void Trainer<T>::restore(const TrainerState<T>& state) {
    const std::vector<Var<T>>& parameters = network_.parameters();
    check_shapes(state.parameters.size() == parameters.size(), "restore: parameters", {parameters.size(), 1},
                 {state.parameters.size(), 1});
    check_shapes(state.moments.size() == parameters.size(), "restore: moments", {parameters.size(), 1},
                 {state.moments.size(), 1});
    // There are moments from the first step on.
    const std::size_t kept = state.steps_done > 0 ? moments_of(optimizer_) : 0;
    for (std::size_t k = 0; k < parameters.size(); ++k) {
        const Shape shape = parameters[k].shape();
        const std::size_t count = shape.rows * shape.cols;
        check_shapes(state.parameters[k].size() == count, "restore: parameters", shape,
                     {state.parameters[k].size(), 1});
        const Shape moments{kept > 0 ? count : 0, kept > 1 ? count : 0};
        const Shape given{state.moments[k].first.size(), state.moments[k].second.size()};
        check_shapes(given == moments, "restore: moments", moments, given);
    }
    for (std::size_t k = 0; k < parameters.size(); ++k) {
        std::ranges::copy(state.parameters[k], tape_.leaf_value(parameters[k]).data);
    }
    moments_ = state.moments;
    steps_done_ = state.steps_done;
    stale_ = true;
}

template <class T>
void train(Trainer<T>& trainer, std::size_t steps, Weights<T>& weights, std::size_t interval,
           const std::function<void()>& observe) {
    if (interval == 0) throw std::logic_error("train: weights are updated every 0 steps");
    for (std::size_t i = 0; i < steps; ++i) {
        if (trainer.steps_done() % interval == 0) {
            weights.update(trainer.on_tape());
            trainer.set_lambda(weights);
        }
        trainer.step();
        if (observe) observe();
    }
}

template class Trainer<float>;
template class Trainer<double>;
template void train(Trainer<float>&, std::size_t, Weights<float>&, std::size_t, const std::function<void()>&);
template void train(Trainer<double>&, std::size_t, Weights<double>&, std::size_t, const std::function<void()>&);

}  // namespace pinn
