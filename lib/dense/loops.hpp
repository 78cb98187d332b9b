// Loops over plain arrays, for the inner loops of factorizations, rotations and activations.  O(n); no checks.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace pinn {

// So many numbers fill a cache line, and the vectors of every processor.
template <class T>
constexpr std::size_t strip = 64 / sizeof(T);

// Calls f(j, slot) for every j of [first, last), a strip at a time, as one vector instruction for all of it. What does
// not fill a strip would be done number by number, and take as long as several strips. Instead the last strip reaches
// back into the one before: f sees some j twice, so it only assigns to entry j. Whoever adds to something takes the
// entry `slot`, a number below the next multiple of `strip` above last - first, and a new one for every call.
// Of each row in `streams` what comes `ahead` strips later is asked for: hardware foresees a few rows only.
template <class T, std::size_t N, class F>
inline void in_strips(std::size_t first, std::size_t last, const std::array<const T*, N>& streams, const F& f) {
    constexpr std::size_t ahead = 16 * strip<T>;
    const std::size_t count = last - first;
    if (count < strip<T>) {
        for (std::size_t j = 0; j < count; ++j) f(first + j, j);
        return;
    }
    for (std::size_t slot = 0; slot < count; slot += strip<T>) {
        const std::size_t j = first + std::min(slot, count - strip<T>);
#pragma GCC unroll 16
        for (std::size_t n = 0; n < N; ++n) __builtin_prefetch(streams[n] + j + ahead);
#pragma omp simd
        for (std::size_t lane = 0; lane < strip<T>; ++lane) f(j + lane, slot + lane);
    }
}

template <class T, class F>
inline void in_strips(std::size_t first, std::size_t last, const F& f) {
    in_strips<T>(first, last, std::array<const T*, 0>{}, f);
}

// Calls f(first, last) for pieces of [from, to) of much the same size, at most `group` each: sums over the rows of a
// matrix, one for each slot, stay in the nearest cache while the rows pass by.
template <class T>
constexpr std::size_t group = 16 * strip<T>;
template <class T, class F>
void over_groups(std::size_t from, std::size_t to, const F& f) {
    const std::size_t count = to - from, groups = (count + group<T> - 1) / group<T>;
    for (std::size_t g = 0; g < groups; ++g) f(from + count * g / groups, from + count * (g + 1) / groups);
}

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
