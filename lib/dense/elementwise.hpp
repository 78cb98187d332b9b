// tanh over arrays, at the speed of arithmetic.
//
// The C library evaluates tanh one number at a time, in about 9 ns: the 20,000 activations of a small training step
// would cost several times the rest of it. Here tanh is straight-line arithmetic that the compiler vectorises:
//
//     tanh |x| = e / (e + 2),   e = exp(2|x|) - 1 = 2^n (exp(r) - 1) + (2^n - 1),   2|x| = n ln 2 + r, |r| <= ln(2)/2,
//
// with exp(r) - 1 by its Taylor series. No step cancels, so small arguments keep full relative accuracy.
// Error: at most 2 eps relative, for every float and double (tests/dense/elementwise_test.cpp goes through all
// exponents). Derivatives of tanh need no further function: they are polynomials in t = tanh x.
//
// Introduced in chapter 01.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>

namespace pinn {

namespace detail {

template <class T>
struct TanhConstants;

template <>
struct TanhConstants<double> {
    using Bits = std::uint64_t;
    static constexpr int mantissa_bits = 52;
    static constexpr double shifter = 0x1.8p52;          // adding it rounds to an integer, held in the low bits
    static constexpr double ln2_high = 0x1.62e42feep-1;  // 32 bits: n * ln2_high is exact
    static constexpr double ln2_low = 0x1.a39ef35793c76p-33;
    static constexpr double saturation = 40;  // tanh(20) = 1 to rounding
    static constexpr std::array<double, 12> taylor = {
        // 1/2!, 1/3!, ... 1/13!
        1.0 / 2,       1.0 / 6,        1.0 / 24,        1.0 / 120,        1.0 / 720,         1.0 / 5040,
        1.0 / 40320.0, 1.0 / 362880.0, 1.0 / 3628800.0, 1.0 / 39916800.0, 1.0 / 479001600.0, 1.0 / 6227020800.0};
};

template <>
struct TanhConstants<float> {
    using Bits = std::uint32_t;
    static constexpr int mantissa_bits = 23;
    static constexpr float shifter = 0x1.8p23F;
    static constexpr float ln2_high = 0x1.62e4p-1F;  // 15 bits
    static constexpr float ln2_low = 0x1.7f7d1cp-20F;
    static constexpr float saturation = 20;
    static constexpr std::array<float, 6> taylor = {1.0F / 2, 1.0F / 6, 1.0F / 24, 1.0F / 120, 1.0F / 720, 1.0F / 5040};
};

}  // namespace detail

// tanh(x) within 2 eps relative; NaN gives NaN, -0 gives -0.  A branch-free expression, to be called inside loops.
template <class T>
inline T vector_tanh(T x) {
    using Constants = detail::TanhConstants<T>;
    using Bits = typename Constants::Bits;
    const T doubled = 2 * std::abs(x);
    const T y = doubled > Constants::saturation ? Constants::saturation : doubled;  // in this order NaN passes through
    const T rounded = y * T(1.44269504088896340736) + Constants::shifter;
    const T n = rounded - Constants::shifter;
    const T r = (y - n * Constants::ln2_high) - n * Constants::ln2_low;
    T series = Constants::taylor.back();
    for (std::size_t k = Constants::taylor.size() - 1; k-- > 0;) series = series * r + Constants::taylor[k];
    const T exp_r_minus_1 = r + r * r * series;
    // The low bits of `rounded` are n; moved into the exponent field and added to 1.0 they make 2^n.
    const T power =
        std::bit_cast<T>((std::bit_cast<Bits>(rounded) << Constants::mantissa_bits) + std::bit_cast<Bits>(T(1)));
    const T e = power * exp_r_minus_1 + (power - 1);
    return std::copysign(e / (e + 2), x);
}

// {sigma, sigma', sigma'', sigma'''} at g for sigma = tanh: polynomials in t = tanh g. As vector_tanh() for loops.
template <class T>
inline std::array<T, 4> tanh_and_derivatives(T g) {
    const T t = vector_tanh(g), first = 1 - t * t;
    return {t, first, -2 * t * first, first * (6 * t * t - 2)};
}

// y_i = tanh(x_i); y may be x.  O(n).  Throws ShapeError if the lengths differ.
template <class T>
void tanh(std::span<const T> x, std::span<T> y);

// The same through the C library, one number at a time: the definition.
template <class T>
void tanh_reference(std::span<const T> x, std::span<T> y);

}  // namespace pinn
