// Matrix<T>: rows, columns and one row-major std::vector<T>. Nothing else.
//
// Storage: entry (i, j) is data()[i * cols() + j]; the vector starts on a 64-byte boundary, so that whole-vector loads
// do not straddle cache lines. Vectors are matrices with one column or one row; a scalar is 1x1.
//
// MatrixView<T> and ConstMatrixView<T> are the same thing without ownership: a pointer, a shape, and the distance
// between rows. A block of rows of a matrix is a view, at no cost.
//
// a(i, j) checks its indices in debug and sanitizer builds only (checked_access in check.hpp), a.at(i, j) in all; both
// throw ShapeError "entry (0, 5) of 2x1".
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <type_traits>
#include <vector>

#include "lib/foundation/check.hpp"
#include "lib/foundation/memory.hpp"

namespace pinn {

template <class T>
using AlignedVector = std::vector<T, ArrayAllocator<T>>;

template <class T>
struct MatrixView {
    T* data = nullptr;
    std::size_t rows = 0;
    std::size_t cols = 0;
    std::size_t stride = 0;  // elements from one row to the next; >= cols

    Shape shape() const { return {rows, cols}; }
    T& operator()(std::size_t i, std::size_t j) const {
        if constexpr (checked_access) check_entry(i, j, shape());
        return data[i * stride + j];
    }
    T& at(std::size_t i, std::size_t j) const {
        check_entry(i, j, shape());
        return data[i * stride + j];
    }
    operator MatrixView<const T>() const { return {data, rows, cols, stride}; }

    // Rows first .. first + count - 1.  Throws ShapeError if they are not all there.
    MatrixView row_block(std::size_t first, std::size_t count) const {
        check_range("row_block", first, count, rows);
        return {data + first * stride, count, cols, stride};
    }
};

template <class T>
using ConstMatrixView = MatrixView<const T>;

template <class T>
class Matrix {
  public:
    Matrix() = default;
    // Throws ShapeError if so many entries have no address.
    Matrix(std::size_t rows, std::size_t cols, T value = T(0))
        : shape_{rows, cols}, data_(checked_size("Matrix", shape_, PTRDIFF_MAX / sizeof(T)), value) {}
    explicit Matrix(Shape shape) : Matrix(shape.rows, shape.cols) {}

    // Matrix<double>{{1, 2}, {3, 4}}.  Throws ShapeError if the rows differ in length.
    Matrix(std::initializer_list<std::initializer_list<T>> rows) {
        shape_ = {rows.size(), rows.size() == 0 ? 0 : rows.begin()->size()};
        for (const auto& row : rows) {
            check_shapes(row.size() == shape_.cols, "Matrix", shape_, {1, row.size()});
            data_.insert(data_.end(), row.begin(), row.end());
        }
    }

    // A copy of what a view shows, with rows moved together.
    explicit Matrix(ConstMatrixView<T> view) : Matrix(view.rows, view.cols) {
        for (std::size_t i = 0; i < view.rows; ++i) {
            for (std::size_t j = 0; j < view.cols; ++j) (*this)(i, j) = view(i, j);
        }
    }

    std::size_t rows() const { return shape_.rows; }
    std::size_t cols() const { return shape_.cols; }
    std::size_t size() const { return data_.size(); }
    Shape shape() const { return shape_; }

    T* data() { return data_.data(); }
    const T* data() const { return data_.data(); }
    std::span<T> values() { return data_; }
    std::span<const T> values() const { return data_; }

    T& operator()(std::size_t i, std::size_t j) { return data_[index(i, j)]; }
    const T& operator()(std::size_t i, std::size_t j) const { return data_[index(i, j)]; }
    T& at(std::size_t i, std::size_t j) { return view().at(i, j); }
    const T& at(std::size_t i, std::size_t j) const { return view().at(i, j); }

    std::span<T> row(std::size_t i) { return values().subspan(row_start(i), shape_.cols); }
    std::span<const T> row(std::size_t i) const { return values().subspan(row_start(i), shape_.cols); }

    MatrixView<T> view() { return {data(), rows(), cols(), cols()}; }
    ConstMatrixView<T> view() const { return {data(), rows(), cols(), cols()}; }

    bool operator==(const Matrix&) const = default;

  private:
    std::size_t index(std::size_t i, std::size_t j) const {
        if constexpr (checked_access) check_entry(i, j, shape_);
        return i * shape_.cols + j;
    }
    std::size_t row_start(std::size_t i) const {
        if constexpr (checked_access) check_range("row", i, 1, shape_.rows);
        return i * shape_.cols;
    }

    Shape shape_;
    AlignedVector<T> data_;
};

// The same entries in another precision.  O(size).
template <class T, class S>
Matrix<T> rounded(const Matrix<S>& from) {
    Matrix<T> to(from.shape());
    std::ranges::copy(from.values(), to.values().begin());
    return to;
}

// The columns as rows.  O(size).
template <class T>
Matrix<std::remove_const_t<T>> transposed(MatrixView<T> a) {
    Matrix<std::remove_const_t<T>> result(a.cols, a.rows);
    for (std::size_t i = 0; i < a.rows; ++i) {
        for (std::size_t j = 0; j < a.cols; ++j) result(j, i) = a(i, j);
    }
    return result;
}

// The parts below each other.  O(size).  Throws ShapeError if they differ in width.
template <class T>
Matrix<T> stack_rows(const std::vector<Matrix<T>>& parts) {
    Shape shape;
    for (const Matrix<T>& part : parts) {
        if (shape.rows == 0) shape.cols = part.cols();
        check_shapes(part.cols() == shape.cols, "stack_rows", shape, part.shape());
        shape.rows += part.rows();
    }
    Matrix<T> whole(shape);
    auto row = whole.values().begin();
    for (const Matrix<T>& part : parts) row = std::ranges::copy(part.values(), row).out;
    return whole;
}

}  // namespace pinn
