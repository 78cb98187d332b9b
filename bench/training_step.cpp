// How long is one gradient-descent step of Problem 7.2 (width 100, 100 + 100 points), and what does the tape cost
// against loops written by hand for this one problem? Chapter 07 asks: its paper profile takes millions of them.
//
//   tape    forward_jet(), gradient() and GradientDescent on a replayed tape: what every chapter uses
//   plain   tests/training/plain_poisson.hpp: two loops over the neurons for each point, nothing general
//   nested  u_xx by gradient() of gradient(): what a framework without jets does
//
// One thread.

#include <benchmark/benchmark.h>

#include "lib/foundation/parallel.hpp"
#include "lib/pde/sampling.hpp"
#include "lib/training/trainer.hpp"
#include "tests/training/plain_poisson.hpp"

using namespace pinn;

namespace {

const Matrix<double> interior = equispaced(100, 0, 1);
const Matrix<double> boundary = repeated_ends(50, 0, 1);
const Poisson problem{4};
constexpr double rate = 1e-5;

template <class T>
Mlp<T> network() {
    set_thread_count(1);
    Random random(0);
    return {{{1, 100, 1}, Parameterization::standard, InputScaling::z_scored(interior)}, random};
}

template <class T>
void tape_step(benchmark::State& state) {
    Trainer<T> trainer(network<T>(), {problem.boundary<T>(boundary), problem.interior<T>(interior)},
                       LossConvention::means, {100.0, 1.0}, GradientDescent{rate});
    for (auto _ : state) trainer.step();
    state.counters["points/s"] = benchmark::Counter(200, benchmark::Counter::kIsIterationInvariantRate);
    state.counters["nodes"] = static_cast<double>(trainer.tape().size());
}

void plain_step(benchmark::State& state) {
    test::PlainPoisson plain(network<double>(), problem, boundary, interior);
    for (auto _ : state) plain.step(100.0, rate);
    state.counters["points/s"] = benchmark::Counter(200, benchmark::Counter::kIsIterationInvariantRate);
}

void nested_step(benchmark::State& state) {
    Tape<double> tape;
    const MlpOnTape<double> u(tape, network<double>());
    const Condition<double> data_b = problem.boundary<double>(boundary), data_r = problem.interior<double>(interior);
    const Var<double> x = tape.leaf(interior);
    const Var<double> u_xx = gradient(sum(gradient(sum(u.forward(x)), x)), x);
    const Var<double> loss = 100.0 * mean(square(u.forward(tape.constant(boundary)) - tape.constant(data_b.target))) +
                             mean(square(u_xx - tape.constant(data_r.target)));
    const std::vector<Var<double>> gradients = gradient(loss, u.parameters());
    const GradientDescent optimizer{rate};
    Moments<double> none;
    for (auto _ : state) {
        tape.evaluate();
        for (std::size_t k = 0; k < gradients.size(); ++k) {
            update<double>(optimizer, 0, tape.leaf_value(u.parameters()[k]), gradients[k].value(), none);
        }
    }
    state.counters["points/s"] = benchmark::Counter(200, benchmark::Counter::kIsIterationInvariantRate);
    state.counters["nodes"] = static_cast<double>(tape.size());
}

BENCHMARK(tape_step<double>)->Name("PoissonStep/tape/double")->Unit(benchmark::kMicrosecond);
BENCHMARK(tape_step<float>)->Name("PoissonStep/tape/float")->Unit(benchmark::kMicrosecond);
BENCHMARK(plain_step)->Name("PoissonStep/plain/double")->Unit(benchmark::kMicrosecond);
BENCHMARK(nested_step)->Name("PoissonStep/nested/double")->Unit(benchmark::kMicrosecond);

}  // namespace
