// The operators of the tape: what networks and losses are written in.
//
// Each is recorded by a plain function and may be differentiated again and again, because its derivative rule is itself
// written in these operators: d sum(a) is a broadcast, d broadcast(a) is a sum, d tanh(a) is a product with 1 - t^2.
// In operators.cpp value and rule of each stand side by side in one table.
//
// Storage: results are whole matrices; only rows() is a view.
// Cost: that of one pass over the operands, O(m n), unless stated.
// All functions throw ShapeError naming the operation and the shapes that do not fit, and std::logic_error for a
// variable of another tape; a stack of nothing is std::out_of_range.
//
// Introduced in chapter 02.
#pragma once

#include "lib/autodiff/tape.hpp"

namespace pinn {

// y = factor op(a) op(b), op the identity or the transpose.  O(m n k).
template <class T>
Var<T> product(Var<T> a, Var<T> b, Transpose ta = Transpose::no, Transpose tb = Transpose::no, double factor = 1);

// y = factor a w, plus the row b on the first `biased_rows` rows: a layer of a network on stacked channels, in which
// only the values, not the derivatives, see the bias.  a: m x k, w: k x n, b: 1 x n.  O(m n k).
template <class T>
Var<T> affine(Var<T> a, Var<T> w, Var<T> b, double factor, std::size_t biased_rows);

// Elementwise; both operands of one shape, or one of them a number.  O(mn).
template <class T>
Var<T> operator+(Var<T> a, Var<T> b);
template <class T>
Var<T> operator-(Var<T> a, Var<T> b);
template <class T>
Var<T> operator*(Var<T> a, Var<T> b);
template <class T>
Var<T> operator/(Var<T> a, Var<T> b);
template <class T>
Var<T> operator+(Var<T> a, double c);
template <class T>
Var<T> operator*(double c, Var<T> a);
template <class T>
Var<T> operator/(double c, Var<T> a);
template <class T>
Var<T> operator-(Var<T> a) {
    return -1.0 * a;
}
template <class T>
Var<T> operator+(double c, Var<T> a) {
    return a + c;
}
template <class T>
Var<T> operator-(Var<T> a, double c) {
    return a + -c;
}
template <class T>
Var<T> operator-(double c, Var<T> a) {
    return -a + c;
}
template <class T>
Var<T> operator*(Var<T> a, double c) {
    return c * a;
}
template <class T>
Var<T> operator/(Var<T> a, double c) {
    return (1 / c) * a;
}
template <class T>
Var<T> tanh(Var<T> a);
template <class T>
Var<T> sin(Var<T> a);
template <class T>
Var<T> cos(Var<T> a);
template <class T>
Var<T> exp(Var<T> a);
template <class T>
Var<T> log(Var<T> a);
template <class T>
Var<T> square(Var<T> a);

// Sums: of all entries (1x1), their mean (1x1), of each column (1 x n).  O(mn).
template <class T>
Var<T> sum(Var<T> a);
template <class T>
Var<T> mean(Var<T> a);
template <class T>
Var<T> column_sums(Var<T> a);

// The adjoints of the sums: a scalar or a row repeated over a matrix of the given shape.  O(mn).
template <class T>
Var<T> broadcast(Var<T> scalar, Shape shape);
template <class T>
Var<T> broadcast_row(Var<T> row, std::size_t rows);

// Rows first .. first + count - 1 (a view) and columns likewise (a copy).
template <class T>
Var<T> rows(Var<T> a, std::size_t first, std::size_t count);
template <class T>
Var<T> columns(Var<T> a, std::size_t first, std::size_t count);
// a as rows (columns) first, ... of a matrix of `total` rows (columns) that is zero elsewhere.
template <class T>
Var<T> pad_rows(Var<T> a, std::size_t first, std::size_t total);
template <class T>
Var<T> pad_columns(Var<T> a, std::size_t first, std::size_t total);
// The parts below (beside) each other.
template <class T>
Var<T> stack_rows(const std::vector<Var<T>>& parts);
template <class T>
Var<T> stack_columns(const std::vector<Var<T>>& parts);

}  // namespace pinn
