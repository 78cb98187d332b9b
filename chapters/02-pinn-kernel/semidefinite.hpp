// Is K positive semi-definite in the arithmetic we have?  (paper: Remark 3.3)
#pragma once

#include <algorithm>
#include <limits>

#include "chapters/02-pinn-kernel/lemma.hpp"
#include "lib/pde/sampling.hpp"

namespace pinn {

inline constexpr std::size_t blocks = 3;
inline const std::array<std::string, blocks> block_names{"K_uu", "K_rr", "K"};

// Eigenvalues of K_uu, K_rr and K, everything in the arithmetic of T.
template <class T>
std::array<std::vector<T>, blocks> spectra(const Mlp<T>& network, const std::vector<Condition<T>>& conditions) {
    const auto values = [](const Matrix<T>& K) { return jacobi(K, {.vectors = false}).values; };
    return {values(kernel(network, conditions[0], conditions[0])),
            values(kernel(network, conditions[1], conditions[1])), values(kernel(network, conditions))};
}

// What a spectrum shows of semi-definiteness: lambda_min / (n eps lambda_max), and how many are below zero.
struct NearZero {
    double smallest;
    double negative_share;
};
template <class T>
NearZero near_zero(const std::vector<T>& values) {
    const double n = static_cast<double>(values.size()), eps = std::numeric_limits<T>::epsilon();
    const auto negative = std::count_if(values.begin(), values.end(), [](T value) { return value < 0; });
    return {values.back() / (n * eps * values.front()), static_cast<double>(negative) / n};
}

// The points of the authors' Poisson code: 50 copies of each end, 100 interior points.
inline const Matrix<double> official_boundary = repeated_ends(50, 0, 1);
inline const Matrix<double> official_interior = equispaced(100, 0, 1);

// A random network with a random equation: depth, widths, parameterization and scaling are drawn too. A seed gives the
// same network in double and, to rounding, in float.
template <class T>
struct Drawn {
    Mlp<T> network;
    std::vector<Condition<T>> conditions;
};
template <class T>
Drawn<T> draw(std::uint64_t seed) {
    Random random(seed);
    const auto choose = [&](std::size_t count) { return static_cast<std::size_t>(random.uniform(0, double(count))); };
    const auto equation = static_cast<Equation>(choose(3));
    const auto parameterization = static_cast<Parameterization>(choose(3));
    const InputScaling scaling = choose(2) == 0 ? InputScaling::raw(1) : InputScaling::z_scored(official_interior);
    std::vector<std::size_t> widths{1};
    for (std::size_t layer = 0, hidden = 1 + choose(4); layer < hidden; ++layer) widths.push_back(5 + choose(100));
    widths.push_back(1);
    return {{{widths, parameterization, scaling}, random},
            conditions_of<T>(equation, {1}, official_boundary, official_interior)};
}

// What one random network shows.
struct Examined {
    std::array<NearZero, blocks> in_double, in_float;
    double gram_error;  // max |K_rr - J_r J_r^T| / max |K_rr|, Gram by Gram against the definition, in double
};
inline Examined examine(std::uint64_t seed) {
    Examined result;
    const Drawn<double> drawn = draw<double>(seed);
    const Drawn<float> rounded = draw<float>(seed);
    const auto in_double = spectra(drawn.network, drawn.conditions);
    const auto in_float = spectra(rounded.network, rounded.conditions);
    for (std::size_t k = 0; k < blocks; ++k) {
        result.in_double[k] = near_zero(in_double[k]);
        result.in_float[k] = near_zero(in_float[k]);
    }
    const Matrix<double> J_r = jacobian(drawn.network, drawn.conditions[1]), K_rr = multiply_nt(J_r, J_r);
    const Matrix<double> gram = kernel(drawn.network, drawn.conditions[1], drawn.conditions[1]);
    double largest = 0;
    for (const double entry : K_rr.values()) largest = std::max(largest, std::abs(entry));
    result.gram_error = 0;
    for (std::size_t i = 0; i < gram.size(); ++i) {
        result.gram_error = std::max(result.gram_error, std::abs(K_rr.values()[i] - gram.values()[i]) / largest);
    }
    return result;
}

}  // namespace pinn
