#include "lib/pde/condition.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "lib/report/text.hpp"

namespace pinn {
namespace {

template <class T>
std::string named(const Condition<T>& condition) {
    return concat("condition ", condition.name, ": ");
}

// Numbers that stand in for those of a network: two kinds without a pattern in [0.5, 1.5), a small one of both signs.
enum class Kind { first, second, small };
double stand_in(std::size_t point, std::size_t entry, Kind kind) {
    const double turns = 0.6180339887498949 * static_cast<double>(point + 1) +
                         0.4142135623730951 * static_cast<double>(entry + 1) + (kind == Kind::second ? 0.3 : 0);
    const double fraction = turns - std::floor(turns);
    return kind == Kind::small ? 1e-3 * (2 * fraction - 1) : 0.5 + fraction;
}

// A condition recorded without a network, at some of its points: leaves for u and its derivatives, for x where these
// are nested, for given numbers and for unknowns. The points stand in the middle of others, as they do in a loss.
template <class T>
struct Trial {
    const Condition<T>& condition;
    std::vector<std::size_t> points;
    std::vector<Var<T>> leaves{};  // that u is made of
    Jet<T> u{};
    Var<T> A{};

    Trial(Tape<T>& tape, const Condition<T>& tried, const MlpSettings& network, std::size_t unknowns,
          std::vector<std::size_t> which, Kind kind)
        : condition(tried), points(std::move(which)) {
        const std::size_t n = points.size(), d = network.dimension(), outputs = network.widths.back();
        const bool pairs = condition.partners.rows() > 0;
        const std::size_t all = (pairs ? 2 : 1) * (n + 2);
        if (condition.channels.nested) {
            const Var<T> x = tape.leaf(of_u(all, d, kind));
            std::vector<Var<T>> waves;
            for (std::size_t c = 0; c < outputs; ++c) {
                Var<T> phase = 0.2 * columns(x, 0, 1) + 0.1 * static_cast<double>(c + 1);
                for (std::size_t k = 1; k < d; ++k) phase = phase + 0.3 / static_cast<double>(k) * columns(x, k, 1);
                waves.push_back(sin(phase));
            }
            const Var<T> heights = tape.leaf(of_u(all, outputs, kind));
            leaves = {x, heights};
            u = uniform_jet(heights * stack_columns(waves), all, d, {.value = true});
            u.x = x;
            u.parts = parts_of(condition);
        } else {
            const std::size_t rows = uniform_layout(condition.channels, all, d).rows();
            leaves = {tape.leaf(of_u(rows, outputs, kind))};
            u = uniform_jet(leaves.front(), all, d, condition.channels);
        }
        u.points = {1, n};
        if (pairs) u.partners = {n + 3, n};
        if (condition.given.cols() > 0) u.given_all = tape.leaf(of_given(kind));
        if (unknowns > 0) u.unknown_all = tape.leaf(of_unknowns(unknowns, kind));
    }

    void move_u(Kind kind) {
        for (const Var<T>& leaf : leaves) {
            leaf.tape->assign(leaf, of_u(leaf.shape().rows, leaf.shape().cols, kind).view());
        }
    }
    void move_given(Kind kind) {
        if (u.given_all.tape != nullptr) u.given_all.tape->assign(u.given_all, of_given(kind).view());
    }
    void move_unknown(std::size_t k, Kind kind) {
        const MatrixView<T> c = u.unknown_all.tape->leaf_value(u.unknown_all);
        for (std::size_t i = 0; i < c.rows; ++i) c(i, k) = static_cast<T>(stand_in(0, k, kind));
    }
    Matrix<T> now() const {
        u.stack.tape->evaluate();
        return Matrix<T>(A.value());
    }

  private:
    template <class F>
    static Matrix<T> filled(std::size_t rows, std::size_t cols, F f) {
        Matrix<T> numbers(rows, cols);
        for (std::size_t i = 0; i < rows; ++i) {
            for (std::size_t j = 0; j < cols; ++j) numbers(i, j) = static_cast<T>(f(i, j));
        }
        return numbers;
    }
    Matrix<T> of_u(std::size_t rows, std::size_t cols, Kind kind) const {
        const std::size_t n = points.size(), stacked = n + 2;
        return filled(rows, cols, [&](std::size_t i, std::size_t j) {
            const std::size_t at = i % stacked, point = 0 < at && at <= n ? points[at - 1] : SIZE_MAX / 2 + at;
            return stand_in(point, i / stacked * cols + j, kind);
        });
    }
    Matrix<T> of_given(Kind kind) const {
        return filled(points.size(), condition.given.cols(), [&](std::size_t i, std::size_t j) {
            const double number = condition.given(points[i] % condition.given.rows(), j);
            return kind == Kind::first ? number : 0.125 + (kind == Kind::second ? 1.25 : -1) * number;
        });
    }
    Matrix<T> of_unknowns(std::size_t count, Kind kind) const {
        return filled(points.size(), count, [&](std::size_t, std::size_t k) { return stand_in(0, k, kind); });
    }
};

template <class T>
bool same(T a, T b, T rounding = 0) {
    return a == b || (std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= rounding * std::abs(a);
}

// Is A[u](x_i) one number, made of what u is at x_i alone, and not of what it was when it was recorded? Which unknowns
// is it made of?
template <class T>
std::vector<bool> check_operator(const Condition<T>& condition, const MlpSettings& network, std::size_t unknowns) {
    const std::string name = named(condition);
    if (!condition.applied) throw ShapeError(name + "has no operator");
    const std::size_t N = condition.points.rows(),
                      n = std::max<std::size_t>(2, condition.channels.nested ? std::min<std::size_t>(N, 12) : N);
    std::vector<std::size_t> all(n);
    std::iota(all.begin(), all.end(), 0);
    std::vector<std::size_t> mixed = all;
    std::ranges::sort(mixed, {}, [](std::size_t i) { return stand_in(i, 0, Kind::first); });
    const auto third = mixed.begin() + static_cast<std::ptrdiff_t>((n + 2) / 3);

    Tape<T> tape;
    bool applies = false;
    const auto record = [&](const std::vector<std::size_t>& points, Kind kind) {
        Trial<T> trial(tape, condition, network, unknowns, points, kind);
        try {
            trial.A = condition.applied(trial.u);
        } catch (const std::logic_error& error) {
            if (!applies) throw ShapeError(concat(name, "its operator fails: ", error.what()));
            throw ShapeError(concat(name, "its operator fails at ", points.size(), " points: ", error.what(),
                                    "; accepted is any number of points, with numbers that belong to them in .given"));
        }
        if (trial.A.tape != &tape) {
            throw ShapeError(name + "its operator gives a variable of another tape, or of none");
        }
        if (trial.A.shape() != Shape{points.size(), 1}) {
            throw ShapeError(concat(name, "its operator gives ", to_string(trial.A.shape()), " at ", points.size(),
                                    " points; accepted is one number for each point"));
        }
        applies = true;
        return trial;
    };
    if (N == 1) record({0}, Kind::first);

    Trial<T> trial = record(all, Kind::first);
    Matrix<T> before = trial.now();
    const auto changed = [&](const Matrix<T>& now) {  // what is not a number may have
        return !std::ranges::equal(now.values(), before.values());
    };
    bool reads = false;
    std::vector<bool> reads_unknown(unknowns);
    for (const Kind kind : {Kind::second, Kind::small}) {
        trial.move_u(kind);
        reads = reads || changed(trial.now());
        for (std::size_t k = 0; k < unknowns; ++k) {
            before = trial.now();
            trial.move_unknown(k, kind);
            if (changed(trial.now())) reads = reads_unknown[k] = true;
        }
        trial.move_given(kind);
        before = trial.now();
        const Matrix<T> anew = record(all, kind).now();
        for (std::size_t i = 0; i < n; ++i) {
            if (same(before(i, 0), anew(i, 0))) continue;
            throw NumericalError(name +
                                 "its operator is another one when it is recorded again: it computes with .value() of "
                                 "u, given numbers or unknowns, and keeps what that was; accepted are operators of "
                                 "the variables themselves");
        }
        for (const auto& some : {std::vector(mixed.begin(), third), std::vector(third, mixed.end())}) {
            const Matrix<T> apart = record(some, kind).now();
            for (std::size_t i = 0; i < some.size(); ++i) {
                if (same(anew(some[i], 0), apart(i, 0), 1000 * std::numeric_limits<T>::epsilon())) continue;
                throw NumericalError(name +
                                     "its operator gives a point another number where it stands among others: it makes "
                                     "points interact, or holds numbers of its own at them; accepted are those of "
                                     ".given");
            }
        }
    }
    if (!reads) throw NumericalError(name + "its operator does not depend on u, nor on an unknown coefficient");
    return reads_unknown;
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
        if (partners == condition.points) {
            throw NumericalError(named(condition) + "its partners are its points; accepted are second points");
        }
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
    if (!weights.empty() && std::ranges::count(weights, 0) == std::ssize(weights)) {
        throw NumericalError(named(condition) + "all weights of its points are 0");
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
std::vector<bool> check_condition(const Condition<T>& condition, const MlpSettings& network, std::size_t unknowns) {
    if (condition.name.empty()) throw NumericalError("a condition has no name");
    check_data(condition, network);
    check_channels(condition, named(condition), network.dimension());
    return check_operator(condition, network, unknowns);
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
void check_new_data(const Condition<T>& condition, const Condition<T>& before, const MlpSettings& network) {
    if (condition.name != before.name) {
        throw NumericalError(concat("new data for condition ", before.name, " are of condition ", condition.name));
    }
    if (condition.channels != before.channels || condition.coefficients != before.coefficients ||
        condition.parts != before.parts || condition.applied.target_type() != before.applied.target_type()) {
        throw NumericalError(named(condition) +
                             "new data come with another operator; only points and targets may change");
    }
    if (condition.weights != before.weights) {
        throw NumericalError(named(condition) +
                             "new data come with other weights of the points; only points and targets may change");
    }
    if (condition.points.rows() != before.points.rows()) {
        throw ShapeError(
            concat(named(condition), "has ", condition.points.rows(), " new points for ", before.points.rows()));
    }
    check_data(condition, network);
    if (condition.given.shape() != before.given.shape() || condition.partners.shape() != before.partners.shape()) {
        throw ShapeError(concat(named(condition), "has new partners ", to_string(condition.partners.shape()),
                                " and given numbers ", to_string(condition.given.shape()), "; accepted are ",
                                to_string(before.partners.shape()), " and ", to_string(before.given.shape())));
    }
}

template std::vector<bool> check_condition(const Condition<float>&, const MlpSettings&, std::size_t);
template std::vector<bool> check_condition(const Condition<double>&, const MlpSettings&, std::size_t);
template void attach(const MlpOnTape<float>&, const Condition<float>&, Jet<float>&);
template void attach(const MlpOnTape<double>&, const Condition<double>&, Jet<double>&);
template struct Placed<float>;
template struct Placed<double>;
template Placed<float> place(const MlpOnTape<float>&, const Condition<float>&, bool);
template Placed<double> place(const MlpOnTape<double>&, const Condition<double>&, bool);
template void check_new_data(const Condition<float>&, const Condition<float>&, const MlpSettings&);
template void check_new_data(const Condition<double>&, const Condition<double>&, const MlpSettings&);

}  // namespace pinn
