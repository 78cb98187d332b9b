// Errors that name what was wrong.
//
// ShapeError     an operation was asked to combine matrices that do not fit; names the operation and both shapes.
// NumericalError the input is well shaped but not what the algorithm needs (not finite, not symmetric, ...).
// UsageError     a program was called with a wrong option or value; programs print it as one line and exit with 2.
//
// Checks stand at the border of public functions, never in inner loops.
#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>

namespace pinn {

struct ShapeError : std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

struct NumericalError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct UsageError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Shape {
    std::size_t rows = 0;
    std::size_t cols = 0;
    bool operator==(const Shape&) const = default;
};

// "3x4"
std::string to_string(Shape shape);

// Throws ShapeError "<operation>: 3x4 with 5x2" unless fits.  O(1).
void check_shapes(bool fits, const char* operation, Shape left, Shape right);

// Throws NumericalError "<setting> is <value>; accepted is <range>" unless accepted.  O(1).
void check_setting(bool accepted, const char* setting, double value, const char* range);

// Are first, .., first + count - 1 all below size?  Without the sum, which may overflow.  O(1).
constexpr bool in_range(std::size_t first, std::size_t count, std::size_t size) {
    return first <= size && count <= size - first;
}

// Throws ShapeError "<operation>: first 3, count 2, of 4" unless in_range(first, count, size).  O(1).
void check_range(const char* operation, std::size_t first, std::size_t count, std::size_t size);

// rows * cols.  Throws ShapeError "<operation>: 4294967296x4294967296 is too large" if the product is more than most.
// O(1).
std::size_t checked_size(const char* operation, Shape shape, std::size_t most);

// Whether access to an entry checks its indices: in debug and sanitizer builds, those with _GLIBCXX_ASSERTIONS, where
// the standard library checks its own.
#ifdef _GLIBCXX_ASSERTIONS
constexpr bool checked_access = true;
#else
constexpr bool checked_access = false;
#endif

// Throws ShapeError "entry (0, 5) of 2x1" unless i < rows and j < cols.  O(1).
void check_entry(std::size_t i, std::size_t j, Shape shape);

// Throws NumericalError "<operation>: [2, 1] is not an interval: accepted are finite low < high at a finite distance"
// unless it is one.  O(1).
void check_interval(const char* operation, double low, double high);

// Throws NumericalError "<operation>: entry <index> is not finite" at the first NaN or infinity.  O(n).
template <class T>
void check_finite(std::span<const T> values, const char* operation);

}  // namespace pinn
