#include "lib/training/loss.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <tuple>

namespace pinn {

double loss_factor(LossConvention convention, std::size_t points) {
    check_shapes(points > 0 || convention == LossConvention::half_sums, "loss: a mean over no points", {points, 1},
                 {1, 1});
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

namespace {

template <class T>
Matrix<T> rounded(const Matrix<double>& from) {
    Matrix<T> to(from.shape());
    std::copy(from.values().begin(), from.values().end(), to.values().begin());
    return to;
}

// Are the first points of one condition all points of the other?
template <class T>
bool begins_with(const Condition<T>& condition, const Condition<T>& other) {
    const Matrix<double>&points = condition.points, &first = other.points;
    return first.cols() == points.cols() && first.rows() <= points.rows() &&
           std::ranges::equal(points.values().first(first.size()), first.values());
}

// A[u] at the points of every condition, and where the points lie. Conditions with the same coefficients share a pass,
// in the order in which points that carry a channel are neighbours: L first, then by falling number of directions.
// Points that a condition shares with the next of the list are not evaluated again if that stands right before it.
template <class T>
std::vector<Jet<T>> jets_of(const MlpOnTape<T>& network, const std::vector<Condition<T>>& conditions,
                            std::vector<typename Loss<T>::Data>& data) {
    std::vector<std::size_t> order(conditions.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater{}, [&](std::size_t k) {
        return std::tuple(conditions[k].coefficients, conditions[k].channels.second, conditions[k].channels.directions);
    });
    std::vector<Jet<T>> jets(conditions.size());
    for (std::size_t i = 0, next = 0; i < order.size(); i = next) {
        const std::vector<double>& coefficients = conditions[order[i]].coefficients;
        std::vector<PointGroup> groups;
        std::vector<Matrix<double>> parts;
        std::size_t points = 0;
        for (; next < order.size() && conditions[order[next]].coefficients == coefficients; ++next) {
            const Condition<T>& condition = conditions[order[next]];
            std::size_t there = 0;
            if (next > i && order[next - 1] == order[next] + 1) {
                const Condition<T>& before = conditions[order[next - 1]];
                if (condition.shared_points == before.points.rows() && begins_with(condition, before))
                    there = condition.shared_points;
            }
            const std::size_t left = condition.points.rows() - there;
            groups.push_back({{points - there, condition.points.rows()}, condition.channels});
            points += left;
            parts.emplace_back(condition.points.view().row_block(there, left));
            data[order[next]].shares = there > 0;
        }
        const Var<T> seed = network.seed(stack_rows(parts), coefficients);
        const std::vector<Jet<T>> pass = network.forward_jets(seed, coefficients, groups);
        for (std::size_t k = i; k < next; ++k) {
            jets[order[k]] = pass[k - i];
            data[order[k]].seed = seed;
            data[order[k]].coefficients = coefficients;
            data[order[k]].points = groups[k - i].points;
        }
    }
    return jets;
}

}  // namespace

template <class T>
void Loss<T>::set_data(const MlpOnTape<T>& network, const std::vector<Condition<T>>& conditions) const {
    check_shapes(conditions.size() == data.size(), "set_data: conditions", {data.size(), 1}, {conditions.size(), 1});
    for (std::size_t k = 0; k < data.size(); ++k) {
        const Shape points{data[k].points.count, data[k].coefficients.size()}, target{points.rows, 1};
        check_shapes(conditions[k].points.shape() == points, "set_data: points", points, conditions[k].points.shape());
        check_shapes(conditions[k].target.shape() == target, "set_data: target", target, conditions[k].target.shape());
        if (data[k].shares) {
            check_shapes(begins_with(conditions[k], conditions[k + 1]), "set_data: shared points", points,
                         conditions[k + 1].points.shape());
        }
    }
    for (std::size_t k = 0; k < data.size(); ++k) {
        network.move_points(data[k].seed, data[k].coefficients, data[k].points.first, conditions[k].points);
        std::ranges::copy(conditions[k].target.values(), data[k].target.tape->leaf_value(data[k].target).data);
    }
}

template <class T>
Loss<T> record_loss(Tape<T>& tape, const MlpOnTape<T>& network, const std::vector<Condition<T>>& conditions,
                    LossConvention convention, const std::vector<double>& lambda) {
    check_shapes(!conditions.empty() && conditions.size() == lambda.size(), "record_loss: weights",
                 {conditions.size(), 1}, {lambda.size(), 1});
    Loss<T> loss;
    loss.data.resize(conditions.size());
    const std::vector<Jet<T>> u = jets_of(network, conditions, loss.data);
    for (std::size_t k = 0; k < conditions.size(); ++k) {
        const Condition<T>& condition = conditions[k];
        const std::size_t n = condition.points.rows();
        check_shapes(condition.target.shape() == Shape{n, 1}, "record_loss: target", condition.target.shape(), {n, 1});
        loss.data[k].target = tape.leaf(rounded<T>(condition.target));
        loss.errors.push_back(condition.applied(u[k]) - loss.data[k].target);
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
template struct Loss<float>;
template struct Loss<double>;
template Loss<float> record_loss(Tape<float>&, const MlpOnTape<float>&, const std::vector<Condition<float>>&,
                                 LossConvention, const std::vector<double>&);
template Loss<double> record_loss(Tape<double>&, const MlpOnTape<double>&, const std::vector<Condition<double>>&,
                                  LossConvention, const std::vector<double>&);

}  // namespace pinn
