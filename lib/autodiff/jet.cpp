#include "lib/autodiff/jet.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <type_traits>

#include "lib/dense/elementwise.hpp"
#include "lib/dense/loops.hpp"
#include "lib/foundation/parallel.hpp"
#include "lib/report/text.hpp"

namespace pinn {

PointRange PointRange::hull(PointRange other) const {
    if (count == 0) return other;
    if (other.count == 0) return *this;
    const std::size_t start = std::min(first, other.first);
    return {start, std::max(end(), other.end()) - start};
}

std::size_t JetLayout::rows() const { return block_of_second(second.size()).row; }

namespace {

// Block k of those that begin at `row`.
JetBlock block(std::size_t row, const std::vector<PointRange>& ranges, std::size_t k) {
    for (std::size_t i = 0; i < std::min(k, ranges.size()); ++i) row += ranges[i].count;
    return {k < ranges.size() ? ranges[k] : PointRange{}, row};
}

}  // namespace

JetBlock JetLayout::block_of_direction(std::size_t k) const { return block(value.count, directions, k); }

JetBlock JetLayout::block_of_second(std::size_t k) const {
    return block(block_of_direction(directions.size()).row, second, k);
}

JetLayout uniform_layout(Channels channels, std::size_t points, std::size_t dimension) {
    check_shapes(channels.directions <= dimension, "jet: directions", {channels.directions, 1}, {dimension, 1});
    JetLayout layout;
    if (channels.value) layout.value = {0, points};
    layout.directions.assign(channels.directions, {0, points});
    layout.second.assign(channels.second, {0, points});
    return layout;
}

namespace {

// At least `count` of them, the first ones made longer where they have to contain `points`.
void widen(std::vector<PointRange>& ranges, std::size_t count, PointRange points) {
    if (ranges.size() < count) ranges.resize(count);
    for (std::size_t k = 0; k < count; ++k) ranges[k] = ranges[k].hull(points);
}

}  // namespace

JetLayout wanted_layout(const std::vector<PointGroup>& groups) {
    JetLayout layout;
    for (const auto& [points, wanted] : groups) {
        check_range("jet: points", points.first, points.count, SIZE_MAX);
        if (wanted.value) layout.value = layout.value.hull(points);
        widen(layout.directions, wanted.directions, points);
        widen(layout.second, wanted.second, points);
    }
    return layout;
}

JetLayout carried_layout(const std::vector<PointGroup>& groups, std::size_t points, std::size_t dimension) {
    JetLayout layout = wanted_layout(groups);
    layout.value = {0, points};
    for (const PointRange& part : layout.second) widen(layout.directions, dimension, part);
    return layout;
}

namespace {

// A column repeated: N x 1 to N x n.
template <class T>
Var<T> in_every_column(Var<T> column, Shape shape) {
    return product(column, column.tape->constant(Matrix<T>(1, shape.cols, T(1))));
}

// "u.first(1) is not there; accepted with .channels = {.directions = 2}"
void check_there(bool there, const char* what, std::size_t k, const std::string& accepted) {
    if (!there) throw ShapeError(concat("u.", what, "(", k, ") is not there; accepted ", accepted));
}
std::string with_channel(const char* what, std::size_t count) {
    return concat("with .channels = {.", what, " = ", count, "}");
}

// The rows of a block, of the points that carry its channel.
template <class T>
Var<T> channel_rows(const Jet<T>& jet, const JetBlock& block) {
    if (jet.points.count == 0) return rows(jet.stack, 0, 0);
    return rows(jet.stack, block.row + jet.points.first - block.points.first, jet.points.count);
}

template <class T>
Var<T> nested_second(const Jet<T>& u, std::size_t k) {
    check_there(k < u.parts.size(), "second", k, concat("with more .parts than ", u.parts.size()));
    Var<T> Lu;
    for (const SecondTerm& term : u.parts[k]) {
        Var<T> part = term.a * u.derivative({term.i, term.j});
        if (term.given != SecondTerm::constant) part = in_every_column(u.given(term.given), part.shape()) * part;
        Lu = Lu.tape == nullptr ? part : Lu + part;
    }
    return Lu;
}

// Column k of numbers that belong to the points.
template <class T>
Var<T> numbers(Var<T> all, const char* what, std::size_t k, const char* where) {
    const std::size_t count = all.tape == nullptr ? 0 : all.shape().cols;
    check_there(k < count, what, k, concat("are those below ", count, ", the columns of ", where));
    return columns(all, k, 1);
}

}  // namespace

template <class T>
Var<T> Jet<T>::value() const {
    if (!layout.value.contains(points)) throw ShapeError("u.value() is not there; accepted with .channels = {.value}");
    return channel_rows(*this, {layout.value});
}

template <class T>
Var<T> Jet<T>::first(std::size_t direction) const {
    if (x.tape != nullptr) return derivative({direction});
    const JetBlock block = layout.block_of_direction(direction);
    check_there(direction < dimension, "first", direction, concat("are those below ", dimension, ", the dimension"));
    check_there(block.points.contains(points), "first", direction, with_channel("directions", direction + 1));
    return channel_rows(*this, block);
}

template <class T>
Var<T> Jet<T>::second(std::size_t k) const {
    if (x.tape != nullptr) return nested_second(*this, k);
    const JetBlock block = layout.block_of_second(k);
    check_there(block.points.contains(points), "second", k, with_channel("second", k + 1));
    return channel_rows(*this, block);
}

template <class T>
Var<T> Jet<T>::derivative(const std::vector<std::size_t>& directions) const {
    if (x.tape == nullptr) {
        throw ShapeError("u.derivative() is not there; accepted with .channels = {.nested = true}");
    }
    Var<T> y = stack;
    for (const std::size_t k : directions) {
        check_there(k < dimension, "derivative", k, concat("are directions below ", dimension, ", the dimension"));
        std::vector<Var<T>> outputs;  // points do not interact: the gradient of a sum over them is that of each
        for (std::size_t c = 0; c < y.shape().cols; ++c) {
            outputs.push_back(columns(gradient(sum(columns(y, c, 1)), x), k, 1));
        }
        y = stack_columns(outputs);
    }
    return rows(y, points.first, points.count);
}

template <class T>
Jet<T> Jet<T>::partner() const {
    if (partners.count == 0) throw ShapeError("u.partner() is not there; accepted with .partners");
    Jet<T> other = *this;
    other.points = partners;
    return other;
}

template <class T>
Var<T> Jet<T>::given(std::size_t k) const {
    return numbers(given_all, "given", k, ".given");
}

template <class T>
Var<T> Jet<T>::unknown(std::size_t k) const {
    return numbers(unknown_all, "unknown", k, "network.unknowns");
}

template <class T>
Jet<T> uniform_jet(Var<T> stack, std::size_t points, std::size_t dimension, Channels channels) {
    const JetLayout layout = uniform_layout(channels, points, dimension);
    check_shapes(stack.shape().rows == layout.rows(), "jet: rows", stack.shape(), {layout.rows(), stack.shape().cols});
    return {stack, layout, dimension, {0, points}};
}

template <class T>
Matrix<T> seeded_stack(const Matrix<double>& points, const std::vector<double>& mean,
                       const std::vector<double>& deviation) {
    const std::size_t n = points.rows(), d = points.cols();
    check_shapes(mean.size() == d && deviation.size() == d, "seeded_stack", points.shape(),
                 {mean.size(), deviation.size()});
    Matrix<T> stack(n + d, d);
    for (std::size_t k = 0; k < d; ++k) {
        for (std::size_t i = 0; i < n; ++i) stack(i, k) = static_cast<T>((points(i, k) - mean[k]) / deviation[k]);
        stack(n + k, k) = static_cast<T>(1 / deviation[k]);
    }
    return stack;
}

template <class T>
Matrix<T> full_stack(const Matrix<double>& points, const std::vector<double>& mean,
                     const std::vector<double>& deviation, Channels carried) {
    const std::size_t n = points.rows(), d = points.cols();
    const Matrix<T> seeded = seeded_stack<T>(points, mean, deviation);
    Matrix<T> stack(uniform_layout(carried, n, d).rows(), d);
    std::size_t row = 0;
    for (std::size_t i = 0; carried.value && i < n; ++i, ++row)
        std::ranges::copy(seeded.row(i), stack.row(row).begin());
    for (std::size_t k = 0; k < carried.directions; ++k) {
        for (std::size_t i = 0; i < n; ++i, ++row) stack(row, k) = seeded(n + k, k);
    }
    return stack;
}

namespace {

FusedLayout fused(const JetLayout& layout) {
    FusedLayout result{{layout.value}, {}, layout.block_of_second(0)};
    for (std::size_t k = 0; k < 3; ++k) result.directions[k] = layout.block_of_direction(k);
    return result;
}

// Where the rows of one point lie in a stack; null for a channel that it does not carry.
template <class T>
struct StackRows {
    MatrixView<T> stack;
    FusedLayout layout;

    T* row(const JetBlock& block, std::size_t i) const {
        return block.points.contains(i) ? stack.data + (block.row + i - block.points.first) * stack.cols : nullptr;
    }
    T* value(std::size_t i) const { return row(layout.value, i); }
    T* first(std::size_t k, std::size_t i) const { return row(layout.directions[k], i); }
    T* second(std::size_t i) const { return row(layout.second, i); }
};

// The same of a stack in front of an activation. In a seeded one the derivatives do not depend on the point.
template <class T>
struct InputRows : StackRows<T> {
    bool seeded;
    std::size_t points;

    T* first(std::size_t k, std::size_t i) const {
        return seeded ? this->stack.data + (points + k) * this->stack.cols : StackRows<T>::first(k, i);
    }
};

template <class T>
InputRows<T> input_rows(MatrixView<T> stack, const JetAttributes& attributes) {
    return {{stack, attributes.input}, attributes.seeded, attributes.points};
}

// Threads share out columns, so that sums over points stay within one thread; small stacks stay on the caller's.
template <class Body>
void column_ranges(std::size_t points, std::size_t width, const Body& body) {
    parallel_ranges(width, points * width < (1 << 15) ? width + 1 : 64, body);
}

// Sums over the points for some columns, a row for each direction.
template <class T>
using Sums = std::array<std::array<T, group<T>>, 3>;

// The rows of one point, D the number of its first derivatives that matter: everything about one column stays in
// registers. A channel that is not there is a row of zeros when it is read, and a row that nobody reads when written.
template <class T, std::size_t D>
struct Activation {
    template <class V, class F>
    static std::array<V, D> each(F f) {
        std::array<V, D> values;
        for (std::size_t k = 0; k < D; ++k) values[k] = f(k);
        return values;
    }
    template <class V>
    static V* or_else(V* row, V* other) {
        return row != nullptr ? row : other;
    }

    // t = tanh g;  y_k = p g_k;  Ly = p (Lg - 2 t q),   p = 1 - t^2,  q = sum_k a_k g_k^2.
    static void forwards(const InputRows<const T>& g, const StackRows<T>& y, const std::vector<double>& coefficients,
                         std::size_t i, std::size_t first, std::size_t last, T* t, const T* zeros, T* scrap) {
        const T* const value = g.value(i);
        const T* const Lg = or_else(g.second(i), zeros);
        T* const Ly = or_else(y.second(i), scrap);
        const std::array<const T*, D> g_k = each<const T*>([&](std::size_t k) { return g.first(k, i); });
        const std::array<T*, D> y_k = each<T*>([&](std::size_t k) { return or_else(y.first(k, i), scrap); });
        const std::array<T, D> a = each<T>([&](std::size_t k) { return static_cast<T>(coefficients[k]); });
        std::array<const T*, 3 + 2 * D> streams{value, Lg, Ly};
        std::ranges::copy(y_k, std::ranges::copy(g_k, &streams[0] + 3).out);
        in_strips<T>(first, last, streams, [=](std::size_t j, std::size_t) {
            const T tanh = vector_tanh(value[j]), p = 1 - tanh * tanh;
            t[j] = tanh;
            if constexpr (D > 0) {
                T q = 0;
                for (std::size_t k = 0; k < D; ++k) {
                    q += a[k] * g_k[k][j] * g_k[k][j];
                    y_k[k][j] = p * g_k[k][j];
                }
                Ly[j] = p * (Lg[j] - 2 * tanh * q);
            }
        });
    }

    // The adjoint of that (bars are adjoints of outputs):
    //     dg   = p (value_bar - 2 t s - 2 p q L_bar),   s = sum_k first_bar_k g_k + L_bar (Lg - 2 t q)
    //     dg_k = p (first_bar_k - 4 t a_k g_k L_bar)
    //     dLg  = p L_bar
    // A seeded row g_k is shared by all points: dg_k is added to row k of `sums`.
    template <bool seeded>
    static void backwards(const StackRows<const T>& bar, const InputRows<const T>& g, const InputRows<T>& dg,
                          const std::vector<double>& coefficients, std::size_t i, std::size_t first, std::size_t last,
                          const T* t, const T* zeros, T* scrap, Sums<T>& sums) {
        const T* const value_bar = or_else(bar.value(i), zeros);
        const T* const L_bar = or_else(bar.second(i), zeros);
        const T* const Lg = or_else(g.second(i), zeros);
        T* const out = dg.value(i);
        T* const dLg = or_else(dg.second(i), scrap);
        const std::array<const T*, D> first_bar =
            each<const T*>([&](std::size_t k) { return or_else(bar.first(k, i), zeros); });
        const std::array<const T*, D> g_k = each<const T*>([&](std::size_t k) { return g.first(k, i); });
        const std::array<T*, D> dg_k =
            each<T*>([&](std::size_t k) { return seeded ? sums[k].data() : dg.first(k, i); });
        const std::array<T, D> a = each<T>([&](std::size_t k) { return static_cast<T>(coefficients[k]); });
        std::array<const T*, 6 + 3 * D> streams{t, value_bar, L_bar, Lg, out, dLg};
        std::ranges::copy(dg_k, std::ranges::copy(first_bar, std::ranges::copy(g_k, &streams[0] + 6).out).out);
        in_strips<T>(first, last, streams, [=](std::size_t j, std::size_t slot) {
            const T tanh = t[j], p = 1 - tanh * tanh;
            T q = 0, s = 0;
            for (std::size_t k = 0; k < D; ++k) {
                q += a[k] * g_k[k][j] * g_k[k][j];
                s += first_bar[k][j] * g_k[k][j];
                const T adjoint = p * (first_bar[k][j] - 4 * tanh * a[k] * g_k[k][j] * L_bar[j]);
                if constexpr (seeded) {
                    dg_k[k][slot] += adjoint;
                } else {
                    dg_k[k][j] = adjoint;
                }
            }
            s += L_bar[j] * (Lg[j] - 2 * tanh * q);
            out[j] = p * (value_bar[j] - 2 * (tanh * s + p * q * L_bar[j]));
            if constexpr (!seeded) dLg[j] = p * L_bar[j];
        });
        // Derivatives that a point carries and no output is made of.
        for (std::size_t k = D; !seeded && k < coefficients.size(); ++k) {
            if (T* const row = dg.first(k, i)) std::fill(row + first, row + last, T(0));
        }
    }
};

// For every point i: f(D, i), D a compile-time number, so many of its first derivatives matter to an output: all for
// an L, otherwise those that it keeps.
template <class F>
void for_points(const JetAttributes& attributes, F f) {
    for (std::size_t i = 0; i < attributes.points; ++i) {
        std::size_t count = attributes.output.second.points.contains(i) ? attributes.coefficients.size() : 0;
        for (std::size_t k = count; k < 3; ++k) {
            if (attributes.output.directions[k].points.contains(i)) count = k + 1;
        }
        if (count == 0) f(std::integral_constant<std::size_t, 0>{}, i);
        if (count == 1) f(std::integral_constant<std::size_t, 1>{}, i);
        if (count == 2) f(std::integral_constant<std::size_t, 2>{}, i);
        if (count == 3) f(std::integral_constant<std::size_t, 3>{}, i);
    }
}

// Of a stack y = tanh_jet(g): t = tanh g at point i, its value in y where it has one, else a row of what is saved.
template <class T, class Y>
T* tanh_row(const StackRows<Y>& y, T* saved, std::size_t i) {
    T* const value = y.value(i);
    return value != nullptr ? value : saved + i * y.stack.cols;
}

template <class T>
struct JetTable {
    // saved: t = tanh g at every point, where y does not hold it; a row of zeros; a row that nobody reads.
    static std::size_t saved_size(std::size_t points, std::size_t width) { return (points + 2) * width; }

    static void value(const Step<T>& step) {
        const JetAttributes& attributes = *step.attributes().jet;
        const std::size_t width = step.out().cols;
        T* const zeros = step.node.saved + attributes.points * width;
        const InputRows<const T> g = input_rows<const T>(step.in(0), attributes);
        const StackRows<T> y{step.out(), attributes.output};
        column_ranges(attributes.points, width, [&](std::size_t first, std::size_t last) {
            for_points(attributes, [&](auto D, std::size_t i) {
                Activation<T, D>::forwards(g, y, attributes.coefficients, i, first, last,
                                           tanh_row(y, step.node.saved, i), zeros, zeros + width);
            });
        });
    }

    static void derivative(const Rule<T>& rule) {
        const Var<T> g = rule.in(0);
        rule.give(0,
                  g.tape->record(adjoint_op, {rule.y, rule.dy, g}, g.shape(), rule.attributes(), 2 * g.shape().cols));
    }

    // Inputs: the node y = tanh_jet(g) with what it saved, the adjoint of y, and g.  saved: a row of zeros, a row that
    // nobody reads.
    static void adjoint(const Step<T>& step) {
        step.attributes().jet->seeded ? adjoint_of<true>(step) : adjoint_of<false>(step);
    }

    template <bool seeded>
    static void adjoint_of(const Step<T>& step) {
        const JetAttributes& attributes = *step.attributes().jet;
        const Node<T>& activation = step.nodes[static_cast<std::size_t>(step.node.parents[0])];
        T* const zeros = step.node.saved;
        const StackRows<const T> y{step.in(0), attributes.output}, bar{step.in(1), attributes.output};
        const InputRows<const T> g = input_rows<const T>(step.in(2), attributes);
        const InputRows<T> dg = input_rows<T>(step.out(), attributes);
        const auto columns = [&](std::size_t first, std::size_t last) {
            Sums<T> sums{};
            for_points(attributes, [&](auto D, std::size_t i) {
                Activation<T, D>::template backwards<seeded>(bar, g, dg, attributes.coefficients, i, first, last,
                                                             tanh_row<const T>(y, activation.saved, i), zeros,
                                                             zeros + step.out().cols, sums);
            });
            for (std::size_t k = 0; seeded && k < attributes.coefficients.size(); ++k) {
                T* const row = dg.first(k, 0);
                const T* const sum = sums[k].data();
                in_strips<T>(first, last, [=](std::size_t j, std::size_t slot) { row[j] = sum[slot]; });
            }
        };
        column_ranges(attributes.points, step.out().cols, [&](std::size_t from, std::size_t to) {
            seeded ? over_groups<T>(from, to, columns) : columns(from, to);
        });
    }

    static constexpr Operator<T> adjoint_op{"tanh_jet_adjoint", adjoint, nullptr};
    static constexpr Operator<T> op{"tanh_jet", value, derivative};
};

// Every point has its value and, where L or directions are wanted of it, what they are made of; one L at most.
bool carries(const JetLayout& input, const JetLayout& wanted, std::size_t points, std::size_t dimension) {
    const auto direction = [](const JetLayout& layout, std::size_t k) { return layout.block_of_direction(k).points; };
    const PointRange second = wanted.block_of_second(0).points;
    bool carried = input.value == PointRange{0, points} && input.value.contains(wanted.value) &&
                   input.block_of_second(0).points.contains(second) && wanted.second.size() <= 1 &&
                   input.directions.size() <= dimension && wanted.directions.size() <= dimension;
    for (std::size_t k = 0; k < dimension; ++k) {
        const PointRange there = direction(input, k);
        carried = carried && there.contains(direction(wanted, k)) && there.contains(second) &&
                  (k == 0 || direction(input, k - 1).contains(there));
    }
    return carried;
}

template <class T>
Jet<T> record_tanh_jet(Var<T> g, std::size_t points, const std::vector<double>& coefficients, bool seeded,
                       const JetLayout& input, const JetLayout& wanted) {
    const std::size_t d = coefficients.size(), width = g.shape().cols;
    auto attributes =
        std::make_shared<JetAttributes>(JetAttributes{points, seeded, fused(input), fused(wanted), coefficients});
    return {g.tape->record(JetTable<T>::op, {g}, {wanted.rows(), width}, {.jet = std::move(attributes)},
                           JetTable<T>::saved_size(points, width)),
            wanted,
            d,
            {0, points}};
}

}  // namespace

template <class T>
Jet<T> tanh_jet_seeded(Var<T> g, const std::vector<double>& coefficients, const JetLayout& wanted) {
    const std::size_t d = coefficients.size();
    check_shapes(1 <= d && d <= 3 && g.shape().rows >= d, "tanh_jet_seeded: 1 to 3 dimensions", g.shape(), {d, 1});
    const std::size_t points = g.shape().rows - d;
    check_shapes(carries(uniform_layout({true, d, true}, points, d), wanted, points, d), "tanh_jet_seeded: points",
                 {points, d}, {wanted.rows(), 1});
    return record_tanh_jet(g, points, coefficients, true, uniform_layout({.value = true}, points, d), wanted);
}

template <class T>
Jet<T> tanh_jet_seeded(Var<T> g, const std::vector<double>& coefficients, Channels wanted) {
    const std::size_t d = coefficients.size();
    check_shapes(g.shape().rows >= d, "tanh_jet_seeded", g.shape(), {d, 0});
    return tanh_jet_seeded(g, coefficients, uniform_layout(wanted, g.shape().rows - d, d));
}

template <class T>
Jet<T> tanh_jet(const Jet<T>& g, const std::vector<double>& coefficients, const JetLayout& wanted) {
    const std::size_t d = coefficients.size();
    check_shapes(1 <= d && d <= 3 && g.dimension == d && carries(g.layout, wanted, g.points.count, d),
                 "tanh_jet: channels", g.stack.shape(), {g.points.count, d});
    return record_tanh_jet(g.stack, g.points.count, coefficients, false, g.layout, wanted);
}

template <class T>
Jet<T> tanh_jet(const Jet<T>& g, const std::vector<double>& coefficients, Channels wanted) {
    return tanh_jet(g, coefficients, uniform_layout(wanted, g.points.count, g.dimension));
}

template <class T>
Jet<T> activation_jet(const Jet<T>& g, Var<T> (*sigma)(Var<T>), const std::vector<SecondOrder>& parts, Var<T> given,
                      Channels wanted) {
    check_shapes(wanted.second <= parts.size(), "activation_jet: operators", {parts.size(), 1}, {wanted.second, 1});
    const Var<T> value = g.value(), y = sigma(value);
    std::vector<Var<T>> channels;
    if (wanted.value) channels.push_back(y);
    Var<T> slope, curvature;
    if (wanted.directions + wanted.second > 0) slope = gradient(sum(y), value);
    if (wanted.second > 0) curvature = gradient(sum(slope), value);
    std::vector<Var<T>> g_k;  // each view once: the adjoint of a view is as long as the whole stack
    for (std::size_t k = 0; k < (wanted.second > 0 ? g.dimension : wanted.directions); ++k) g_k.push_back(g.first(k));
    for (std::size_t k = 0; k < wanted.directions; ++k) channels.push_back(slope * g_k[k]);
    for (std::size_t k = 0; k < wanted.second; ++k) {
        Var<T> Ly = slope * g.second(k);
        for (const auto& term : parts[k]) {
            const Var<T> g_i = g_k.at(term.i), g_j = g_k.at(term.j);
            Var<T> q = term.a * (curvature * (term.i == term.j ? square(g_i) : g_i * g_j));
            if (term.given != SecondTerm::constant) q = in_every_column(columns(given, term.given, 1), q.shape()) * q;
            Ly = Ly + q;
        }
        channels.push_back(Ly);
    }
    return uniform_jet(stack_rows(channels), g.points.count, g.dimension, wanted);
}

template struct Jet<float>;
template struct Jet<double>;
template Matrix<float> seeded_stack(const Matrix<double>&, const std::vector<double>&, const std::vector<double>&);
template Matrix<double> seeded_stack(const Matrix<double>&, const std::vector<double>&, const std::vector<double>&);
template Matrix<float> full_stack(const Matrix<double>&, const std::vector<double>&, const std::vector<double>&,
                                  Channels);
template Matrix<double> full_stack(const Matrix<double>&, const std::vector<double>&, const std::vector<double>&,
                                   Channels);
template Jet<float> uniform_jet(Var<float>, std::size_t, std::size_t, Channels);
template Jet<double> uniform_jet(Var<double>, std::size_t, std::size_t, Channels);
template Jet<float> activation_jet(const Jet<float>&, Var<float> (*)(Var<float>), const std::vector<SecondOrder>&,
                                   Var<float>, Channels);
template Jet<double> activation_jet(const Jet<double>&, Var<double> (*)(Var<double>), const std::vector<SecondOrder>&,
                                    Var<double>, Channels);
template Jet<float> tanh_jet_seeded(Var<float>, const std::vector<double>&, const JetLayout&);
template Jet<double> tanh_jet_seeded(Var<double>, const std::vector<double>&, const JetLayout&);
template Jet<float> tanh_jet_seeded(Var<float>, const std::vector<double>&, Channels);
template Jet<double> tanh_jet_seeded(Var<double>, const std::vector<double>&, Channels);
template Jet<float> tanh_jet(const Jet<float>&, const std::vector<double>&, const JetLayout&);
template Jet<double> tanh_jet(const Jet<double>&, const std::vector<double>&, const JetLayout&);
template Jet<float> tanh_jet(const Jet<float>&, const std::vector<double>&, Channels);
template Jet<double> tanh_jet(const Jet<double>&, const std::vector<double>&, Channels);

}  // namespace pinn
