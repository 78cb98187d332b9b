// What does a step of training cost for derivatives of order 1 to 4, and by which route?
// tests/pde/equations/ asks: an equation of second order has three routes, one of higher order has one.
//
//   fused    tanh_jet(): one operator L without mixed derivatives
//   full     activation_jet(): any operators of second order, by operators of the tape; K and its trace are made
//            of it where there is no fused pass
//   nested   gradient() of gradient(): any order; K takes its Jacobian
//
// d^k u / dx^k at 100 points in one dimension, two hidden layers of 50, gradient descent, one thread. Counter nodes: of
// the tape with the gradient of the loss.

#include <benchmark/benchmark.h>

#include "lib/foundation/parallel.hpp"
#include "lib/pde/sampling.hpp"
#include "lib/training/trainer.hpp"

using namespace pinn;

namespace {

using Operator = Var<double> (*)(const Jet<double>& u, std::size_t order);

void step_of(benchmark::State& state, Channels channels, Operator applied, std::size_t order,
             const std::vector<double>& coefficients, const std::vector<SecondOrder>& parts) {
    set_thread_count(1);
    Random random(0);
    const Mlp<double> net({{1, 50, 50, 1}, Parameterization::glorot, InputScaling::raw(1)}, random);
    const Condition<double> condition{.name = "r",
                                      .points = equispaced(100, 0, 1),
                                      .coefficients = coefficients,
                                      .channels = channels,
                                      .applied = [=](const Jet<double>& u) { return applied(u, order); },
                                      .target = Matrix<double>(100, 1),
                                      .parts = parts};
    Trainer<double> trainer(net, {condition}, LossConvention::means, {1}, GradientDescent{1e-9});
    for (auto _ : state) trainer.step();
    state.counters["nodes"] = static_cast<double>(trainer.tape().size());
}

Var<double> second(const Jet<double>& u, std::size_t) { return u.second(); }
Var<double> derivative(const Jet<double>& u, std::size_t order) {
    return u.derivative(std::vector<std::size_t>(order, 0));
}

void fused(benchmark::State& state) { step_of(state, {.second = 1}, second, 2, {1}, {}); }
void full(benchmark::State& state) { step_of(state, {.second = 1}, second, 2, {}, {{{0, 0}}}); }
void nested(benchmark::State& state) {
    step_of(state, {.nested = true}, derivative, static_cast<std::size_t>(state.range(0)), {}, {});
}

BENCHMARK(fused)->Name("Order/fused/order:2")->Unit(benchmark::kMicrosecond);
BENCHMARK(full)->Name("Order/full/order:2")->Unit(benchmark::kMicrosecond);
BENCHMARK(nested)->Name("Order/nested")->ArgName("order")->DenseRange(1, 4)->Unit(benchmark::kMicrosecond);

}  // namespace
