// Inputs of the spectra that ours and LAPACK's solvers get alike: a Jacobian whose eigenvalues are known, and K~ of
// Section 7.2.
#pragma once

#include <benchmark/benchmark.h>

#include <cmath>
#include <vector>

#include "bench/poisson_jacobian.hpp"

// J = U S V^T: n x P with U and V orthogonal (products of random reflections) and S geometric, so that the eigenvalues
// of J J^T are s_i^2 = 10^(-decades i/(n - 1)). Made in 64-bit mantissas and rounded once: what is wrong with the
// eigenvalues of J in double is its own rounding, 1e-16 of the largest singular value.  O(n^2 P).
struct KnownSpectrum {
    pinn::Matrix<double> J;
    std::vector<double> eigenvalues;  // of J J^T, descending
};
inline KnownSpectrum known_spectrum(std::size_t n, std::size_t P, double decades) {
    pinn::Random random(5);
    pinn::Matrix<long double> a(n, P);
    std::vector<double> eigenvalues;
    for (std::size_t i = 0; i < n; ++i) {
        const long double exponent = -static_cast<long double>(decades) * static_cast<long double>(i) / (n - 1);
        a(i, i) = std::pow(10.0L, exponent / 2);
        eigenvalues.push_back(static_cast<double>(std::pow(10.0L, exponent)));
    }
    // Rows and columns in turn: A <- (I - 2 v v^T / |v|^2) A, then the same from the right. A row or column is mixed
    // into all others by each of them, so a few are enough to leave nothing of the diagonal.
    const auto reflect = [&](bool rows) {
        const std::size_t size = rows ? n : P, others = rows ? P : n;
        std::vector<long double> v(size), product(others);
        long double norm2 = 0;
        for (long double& value : v) value = random.normal(), norm2 += value * value;
        const auto at = [&](std::size_t i, std::size_t j) -> long double& { return rows ? a(i, j) : a(j, i); };
        for (std::size_t i = 0; i < size; ++i) {
            for (std::size_t j = 0; j < others; ++j) product[j] += v[i] * at(i, j);
        }
        for (std::size_t i = 0; i < size; ++i) {
            for (std::size_t j = 0; j < others; ++j) at(i, j) -= 2 * v[i] / norm2 * product[j];
        }
    };
    for (int k = 0; k < 20; ++k) reflect(true), reflect(false);
    pinn::Matrix<double> J(n, P);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < P; ++j) J(i, j) = static_cast<double>(a(i, j));
    }
    return {J, eigenvalues};
}

// The relative size of the smallest eigenvalue down to which, from the largest on, all are right to 10 %; 1 if already
// the second is wrong.  values: descending.
inline double smallest_right(const std::vector<double>& values, const std::vector<double>& expected) {
    std::size_t k = 0;
    while (k < values.size() && std::abs(values[k] - expected[k]) <= 0.1 * expected[k]) ++k;
    return k == 0 ? 1 : expected[k - 1] / expected[0];
}

// The benchmark of a solver, eigenvalues of J J^T from J, on 36 known decades: its time, and the counter `smallest`.
inline void report_accuracy(benchmark::State& state, std::vector<double> (*solver)(const pinn::Matrix<double>&)) {
    static const KnownSpectrum known = known_spectrum(200, 400, 36);
    std::vector<double> values;
    for (auto _ : state) {
        values = solver(known.J);
        benchmark::DoNotOptimize(values.data());
        benchmark::ClobberMemory();
    }
    state.counters["smallest"] = smallest_right(values, known.eigenvalues);
}

// K~ = K D at initialization: J_u above J_r for width 100, standard parameterization, z-scored, 50 copies of each end
// and 100 points, D = diag(2 lambda_b / N_b, 2 / N_r).
struct WeightedKernel {
    pinn::Matrix<double> J;  // K = J J^T
    std::vector<double> d;   // the diagonal of D
};
inline WeightedKernel weighted_kernel(double lambda_b) {
    using namespace pinn;
    const Poisson problem{4};
    const Matrix<double> points = equispaced(100, 0, 1);
    Random random(0);
    const Mlp<double> network({{1, 100, 1}, Parameterization::standard, InputScaling::z_scored(points)}, random);
    const Matrix<double> J =
        jacobian(network, {problem.boundary<double>(repeated_ends(50, 0, 1)), problem.interior<double>(points)});
    std::vector<double> d(100, 2 * lambda_b / 100);
    d.resize(200, 2.0 / 100);
    return {J, d};
}
