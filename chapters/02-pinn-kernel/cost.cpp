// What K costs, three ways. Times are the machine's: they go to build/timings and into no result.

#include <chrono>
#include <functional>
#include <iostream>

#include "chapters/02-pinn-kernel/cases.hpp"
#include "lib/pde/wave.hpp"

namespace pinn {
namespace {

// The fastest of five: what else runs on the machine only ever adds.
double milliseconds(const std::function<double()>& work) {
    double fastest = std::numeric_limits<double>::infinity();
    for (int repetition = 0; repetition < 5; ++repetition) {
        const auto start = std::chrono::steady_clock::now();
        [[maybe_unused]] volatile double used = work();
        const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
        fastest = std::min(fastest, taken.count());
    }
    return fastest;
}

}  // namespace

// The three ways to the kernel of the wave residual, smaller than in bench/kernel.cpp. Times are the
// machine's: they go to build/timings and into no result.
void time_three_ways(Study& study) {
    Random random(study.seeds()[0]);
    const Mlp<double> network({{2, 200, 200, 200, 1}, Parameterization::glorot, InputScaling::raw(2)}, random);
    Matrix<double> points(100, 2);
    random.fill_uniform(points.values(), 0, 1);
    const Condition<double> r = Wave::residual<double>(points);
    // (a) the definition, (b) Gram by Gram, (c) the diagonal only.
    const double by_jacobian = milliseconds([&] {
        const Matrix<double> J = jacobian(network, r);
        return multiply_nt(J, J)(0, 0);
    });
    const double by_gram = milliseconds([&] { return kernel(network, r, r)(0, 0); });
    const double by_traces = milliseconds([&] { return kernel_trace(network, r); });
    study.timing("wave kernel, 3 x 200, 100 points: Jacobian", by_jacobian, "ms");
    study.timing("wave kernel, 3 x 200, 100 points: Gram by Gram", by_gram, "ms");
    study.timing("wave kernel, 3 x 200, 100 points: traces", by_traces, "ms");
    std::cout << "K_rr of a wave residual: Jacobian " << to_text(by_jacobian, 3) << " ms, Gram by Gram "
              << to_text(by_gram, 3) << " ms, traces " << to_text(by_traces, 3) << " ms\n";
}

}  // namespace pinn
