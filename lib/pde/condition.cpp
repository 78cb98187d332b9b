#include "lib/pde/condition.hpp"

#include <algorithm>
#include <cmath>

#include "lib/report/text.hpp"

namespace pinn {
namespace {

template <class T>
std::string named(const Condition<T>& condition) {
    return concat("condition ", condition.name, ": ");
}

// Numbers in the place of u and its derivatives, of no pattern: near `size`, which is sound for 1/u, sqrt(u) and log(u)
// if it is positive.
template <class T>
Matrix<T> stand_in(Shape shape, double size) {
    Matrix<T> stack(shape);
    for (std::size_t i = 0; i < stack.size(); ++i) {
        const double turns = 0.6180339887498949 * static_cast<double>(i + 1);
        stack.data()[i] = static_cast<T>(size * (0.5 + turns - std::floor(turns)));
    }
    return stack;
}

// Is A[u](x_i) one number, made of what u is at x_i alone? The points stand in the middle of a stack of others, as they
// do in a loss. Some of them change; then A at the rest has to stay what it was, to the bit. Those whose index has bit
// b, and those that have not, for every b: any two points are told apart.
template <class T>
void check_operator(const Condition<T>& condition, const std::string& name, std::size_t dimension,
                    std::size_t outputs) {
    if (!condition.applied) throw ShapeError(name + "has no operator");
    const Channels channels = condition.channels;
    const std::size_t n = condition.points.rows(), stacked = n + 2;
    const std::size_t blocks = channels.value + channels.directions + channels.second;
    if (channels.directions > dimension) {
        throw ShapeError(concat(name, "reads ", channels.directions, " first derivatives in ", dimension,
                                dimension == 1 ? " dimension" : " dimensions"));
    }
    Tape<T> tape;
    const Var<T> leaf = tape.leaf(Matrix<T>(blocks * stacked, outputs, T(1)));
    Jet<T> u = uniform_jet(leaf, stacked, dimension, channels);
    u.points = {1, n};
    Var<T> A;
    try {
        A = condition.applied(u);
    } catch (const ShapeError& error) {
        throw ShapeError(name + "its operator reads what it did not ask for: " + error.what());
    }
    if (A.shape() != Shape{n, 1}) {
        throw ShapeError(concat(name, "its operator gives ", to_string(A.shape()), " at ", n,
                                " points; accepted is one number for each point"));
    }
    try {
        condition.applied(uniform_jet(tape.leaf(Matrix<T>(blocks, outputs, T(1))), 1, dimension, channels));
    } catch (const ShapeError& error) {
        throw ShapeError(name + "its operator reads numbers of its own at the points: " + error.what());
    }
    for (const double size : {1.0, -1e-3}) {
        const Matrix<T> start = stand_in<T>(leaf.shape(), size);
        tape.assign(leaf, start.view());
        tape.evaluate();
        const Matrix<T> before(A.value());
        for (std::size_t bit = 1; bit <= stacked; bit *= 2) {
            for (const bool with : {true, false}) {
                const auto changes = [&](std::size_t point) { return ((point & bit) != 0) == with; };
                tape.assign(leaf, start.view());
                const MatrixView<T> values = tape.leaf_value(leaf);
                for (std::size_t row = 0; row < values.rows; ++row) {
                    if (!changes(row % stacked)) continue;
                    for (std::size_t k = 0; k < outputs; ++k) values(row, k) *= T(1.25);
                }
                tape.evaluate();
                for (std::size_t i = 0; i < n; ++i) {
                    const T now = A.value()(i, 0);
                    if (changes(i + 1) || now == before(i, 0) || (std::isnan(now) && std::isnan(before(i, 0))))
                        continue;
                    throw NumericalError(name +
                                         "its operator makes points interact: at one point it depends on u at others");
                }
            }
        }
    }
}

// Points, targets and weights.
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
    const std::vector<double>& weights = condition.weights;
    if (!weights.empty() && weights.size() != n) {
        throw ShapeError(concat(named(condition), "has ", weights.size(), " weights for ", n,
                                n == 1 ? " point" : " points", "; accepted are ", n, " or none"));
    }
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (!(weights[i] >= 0) || !std::isfinite(static_cast<T>(weights[i]))) {
            throw NumericalError(concat(named(condition), "weight ", i, " is ", weights[i],
                                        "; accepted is a finite number that is not negative"));
        }
    }
}

}  // namespace

template <class T>
void check_condition(const Condition<T>& condition, const MlpSettings& network) {
    check_data(condition, network);
    const std::string name = named(condition);
    const std::size_t d = network.dimension();
    if (d < 1 || d > 3) throw ShapeError(concat(name, "the network has ", d, " inputs; accepted are 1 to 3"));
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
    if (condition.weights != before.weights) {
        throw NumericalError(named(condition) +
                             "new data come with other weights of the points; only points and targets may change");
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
