#include "lib/pde/condition.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "lib/report/text.hpp"

namespace pinn {
namespace {

template <class T>
std::string named(const Condition<T>& condition) {
    return concat("condition ", condition.name, ": ");
}

// Numbers of no pattern in [0.5, 1.5).
Matrix<double> stand_in(std::size_t rows, std::size_t cols) {
    Matrix<double> numbers(rows, cols);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const double turns = 0.6180339887498949 * static_cast<double>(i + 1);
        numbers.data()[i] = 0.5 + turns - std::floor(turns);
    }
    return numbers;
}

// A condition at n other points, and a small network it is tried on, where u is near `size`.
template <class T>
struct Trial {
    Tape<T> tape;
    std::optional<MlpOnTape<T>> network;
    Condition<T> condition;
    Placed<T> placed;

    Trial(const Condition<T>& tried, std::size_t n, const MlpSettings& settings, std::size_t unknowns, double size)
        : condition(tried) {
        const std::size_t d = settings.dimension(), outputs = settings.widths.back();
        Random random(0);
        Mlp<T> small({{d, 3, outputs}, Parameterization::ntk, InputScaling::raw(d)}, random);
        for (T& weight : small.weights[1].values()) weight *= static_cast<T>(std::abs(size) / 3);
        small.biases[1] = Matrix<T>(1, outputs, static_cast<T>(size));
        if (unknowns > 0) small.unknowns = Matrix<T>(1, unknowns, T(1));
        network.emplace(tape, small);
        condition.points = stand_in(n, d);
        if (tried.given.cols() > 0) condition.given = stand_in(n, tried.given.cols());
        if (tried.partners.rows() > 0) condition.partners = stand_in(n, d);
        placed = place(*network, condition);
    }
};

// Is A[u](x_i) one number, made of what u is at x_i alone? The points stand in the middle of others, as they do in a
// loss. Some of them change; then A at the rest has to stay what it was, to the bit. Those whose index has bit b, and
// those that have not, for every b: any two points are told apart.
template <class T>
void check_operator(const Condition<T>& condition, const std::string& name, const MlpSettings& network,
                    std::size_t unknowns) {
    if (!condition.applied) throw ShapeError(name + "has no operator");
    const std::size_t n = condition.points.rows(), stacked = n + 2;
    for (const double size : {1.0, -1e-3}) {
        Trial<T> trial(condition, stacked, network, unknowns, size);
        Jet<T> u = trial.placed.u;
        u.points = {1, n};
        if (u.partners.count > 0) u.partners = {stacked + 1, n};
        for (Var<T>* numbers : {&u.given_all, &u.unknown_all}) {
            if (numbers->tape != nullptr) *numbers = rows(*numbers, 1, n);
        }
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
            condition.applied(Trial<T>(condition, 1, network, unknowns, size).placed.u);
        } catch (const ShapeError& error) {
            throw ShapeError(name + "its operator reads numbers of its own at the points: " + error.what());
        }
        const Matrix<T> before(A.value());
        for (std::size_t bit = 1; bit <= stacked; bit *= 2) {
            for (const bool with : {true, false}) {
                const auto changes = [&](std::size_t point) { return ((point & bit) != 0) == with; };
                Condition<T> moved = trial.condition;
                for (Matrix<double>* data : {&moved.points, &moved.given, &moved.partners}) {
                    for (std::size_t i = 0; i < data->rows(); ++i) {
                        for (double& number : data->row(i)) number *= changes(i) ? 1.25 : 1;
                    }
                }
                trial.placed.move(*trial.network, moved);
                trial.tape.evaluate();
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

// Squares of what the network sees are summed in the kernel.
template <class T>
void check_points(const Condition<T>& condition, const Matrix<double>& points, const char* what,
                  const MlpSettings& network) {
    const std::size_t d = network.dimension();
    if (points.cols() != d) {
        throw ShapeError(concat(named(condition), what, "s have ", points.cols(),
                                points.cols() == 1 ? " coordinate" : " coordinates", ", the network ", d,
                                d == 1 ? " input" : " inputs"));
    }
    for (std::size_t i = 0; i < points.rows(); ++i) {
        for (std::size_t k = 0; k < d; ++k) {
            const T seen = static_cast<T>((points(i, k) - network.scaling.mean[k]) / network.scaling.deviation[k]);
            if (!std::isfinite(seen * seen)) {
                throw NumericalError(concat(named(condition), what, " ", i, ": coordinate ", points(i, k),
                                            " is not finite, or overflows when it is squared"));
            }
        }
    }
}

// Points, partners, given numbers, targets and weights.
template <class T>
void check_data(const Condition<T>& condition, const MlpSettings& network) {
    const Matrix<double>&target = condition.target, &given = condition.given, &partners = condition.partners;
    const std::size_t n = condition.points.rows();
    const auto one_for_each = [&](std::size_t count, const char* what) {
        if (count == n) return;
        throw ShapeError(concat(named(condition), "has ", count, what, n, n == 1 ? " point" : " points",
                                "; accepted are ", n, " or none"));
    };
    const auto finite = [&](const Matrix<double>& numbers, const char* what) {
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            if (std::isfinite(static_cast<T>(numbers.data()[i]))) continue;
            throw NumericalError(concat(named(condition), what, i, " is ", numbers.data()[i]));
        }
    };
    if (n == 0) throw ShapeError(named(condition) + "has no points");
    check_points(condition, condition.points, "point", network);
    if (partners.rows() > 0) {
        one_for_each(partners.rows(), " partners for ");
        check_points(condition, partners, "partner", network);
    }
    if (given.cols() > 0) one_for_each(given.rows(), " rows of given numbers for ");
    finite(given, "given number ");
    if (target.shape() != Shape{n, 1}) {
        throw ShapeError(concat(named(condition), "targets are ", to_string(target.shape()), " for ", n,
                                n == 1 ? " point" : " points", "; accepted is ", n, "x1"));
    }
    finite(target, "target ");
    const std::vector<double>& weights = condition.weights;
    if (!weights.empty()) one_for_each(weights.size(), " weights for ");
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (!(weights[i] >= 0) || !std::isfinite(static_cast<T>(weights[i]))) {
            throw NumericalError(concat(named(condition), "weight ", i, " is ", weights[i],
                                        "; accepted is a finite number that is not negative"));
        }
    }
}

// What A reads of derivatives, and the L_k.
template <class T>
void check_channels(const Condition<T>& condition, const std::string& name, std::size_t d) {
    const char* const dimensions = d == 1 ? " dimension" : " dimensions";
    const std::vector<double>& a = condition.coefficients;
    const Channels& channels = condition.channels;
    if (channels.directions > d) {
        throw ShapeError(concat(name, "reads ", channels.directions, " first derivatives in ", d, dimensions));
    }
    if (!a.empty() && !condition.parts.empty()) {
        throw ShapeError(name + "has coefficients and parts of second order; accepted is one of them");
    }
    if (condition.parts.empty() && a.size() != d && (channels.second > 0 || !a.empty())) {
        throw ShapeError(concat(name, "L has ", a.size(), " coefficients in ", d, dimensions));
    }
    const std::vector<SecondOrder> parts = parts_of(condition);
    if (channels.second > parts.size()) {
        throw ShapeError(concat(name, "reads ", channels.second, " operators of second order; it has ", parts.size()));
    }
    for (const SecondOrder& part : parts) {
        if (part.empty()) throw ShapeError(name + "an operator of second order has no terms");
        for (const SecondTerm& term : part) {
            const bool constant = term.given == SecondTerm::constant;
            if (std::max(term.i, term.j) >= d || (!constant && term.given >= condition.given.cols())) {
                throw ShapeError(concat(name, "L has a term d_", term.i, " d_", term.j,
                                        constant ? "" : concat(" times given number ", term.given), "; there are ", d,
                                        dimensions, " and ", condition.given.cols(), " given numbers"));
            }
            if (!std::isfinite(static_cast<T>(term.a))) {
                throw NumericalError(concat(name, "a coefficient of L is ", term.a));
            }
        }
    }
}

}  // namespace

template <class T>
void check_condition(const Condition<T>& condition, const MlpSettings& network, std::size_t unknowns) {
    check_data(condition, network);
    check_channels(condition, named(condition), network.dimension());
    check_operator(condition, named(condition), network, unknowns);
}

template <class T>
void attach(const MlpOnTape<T>& network, const Condition<T>& condition, Jet<T>& u) {
    Tape<T>& tape = *network.parameters().front().tape;
    if (condition.given.cols() > 0) u.given_all = tape.leaf(rounded<T>(condition.given));
    if (network.unknown_count() > 0) u.unknown_all = network.unknowns(condition.points.rows());
}

template <class T>
Placed<T> place(const MlpOnTape<T>& network, const Condition<T>& condition, bool layers) {
    const std::size_t n = condition.points.rows(), d = condition.points.cols();
    const bool pairs = condition.partners.rows() > 0;
    const Matrix<double> points = pairs ? stack_rows<double>({condition.points, condition.partners}) : condition.points;
    Placed<T> placed{.coefficients = coefficients_of(condition, d)};
    Jet<T> data;
    attach(network, condition, data);
    const Route route = route_of(condition);
    if (route == Route::nested) {
        placed.seed = {network.parameters().front().tape->leaf(rounded<T>(points)), points.rows(), SeedOf::raw};
        placed.u = uniform_jet(network.forward(placed.seed.stack), points.rows(), d, {.value = true});
        placed.u.x = placed.seed.stack;
        placed.u.parts = parts_of(condition);
    } else if (route == Route::full || layers) {
        Var<T> given = data.given_all;
        if (pairs && given.tape != nullptr) given = stack_rows<T>({given, given});
        placed.layers = route == Route::full
                            ? network.forward_jet_layers(points, parts_of(condition), condition.channels, given)
                            : network.forward_jet_layers(points, placed.coefficients, condition.channels);
        placed.seed = placed.layers.seed;
        placed.u = placed.layers.preactivations.back();
    } else {
        placed.seed = network.seed(points, placed.coefficients);
        const PointGroup all{{0, points.rows()}, condition.channels};
        placed.u = network.forward_jets(placed.seed, placed.coefficients, {all}).front();
    }
    placed.u.given_all = data.given_all;
    placed.u.unknown_all = data.unknown_all;
    placed.u.points = {0, n};
    if (pairs) placed.u.partners = {n, n};
    return placed;
}

template <class T>
void Placed<T>::move(const MlpOnTape<T>& network, const Condition<T>& condition) const {
    network.move_points(seed, coefficients, u.points.first, condition.points);
    if (u.partners.count > 0) network.move_points(seed, coefficients, u.partners.first, condition.partners);
    if (u.given_all.tape == nullptr) return;
    std::ranges::copy(condition.given.values(), u.given_all.tape->leaf_value(u.given_all).data);
}

template <class T>
void check_new_data(const Condition<T>& condition, const RecordedCondition& before, const MlpSettings& network) {
    if (condition.name != before.name) {
        throw NumericalError(concat("new data for condition ", before.name, " are of condition ", condition.name));
    }
    if (condition.channels != before.channels || condition.coefficients != before.coefficients ||
        condition.parts != before.parts) {
        throw NumericalError(named(condition) +
                             "new data come with another operator; only points and targets may change");
    }
    if (condition.weights != before.weights) {
        throw NumericalError(named(condition) +
                             "new data come with other weights of the points; only points and targets may change");
    }
    if (condition.points.rows() != before.points.rows) {
        throw ShapeError(
            concat(named(condition), "has ", condition.points.rows(), " new points for ", before.points.rows));
    }
    check_data(condition, network);
    if (condition.given.shape() != before.given || condition.partners.shape() != before.partners) {
        throw ShapeError(concat(named(condition), "has new partners ", to_string(condition.partners.shape()),
                                " and given numbers ", to_string(condition.given.shape()), "; accepted are ",
                                to_string(before.partners), " and ", to_string(before.given)));
    }
}

template void check_condition(const Condition<float>&, const MlpSettings&, std::size_t);
template void check_condition(const Condition<double>&, const MlpSettings&, std::size_t);
template void attach(const MlpOnTape<float>&, const Condition<float>&, Jet<float>&);
template void attach(const MlpOnTape<double>&, const Condition<double>&, Jet<double>&);
template struct Placed<float>;
template struct Placed<double>;
template Placed<float> place(const MlpOnTape<float>&, const Condition<float>&, bool);
template Placed<double> place(const MlpOnTape<double>&, const Condition<double>&, bool);
template void check_new_data(const Condition<float>&, const RecordedCondition&, const MlpSettings&);
template void check_new_data(const Condition<double>&, const RecordedCondition&, const MlpSettings&);

}  // namespace pinn
