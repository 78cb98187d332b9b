// Sacado (Trilinos) at a gradient-descent step of Problem 7.2: reverse mode that records anew in every step.
//
//   PoissonStep/closed/double  u_xx by its closed formula in Rad::ADvar, then one Gradcomp()
//   PoissonStep/nested/double  u_xx by the tool: forward of forward in x over the reverse mode,
//                              Fad::SFad<Fad::SFad<Rad::ADvar>>
//
// Sacado's reverse mode has no replay: its memory is reused, but every operation is recorded again. Both are checked
// against our gradient to 1e-10 before they are timed. One thread.
//
// Compiled with TRILINOS_NO_CONFIG_H, Sacado alone: the packaged configuration asks for Kokkos, a package of its own.

#include <benchmark/benchmark.h>

#include <Trilinos_version.h>
#define SACADO_NEW_FAD_DESIGN_IS_DEFAULT
#include <Sacado.hpp>

#include "bench/peers/poisson_problem.hpp"

namespace {

using Reverse = Sacado::Rad::ADvar<double>;
using First = Sacado::Fad::SFad<Reverse, 1>;
using Second = Sacado::Fad::SFad<First, 1>;

// L with u_xx as the derivative in x of the derivative in x.
Reverse nested_loss(const std::vector<Reverse>& theta, const PoissonProblem& problem) {
    constexpr std::size_t n = PoissonProblem::width;
    Reverse sum = 0;
    for (std::size_t i = 0; i < problem.z_r.size(); ++i) {
        // z as a function of x: value, dz/dx = 1/s in both levels.
        First inner(1, 0, Reverse(problem.z_r[i]));
        inner.fastAccessDx(0) = 1 / problem.s;
        Second z(1, 0, inner);
        z.fastAccessDx(0) = First(Reverse(1 / problem.s));
        Second u = First(theta[3 * n]);
        for (std::size_t j = 0; j < n; ++j) {
            const Second g = First(theta[j]) * z + First(theta[n + j]);
            u += First(theta[2 * n + j]) * tanh(g);
        }
        const Reverse error = u.dx(0).dx(0) - problem.f[i];
        sum += error * error;
    }
    return boundary_loss(theta, problem) + 1 / static_cast<double>(problem.z_r.size()) * sum;
}

void run(benchmark::State& state, Reverse (*loss)(const std::vector<Reverse>&, const PoissonProblem&),
         const char* what) {
    const PoissonProblem problem;
    std::vector<double> theta = problem.theta, g(theta.size());
    const auto gradient = [&] {
        const std::vector<Reverse> active(theta.begin(), theta.end());
        const Reverse value = loss(active, problem);
        Reverse::Gradcomp();
        for (std::size_t k = 0; k < g.size(); ++k) g[k] = active[k].adj();
        benchmark::DoNotOptimize(value.val());
    };
    gradient();
    problem.check(g, what);
    for (auto _ : state) {
        gradient();
        PoissonProblem::descend(theta, g);
    }
    state.counters["points/s"] = benchmark::Counter(200, benchmark::Counter::kIsIterationInvariantRate);
}

BENCHMARK_CAPTURE(run, closed, closed_loss<Reverse>, "sacado, closed")
    ->Name("PoissonStep/closed/double")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(run, nested, nested_loss, "sacado, nested")
    ->Name("PoissonStep/nested/double")
    ->Unit(benchmark::kMicrosecond);

}  // namespace

int main(int argc, char** argv) {
    benchmark::AddCustomContext("peer_version", std::string("Sacado of Trilinos ") + TRILINOS_VERSION_STRING);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
