#include "lib/training/loss.hpp"

#include <algorithm>
#include <cmath>

#include "lib/report/text.hpp"

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
std::vector<std::string> names_of(const std::vector<Condition<T>>& conditions) {
    if (conditions.empty()) throw ShapeError("there are no conditions");
    std::vector<std::string> names;
    for (const Condition<T>& condition : conditions) {
        if (std::ranges::count(names, condition.name) > 0) {
            throw NumericalError(
                concat("two conditions are called ", condition.name, "; accepted are different names"));
        }
        names.push_back(condition.name);
    }
    return names;
}

template <class T>
void check_weights(const std::vector<double>& lambda, const std::vector<std::string>& names) {
    if (lambda.size() != names.size()) {
        throw ShapeError(concat("the loss has ", lambda.size(), lambda.size() == 1 ? " weight" : " weights",
                                " for the conditions ", joined(names), "; accepted is one for each"));
    }
    for (std::size_t k = 0; k < lambda.size(); ++k) {
        const T weight = static_cast<T>(lambda[k]);
        if (std::isfinite(weight) && weight >= 0) continue;
        const char* const wrong = weight < 0                   ? " is negative"
                                  : sizeof(T) == sizeof(float) ? " is not finite in float"
                                                               : " is not finite in double";
        throw NumericalError(concat("weight of condition ", names[k], ": ", lambda[k], wrong));
    }
}

void check_same_conditions(const char* what, const std::vector<std::string>& found,
                           const std::vector<std::string>& expected) {
    if (found == expected) return;
    throw NumericalError(concat(what, ": conditions are ", joined(found), "; accepted are ", joined(expected)));
}

template <class T>
std::vector<double> kernel_weights(const std::vector<Condition<T>>& conditions, LossConvention convention,
                                   const std::vector<double>& lambda) {
    check_shapes(conditions.size() == lambda.size(), "kernel_weights", {conditions.size(), 1}, {lambda.size(), 1});
    std::vector<double> d;
    for (std::size_t k = 0; k < conditions.size(); ++k) {
        const std::size_t n = conditions[k].points.rows();
        const std::vector<double>& w = conditions[k].weights;
        check_shapes(w.empty() || w.size() == n, "kernel_weights: weights of points", {w.size(), 1}, {n, 1});
        for (std::size_t i = 0; i < n; ++i) {
            d.push_back(2 * loss_factor(convention, n) * lambda[k] * (w.empty() ? 1 : w[i]));
        }
    }
    return d;
}

namespace {

template <class T>
Matrix<T> column(const std::vector<double>& from) {
    Matrix<T> to(from.size(), 1);
    std::copy(from.begin(), from.end(), to.values().begin());
    return to;
}

// L is read by some conditions only; the others may join any pass.
template <class T>
std::vector<double> coefficients_in(const std::vector<Condition<T>>& conditions, std::size_t k, std::size_t dimension) {
    if (!conditions[k].coefficients.empty()) return conditions[k].coefficients;
    for (const Condition<T>& other : conditions) {
        if (!other.coefficients.empty()) return other.coefficients;
    }
    return std::vector<double>(dimension, 0);
}

// Are the first points of one condition all points of the other?
template <class T>
bool begins_with(const Condition<T>& condition, const Condition<T>& other) {
    const Matrix<double>&points = condition.points, &first = other.points;
    return first.cols() == points.cols() && first.rows() <= points.rows() &&
           std::ranges::equal(points.values().first(first.size()), first.values());
}

// May it share a pass with others?
template <class T>
bool shareable(const Condition<T>& condition) {
    return route_of(condition) == Route::fused && condition.partners.rows() == 0;
}

// Which conditions share a pass: those with the same coefficients, in the order in which points that carry a channel
// are neighbours, L first, then by falling number of directions.
template <class T>
std::vector<std::vector<std::size_t>> passes(const std::vector<Condition<T>>& conditions,
                                             const std::vector<typename Loss<T>::Data>& data) {
    std::vector<std::size_t> order;
    for (std::size_t k = 0; k < conditions.size(); ++k) {
        if (shareable(conditions[k])) order.push_back(k);
    }
    const auto coefficients = [&](std::size_t k) -> const std::vector<double>& { return data[k].placed.coefficients; };
    std::ranges::stable_sort(order, [&](std::size_t k, std::size_t l) {
        const Channels &a = conditions[k].channels, &b = conditions[l].channels;
        if (coefficients(k) != coefficients(l)) return coefficients(k) > coefficients(l);
        if (a.second != b.second) return a.second > b.second;
        return a.directions > b.directions;
    });
    std::vector<std::vector<std::size_t>> passes;
    for (const std::size_t k : order) {
        if (passes.empty() || coefficients(passes.back().front()) != coefficients(k)) passes.emplace_back();
        passes.back().push_back(k);
    }
    return passes;
}

// u at the points of every condition, and where the points lie. If all points of the next condition of the list are the
// first of this one, as those of u_t among those of u, they are not evaluated again if that comes right before it in
// the pass.
template <class T>
void place_all(const MlpOnTape<T>& network, const std::vector<Condition<T>>& conditions,
               std::vector<typename Loss<T>::Data>& data) {
    const std::size_t d = network.settings().dimension();
    for (std::size_t k = 0; k < conditions.size(); ++k) {
        if (!shareable(conditions[k])) {
            data[k].placed = place(network, conditions[k]);
        } else {
            data[k].placed.coefficients = coefficients_in(conditions, k, d);
        }
    }
    for (const std::vector<std::size_t>& pass : passes(conditions, data)) {
        std::vector<PointGroup> groups;
        std::vector<Matrix<double>> parts;
        std::size_t points = 0;
        for (std::size_t i = 0; i < pass.size(); ++i) {
            const std::size_t k = pass[i];
            const Condition<T>& condition = conditions[k];
            const bool after_next = i > 0 && pass[i - 1] == k + 1;
            data[k].shares = after_next && begins_with(condition, conditions[k + 1]);
            const std::size_t there = data[k].shares ? conditions[k + 1].points.rows() : 0;
            const std::size_t left = condition.points.rows() - there;
            groups.push_back({{points - there, condition.points.rows()}, condition.channels});
            parts.emplace_back(condition.points.view().row_block(there, left));
            points += left;
        }
        const std::vector<double>& coefficients = data[pass.front()].placed.coefficients;
        const Seed<T> seed = network.seed(stack_rows(parts), coefficients);
        const std::vector<Jet<T>> found = network.forward_jets(seed, coefficients, groups);
        for (std::size_t i = 0; i < pass.size(); ++i) {
            Placed<T>& placed = data[pass[i]].placed;
            placed.seed = seed;
            placed.u = found[i];
            attach(network, conditions[pass[i]], placed.u);
        }
    }
}

}  // namespace

template <class T>
void Loss<T>::set_data(const MlpOnTape<T>& network, const std::vector<Condition<T>>& conditions) const {
    check_shapes(conditions.size() == data.size(), "set_data: conditions", {data.size(), 1}, {conditions.size(), 1});
    for (std::size_t k = 0; k < data.size(); ++k) {
        const Condition<T>& condition = conditions[k];
        check_new_data(condition, data[k].recorded, network.settings());
        if (data[k].shares && !begins_with(condition, conditions[k + 1])) {
            throw ShapeError(concat("set_data: conditions ", condition.name, " and ", conditions[k + 1].name,
                                    " were recorded with points in common, which have to stay the same"));
        }
    }
    for (std::size_t k = 0; k < data.size(); ++k) {
        data[k].placed.move(network, conditions[k]);
        std::ranges::copy(conditions[k].target.values(), data[k].target.tape->leaf_value(data[k].target).data);
    }
}

template <class T>
std::string Loss<T>::fault() const {
    for (std::size_t k = 0; k < data.size(); ++k) {
        const std::string name = concat("condition ", data[k].recorded.name, ": ");
        const ConstMatrixView<T> e = errors[k].value();
        for (std::size_t i = 0; i < e.rows; ++i) {
            if (!std::isfinite(e(i, 0))) return concat(name, "A[u] - y is ", e(i, 0), " at point ", i);
        }
        if (!std::isfinite(terms[k].scalar())) return name + "the squares of A[u] - y overflow";
    }
    return "the sum of its terms overflows";
}

template <class T>
Loss<T> record_loss(Tape<T>& tape, const MlpOnTape<T>& network, const std::vector<Condition<T>>& conditions,
                    LossConvention convention, const std::vector<double>& lambda) {
    check_weights<T>(lambda, names_of(conditions));
    Loss<T> loss;
    std::vector<bool> read(network.unknown_count());
    for (const Condition<T>& condition : conditions) {
        const std::vector<bool> reads = check_condition(condition, network.settings(), network.unknown_count());
        for (std::size_t k = 0; k < read.size(); ++k) read[k] = read[k] || reads[k];
        loss.data.push_back({.recorded = condition});
    }
    if (const auto unread = std::ranges::find(read, false); unread != read.end()) {
        throw NumericalError(concat("unknown ", unread - read.begin(), " of the network is read by no condition"));
    }
    place_all(network, conditions, loss.data);
    for (std::size_t k = 0; k < conditions.size(); ++k) {
        const Condition<T>& condition = conditions[k];
        const std::size_t n = condition.points.rows();
        loss.data[k].target = tape.leaf(rounded<T>(condition.target));
        loss.errors.push_back(condition.applied(loss.data[k].placed.u) - loss.data[k].target);
        Var<T> squares = square(loss.errors[k]);
        if (!condition.weights.empty()) squares = tape.constant(column<T>(condition.weights)) * squares;
        loss.terms.push_back(loss_factor(convention, n) * sum(squares));
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
template std::vector<std::string> names_of(const std::vector<Condition<float>>&);
template std::vector<std::string> names_of(const std::vector<Condition<double>>&);
template void check_weights<float>(const std::vector<double>&, const std::vector<std::string>&);
template void check_weights<double>(const std::vector<double>&, const std::vector<std::string>&);
template struct Loss<float>;
template struct Loss<double>;
template Loss<float> record_loss(Tape<float>&, const MlpOnTape<float>&, const std::vector<Condition<float>>&,
                                 LossConvention, const std::vector<double>&);
template Loss<double> record_loss(Tape<double>&, const MlpOnTape<double>&, const std::vector<Condition<double>>&,
                                  LossConvention, const std::vector<double>&);

}  // namespace pinn
