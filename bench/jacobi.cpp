// Question: what does one spectrum of K cost?
//
// Chapters 06 and 07 ask it: they diagonalize K, K_uu and K_rr of 100 to 300 points, for many seeds and along training.
// Measured: both solvers, values only and with vectors, on a dense random symmetric matrix (many sweeps with work in
// all of them) and on K = J J^T with fast decaying eigenvalues, as kernels have. Expected: O(n^3), and about half the
// time without vectors. The counter `sweeps` is the number of passes over all pairs.
//
// And by the Jacobian, without forming K: OneSidedJacobi on J(0) of Section 7.1 at width 500, n/4 copies of both ends
// and n/2 interior points, so n x 1501; `rank` counts the eigenvalues that are not numerically zero. Expected: the QR
// of J sets the time, O(n^2 P). JacobiOfProduct is the two-sided way to the same spectrum, the product included.

#include "lib/spectrum/jacobi.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>

#include "bench/poisson_jacobian.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/foundation/parallel.hpp"
#include "lib/foundation/random.hpp"
#include "lib/spectrum/one_sided_jacobi.hpp"

namespace {

using namespace pinn;

template <class T>
Matrix<T> random_symmetric(std::size_t n) {
    Random random(1);
    Matrix<T> a(n, n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j <= i; ++j) a(i, j) = a(j, i) = static_cast<T>(random.normal());
    }
    return a;
}

// J J^T for J: n x 60, each column half as long as the one before.
template <class T>
Matrix<T> decaying_kernel(std::size_t n) {
    Random random(2);
    Matrix<double> j(n, 60);
    random.fill_normal(j.values());
    Matrix<T> k(n, n);
    for (std::size_t row = 0; row < n; ++row) {
        for (std::size_t col = 0; col < n; ++col) {
            double sum = 0;
            for (std::size_t l = 0; l < 60; ++l) sum += std::ldexp(j(row, l) * j(col, l), -2 * int(l));
            k(row, col) = static_cast<T>(sum);
        }
    }
    return k;
}

template <class T>
using Solver = EigenDecomposition<T> (*)(const Matrix<T>&, const JacobiOptions&);

template <class T>
void run(benchmark::State& state, Solver<T> solver, Matrix<T> (*make)(std::size_t), bool vectors) {
    const Matrix<T> a = make(static_cast<std::size_t>(state.range(0)));
    const JacobiOptions options{.vectors = vectors};
    set_thread_count(1);
    int sweeps = 0;
    for (auto _ : state) {
        EigenDecomposition<T> eigen = solver(a, options);
        sweeps = eigen.sweeps;
        benchmark::DoNotOptimize(eigen.values.data());
        benchmark::DoNotOptimize(eigen.vectors.data());
        benchmark::ClobberMemory();
    }
    state.counters["sweeps"] = sweeps;
    state.SetComplexityN(state.range(0));
}

template <class T>
void add(const char* name, Solver<T> solver, Matrix<T> (*make)(std::size_t), bool vectors) {
    benchmark::RegisterBenchmark(name, [=](benchmark::State& state) { run<T>(state, solver, make, vectors); })
        ->ArgName("n")
        ->Arg(64)
        ->Arg(100)
        ->Arg(200)
        ->Arg(300)
        ->Unit(benchmark::kMillisecond)
        ->Complexity(benchmark::oNCubed);
}

EigenDecomposition<double> one_sided(const Matrix<double>& J, bool vectors) {
    return kernel_spectrum(J, {.vectors = vectors});
}
EigenDecomposition<double> two_sided(const Matrix<double>& J, bool vectors) {
    return jacobi(multiply_nt(J, J), {.vectors = vectors});
}

void run_jacobian(benchmark::State& state, EigenDecomposition<double> (*solver)(const Matrix<double>&, bool),
                  bool vectors) {
    const Matrix<double> J = poisson_jacobian(static_cast<std::size_t>(state.range(0)));
    set_thread_count(1);
    EigenDecomposition<double> eigen;
    for (auto _ : state) {
        eigen = solver(J, vectors);
        benchmark::DoNotOptimize(eigen.values.data());
        benchmark::DoNotOptimize(eigen.vectors.data());
        benchmark::ClobberMemory();
    }
    state.counters["sweeps"] = eigen.sweeps;
    state.counters["rank"] = static_cast<double>(
        std::count_if(eigen.values.begin(), eigen.values.end(), [](double value) { return value > 0; }));
}

void add_jacobian(const char* name, EigenDecomposition<double> (*solver)(const Matrix<double>&, bool), bool vectors) {
    benchmark::RegisterBenchmark(name, [=](benchmark::State& state) { run_jacobian(state, solver, vectors); })
        ->ArgName("n")
        ->Arg(200)
        ->Arg(900)
        ->Unit(benchmark::kMillisecond);
}

// The list of what is measured; it runs before main of the benchmark library.
const bool registered = [] {
    add<double>("Jacobi", jacobi<double>, random_symmetric<double>, true);
    add<double>("JacobiValues", jacobi<double>, random_symmetric<double>, false);
    add<double>("JacobiKernel", jacobi<double>, decaying_kernel<double>, true);
    add<float>("JacobiFloat", jacobi<float>, random_symmetric<float>, true);
    add<double>("JacobiReference", jacobi_reference<double>, random_symmetric<double>, true);
    add<double>("JacobiReferenceValues", jacobi_reference<double>, random_symmetric<double>, false);
    add_jacobian("OneSidedJacobi", one_sided, true);
    add_jacobian("OneSidedJacobiValues", one_sided, false);
    add_jacobian("JacobiOfProduct", two_sided, true);
    return true;
}();

}  // namespace
