// Question: what does one spectrum of K cost?
//
// Chapters 06 and 07 ask it: they diagonalize K, K_uu and K_rr of 100 to 300 points, for many seeds and along training.
// Measured: both solvers, values only and with vectors, on a dense random symmetric matrix (many sweeps with work in
// all of them) and on K = J J^T with fast decaying eigenvalues, as kernels have. Expected: O(n^3), and about half the
// time without vectors. The counter `sweeps` is the number of passes over all pairs.
#include "lib/spectrum/jacobi.hpp"

#include <benchmark/benchmark.h>

#include <cmath>

#include "lib/foundation/parallel.hpp"
#include "lib/foundation/random.hpp"

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

// The list of what is measured; it runs before main of the benchmark library.
const bool registered = [] {
    add<double>("Jacobi", jacobi<double>, random_symmetric<double>, true);
    add<double>("JacobiValues", jacobi<double>, random_symmetric<double>, false);
    add<double>("JacobiKernel", jacobi<double>, decaying_kernel<double>, true);
    add<float>("JacobiFloat", jacobi<float>, random_symmetric<float>, true);
    add<double>("JacobiReference", jacobi_reference<double>, random_symmetric<double>, true);
    add<double>("JacobiReferenceValues", jacobi_reference<double>, random_symmetric<double>, false);
    return true;
}();

}  // namespace
