// What does a Gauss-Newton step cost, and what of it is Cholesky?
// Chapter 09 asks: a step there is worth hundreds of gradient steps, and has to be paid for.
//
// GaussNewton/poisson: Problem 7.2, width 100, 102 points, double; beside PoissonStep of bench/training_step.cpp.
// GaussNewton/wave/width:..: the wave equation, three hidden layers, 900 points, double.
// Cholesky/<way>/n:..: pivoted, row by row (the plain version), and in blocks.

#include <benchmark/benchmark.h>

#include "lib/dense/factor.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/foundation/parallel.hpp"
#include "lib/pde/wave.hpp"
#include "lib/training/gauss_newton.hpp"
#include "lib/training/poisson_experiment.hpp"

using namespace pinn;

namespace {

void poisson(benchmark::State& state) {
    set_thread_count(1);
    const PoissonExperiment experiment{.problem = {4}};
    const Setting setting{Parameterization::standard, true, LossConvention::means};
    GaussNewton<double> optimizer(experiment.network(setting, 1, 100, 0), experiment.conditions(), setting.loss,
                                  experiment.lambda(setting));
    for (auto _ : state) optimizer.step();
}
BENCHMARK(poisson)->Name("GaussNewton/poisson")->Unit(benchmark::kMillisecond);

void wave(benchmark::State& state) {
    set_thread_count(1);
    const auto width = static_cast<std::size_t>(state.range(0));
    Random random(0);
    const InputScaling scaling = InputScaling::z_scored(Wave::uniform(1000, random));
    const Mlp<double> network({{2, width, width, width, 1}, Parameterization::glorot, scaling}, random);
    const Wave::Sizes sizes{.side = 100, .velocity = 100, .interior = 500, .velocity_at_values = true};
    std::vector<Condition<double>> conditions = Wave::conditions<double>(sizes, random);
    GaussNewton<double> optimizer(network, conditions, LossConvention::means, {3'000, 30, 1});
    for (auto _ : state) {
        Wave::draw(sizes, random, conditions);
        optimizer.set_data(conditions);
        optimizer.step();
    }
}
BENCHMARK(wave)->Name("GaussNewton/wave")->ArgName("width")->Arg(40)->Arg(500)->Unit(benchmark::kMillisecond);

void factor(benchmark::State& state, Matrix<double> (*way)(const Matrix<double>&)) {
    set_thread_count(1);
    const auto n = static_cast<std::size_t>(state.range(0));
    Random random(0);
    Matrix<double> J(n, 2 * n);
    random.fill_normal(J.values());
    const Matrix<double> A = multiply_nt(J, J);
    for (auto _ : state) benchmark::DoNotOptimize(way(A).data());
    const double flops = std::pow(static_cast<double>(n), 3) / 3;
    state.counters["GFLOP/s"] = benchmark::Counter(1e-9 * flops, benchmark::Counter::kIsIterationInvariantRate);
}
Matrix<double> pivoted(const Matrix<double>& A) { return pivoted_cholesky(A).L; }
Matrix<double> blocked(const Matrix<double>& A) { return cholesky(A); }
BENCHMARK_CAPTURE(factor, pivoted, pivoted)
    ->Name("Cholesky/pivoted")
    ->ArgName("n")
    ->Arg(100)
    ->Arg(1000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(factor, blocked, blocked)
    ->Name("Cholesky/blocks")
    ->ArgName("n")
    ->Arg(100)
    ->Arg(1000)
    ->Unit(benchmark::kMillisecond);

}  // namespace
