// Is K positive semi-definite in the arithmetic we have?  (paper: Remark 3.3)
#pragma once

#include <algorithm>
#include <limits>

#include "chapters/02-pinn-kernel/lemma.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/pde/sampling.hpp"

namespace pinn {

// Eigenvalues of K_uu, K_rr and K, everything in the arithmetic of T.
template <class T>
std::array<std::vector<T>, 3> spectra(const Mlp<T>& network, const std::vector<Condition<T>>& conditions) {
    const auto values = [](const Matrix<T>& K) { return jacobi(K, {.vectors = false}).values; };
    return {values(kernel(network, conditions[0], conditions[0])),
            values(kernel(network, conditions[1], conditions[1])), values(kernel(network, conditions))};
}

// What a spectrum shows of semi-definiteness: lambda_min / (n eps lambda_max), and how many are below zero.
struct NearZero {
    double smallest, negative_share;
};
template <class T>
NearZero near_zero(const std::vector<T>& values) {
    const double n = static_cast<double>(values.size()), eps = std::numeric_limits<T>::epsilon();
    const auto negative = std::ranges::count_if(values, [](T value) { return value < 0; });
    return {values.back() / (n * eps * values.front()), static_cast<double>(negative) / n};
}

// The points of the authors' Poisson code: 50 copies of each end, 100 interior points.
template <class T>
std::vector<Condition<T>> official(Equation equation) {
    return conditions_of<T>(equation, {1}, repeated_ends(50, 0, 1), equispaced(100, 0, 1));
}

// A random network with a random equation: depth, widths, parameterization and scaling are drawn too. A seed gives the
// same network in double and, to rounding, in float.
template <class T>
std::pair<Mlp<T>, std::vector<Condition<T>>> draw(std::uint64_t seed) {
    Random random(seed);
    const auto choose = [&](std::size_t count) { return static_cast<std::size_t>(random.uniform(0, double(count))); };
    const std::vector<Condition<T>> conditions = official<T>(static_cast<Equation>(choose(3)));
    const auto parameterization = static_cast<Parameterization>(choose(3));
    const InputScaling scaling = choose(2) == 0 ? InputScaling::raw(1) : InputScaling::z_scored(conditions[1].points);
    std::vector<std::size_t> widths{1};
    for (std::size_t layer = 0, hidden = 1 + choose(4); layer < hidden; ++layer) widths.push_back(5 + choose(100));
    widths.push_back(1);
    return {Mlp<T>({widths, parameterization, scaling}, random), conditions};
}

// What one random network shows: its spectra, and how far K_rr Gram by Gram is from its definition in double,
// max |K_rr - J_r J_r^T| / max |J_r J_r^T|.
inline const std::array<std::string, 3> block_names{"K_uu", "K_rr", "K"};
struct Examined {
    std::array<NearZero, 3> in_double, in_float;
    double gram_error;
};
inline Examined examine(std::uint64_t seed) {
    Examined result{};
    const auto [network, conditions] = draw<double>(seed);
    const auto [rounded, conditions_in_float] = draw<float>(seed);
    std::ranges::transform(spectra(network, conditions), result.in_double.begin(), near_zero<double>);
    std::ranges::transform(spectra(rounded, conditions_in_float), result.in_float.begin(), near_zero<float>);
    const Matrix<double> J_r = jacobian(network, conditions[1]), K_rr = multiply_nt(J_r, J_r);
    const Matrix<double> gram = kernel(network, conditions[1], conditions[1]);
    double largest = 0, difference = 0;
    for (std::size_t i = 0; i < gram.size(); ++i) {
        largest = std::max(largest, std::abs(K_rr.values()[i]));
        difference = std::max(difference, std::abs(K_rr.values()[i] - gram.values()[i]));
    }
    result.gram_error = difference / largest;
    return result;
}

// The smallest eigenvalue, and the share of those below zero, of every block in both precisions.
inline void report_semidefinite(const Runs<Examined>& random, Study& study) {
    for (std::size_t k = 0; k < block_names.size(); ++k) {
        for (const bool in_float : {false, true}) {
            const auto of = [&](double NearZero::*value) {
                return random.each(
                    [&](const Examined& one) { return (in_float ? one.in_float : one.in_double)[k].*value; });
            };
            const std::string what = block_names[k] + (in_float ? ", float" : ", double");
            study.report("Remark 3.3", "lambda_min / (n eps lambda_max), " + what, minimum(of(&NearZero::smallest)));
            study.report("Remark 3.3", "share of negative eigenvalues, " + what, mean(of(&NearZero::negative_share)));
        }
    }
    study.report(
        "Remark 3.3", "lambda_min / (eps lambda_max) of K, float over double",
        random.each([](const Examined& one) { return one.in_float.back().smallest / one.in_double.back().smallest; }));
}

// The spectrum of K of one network (Poisson, one hidden layer) in both precisions, over the largest eigenvalue.
inline void rounding_figure(std::size_t width, Study& study) {
    const std::uint64_t seed = study.seeds()[0];
    const auto in_double = spectra(network_of<double>(1, width, seed), official<double>(Equation::poisson)).back();
    const auto in_float = spectra(network_of<float>(1, width, seed), official<float>(Equation::poisson)).back();
    FigureData& figure = study.figure("ch02-rounding", {"index", "double", "float"});
    figure.comment("eigenvalues of K over the largest; u_xx, NTK, raw inputs, 50 copies of each end, 100 inside");
    figure.comment("width: " + std::to_string(width));
    for (std::size_t i = 0; i < in_double.size(); ++i) {
        figure.row(i + 1, in_double[i] / in_double.front(), in_float[i] / double{in_float.front()});
    }
}

}  // namespace pinn
