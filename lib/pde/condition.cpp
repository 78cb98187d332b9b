#include "lib/pde/condition.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lib/report/text.hpp"

namespace pinn {
namespace {

template <class T>
std::string named(const Condition<T>& condition) {
    return concat("condition ", condition.name, ": ");
}

// A[u] at n points, by numbers in the place of u and its derivatives: sound for 1/u, sqrt(u) and log(u), and of no
// pattern.
template <class T>
Matrix<T> stand_in(std::size_t rows, std::size_t outputs) {
    Matrix<T> stack(rows, outputs);
    for (std::size_t i = 0; i < stack.size(); ++i) {
        const double turns = 0.6180339887498949 * static_cast<double>(i + 1);
        stack.data()[i] = static_cast<T>(0.5 + turns - std::floor(turns));
    }
    return stack;
}

// Is A[u](x_i) one number, made of what u is at x_i alone?
template <class T>
void check_operator(const Condition<T>& condition, const std::string& name, std::size_t dimension,
                    std::size_t outputs) {
    if (!condition.applied) throw ShapeError(name + "has no operator");
    const Channels channels = condition.channels;
    const std::size_t n = condition.points.rows();
    const std::size_t blocks = channels.value + channels.directions + channels.second;
    if (channels.directions > dimension) {
        throw ShapeError(concat(name, "reads ", channels.directions, " first derivatives in ", dimension,
                                dimension == 1 ? " dimension" : " dimensions"));
    }
    const Matrix<T> stack = stand_in<T>(blocks * n, outputs);
    Tape<T> together, alone;
    Var<T> all, one;
    const Var<T> point = alone.leaf(Matrix<T>(blocks, outputs, T(1)));
    try {
        all = condition.applied(uniform_jet(together.leaf(stack), n, dimension, channels));
    } catch (const ShapeError& error) {
        throw ShapeError(name + "its operator reads what it did not ask for: " + error.what());
    }
    if (all.shape() != Shape{n, 1}) {
        throw ShapeError(concat(name, "its operator gives ", to_string(all.shape()), " at ", n,
                                " points; accepted is one number for each point"));
    }
    try {
        one = condition.applied(uniform_jet(point, 1, dimension, channels));
    } catch (const ShapeError& error) {
        throw ShapeError(name + "its operator reads numbers of its own at the points: " + error.what());
    }
    T largest = 0;
    for (const T value : Matrix<T>(all.value()).values()) {
        if (std::isfinite(value)) largest = std::max(largest, std::abs(value));
    }
    const T tolerance = std::sqrt(std::numeric_limits<T>::epsilon()) * largest;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t c = 0; c < blocks; ++c) {
            std::ranges::copy(stack.row(c * n + i), &alone.leaf_value(point)(c, 0));
        }
        alone.evaluate();
        const T expected = all.value()(i, 0), found = one.value()(0, 0);
        if (!std::isfinite(expected) && !std::isfinite(found)) continue;
        if (!(std::abs(found - expected) <= tolerance)) {
            throw NumericalError(name + "its operator makes points interact: at one point it depends on u at others");
        }
    }
}

// Points and targets.
template <class T>
void check_data(const Condition<T>& condition, const MlpSettings& network) {
    const Matrix<double>&points = condition.points, &target = condition.target;
    const std::size_t n = points.rows(), d = network.dimension();
    if (n == 0) throw ShapeError(named(condition) + "has no points");
    if (points.cols() != d) {
        throw ShapeError(concat(named(condition), "points have ", points.cols(),
                                points.cols() == 1 ? " coordinate" : " coordinates", ", the network ", d,
                                d == 1 ? " input" : " inputs"));
    }
    if (target.shape() != Shape{n, 1}) {
        throw ShapeError(concat(named(condition), "targets are ", to_string(target.shape()), " for ", n,
                                n == 1 ? " point" : " points", "; accepted is ", n, "x1"));
    }
    if (condition.shared_points > n) {
        throw ShapeError(concat(named(condition), "shares ", condition.shared_points, " of its ", n, " points"));
    }
    // Squares of what the network sees are summed in the kernel.
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < d; ++k) {
            const T seen = static_cast<T>((points(i, k) - network.scaling.mean[k]) / network.scaling.deviation[k]);
            if (!std::isfinite(seen * seen)) {
                throw NumericalError(concat(named(condition), "point ", i, ": coordinate ", points(i, k),
                                            " is not finite, or overflows when it is squared"));
            }
        }
    }
    for (std::size_t i = 0; i < n; ++i) {
        if (!std::isfinite(static_cast<T>(target(i, 0)))) {
            throw NumericalError(concat(named(condition), "target ", i, " is ", target(i, 0)));
        }
    }
}

}  // namespace

template <class T>
void check_condition(const Condition<T>& condition, const MlpSettings& network) {
    check_data(condition, network);
    const std::string name = named(condition);
    const std::size_t d = network.dimension();
    const std::vector<double>& a = condition.coefficients;
    if (a.size() != d && (condition.channels.second || !a.empty())) {
        throw ShapeError(
            concat(name, "L has ", a.size(), " coefficients in ", d, d == 1 ? " dimension" : " dimensions"));
    }
    for (const double coefficient : a) {
        if (!std::isfinite(static_cast<T>(coefficient))) {
            throw NumericalError(concat(name, "a coefficient of L is ", coefficient));
        }
    }
    check_operator(condition, name, d, network.widths.back());
}

template <class T>
void check_new_data(const Condition<T>& condition, const RecordedCondition& before, const MlpSettings& network) {
    if (condition.name != before.name) {
        throw NumericalError(concat("new data for condition ", before.name, " are of condition ", condition.name));
    }
    if (condition.channels != before.channels || condition.coefficients != before.coefficients) {
        throw NumericalError(named(condition) +
                             "new data come with another operator; only points and targets may change");
    }
    if (condition.points.rows() != before.points) {
        throw ShapeError(concat(named(condition), "has ", condition.points.rows(), " new points for ", before.points));
    }
    check_data(condition, network);
}

template <class T>
std::vector<double> coefficients_of(const Condition<T>& condition, std::size_t dimension) {
    return condition.coefficients.empty() ? std::vector<double>(dimension, 0) : condition.coefficients;
}

template void check_condition(const Condition<float>&, const MlpSettings&);
template void check_condition(const Condition<double>&, const MlpSettings&);
template void check_new_data(const Condition<float>&, const RecordedCondition&, const MlpSettings&);
template void check_new_data(const Condition<double>&, const RecordedCondition&, const MlpSettings&);
template std::vector<double> coefficients_of(const Condition<float>&, std::size_t);
template std::vector<double> coefficients_of(const Condition<double>&, std::size_t);

}  // namespace pinn
