// How long is one step of the wave equation of chapter 08, the paper's hardest training, and what do stacked jets gain?
// Chapter 08 asks: its paper profile takes 160,000 of them.
//
//   jets      300 + 100 + 200 points in one stack of 1,600 rows, one product per layer: what the chapter trains with
//   separate  the same jets, one pass for each of u, u_t and the residual
//   nested    u_t, u_tt and u_xx by gradient() of gradient(): tape of tape, what a framework without jets does
//
// Three hidden layers of `width`, Adam, points drawn anew in every step (which is part of it). WaveTraces is an update
// of Algorithm 1 for 300 + 300 + 300 points, WaveKernels are K_u, K_ut, K_r at these points, Gram by Gram.
// Counter GFLOP/s: of the six products of width x width matrices alone, 12 rows width^2.

#include <benchmark/benchmark.h>

#include "lib/foundation/parallel.hpp"
#include "lib/pde/wave.hpp"
#include "lib/training/trainer.hpp"

using namespace pinn;

namespace {

const std::vector<double> lambda{3 * 4000.0, 40, 1};  // plateaus of Algorithm 1; u has three means

template <class T>
Mlp<T> network(std::size_t width, Random& random) {
    const InputScaling scaling = InputScaling::z_scored(Wave::uniform(1000, random));
    return {{{2, width, width, width, 1}, Parameterization::glorot, scaling}, random};
}

std::size_t width_of(const benchmark::State& state) { return static_cast<std::size_t>(state.range(0)); }

void count_flops(benchmark::State& state, double rows) {
    const double width = static_cast<double>(state.range(0));
    state.counters["GFLOP/s"] =
        benchmark::Counter(12e-9 * rows * width * width, benchmark::Counter::kIsIterationInvariantRate);
}

template <class T>
void jets(benchmark::State& state) {
    set_thread_count(static_cast<int>(state.range(1)));
    Random random(0);
    const Mlp<T> net = network<T>(width_of(state), random);
    std::vector<Condition<T>> conditions = Wave::conditions<T>(Wave::loss_sizes, random);
    Trainer<T> trainer(net, conditions, LossConvention::means, lambda, Adam{});
    trainer.step();
    for (auto _ : state) {
        Wave::draw(Wave::loss_sizes, random, conditions);
        trainer.set_data(conditions);
        trainer.step();
    }
    count_flops(state, 1600);
}

// A loss term of a condition alone, on a tape of its own parameters' leaves.
template <class T>
void step_of(benchmark::State& state, Tape<T>& tape, const MlpOnTape<T>& u, Var<T> loss) {
    const std::vector<Var<T>> gradients = gradient(loss, u.parameters());
    std::vector<Moments<T>> moments(gradients.size());
    std::size_t steps = 0;
    for (auto _ : state) {
        tape.evaluate();
        for (std::size_t k = 0; k < gradients.size(); ++k)
            update<T>(Adam{}, steps, tape.leaf_value(u.parameters()[k]), gradients[k].value(), moments[k]);
        ++steps;
    }
}

template <class T>
void separate(benchmark::State& state) {
    set_thread_count(static_cast<int>(state.range(1)));
    Random random(0);
    Tape<T> tape;
    const MlpOnTape<T> u(tape, network<T>(width_of(state), random));
    Var<T> loss = tape.scalar(0);
    const std::vector<Condition<T>> conditions = Wave::conditions<T>(Wave::loss_sizes, random);
    for (std::size_t k = 0; k < conditions.size(); ++k)
        loss = loss + record_loss(tape, u, {conditions[k]}, LossConvention::means, {lambda[k]}).total;
    step_of(state, tape, u, loss);
    count_flops(state, 1700);
}

template <class T>
void nested(benchmark::State& state) {
    set_thread_count(static_cast<int>(state.range(1)));
    Random random(0);
    Tape<T> tape;
    const MlpOnTape<T> u(tape, network<T>(width_of(state), random));
    const std::vector<Condition<T>> conditions = Wave::conditions<T>(Wave::loss_sizes, random);
    const auto leaf = [&](const Matrix<double>& from) {
        Matrix<T> to(from.shape());
        std::copy(from.values().begin(), from.values().end(), to.values().begin());
        return tape.leaf(to);
    };
    const Var<T> u_error = u.forward(leaf(conditions[0].points)) - leaf(conditions[0].target);
    const Var<T> x_t = leaf(conditions[1].points);
    const Var<T> u_t = columns(gradient(sum(u.forward(x_t)), x_t), 0, 1);
    const Var<T> x = leaf(conditions[2].points);
    const Var<T> u_x = gradient(sum(u.forward(x)), x);
    const Var<T> u_tt = columns(gradient(sum(columns(u_x, 0, 1)), x), 0, 1);
    const Var<T> u_xx = columns(gradient(sum(columns(u_x, 1, 1)), x), 1, 1);
    const Var<T> residual = u_tt - Wave::speed2 * u_xx;
    step_of(state, tape, u,
            lambda[0] * mean(square(u_error)) + lambda[1] * mean(square(u_t)) + lambda[2] * mean(square(residual)));
}

template <class T>
void traces(benchmark::State& state) {
    set_thread_count(static_cast<int>(state.range(1)));
    Random random(0);
    Tape<T> tape;
    const Mlp<T> net = network<T>(width_of(state), random);
    const MlpOnTape<T> u(tape, net);
    std::vector<Condition<T>> conditions = Wave::conditions<T>(Wave::kernel_sizes, random);
    Weights<T> weights(WeightRule::trace_ratio, net, conditions, LossConvention::means);
    for (auto _ : state) {
        Wave::draw(Wave::kernel_sizes, random, conditions);
        weights.set_data(conditions);
        benchmark::DoNotOptimize(weights.update(u).data());
    }
}

template <class T>
void kernels(benchmark::State& state) {
    set_thread_count(static_cast<int>(state.range(1)));
    Random random(0);
    const Mlp<T> net = network<T>(width_of(state), random);
    const std::vector<Condition<T>> conditions = Wave::conditions<T>(Wave::kernel_sizes, random);
    for (auto _ : state) {
        for (const Condition<T>& condition : conditions)
            benchmark::DoNotOptimize(kernel(net, condition, condition).data());
    }
}

void sizes(benchmark::internal::Benchmark* b) {
    b->ArgNames({"width", "threads"})->Unit(benchmark::kMillisecond)->UseRealTime();
    for (const int threads : {1, 2}) b->Args({500, threads});
}

BENCHMARK(jets<float>)->Name("WaveStep/jets/float")->Apply(sizes)->Args({100, 1})->Args({250, 1});
BENCHMARK(jets<double>)->Name("WaveStep/jets/double")->Apply(sizes);
BENCHMARK(separate<float>)->Name("WaveStep/separate/float")->Apply(sizes);
BENCHMARK(nested<float>)->Name("WaveStep/nested/float")->Apply(sizes);
BENCHMARK(traces<float>)->Name("WaveTraces/float")->Apply(sizes);
BENCHMARK(kernels<float>)->Name("WaveKernels/float")->Apply(sizes);
BENCHMARK(kernels<double>)->Name("WaveKernels/double")->Apply(sizes);

}  // namespace
