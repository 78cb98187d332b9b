#include "lib/autodiff/jet.hpp"

#include <algorithm>
#include <array>
#include <type_traits>

#include "lib/dense/elementwise.hpp"
#include "lib/foundation/parallel.hpp"

namespace pinn {

std::size_t block_count(Channels channels, std::size_t dimension) {
    return std::size_t{channels.value} + (channels.first ? dimension : 0) + std::size_t{channels.second};
}

template <class T>
Var<T> Jet<T>::value() const {
    check_shapes(channels.value, "jet without values: stack, points", stack.shape(), {points, dimension});
    return rows(stack, 0, points);
}

template <class T>
Var<T> Jet<T>::first(std::size_t direction) const {
    check_shapes(channels.first && direction < dimension, "jet without this first derivative: stack, points",
                 stack.shape(), {points, dimension});
    return rows(stack, (std::size_t{channels.value} + direction) * points, points);
}

template <class T>
Var<T> Jet<T>::second() const {
    check_shapes(channels.second, "jet without L: stack, points", stack.shape(), {points, dimension});
    return rows(stack, (block_count(channels, dimension) - 1) * points, points);
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
    Matrix<T> stack(block_count(carried, d) * n, d);
    std::size_t row = 0;
    for (std::size_t i = 0; carried.value && i < n; ++i, ++row)
        std::ranges::copy(seeded.row(i), stack.row(row).begin());
    for (std::size_t k = 0; carried.first && k < d; ++k) {
        for (std::size_t i = 0; i < n; ++i, ++row) stack(row, k) = seeded(n + k, k);
    }
    return stack;
}

namespace {

// Where the rows of one point lie in a stack. In a seeded stack the derivatives do not depend on the point and Lg = 0;
// a channel that is not there is a row of zeros when it is read, null when it is written.
template <class T>
struct StackRows {
    MatrixView<T> stack;
    T* missing;
    std::size_t points;
    std::size_t dimension;
    Channels channels;
    bool seeded;

    T* row(std::size_t block, std::size_t i) const { return stack.data + (block * points + i) * stack.cols; }
    T* value(std::size_t i) const { return channels.value ? row(0, i) : missing; }
    T* first(std::size_t k, std::size_t i) const {
        if (seeded) return stack.data + (points + k) * stack.cols;
        return channels.first ? row(std::size_t{channels.value} + k, i) : missing;
    }
    T* second(std::size_t i) const {
        return !seeded && channels.second ? row(block_count(channels, dimension) - 1, i) : missing;
    }
};

template <class T>
StackRows<T> input_rows(MatrixView<T> stack, T* missing, const Attributes& attributes) {
    const std::size_t d = attributes.coefficients.size();
    const Channels carried{.value = true, .first = true, .second = stack.rows > (1 + d) * attributes.points};
    return {stack, missing, attributes.points, d, carried, attributes.seeded};
}

template <class T>
StackRows<T> output_rows(MatrixView<T> stack, T* missing, const Attributes& attributes) {
    return {stack, missing, attributes.points, attributes.coefficients.size(), attributes.channels, false};
}

// Threads share out columns, so that sums over points stay within one thread; small stacks stay on the caller's.
template <class Body>
void column_ranges(std::size_t points, std::size_t width, const Body& body) {
    parallel_ranges(width, points * width < (1 << 15) ? width + 1 : 64, body);
}

template <class F>
void for_columns(std::size_t first, std::size_t last, F f) {
#pragma omp simd
    for (std::size_t j = first; j < last; ++j) f(j);
}

// The loops over one point's row, D the dimension: everything about one column stays in registers.
template <class T, std::size_t D>
struct Activation {
    // t = tanh g;  y_k = p g_k;  Ly = p (Lg - 2 t q),   p = 1 - t^2,  q = sum_k a_k g_k^2.
    static void forwards(const StackRows<const T>& g, const StackRows<T>& y, const std::vector<double>& coefficients,
                         std::size_t i, std::size_t first, std::size_t last, T* t) {
        const T* const value = g.value(i);
        const T* const Lg = g.second(i);
        T* const y_value = y.value(i);
        T* const Ly = y.second(i);
        const std::array<const T*, D> g_k = each<const T*>([&](std::size_t k) { return g.first(k, i); });
        const std::array<T, D> a = each<T>([&](std::size_t k) { return static_cast<T>(coefficients[k]); });

        for_columns(first, last, [=](std::size_t j) { t[j] = vector_tanh(value[j]); });
        if (y_value != nullptr) std::copy(t + first, t + last, y_value + first);
        for (std::size_t k = 0; k < D && y.channels.first; ++k) {
            const T* const in = g_k[k];
            T* const out = y.first(k, i);
            for_columns(first, last, [=](std::size_t j) { out[j] = (1 - t[j] * t[j]) * in[j]; });
        }
        if (Ly == nullptr) return;
        for_columns(first, last, [=](std::size_t j) {
            T q = 0;
            for (std::size_t k = 0; k < D; ++k) q += a[k] * g_k[k][j] * g_k[k][j];
            Ly[j] = (1 - t[j] * t[j]) * (Lg[j] - 2 * t[j] * q);
        });
    }

    // The adjoint of that (bars are adjoints of outputs):
    //     dg   = p (value_bar - 2 t s - 2 p q L_bar),   s = sum_k first_bar_k g_k + L_bar (Lg - 2 t q)
    //     dg_k = p (first_bar_k - 4 t a_k g_k L_bar)
    //     dLg  = p L_bar
    static void backwards(const StackRows<const T>& bar, const StackRows<const T>& g, const StackRows<T>& dg,
                          const std::vector<double>& coefficients, std::size_t i, std::size_t first, std::size_t last,
                          const T* t) {
        const T* const value_bar = bar.value(i);
        const T* const L_bar = bar.second(i);
        const T* const Lg = g.second(i);
        T* const out = dg.value(i);
        const std::array<const T*, D> first_bar = each<const T*>([&](std::size_t k) { return bar.first(k, i); });
        const std::array<const T*, D> g_k = each<const T*>([&](std::size_t k) { return g.first(k, i); });
        const std::array<T*, D> dg_k = each<T*>([&](std::size_t k) { return dg.first(k, i); });
        const std::array<T, D> a = each<T>([&](std::size_t k) { return static_cast<T>(coefficients[k]); });

        // A seeded row is shared by all points, so that its adjoint is a sum over them.
        for (std::size_t k = 0; k < D && (!g.seeded || i == 0); ++k) std::fill(dg_k[k] + first, dg_k[k] + last, T(0));
        for_columns(first, last, [=](std::size_t j) {
            const T p = 1 - t[j] * t[j];
            T q = 0, s = 0;
            for (std::size_t k = 0; k < D; ++k) {
                q += a[k] * g_k[k][j] * g_k[k][j];
                s += first_bar[k][j] * g_k[k][j];
                dg_k[k][j] += p * (first_bar[k][j] - 4 * t[j] * a[k] * g_k[k][j] * L_bar[j]);
            }
            s += L_bar[j] * (Lg[j] - 2 * t[j] * q);
            out[j] = p * (value_bar[j] - 2 * (t[j] * s + p * q * L_bar[j]));
        });
        if (T* const dLg = dg.second(i)) {
            for_columns(first, last, [=](std::size_t j) { dLg[j] = (1 - t[j] * t[j]) * L_bar[j]; });
        }
    }

    template <class V, class F>
    static std::array<V, D> each(F f) {
        std::array<V, D> values;
        for (std::size_t k = 0; k < D; ++k) values[k] = f(k);
        return values;
    }
};

// Calls f with the dimension as a compile-time number.
template <class F>
void with_dimension(std::size_t d, F f) {
    if (d == 1) f(std::integral_constant<std::size_t, 1>{});
    if (d == 2) f(std::integral_constant<std::size_t, 2>{});
    if (d == 3) f(std::integral_constant<std::size_t, 3>{});
}

template <class T>
struct JetTable {
    // saved: t = tanh g at every point; a row of zeros.
    static std::size_t saved_size(std::size_t points, std::size_t width) { return (points + 1) * width; }

    static void value(const Step<T>& step) {
        const Attributes& attributes = step.attributes();
        const std::size_t width = step.out().cols, n = attributes.points;
        T* const t = step.node.saved.data();
        const StackRows<const T> g = input_rows<const T>(step.in(0), t + n * width, attributes);
        const StackRows<T> y = output_rows<T>(step.out(), nullptr, attributes);
        with_dimension(g.dimension, [&](auto d) {
            column_ranges(n, width, [&](std::size_t first, std::size_t last) {
                for (std::size_t i = 0; i < n; ++i) {
                    Activation<T, d>::forwards(g, y, attributes.coefficients, i, first, last, t + i * width);
                }
            });
        });
    }

    static void derivative(const Rule<T>& rule) {
        const Var<T> g = rule.in(0);
        rule.give(0, g.tape->record(adjoint_op, {rule.y, rule.dy, g}, g.shape(), rule.attributes(), g.shape().cols));
    }

    // Inputs: the node y = tanh_jet(g) with its saved t, the adjoint of y, and g.  saved: a row of zeros.
    static void adjoint(const Step<T>& step) {
        const Attributes& attributes = step.attributes();
        const std::size_t width = step.out().cols, n = attributes.points;
        const T* const t = step.nodes[static_cast<std::size_t>(step.node.parents[0])].saved.data();
        const T* const zeros = step.node.saved.data();
        const StackRows<const T> bar = output_rows<const T>(step.in(1), zeros, attributes);
        const StackRows<const T> g = input_rows<const T>(step.in(2), zeros, attributes);
        const StackRows<T> dg = input_rows<T>(step.out(), nullptr, attributes);
        with_dimension(g.dimension, [&](auto d) {
            column_ranges(n, width, [&](std::size_t first, std::size_t last) {
                for (std::size_t i = 0; i < n; ++i) {
                    Activation<T, d>::backwards(bar, g, dg, attributes.coefficients, i, first, last, t + i * width);
                }
            });
        });
    }

    static constexpr Operator<T> adjoint_op{"tanh_jet_adjoint", adjoint, nullptr};
    static constexpr Operator<T> op{"tanh_jet", value, derivative};
};

template <class T>
Jet<T> record_tanh_jet(Var<T> g, std::size_t points, const std::vector<double>& coefficients, bool seeded,
                       Channels wanted) {
    const std::size_t d = coefficients.size(), width = g.shape().cols;
    check_shapes(1 <= d && d <= 3, "tanh_jet: 1 to 3 dimensions", g.shape(), {points, d});
    const Shape shape{block_count(wanted, d) * points, width};
    const Attributes attributes{.points = points, .seeded = seeded, .channels = wanted, .coefficients = coefficients};
    return {g.tape->record(JetTable<T>::op, {g}, shape, attributes, JetTable<T>::saved_size(points, width)), points, d,
            wanted};
}

}  // namespace

template <class T>
Jet<T> tanh_jet_seeded(Var<T> g, const std::vector<double>& coefficients, Channels wanted) {
    check_shapes(g.shape().rows >= coefficients.size(), "tanh_jet_seeded", g.shape(), {coefficients.size(), 0});
    return record_tanh_jet(g, g.shape().rows - coefficients.size(), coefficients, true, wanted);
}

template <class T>
Jet<T> tanh_jet(const Jet<T>& g, const std::vector<double>& coefficients, Channels wanted) {
    const Channels carried = g.channels;
    check_shapes(
        carried.value && carried.first && g.dimension == coefficients.size() && (carried.second || !wanted.second),
        "tanh_jet: channels", g.stack.shape(), {g.points, coefficients.size()});
    return record_tanh_jet(g.stack, g.points, coefficients, false, wanted);
}

template struct Jet<float>;
template struct Jet<double>;
template Matrix<float> seeded_stack(const Matrix<double>&, const std::vector<double>&, const std::vector<double>&);
template Matrix<double> seeded_stack(const Matrix<double>&, const std::vector<double>&, const std::vector<double>&);
template Matrix<float> full_stack(const Matrix<double>&, const std::vector<double>&, const std::vector<double>&,
                                  Channels);
template Matrix<double> full_stack(const Matrix<double>&, const std::vector<double>&, const std::vector<double>&,
                                   Channels);
template Jet<float> tanh_jet_seeded(Var<float>, const std::vector<double>&, Channels);
template Jet<double> tanh_jet_seeded(Var<double>, const std::vector<double>&, Channels);
template Jet<float> tanh_jet(const Jet<float>&, const std::vector<double>&, Channels);
template Jet<double> tanh_jet(const Jet<double>&, const std::vector<double>&, Channels);

}  // namespace pinn
