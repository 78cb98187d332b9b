// What is the machine's peak of fused multiply-adds, the ceiling of every product?
//
// Peak/<type>/threads: twelve independent chains a <- a x + y of one native vector each, all in registers: as many as
// 16 registers hold beside x and y, and more than latency times throughput (4 cycles times 2) asks for. Nothing is
// loaded or stored, so a product can only come near. Counter GFLOP/s counts a fused multiply-add as two.
//
// A processor without FMA, or PORTABLE=1, does a product and a sum instead: the peak then is that of these.

#include <benchmark/benchmark.h>

#include <array>

namespace {

#if defined(__AVX512F__)
constexpr int vector_bytes = 64;
#elif defined(__AVX__)
constexpr int vector_bytes = 32;
#else
constexpr int vector_bytes = 16;
#endif
constexpr int chains = 12, repetitions = 400000;

template <class T>
struct Native {
    typedef T type __attribute__((vector_size(vector_bytes)));
};

// x just below 1 and a small y: the chains tend to y / (1 - x), and nothing overflows or becomes subnormal.
template <class T>
[[gnu::noinline]] void run_chains(T x_value, T y_value, T* sums) {
    using Vector = typename Native<T>::type;
    const Vector x = x_value - Vector{}, y = y_value - Vector{};
    Vector a[chains];
    for (int k = 0; k < chains; ++k) a[k] = static_cast<T>(k) - Vector{};
    for (int i = 0; i < repetitions; ++i) {
#pragma GCC unroll 12
        for (int k = 0; k < chains; ++k) a[k] = a[k] * x + y;
    }
    for (int k = 0; k < chains; ++k) sums[k] = a[k][0];
}

template <class T>
void peak(benchmark::State& state) {
    const int threads = static_cast<int>(state.range(0));
    for (auto _ : state) {
#pragma omp parallel num_threads(threads)
        {
            // Volatile, so that the compiler does not know them; DoNotOptimize loses their values (GCC bug 105519).
            const volatile T x = T(0.9999), y = T(0.0001);
            std::array<T, chains> sums;
            run_chains(x, y, sums.data());
            benchmark::DoNotOptimize(sums.data());
            benchmark::ClobberMemory();
        }
    }
    const double flops = 2.0 * threads * chains * repetitions * (vector_bytes / sizeof(T));
    state.counters["GFLOP/s"] = benchmark::Counter(flops * 1e-9, benchmark::Counter::kIsIterationInvariantRate);
}

void sizes(benchmark::internal::Benchmark* b) {
    b->ArgName("threads")->Unit(benchmark::kMillisecond)->UseRealTime()->Arg(1)->Arg(2);
}

BENCHMARK(peak<float>)->Name("Peak/float")->Apply(sizes);
BENCHMARK(peak<double>)->Name("Peak/double")->Apply(sizes);

}  // namespace
