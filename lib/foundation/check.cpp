#include "lib/foundation/check.hpp"

#include <cmath>
#include <sstream>

#include "lib/foundation/extended.hpp"

namespace pinn {

std::string to_string(Shape shape) { return std::to_string(shape.rows) + "x" + std::to_string(shape.cols); }

void check_shapes(bool fits, const char* operation, Shape left, Shape right) {
    if (!fits) throw ShapeError(std::string(operation) + ": " + to_string(left) + " with " + to_string(right));
}

void check_setting(bool accepted, const char* setting, double value, const char* range) {
    if (accepted) return;
    std::ostringstream message;
    message << setting << " is " << value << "; accepted is " << range;
    throw NumericalError(message.str());
}

void check_range(const char* operation, std::size_t first, std::size_t count, std::size_t size) {
    if (in_range(first, count, size)) return;
    throw ShapeError(std::string(operation) + ": first " + std::to_string(first) + ", count " + std::to_string(count) +
                     ", of " + std::to_string(size));
}

std::size_t checked_size(const char* operation, Shape shape, std::size_t most) {
    if (shape.cols != 0 && shape.rows > most / shape.cols) {
        throw ShapeError(std::string(operation) + ": " + to_string(shape) + " is too large");
    }
    return shape.rows * shape.cols;
}

void check_entry(std::size_t i, std::size_t j, Shape shape) {
    if (i < shape.rows && j < shape.cols) return;
    throw ShapeError("entry (" + std::to_string(i) + ", " + std::to_string(j) + ") of " + to_string(shape));
}

void check_interval(const char* operation, double low, double high) {
    if (low < high && std::isfinite(high - low)) return;
    std::ostringstream message;
    message << operation << ": [" << low << ", " << high
            << "] is not an interval: accepted are finite low < high at a finite distance";
    throw NumericalError(message.str());
}

template <class T>
void check_finite(std::span<const T> values, const char* operation) {
    using std::isfinite;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!isfinite(values[i])) {
            throw NumericalError(std::string(operation) + ": entry " + std::to_string(i) + " is not finite");
        }
    }
}

template void check_finite(std::span<const float>, const char*);
template void check_finite(std::span<const Extended>, const char*);
template void check_finite(std::span<const double>, const char*);

}  // namespace pinn
