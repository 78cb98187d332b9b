#include "lib/autodiff/operators.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "lib/dense/elementwise.hpp"
#include "lib/dense/loops.hpp"
#include "lib/foundation/parallel.hpp"

namespace pinn {
namespace {

constexpr std::size_t grain = 1 << 14;  // elements per thread that pay for starting one

// out_i = f(a_i), and out_i = f(a_i, b_i). Node values have no gaps between rows, so matrices are plain arrays.
template <class T, class F>
void each(const Step<T>& step, F f) {
    const T* a = step.in(0).data;
    T* out = step.out().data;
    parallel_ranges(step.out().rows * step.out().cols, grain, [=](std::size_t first, std::size_t last) {
#pragma omp simd
        for (std::size_t i = first; i < last; ++i) out[i] = f(a[i]);
    });
}

template <class T, class F>
void each_pair(const Step<T>& step, F f) {
    const T* a = step.in(0).data;
    const T* b = step.in(1).data;
    T* out = step.out().data;
    parallel_ranges(step.out().rows * step.out().cols, grain, [=](std::size_t first, std::size_t last) {
#pragma omp simd
        for (std::size_t i = first; i < last; ++i) out[i] = f(a[i], b[i]);
    });
}

// Sum in 16 interleaved partial sums: vectorises, in one fixed order.
template <class T>
T sum_of(const T* values, std::size_t count) {
    std::array<T, 16> lanes{};
    std::size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        for (std::size_t lane = 0; lane < 16; ++lane) lanes[lane] += values[i + lane];
    }
    for (std::size_t lane = 0; i < count; ++i, ++lane) lanes[lane] += values[i];
    for (std::size_t width = 8; width > 0; width /= 2) {
        for (std::size_t lane = 0; lane < width; ++lane) lanes[lane] += lanes[lane + width];
    }
    return lanes[0];
}

// Rows of so many columns that pay for starting a thread.
constexpr std::size_t grain_rows(std::size_t cols) { return grain / std::max<std::size_t>(cols, 1) + 1; }

// out += factor * row.
template <class T>
void add_row(T factor, const T* row, std::size_t cols, T* out) {
#pragma omp simd
    for (std::size_t j = 0; j < cols; ++j) out[j] += factor * row[j];
}

// out_j = bias_j + factor sum_p a_p w_pj, p < inputs; without a bias if that is null.
template <std::size_t inputs, class T>
void affine_row(T factor, const T* a, const T* w, const T* bias, std::size_t cols, T* out) {
    std::array<T, inputs> scaled;
    for (std::size_t p = 0; p < inputs; ++p) scaled[p] = factor * a[p];
    in_strips<T>(0, cols, [=](std::size_t j, std::size_t) {
        T sum = bias != nullptr ? bias[j] : T(0);
        for (std::size_t p = 0; p < inputs; ++p) sum += scaled[p] * w[p * cols + j];
        out[j] = sum;
    });
}

// Threads share out the columns, so that every sum is one thread's and in order.
template <class T>
void sum_of_rows(ConstMatrixView<T> a, T* out) {
    parallel_ranges(a.cols, a.rows * a.cols < 2 * grain ? a.cols + 1 : 64, [=](std::size_t from, std::size_t to) {
        over_groups<T>(from, to, [=](std::size_t first, std::size_t last) {
            T sums[group<T>] = {};
            T* const sum = sums;
            for (std::size_t i = 0; i < a.rows; ++i) {
                const T* const row = a.data + i * a.stride;
                in_strips<T>(first, last, [=](std::size_t j, std::size_t slot) { sum[slot] += row[j]; });
            }
            in_strips<T>(first, last, [=](std::size_t j, std::size_t slot) { out[j] = sum[slot]; });
        });
    });
}

template <class T>
void copy_block(ConstMatrixView<T> from, std::size_t row, std::size_t col, MatrixView<T> to, std::size_t to_row,
                std::size_t to_col, Shape block) {
    for (std::size_t i = 0; i < block.rows; ++i) {
        std::copy_n(from.data + (row + i) * from.stride + col, block.cols, to.data + (to_row + i) * to.stride + to_col);
    }
}

template <class T>
Var<T> tanh_adjoint_of(Var<T> t, Var<T> dy);

template <class T>
struct Table {  // value and derivative rule of every operator, side by side
    using S = const Step<T>&;
    using R = const Rule<T>&;

    static constexpr auto no = Transpose::no;
    static constexpr auto yes = Transpose::yes;

    static constexpr Operator<T> add{"add", [](S s) { each_pair(s, [](T a, T b) { return a + b; }); },
                                     [](R r) {
                                         if (r.wants(0)) r.give(0, r.dy);
                                         if (r.wants(1)) r.give(1, r.dy);
                                     }};

    static constexpr Operator<T> subtract{"subtract", [](S s) { each_pair(s, [](T a, T b) { return a - b; }); },
                                          [](R r) {
                                              if (r.wants(0)) r.give(0, r.dy);
                                              if (r.wants(1)) r.give(1, -r.dy);
                                          }};

    static constexpr Operator<T> times{"times", [](S s) { each_pair(s, [](T a, T b) { return a * b; }); },
                                       [](R r) {
                                           if (r.wants(0)) r.give(0, r.dy * r.in(1));
                                           if (r.wants(1)) r.give(1, r.dy * r.in(0));
                                       }};

    // y = a / b, dy_a = dy / b, dy_b = -dy y / b.
    static constexpr Operator<T> divide{"divide", [](S s) { each_pair(s, [](T a, T b) { return a / b; }); },
                                        [](R r) {
                                            if (r.wants(0)) r.give(0, r.dy / r.in(1));
                                            if (r.wants(1)) r.give(1, -(r.dy * r.y) / r.in(1));
                                        }};

    static constexpr Operator<T> shift{"shift",
                                       [](S s) {
                                           const T c = static_cast<T>(s.attributes().factor);
                                           each(s, [c](T a) { return a + c; });
                                       },
                                       [](R r) { r.give(0, r.dy); }};

    static constexpr Operator<T> scale{"scale",
                                       [](S s) {
                                           const T c = static_cast<T>(s.attributes().factor);
                                           each(s, [c](T a) { return c * a; });
                                       },
                                       [](R r) { r.give(0, r.attributes().factor * r.dy); }};

    static constexpr Operator<T> square{"square", [](S s) { each(s, [](T a) { return a * a; }); },
                                        [](R r) { r.give(0, 2.0 * (r.dy * r.in(0))); }};

    static constexpr Operator<T> exp{"exp", [](S s) { each(s, [](T a) { return std::exp(a); }); },
                                     [](R r) { r.give(0, r.dy * r.y); }};

    static constexpr Operator<T> log{"log", [](S s) { each(s, [](T a) { return std::log(a); }); },
                                     [](R r) { r.give(0, r.dy / r.in(0)); }};

    static constexpr Operator<T> sin{"sin", [](S s) { each(s, [](T a) { return std::sin(a); }); },
                                     [](R r) { r.give(0, r.dy * pinn::cos(r.in(0))); }};

    static constexpr Operator<T> cos{"cos", [](S s) { each(s, [](T a) { return std::cos(a); }); },
                                     [](R r) { r.give(0, -(r.dy * pinn::sin(r.in(0)))); }};

    static constexpr Operator<T> tanh{"tanh", [](S s) { each(s, [](T a) { return vector_tanh(a); }); },
                                      [](R r) { r.give(0, tanh_adjoint_of(r.y, r.dy)); }};

    // dy (1 - t^2), t = tanh a: one pass instead of three, and differentiable again.
    static constexpr Operator<T> tanh_adjoint{"tanh_adjoint",
                                              [](S s) { each_pair(s, [](T t, T dy) { return dy * (1 - t * t); }); },
                                              [](R r) {
                                                  const Var<T> t = r.in(0);
                                                  if (r.wants(0)) r.give(0, -2.0 * (t * (r.in(1) * r.dy)));
                                                  if (r.wants(1)) r.give(1, tanh_adjoint_of(t, r.dy));
                                              }};

    static constexpr Operator<T> product{
        "product",
        [](S s) {
            const Attributes& p = s.attributes();
            multiply<T>(static_cast<T>(p.factor), s.in(0), p.ta, s.in(1), p.tb, s.out());
        },
        // y = c op(a) op(b): the adjoint of op(a) is c dy op(b)^T; where op is the transpose, so is the adjoint.
        [](R r) {
            const Attributes p = r.attributes();
            const Var<T> a = r.in(0), b = r.in(1), dy = r.dy;
            const Transpose not_ta = p.ta == no ? yes : no, not_tb = p.tb == no ? yes : no;
            if (r.wants(0)) {
                r.give(0, p.ta == no ? pinn::product(dy, b, no, not_tb, p.factor)
                                     : pinn::product(b, dy, p.tb, yes, p.factor));
            }
            if (r.wants(1)) {
                r.give(1, p.tb == no ? pinn::product(a, dy, not_ta, no, p.factor)
                                     : pinn::product(dy, a, yes, p.ta, p.factor));
            }
        }};

    static constexpr Operator<T> affine{
        "affine",
        [](S s) {
            const ConstMatrixView<T> a = s.in(0), w = s.in(1), bias = s.in(2);
            const MatrixView<T>& y = s.out();
            const std::size_t biased = s.attributes().biased_rows;
            const T factor = static_cast<T>(s.attributes().factor);
            constexpr std::array row_of{affine_row<0, T>, affine_row<1, T>, affine_row<2, T>, affine_row<3, T>,
                                        affine_row<4, T>};
            if (a.cols >= row_of.size()) {
                multiply<T>(factor, a, no, w, no, y);
                parallel_ranges(biased, grain_rows(y.cols), [=](std::size_t first, std::size_t last) {
                    for (std::size_t i = first; i < last; ++i) add_row(T(1), bias.data, y.cols, y.data + i * y.cols);
                });
                return;
            }
            // A thin product (the first layer of a network on few inputs) takes one pass.
            parallel_ranges(y.rows, grain_rows(y.cols), [=](std::size_t first, std::size_t last) {
                for (std::size_t i = first; i < last; ++i) {
                    row_of[a.cols](factor, a.data + i * a.stride, w.data, i < biased ? bias.data : nullptr, y.cols,
                                   y.data + i * y.cols);
                }
            });
        },
        [](R r) {
            const double factor = r.attributes().factor;
            if (r.wants(0)) r.give(0, pinn::product(r.dy, r.in(1), no, yes, factor));
            if (r.wants(1)) r.give(1, pinn::product(r.in(0), r.dy, yes, no, factor));
            if (r.wants(2)) r.give(2, pinn::column_sums(pinn::rows(r.dy, 0, r.attributes().biased_rows)));
        }};

    static constexpr Operator<T> sum{"sum",
                                     [](S s) {
                                         const ConstMatrixView<T> a = s.in(0);
                                         s.out()(0, 0) = sum_of(a.data, a.rows * a.cols);
                                     },
                                     [](R r) { r.give(0, pinn::broadcast(r.dy, r.in(0).shape())); }};

    static constexpr Operator<T> column_sums{"column_sums", [](S s) { sum_of_rows(s.in(0), s.out().data); },
                                             [](R r) { r.give(0, pinn::broadcast_row(r.dy, r.in(0).shape().rows)); }};

    static constexpr Operator<T> broadcast{"broadcast",
                                           [](S s) {
                                               const MatrixView<T>& y = s.out();
                                               std::fill_n(y.data, y.rows * y.cols, s.in(0)(0, 0));
                                           },
                                           [](R r) { r.give(0, pinn::sum(r.dy)); }};

    static constexpr Operator<T> broadcast_row{"broadcast_row",
                                               [](S s) {
                                                   const MatrixView<T>& y = s.out();
                                                   for (std::size_t i = 0; i < y.rows; ++i)
                                                       std::copy_n(s.in(0).data, y.cols, y.data + i * y.cols);
                                               },
                                               [](R r) { r.give(0, pinn::column_sums(r.dy)); }};

    // A view: its value is the parent's memory, so there is nothing to run.
    static constexpr Operator<T> rows{"rows", [](S) {},
                                      [](R r) {
                                          const std::size_t total = r.in(0).shape().rows;
                                          r.give(0, pinn::pad_rows(r.dy, r.attributes().first, total));
                                      }};

    static constexpr Operator<T> pad_rows{
        "pad_rows",
        [](S s) {
            const ConstMatrixView<T> a = s.in(0);
            const MatrixView<T>& y = s.out();
            T* block = y.data + s.attributes().first * y.cols;
            std::fill(y.data, block, T(0));
            std::copy_n(a.data, a.rows * a.cols, block);
            std::fill(block + a.rows * a.cols, y.data + y.rows * y.cols, T(0));
        },
        [](R r) { r.give(0, pinn::rows(r.dy, r.attributes().first, r.in(0).shape().rows)); }};

    static constexpr Operator<T> columns{
        "columns", [](S s) { copy_block(s.in(0), 0, s.attributes().first, s.out(), 0, 0, s.out().shape()); },
        [](R r) { r.give(0, pinn::pad_columns(r.dy, r.attributes().first, r.in(0).shape().cols)); }};

    static constexpr Operator<T> pad_columns{
        "pad_columns",
        [](S s) {
            const MatrixView<T>& y = s.out();
            std::fill_n(y.data, y.rows * y.cols, T(0));
            copy_block(s.in(0), 0, 0, y, 0, s.attributes().first, s.in(0).shape());
        },
        [](R r) { r.give(0, pinn::columns(r.dy, r.attributes().first, r.in(0).shape().cols)); }};

    static constexpr Operator<T> stack_rows{"stack_rows",
                                            [](S s) {
                                                std::size_t row = 0;
                                                for (std::size_t k = 0; k < s.node.parents.size(); ++k) {
                                                    const ConstMatrixView<T> part = s.in(k);
                                                    copy_block(part, 0, 0, s.out(), row, 0, part.shape());
                                                    row += part.rows;
                                                }
                                            },
                                            [](R r) {
                                                std::size_t row = 0;
                                                for (std::size_t k = 0; k < r.y.tape->node(r.y).parents.size(); ++k) {
                                                    const std::size_t count = r.in(k).shape().rows;
                                                    if (r.wants(k)) r.give(k, pinn::rows(r.dy, row, count));
                                                    row += count;
                                                }
                                            }};

    static constexpr Operator<T> stack_columns{"stack_columns",
                                               [](S s) {
                                                   std::size_t col = 0;
                                                   for (std::size_t k = 0; k < s.node.parents.size(); ++k) {
                                                       const ConstMatrixView<T> part = s.in(k);
                                                       copy_block(part, 0, 0, s.out(), 0, col, part.shape());
                                                       col += part.cols;
                                                   }
                                               },
                                               [](R r) {
                                                   std::size_t col = 0;
                                                   for (std::size_t k = 0; k < r.y.tape->node(r.y).parents.size();
                                                        ++k) {
                                                       const std::size_t count = r.in(k).shape().cols;
                                                       if (r.wants(k)) r.give(k, pinn::columns(r.dy, col, count));
                                                       col += count;
                                                   }
                                               }};
};

template <class T>
Var<T> tanh_adjoint_of(Var<T> t, Var<T> dy) {
    return t.tape->record(Table<T>::tanh_adjoint, {t, dy}, t.shape());
}

template <class T>
Var<T> elementwise(const Operator<T>& op, Var<T> a, double factor = 1) {
    return a.tape->record(op, {a}, a.shape(), {.factor = factor});
}

template <class T>
Var<T> elementwise(const Operator<T>& op, Var<T> a, Var<T> b) {
    check_shapes(a.shape() == b.shape(), op.name, a.shape(), b.shape());
    return a.tape->record(op, {a, b}, a.shape());
}

}  // namespace

// ---------------------------------------------------------------------------------------------------------------
// The functions that record them

template <class T>
Var<T> product(Var<T> a, Var<T> b, Transpose ta, Transpose tb, double factor) {
    const auto effective = [](Shape s, Transpose t) { return t == Transpose::no ? s : Shape{s.cols, s.rows}; };
    const Shape left = effective(a.shape(), ta), right = effective(b.shape(), tb);
    check_shapes(left.cols == right.rows, "product", left, right);
    return a.tape->record(Table<T>::product, {a, b}, {left.rows, right.cols}, {.factor = factor, .ta = ta, .tb = tb});
}

template <class T>
Var<T> affine(Var<T> a, Var<T> w, Var<T> b, double factor, std::size_t biased_rows) {
    check_shapes(a.shape().cols == w.shape().rows, "affine", a.shape(), w.shape());
    check_shapes(b.shape() == Shape{1, w.shape().cols}, "affine: bias", b.shape(), w.shape());
    check_shapes(biased_rows <= a.shape().rows, "affine: biased rows", {biased_rows, 1}, a.shape());
    return a.tape->record(Table<T>::affine, {a, w, b}, {a.shape().rows, w.shape().cols},
                          {.factor = factor, .biased_rows = biased_rows});
}

template <class T>
Var<T> operator+(Var<T> a, Var<T> b) {
    return elementwise(Table<T>::add, a, b);
}
template <class T>
Var<T> operator-(Var<T> a, Var<T> b) {
    return elementwise(Table<T>::subtract, a, b);
}
template <class T>
Var<T> operator*(Var<T> a, Var<T> b) {
    return elementwise(Table<T>::times, a, b);
}
template <class T>
Var<T> operator/(Var<T> a, Var<T> b) {
    return elementwise(Table<T>::divide, a, b);
}
template <class T>
Var<T> operator+(Var<T> a, double c) {
    return elementwise(Table<T>::shift, a, c);
}
template <class T>
Var<T> operator*(double c, Var<T> a) {
    return elementwise(Table<T>::scale, a, c);
}
template <class T>
Var<T> operator/(double c, Var<T> a) {
    return a.tape->constant(Matrix<T>(a.shape().rows, a.shape().cols, static_cast<T>(c))) / a;
}
template <class T>
Var<T> tanh(Var<T> a) {
    return elementwise(Table<T>::tanh, a);
}
template <class T>
Var<T> sin(Var<T> a) {
    return elementwise(Table<T>::sin, a);
}
template <class T>
Var<T> cos(Var<T> a) {
    return elementwise(Table<T>::cos, a);
}
template <class T>
Var<T> exp(Var<T> a) {
    return elementwise(Table<T>::exp, a);
}
template <class T>
Var<T> log(Var<T> a) {
    return elementwise(Table<T>::log, a);
}
template <class T>
Var<T> square(Var<T> a) {
    return elementwise(Table<T>::square, a);
}

template <class T>
Var<T> sum(Var<T> a) {
    return a.tape->record(Table<T>::sum, {a}, {1, 1});
}
template <class T>
Var<T> mean(Var<T> a) {
    const Shape shape = a.shape();
    check_shapes(shape.rows * shape.cols > 0, "mean of nothing", shape, {1, 1});
    return (1.0 / static_cast<double>(shape.rows * shape.cols)) * sum(a);
}
template <class T>
Var<T> column_sums(Var<T> a) {
    return a.tape->record(Table<T>::column_sums, {a}, {1, a.shape().cols});
}

template <class T>
Var<T> broadcast(Var<T> scalar, Shape shape) {
    check_shapes(scalar.shape() == Shape{1, 1}, "broadcast", scalar.shape(), shape);
    return scalar.tape->record(Table<T>::broadcast, {scalar}, shape);
}
template <class T>
Var<T> broadcast_row(Var<T> row, std::size_t rows) {
    check_shapes(row.shape().rows == 1, "broadcast_row", row.shape(), {rows, row.shape().cols});
    return row.tape->record(Table<T>::broadcast_row, {row}, {rows, row.shape().cols});
}

template <class T>
Var<T> rows(Var<T> a, std::size_t first, std::size_t count) {
    return a.tape->record_view(Table<T>::rows, a, first, count);
}
template <class T>
Var<T> columns(Var<T> a, std::size_t first, std::size_t count) {
    check_range("columns", first, count, a.shape().cols);
    return a.tape->record(Table<T>::columns, {a}, {a.shape().rows, count}, {.first = first});
}
template <class T>
Var<T> pad_rows(Var<T> a, std::size_t first, std::size_t total) {
    check_range("pad_rows", first, a.shape().rows, total);
    return a.tape->record(Table<T>::pad_rows, {a}, {total, a.shape().cols}, {.first = first});
}
template <class T>
Var<T> pad_columns(Var<T> a, std::size_t first, std::size_t total) {
    check_range("pad_columns", first, a.shape().cols, total);
    return a.tape->record(Table<T>::pad_columns, {a}, {a.shape().rows, total}, {.first = first});
}
template <class T>
Var<T> stack_rows(const std::vector<Var<T>>& parts) {
    Shape shape{0, parts.at(0).shape().cols};
    for (const Var<T>& part : parts) {
        check_shapes(part.shape().cols == shape.cols, "stack_rows", parts[0].shape(), part.shape());
        shape.rows += part.shape().rows;
    }
    return parts[0].tape->record(Table<T>::stack_rows, parts, shape);
}
template <class T>
Var<T> stack_columns(const std::vector<Var<T>>& parts) {
    Shape shape{parts.at(0).shape().rows, 0};
    for (const Var<T>& part : parts) {
        check_shapes(part.shape().rows == shape.rows, "stack_columns", parts[0].shape(), part.shape());
        shape.cols += part.shape().cols;
    }
    return parts[0].tape->record(Table<T>::stack_columns, parts, shape);
}

template Var<float> product(Var<float>, Var<float>, Transpose, Transpose, double);
template Var<float> affine(Var<float>, Var<float>, Var<float>, double, std::size_t);
template Var<float> operator+(Var<float>, Var<float>);
template Var<float> operator-(Var<float>, Var<float>);
template Var<float> operator*(Var<float>, Var<float>);
template Var<float> operator/(Var<float>, Var<float>);
template Var<float> operator+(Var<float>, double);
template Var<float> operator*(double, Var<float>);
template Var<float> operator/(double, Var<float>);
template Var<float> tanh(Var<float>);
template Var<float> sin(Var<float>);
template Var<float> cos(Var<float>);
template Var<float> exp(Var<float>);
template Var<float> log(Var<float>);
template Var<float> square(Var<float>);
template Var<float> sum(Var<float>);
template Var<float> mean(Var<float>);
template Var<float> column_sums(Var<float>);
template Var<float> broadcast(Var<float>, Shape);
template Var<float> broadcast_row(Var<float>, std::size_t);
template Var<float> rows(Var<float>, std::size_t, std::size_t);
template Var<float> columns(Var<float>, std::size_t, std::size_t);
template Var<float> pad_rows(Var<float>, std::size_t, std::size_t);
template Var<float> pad_columns(Var<float>, std::size_t, std::size_t);
template Var<float> stack_rows(const std::vector<Var<float>>&);
template Var<float> stack_columns(const std::vector<Var<float>>&);

template Var<double> product(Var<double>, Var<double>, Transpose, Transpose, double);
template Var<double> affine(Var<double>, Var<double>, Var<double>, double, std::size_t);
template Var<double> operator+(Var<double>, Var<double>);
template Var<double> operator-(Var<double>, Var<double>);
template Var<double> operator*(Var<double>, Var<double>);
template Var<double> operator/(Var<double>, Var<double>);
template Var<double> operator+(Var<double>, double);
template Var<double> operator*(double, Var<double>);
template Var<double> operator/(double, Var<double>);
template Var<double> tanh(Var<double>);
template Var<double> sin(Var<double>);
template Var<double> cos(Var<double>);
template Var<double> exp(Var<double>);
template Var<double> log(Var<double>);
template Var<double> square(Var<double>);
template Var<double> sum(Var<double>);
template Var<double> mean(Var<double>);
template Var<double> column_sums(Var<double>);
template Var<double> broadcast(Var<double>, Shape);
template Var<double> broadcast_row(Var<double>, std::size_t);
template Var<double> rows(Var<double>, std::size_t, std::size_t);
template Var<double> columns(Var<double>, std::size_t, std::size_t);
template Var<double> pad_rows(Var<double>, std::size_t, std::size_t);
template Var<double> pad_columns(Var<double>, std::size_t, std::size_t);
template Var<double> stack_rows(const std::vector<Var<double>>&);
template Var<double> stack_columns(const std::vector<Var<double>>&);

}  // namespace pinn
