#include "lib/training/weights.hpp"

#include <algorithm>
#include <cmath>

#include "lib/report/text.hpp"

namespace pinn {
namespace {

template <class T>
double squared_norm(const std::vector<Var<T>>& parts) {
    double squares = 0;
    for (const Var<T>& part : parts) {
        const ConstMatrixView<T> value = part.value();
        double sum = 0;
        for (std::size_t i = 0; i < value.rows; ++i) {
            const T* const row = value.data + i * value.stride;
#pragma omp simd reduction(+ : sum)
            for (std::size_t j = 0; j < value.cols; ++j)
                sum += static_cast<double>(row[j]) * static_cast<double>(row[j]);
        }
        squares += sum;
    }
    return squares;
}

}  // namespace

std::vector<WeightRule> all_weight_rules() {
    return {WeightRule::trace_ratio, WeightRule::root_rayleigh, WeightRule::gradient_norm, WeightRule::entry_sum,
            WeightRule::inverse_gradient_norm};
}

std::string to_string(WeightRule rule) {
    switch (rule) {
        case WeightRule::trace_ratio:
            return "trace ratio";
        case WeightRule::root_rayleigh:
            return "root Rayleigh quotient";
        case WeightRule::gradient_norm:
            return "gradient norm";
        case WeightRule::entry_sum:
            return "sum of entries";
        case WeightRule::inverse_gradient_norm:
            break;
    }
    return "inverse gradient norm";
}

void weights_from(WeightRule rule, std::span<const double> measured, WeightScale scale, std::span<double> lambda) {
    check_shapes(measured.size() == lambda.size(), "weights_from", {measured.size(), 1}, {lambda.size(), 1});
    const bool proportional = rule == WeightRule::gradient_norm;
    double all = 0;
    for (const double m : measured) all += m;
    for (std::size_t k = 0; k < lambda.size(); ++k) lambda[k] = proportional ? measured[k] / all : all / measured[k];
    if (scale == WeightScale::as_defined || lambda.empty()) return;
    const double last = lambda.back();
    for (double& weight : lambda) weight /= last;
}

template <class T>
Weights<T>::Recorded::Recorded(WeightRule rule, const Mlp<T>& net, const std::vector<Condition<T>>& conditions,
                               LossConvention convention)
    : network(tape, net) {
    if (rule == WeightRule::trace_ratio) {
        for (const Condition<T>& condition : conditions) traces.emplace_back(network, condition);
        return;
    }
    // s = |e|^2 / 2, whose gradient is J^T e, for the Rayleigh quotient; 1^T e, whose gradient is J^T 1, for the sum of
    // entries; the loss itself for its gradient norms.
    if (rule == WeightRule::root_rayleigh) convention = LossConvention::half_sums;
    loss = record_loss(tape, network, conditions, convention, std::vector<double>(conditions.size(), 1));
    for (std::size_t k = 0; k < conditions.size(); ++k) {
        scalars.push_back(rule == WeightRule::entry_sum ? sum(loss->errors[k]) : loss->terms[k]);
    }
    for (const Var<T>& scalar : scalars) gradients.push_back(gradient(scalar, network.parameters()));
}

template <class T>
Weights<T>::Weights(WeightRule rule, const Mlp<T>& network, const std::vector<Condition<T>>& conditions,
                    LossConvention convention, WeightScale scale)
    : rule_(rule),
      scale_(scale),
      names_(names_of(conditions)),
      recorded_(std::make_unique<Recorded>(rule, network, conditions, convention)),
      measured_(conditions.size()),
      lambda_(conditions.size()) {
    for (const Condition<T>& condition : conditions) {
        if (condition.weights.empty()) continue;
        throw NumericalError(concat("weights by ", to_string(rule), ": condition ", condition.name,
                                    " has weights of its points; the rule counts all points alike"));
    }
    measure();
}

template <class T>
void Weights<T>::set_data(const std::vector<Condition<T>>& conditions) const {
    if (recorded_ == nullptr) return;
    check_shapes(conditions.size() == measured_.size(), "Weights: conditions", {measured_.size(), 1},
                 {conditions.size(), 1});
    if (recorded_->loss) recorded_->loss->set_data(recorded_->network, conditions);
    for (std::size_t k = 0; k < recorded_->traces.size(); ++k)
        recorded_->traces[k].check(recorded_->network, conditions[k]);
    for (std::size_t k = 0; k < recorded_->traces.size(); ++k) {
        recorded_->traces[k].move_points(recorded_->network, conditions[k]);
    }
}

template <class T>
const std::vector<double>& Weights<T>::update(const MlpOnTape<T>& network) {
    if (recorded_ == nullptr) return lambda_;
    recorded_->network.assign(network);
    recorded_->tape.evaluate();
    measure();
    return lambda_;
}

template <class T>
double Weights<T>::measure(std::size_t k) const {
    switch (rule_) {
        case WeightRule::trace_ratio:
            return recorded_->traces[k].value();
        case WeightRule::root_rayleigh:
            return std::sqrt(squared_norm(recorded_->gradients[k]) /
                             (2 * static_cast<double>(recorded_->scalars[k].scalar())));
        case WeightRule::entry_sum:
            return squared_norm(recorded_->gradients[k]);
        case WeightRule::gradient_norm:
        case WeightRule::inverse_gradient_norm:
            break;
    }
    return std::sqrt(squared_norm(recorded_->gradients[k]));
}

template <class T>
void Weights<T>::measure() {
    const auto refuse = [&](std::size_t k, const auto&... what) {
        throw DivergenceError(concat("weights by ", to_string(rule_), ": condition ", names_[k], ": ", what...));
    };
    for (std::size_t k = 0; k < measured_.size(); ++k) {
        measured_[k] = measure(k);
        if (!std::isfinite(measured_[k])) refuse(k, "measured ", measured_[k]);
    }
    weights_from(rule_, measured_, scale_, lambda_);
    for (std::size_t k = 0; k < lambda_.size(); ++k) {
        if (!std::isfinite(lambda_[k])) refuse(k, "the weight is ", lambda_[k], ", measured ", measured_[k]);
        if (rule_ != WeightRule::trace_ratio || measured_[k] > 1e-4 * std::ranges::max(measured_)) continue;
        const double rounding = recorded_->traces[k].rounding();  // costs as much as a trace
        if (!(measured_[k] > rounding)) refuse(k, "measured ", measured_[k], ", which is rounding");
    }
}

template class Weights<float>;
template class Weights<double>;

}  // namespace pinn
