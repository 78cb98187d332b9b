// Loops over plain arrays, for the inner loops of factorizations and rotations.  O(n); no checks.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace pinn {

// y -= factor * x
template <class T>
void subtract(T* __restrict y, const T* __restrict x, std::size_t n, T factor) {
    for (std::size_t i = 0; i < n; ++i) y[i] -= factor * x[i];
}

// One running sum would be a chain of n dependent additions; so many of them fill the vector units.
constexpr std::size_t dot_lanes = 32;

// x . y, in dot_lanes sums; fastest for n a multiple of it.
template <class T>
T dot(const T* x, const T* y, std::size_t n) {
    T sums[dot_lanes] = {};
    std::size_t i = 0;
    for (; i + dot_lanes <= n; i += dot_lanes) {
        for (std::size_t lane = 0; lane < dot_lanes; ++lane) sums[lane] += x[i + lane] * y[i + lane];
    }
    T sum = 0;
    for (; i < n; ++i) sum += x[i] * y[i];
    for (const T& partial : sums) sum += partial;
    return sum;
}

// ||x||_2.  The squares are those of x / max|x| where the plain ones could leave the range of T.
template <class T>
T norm(const T* x, std::size_t n) {
    using Limits = std::numeric_limits<T>;
    static const T low = std::sqrt(Limits::min()) / Limits::epsilon(), high = 1 / low;
    T largest = 0;
    for (std::size_t i = 0; i < n; ++i) largest = std::max<T>(largest, std::abs(x[i]));
    if (largest == 0 || (largest > low && largest < high)) return std::sqrt(dot(x, x, n));
    T sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += (x[i] / largest) * (x[i] / largest);
    return largest * std::sqrt(sum);
}

}  // namespace pinn
