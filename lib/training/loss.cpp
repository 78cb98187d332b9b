#include "lib/training/loss.hpp"

#include <algorithm>

namespace pinn {

double loss_factor(LossConvention convention, std::size_t points) {
    switch (convention) {
        case LossConvention::half_sums:
            return 0.5;
        case LossConvention::half_means:
            return 0.5 / static_cast<double>(points);
        case LossConvention::means:
            return 1.0 / static_cast<double>(points);
    }
    return 0;
}

template <class T>
std::vector<double> kernel_weights(const std::vector<Condition<T>>& conditions, LossConvention convention,
                                   const std::vector<double>& lambda) {
    check_shapes(conditions.size() == lambda.size(), "kernel_weights", {conditions.size(), 1}, {lambda.size(), 1});
    std::vector<double> d;
    for (std::size_t k = 0; k < conditions.size(); ++k) {
        const std::size_t n = conditions[k].points.rows();
        d.insert(d.end(), n, 2 * loss_factor(convention, n) * lambda[k]);
    }
    return d;
}

template <class T>
Loss<T> record_loss(Tape<T>& tape, const MlpOnTape<T>& network, const std::vector<Condition<T>>& conditions,
                    LossConvention convention, const std::vector<double>& lambda) {
    check_shapes(!conditions.empty() && conditions.size() == lambda.size(), "record_loss: weights",
                 {conditions.size(), 1}, {lambda.size(), 1});
    Loss<T> loss;
    for (std::size_t k = 0; k < conditions.size(); ++k) {
        const Condition<T>& condition = conditions[k];
        const std::size_t n = condition.points.rows();
        check_shapes(condition.target.shape() == Shape{n, 1}, "record_loss: target", condition.target.shape(), {n, 1});
        Matrix<T> target(n, 1);
        std::copy(condition.target.values().begin(), condition.target.values().end(), target.values().begin());

        const Jet<T> u = network.forward_jet(condition.points, condition.coefficients, condition.channels);
        loss.errors.push_back(condition.applied(u) - tape.constant(target));
        loss.terms.push_back(loss_factor(convention, n) * sum(square(loss.errors[k])));
        loss.lambda.push_back(tape.leaf(Matrix<T>(1, 1, static_cast<T>(lambda[k]))));
        const Var<T> weighted = loss.lambda[k] * loss.terms[k];
        loss.total = k == 0 ? weighted : loss.total + weighted;
    }
    return loss;
}

template std::vector<double> kernel_weights(const std::vector<Condition<float>>&, LossConvention,
                                            const std::vector<double>&);
template std::vector<double> kernel_weights(const std::vector<Condition<double>>&, LossConvention,
                                            const std::vector<double>&);
template Loss<float> record_loss(Tape<float>&, const MlpOnTape<float>&, const std::vector<Condition<float>>&,
                                 LossConvention, const std::vector<double>&);
template Loss<double> record_loss(Tape<double>&, const MlpOnTape<double>&, const std::vector<Condition<double>>&,
                                  LossConvention, const std::vector<double>&);

}  // namespace pinn
