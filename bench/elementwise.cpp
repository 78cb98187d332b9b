// What does a tanh cost?  Every chapter asks: a step of Problem 7.2 takes 20,000 of them, one of the wave equation half
// a million, and glibc's would take longer than the whole step.
//
// Tanh/vector: lib/dense/elementwise.hpp; Tanh/library: std::tanh, one by one. 10,000 values in [-5, 5]; the counter is
// their rate.

#include <benchmark/benchmark.h>

#include <cmath>

#include "lib/dense/elementwise.hpp"
#include "lib/foundation/random.hpp"

using namespace pinn;

namespace {

constexpr std::size_t count = 10'000;

template <class T>
void run(benchmark::State& state, void (*all)(std::span<const T>, std::span<T>)) {
    Random random(0);
    std::vector<T> x(count), y(count);
    random.fill_uniform(std::span<T>(x), -5, 5);
    for (auto _ : state) {
        all(x, y);
        benchmark::DoNotOptimize(y.data());
        benchmark::ClobberMemory();
    }
    state.counters["values/s"] = benchmark::Counter(count, benchmark::Counter::kIsIterationInvariantRate);
}

template <class T>
void by_vector(std::span<const T> x, std::span<T> y) {
    tanh<T>(x, y);
}
template <class T>
void by_library(std::span<const T> x, std::span<T> y) {
    for (std::size_t i = 0; i < x.size(); ++i) y[i] = std::tanh(x[i]);
}

void vector_float(benchmark::State& state) { run<float>(state, by_vector<float>); }
void vector_double(benchmark::State& state) { run<double>(state, by_vector<double>); }
void library_float(benchmark::State& state) { run<float>(state, by_library<float>); }
void library_double(benchmark::State& state) { run<double>(state, by_library<double>); }

BENCHMARK(vector_float)->Name("Tanh/vector/float")->Unit(benchmark::kMicrosecond);
BENCHMARK(vector_double)->Name("Tanh/vector/double")->Unit(benchmark::kMicrosecond);
BENCHMARK(library_float)->Name("Tanh/library/float")->Unit(benchmark::kMicrosecond);
BENCHMARK(library_double)->Name("Tanh/library/double")->Unit(benchmark::kMicrosecond);

}  // namespace
