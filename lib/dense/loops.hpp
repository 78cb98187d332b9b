// Two loops over plain arrays, for the inner loops of factorizations and rotations.  O(n); no checks.
#pragma once

#include <cstddef>

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

}  // namespace pinn
