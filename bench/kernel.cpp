// What does the kernel of a PINN cost, in time and in memory, by each of the three ways of lib/kernel/empirical.hpp?
// Chapter 02 asks: the kernels of chapter 08 are of this size, and its weights need one every hundred or thousand
// steps.
//
//   jacobian   J, one row per point, then K_rr = J J^T: the definition, O(N P) memory
//   gram       K_rr Gram by Gram, no Jacobian
//   traces     Tr K_rr only, all that Algorithm 1 reads
//
// Kernel/<way>/wave: the residual of the wave equation, three hidden layers of 500, 300 points, double, one thread.
// KernelWays/<way>/points:../width:../hidden:../channels:..: how the three grow, float; K_AA of one condition, values
// (1 channel), velocities (2) or residuals (4). For one hidden layer the Jacobian is the best, and soon it is not.
// The counter MB is the peak memory of that way alone (1 MB = 1e6 bytes): a forked child does it once, and from the
// child's peak (wait4, ru_maxrss) goes that of a child which does nothing, so network and points do not count.

#include <benchmark/benchmark.h>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

#include "lib/foundation/parallel.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/pde/wave.hpp"

using namespace pinn;

namespace {

struct Inputs {
    Mlp<double> network;
    Condition<double> residual;
};

const Inputs& inputs() {
    static const Inputs made = [] {
        Random random(0);
        Mlp<double> network({{2, 500, 500, 500, 1}, Parameterization::glorot, InputScaling::raw(2)}, random);
        Matrix<double> points(300, 2);
        random.fill_uniform(points.values(), 0, 1);
        return Inputs{std::move(network), Wave::residual<double>(points)};
    }();
    return made;
}

using Way = void (*)(const Inputs&);

void by_jacobian(const Inputs& of) {
    const Matrix<double> J = jacobian(of.network, of.residual);
    benchmark::DoNotOptimize(multiply_nt(J, J).data());
}
void by_gram(const Inputs& of) { benchmark::DoNotOptimize(kernel(of.network, of.residual, of.residual).data()); }
void by_traces(const Inputs& of) { benchmark::DoNotOptimize(kernel_trace(of.network, of.residual)); }
void nothing(const Inputs&) {}

// The largest resident memory of a child that runs `way` once, in MB. The parent first gives back what its allocator
// keeps: the child would use that memory without being charged for it.
double peak_of_child(Way way) {
    malloc_trim(0);
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("fork failed");
    if (child == 0) {
        way(inputs());
        _exit(0);
    }
    int status = 0;
    rusage usage{};
    if (wait4(child, &status, 0, &usage) != child || status != 0) throw std::runtime_error("the child failed");
    return static_cast<double>(usage.ru_maxrss) * 1024e-6;
}

void run(benchmark::State& state, Way way) {
    set_thread_count(1);  // also keeps fork() safe: no pool of threads exists
    inputs();
    const double megabytes = peak_of_child(way) - peak_of_child(nothing);
    for (auto _ : state) {
        way(inputs());
        benchmark::ClobberMemory();
    }
    state.counters["MB"] = megabytes;
}

BENCHMARK_CAPTURE(run, jacobian, by_jacobian)->Name("Kernel/jacobian/wave")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(run, gram, by_gram)->Name("Kernel/gram/wave")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(run, traces, by_traces)->Name("Kernel/traces/wave")->Unit(benchmark::kMillisecond);

// ---- How the ways grow ----

struct Grown {
    Mlp<float> network;
    Condition<float> condition;
};

Grown grown(const benchmark::State& state) {
    const auto points = static_cast<std::size_t>(state.range(0)), width = static_cast<std::size_t>(state.range(1)),
               hidden = static_cast<std::size_t>(state.range(2));
    Random random(0);
    std::vector<std::size_t> widths(hidden + 2, width);
    widths.front() = 2;
    widths.back() = 1;
    Mlp<float> network({widths, Parameterization::glorot, InputScaling::raw(2)}, random);
    const Matrix<double> at = Wave::uniform(points, random), zero(points, 1);
    Condition<float> condition = state.range(3) == 4   ? Wave::residual<float>(at)
                                 : state.range(3) == 2 ? Wave::velocity<float>(at, zero)
                                                       : Wave::value<float>(at, zero);
    return {std::move(network), std::move(condition)};
}

void grown_jacobian(benchmark::State& state) {
    set_thread_count(1);
    const Grown of = grown(state);
    for (auto _ : state) {
        const Matrix<float> J = jacobian(of.network, of.condition);
        benchmark::DoNotOptimize(multiply_nt(J, J).data());
    }
}
void grown_gram(benchmark::State& state) {
    set_thread_count(1);
    const Grown of = grown(state);
    for (auto _ : state) benchmark::DoNotOptimize(kernel(of.network, of.condition, of.condition).data());
}
void grown_traces(benchmark::State& state) {
    set_thread_count(1);
    const Grown of = grown(state);
    for (auto _ : state) benchmark::DoNotOptimize(kernel_trace(of.network, of.condition));
}

// From the middle one along each axis.
void axes(benchmark::internal::Benchmark* b) {
    b->ArgNames({"points", "width", "hidden", "channels"})->Unit(benchmark::kMillisecond);
    b->Args({200, 100, 3, 4});
    b->Args({100, 100, 3, 4})->Args({400, 100, 3, 4});
    b->Args({200, 50, 3, 4})->Args({200, 200, 3, 4});
    b->Args({200, 100, 1, 4})->Args({200, 100, 6, 4});
    b->Args({200, 100, 3, 1})->Args({200, 100, 3, 2});
}
BENCHMARK(grown_jacobian)->Name("KernelWays/jacobian")->Apply(axes);
BENCHMARK(grown_gram)->Name("KernelWays/gram")->Apply(axes);
BENCHMARK(grown_traces)->Name("KernelWays/traces")->Apply(axes);

}  // namespace
