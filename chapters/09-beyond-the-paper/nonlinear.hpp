// Kernels of nonlinear operators: is K(0) still a number that width makes certain, and does it still stay?
//
// For N[u] = u_xx the row of a point is d u_xx/d theta: it does not know u. For a nonlinear N[u] it does,
//
//     N[u] = u_xx + u^3      d N/d theta = d u_xx/d theta + 3 u^2 du/d theta
//     N[u] = u u_x           d N/d theta = u_x du/d theta + u du_x/d theta
//
// and u, at initialization, is a random function of size 1 at every width (paper: Theorem 4.1), which training moves by
// as much. So K(0) has a limit in distribution only, and K(t) has no reason to stay.
#pragma once

#include <cmath>
#include <vector>

#include "lib/dense/vector.hpp"
#include "lib/kernel/dynamics.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/pde/nonlinear.hpp"
#include "lib/pde/sampling.hpp"
#include "lib/training/trainer.hpp"

namespace pinn::beyond {

// N[u] = f at 30 equispaced points, u = sin(pi x) given at the ends.
inline std::vector<Condition<double>> problem_of(Equation N) {
    return conditions_of<double>(N, {1}, equispaced(2, 0, 1), equispaced(30, 0, 1));
}

// One hidden layer, NTK parameterization, inputs as they are: the setting of Theorem 4.3.
inline Mlp<double> network(double width, std::uint64_t seed) {
    Random random(seed);
    return {{{1, static_cast<std::size_t>(width), 1}, Parameterization::ntk, InputScaling::raw(1)}, random};
}

// K_rr = J_r J_r^T.
inline Matrix<double> residual_kernel(const Mlp<double>& network, Equation N) {
    const Matrix<double> J = jacobian(network, problem_of(N)[1]);
    return multiply_nt(J, J);
}

struct Drift {
    double kernel;   // ||K_rr(end) - K_rr(0)|| / ||K_rr(0)||
    double weights;  // lambda_b of Algorithm 1, Tr K_rr / Tr K_uu, at the end over that at the start
};

// Gradient descent on half sums at this share of 1/lambda_max of K(0).  Infinite in both if it diverged.
inline Drift drift(Equation N, const Mlp<double>& start, std::size_t steps, double share) {
    const std::vector<Condition<double>> conditions = problem_of(N);
    const auto lambda_b = [&](const Mlp<double>& of) {
        return kernel_trace(of, conditions[1]) / kernel_trace(of, conditions[0]);
    };
    const double rate = 0.5 * share * stability_bound(jacobi(kernel(start, conditions), {.vectors = false}));
    Trainer<double> trainer(start, conditions, LossConvention::half_sums, {1, 1}, GradientDescent{rate});
    try {
        trainer.run(steps);
    } catch (const DivergenceError&) {
        return {INFINITY, INFINITY};
    }
    const Mlp<double> end = trainer.network();
    return {relative_error(residual_kernel(end, N).values(), residual_kernel(start, N).values()),
            lambda_b(end) / lambda_b(start)};
}

}  // namespace pinn::beyond
