// How far down are the eigenvalues of K = J J^T right, and what does the spectrum of K~ cost?
//
// Accuracy/<way>: J: 200 x 400 with known eigenvalues over 36 decades. The counter `smallest` is the size, relative to
// the largest, down to which all eigenvalues are right to 10 %. Expected: 1e-15 from a formed K, which is rounded by
// eps of its largest entry; 1e-31 from J, whose singular values stop at 1e-16. The time includes the product.
//
// Weighted/lambda_b: all eigenvalues of K~ = K D of Section 7.2, which is not symmetric, from D^{1/2} J. bench/peers
// shows what a general solver makes of it.
//
// One thread.

#include <benchmark/benchmark.h>

#include "bench/spectrum_inputs.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/foundation/parallel.hpp"
#include "lib/spectrum/one_sided_jacobi.hpp"

namespace {

using namespace pinn;

std::vector<double> one_sided(const Matrix<double>& J) { return kernel_spectrum(J, {.vectors = false}).values; }
std::vector<double> two_sided(const Matrix<double>& J) { return jacobi(multiply_nt(J, J), {.vectors = false}).values; }

void accuracy(benchmark::State& state, std::vector<double> (*solver)(const Matrix<double>&)) {
    set_thread_count(1);
    report_accuracy(state, solver);
}

void weighted(benchmark::State& state) {
    set_thread_count(1);
    const WeightedKernel kernel = weighted_kernel(static_cast<double>(state.range(0)));
    for (auto _ : state) {
        Matrix<double> J = kernel.J;
        for (std::size_t i = 0; i < J.rows(); ++i) {
            for (double& value : J.row(i)) value *= std::sqrt(kernel.d[i]);
        }
        benchmark::DoNotOptimize(one_sided(J).data());
        benchmark::ClobberMemory();
    }
}

BENCHMARK_CAPTURE(accuracy, one_sided, one_sided)->Name("Accuracy/one_sided")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(accuracy, two_sided, two_sided)->Name("Accuracy/two_sided")->Unit(benchmark::kMillisecond);
BENCHMARK(weighted)->Name("Weighted")->ArgName("lambda_b")->Arg(1)->Arg(100)->Arg(500)->Unit(benchmark::kMillisecond);

}  // namespace
