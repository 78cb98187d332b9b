// How does the cost grow? Headers claim costs; here their exponents are fitted to measured times.
//
//   KernelGrams       the Gram stage of lib/kernel/empirical.hpp, all but the adjoints: claimed (N C)^2 W L
//   KernelCost        a whole kernel: claimed a (N C)^2 W L + b N C W^2 L; a and b fitted to all sizes at once
//   TapeReplay        evaluate() of a chain (every node depends on the one before) and of a wide graph (none does):
//                     claimed linear in the nodes
//   LimitKernel       Sigma and Theta of u_xx at a pair of points, over the depth: claimed linear; and K* of 100 + 100
//                     points
//   CheckpointWrite   a checkpoint of the network of chapter 08
//
// Chapters 02 and 08 ask for kernels, every chapter for the tape. The counter `exponent` is the slope of log time
// against log size, `claimed` beside it; `worst` is the largest relative deviation from the fitted cost model. The time
// shown is that of all sizes together. One thread.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <functional>

#include "lib/foundation/parallel.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/kernel/limit.hpp"
#include "lib/pde/sampling.hpp"
#include "lib/pde/wave.hpp"
#include "lib/report/statistics.hpp"
#include "lib/training/checkpoint.hpp"

using namespace pinn;

namespace {

// Seconds of one call, the smallest of three: what disturbs a measurement only adds to it.
double seconds(const std::function<void()>& work) {
    double best = INFINITY;
    for (int i = 0; i < 3; ++i) {
        const auto start = std::chrono::steady_clock::now();
        work();
        best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    return best;
}

// ---- Kernels --------------------------------------------------------------------------------------------------------

struct KernelSize {
    std::size_t points, channels, width, hidden;  // channels: 1, 2 or 4

    double grams() const {  // (N C)^2 W L
        const double rows = static_cast<double>(points * channels);
        return rows * rows * static_cast<double>(width * hidden);
    }
    double adjoints() const {  // N C W^2 L
        return static_cast<double>(points * channels * width) * static_cast<double>(width * hidden);
    }
};

// A condition that carries one, two or four channels through every layer.
Condition<float> condition_of(const KernelSize& size, Random& random) {
    const Matrix<double> points = Wave::uniform(size.points, random), zero(size.points, 1);
    Condition<float> condition = size.channels == 4   ? Wave::residual<float>(points)
                                 : size.channels == 2 ? Wave::velocity<float>(points, zero)
                                                      : Wave::value<float>(points, zero);
    return condition;
}

struct KernelTimes {
    double whole, adjoints;
};

// Of a block between two sets of points, so that no pair of channels is saved by symmetry.
KernelTimes kernel_times(const KernelSize& size) {
    set_thread_count(1);
    Random random(0);
    std::vector<std::size_t> widths(size.hidden + 2, size.width);
    widths.front() = 2;
    widths.back() = 1;
    const Mlp<float> network({widths, Parameterization::glorot, InputScaling::raw(2)}, random);
    const Condition<float> A = condition_of(size, random), B = condition_of(size, random);
    return {seconds([&] { benchmark::DoNotOptimize(kernel(network, A, B).data()); }), seconds([&] {
                // What both stages share: layers and adjoints of both conditions. Recording a trace is that and no
                // more.
                Tape<float> tape;
                const MlpOnTape<float> u(tape, network);
                const KernelTrace<float> of_A(u, A), of_B(u, B);
                benchmark::DoNotOptimize(&of_A);
                benchmark::DoNotOptimize(&of_B);
            })};
}

void kernel_grams(benchmark::State& state, const std::vector<KernelSize>& sizes, double (*variable)(const KernelSize&),
                  double claimed) {
    std::vector<double> x, y;
    for (auto _ : state) {
        for (const KernelSize& size : sizes) {
            const KernelTimes times = kernel_times(size);
            x.push_back(variable(size));
            y.push_back(times.whole - times.adjoints);
        }
    }
    state.counters["exponent"] = log_log_slope(x, y);
    state.counters["claimed"] = claimed;
}

// The a and b with the smallest relative deviations: sum (1 - (a g_i + b h_i)/t_i)^2, two linear equations.
void kernel_cost(benchmark::State& state) {
    std::vector<KernelSize> sizes;
    for (const std::size_t points : {300, 600, 1200}) {
        for (const std::size_t width : {200, 500}) {
            for (const std::size_t hidden : {3, 6}) sizes.push_back({points, 4, width, hidden});
        }
    }
    double gg = 0, gh = 0, hh = 0, g1 = 0, h1 = 0, worst = 0, a = 0, b = 0;
    for (auto _ : state) {
        std::vector<double> times;
        for (const KernelSize& size : sizes) times.push_back(kernel_times(size).whole);
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            const double g = sizes[i].grams() / times[i], h = sizes[i].adjoints() / times[i];
            gg += g * g, gh += g * h, hh += h * h, g1 += g, h1 += h;
        }
        a = (hh * g1 - gh * h1) / (gg * hh - gh * gh);
        b = (gg * h1 - gh * g1) / (gg * hh - gh * gh);
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            const double model = a * sizes[i].grams() + b * sizes[i].adjoints();
            worst = std::max(worst, std::abs(model / times[i] - 1));
        }
    }
    state.counters["a in ps"] = 1e12 * a;
    state.counters["b in ps"] = 1e12 * b;
    state.counters["worst"] = worst;
}

double rows_of(const KernelSize& size) { return static_cast<double>(size.points * size.channels); }
double width_of(const KernelSize& size) { return static_cast<double>(size.width); }
double depth_of(const KernelSize& size) { return static_cast<double>(size.hidden); }

BENCHMARK_CAPTURE(kernel_grams, points, {{200, 4, 200, 4}, {400, 4, 200, 4}, {800, 4, 200, 4}}, rows_of, 2)
    ->Name("KernelGrams/points")
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(kernel_grams, channels, {{1000, 1, 200, 4}, {1000, 2, 200, 4}, {1000, 4, 200, 4}}, rows_of, 2)
    ->Name("KernelGrams/channels")
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(kernel_grams, width, {{500, 4, 125, 4}, {500, 4, 250, 4}, {500, 4, 500, 4}}, width_of, 1)
    ->Name("KernelGrams/width")
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(kernel_grams, depth, {{500, 4, 200, 3}, {500, 4, 200, 6}, {500, 4, 200, 12}}, depth_of, 1)
    ->Name("KernelGrams/depth")
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(kernel_cost)->Name("KernelCost")->Iterations(1)->Unit(benchmark::kMillisecond);

// ---- The tape -------------------------------------------------------------------------------------------------------

constexpr std::size_t node_counts[] = {1'000, 4'000, 16'000, 64'000};

template <class Record>
void tape_replay(benchmark::State& state, Record record) {
    set_thread_count(1);
    std::vector<double> nodes, times;
    for (auto _ : state) {
        for (const std::size_t count : node_counts) {
            Tape<double> tape;
            const Var<double> x = tape.leaf(Matrix<double>(4, 4, 0.5));
            record(tape, x, count);
            // Enough replays for a millisecond or more.
            const std::size_t repeats = 256'000 / count;
            nodes.push_back(static_cast<double>(count));
            times.push_back(seconds([&] {
                                for (std::size_t i = 0; i < repeats; ++i) tape.evaluate();
                            }) /
                            static_cast<double>(repeats));
        }
    }
    state.counters["exponent"] = log_log_slope(nodes, times);
    state.counters["claimed"] = 1;
    state.counters["ns per node"] = 1e9 * times.back() / nodes.back();
}

void chain(Tape<double>&, Var<double> x, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) x = 0.5 * x;
}
void wide(Tape<double>&, Var<double> x, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) 0.5 * x;
}

BENCHMARK_CAPTURE(tape_replay, chain, chain)->Name("TapeReplay/chain")->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(tape_replay, wide, wide)->Name("TapeReplay/wide")->Iterations(1)->Unit(benchmark::kMillisecond);

// ---- Single costs ---------------------------------------------------------------------------------------------------

void limit_depth(benchmark::State& state) {
    set_thread_count(1);
    const LinearOperator u_xx = LinearOperator::second_order({1.0});
    const double x = 0.3, x_prime = 0.7;
    std::vector<double> depth, times;
    for (auto _ : state) {
        for (const std::size_t hidden : {1, 2, 4, 8}) {
            depth.push_back(static_cast<double>(hidden));
            times.push_back(seconds([&] {
                benchmark::DoNotOptimize(operator_limits(std::span(&x, 1), std::span(&x_prime, 1), hidden, u_xx, u_xx,
                                                         InputCovariance::scaled));
            }));
        }
    }
    state.counters["exponent"] = log_log_slope(depth, times);
    state.counters["claimed"] = 1;
}

void limit_of_poisson(benchmark::State& state) {
    set_thread_count(1);
    const Matrix<double> points = equispaced(100, 0, 1);
    for (auto _ : state) benchmark::DoNotOptimize(limit_kernel(points, points).K_rr.data());
}

BENCHMARK(limit_depth)->Name("LimitKernel/depth")->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(limit_of_poisson)->Name("LimitKernel/poisson")->Unit(benchmark::kMillisecond);

void checkpoint_write(benchmark::State& state) {
    const std::filesystem::path file =
        std::filesystem::temp_directory_path() / ("pinn-bench-" + std::to_string(state.thread_index()) + ".checkpoint");
    Random random(0);
    const Mlp<float> network({{2, 500, 500, 500, 1}, Parameterization::glorot, InputScaling::raw(2)}, random);
    Trainer<float> trainer(network, Wave::conditions<float>(Wave::loss_sizes, random), LossConvention::means, {3, 1, 1},
                           Adam{});
    trainer.step();
    for (auto _ : state) {
        write_checkpoint(file, Checkpoint<float>{"bench", trainer.state(), {random.state()}, {1, 1, 1}, {}});
    }
    state.counters["MB"] = static_cast<double>(std::filesystem::file_size(file)) * 1e-6;
    std::filesystem::remove(file);
}

BENCHMARK(checkpoint_write)->Name("CheckpointWrite/wave")->Unit(benchmark::kMillisecond);

}  // namespace
