// J(0) of Section 7.1, the Jacobian that benchmarks of spectra share.
#pragma once

#include "lib/foundation/random.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/pde/poisson.hpp"
#include "lib/pde/sampling.hpp"

// J of u at n/4 copies of both ends and of the residual at n/2 equispaced interior points, width 500, NTK
// parameterization.  Returns n x 1501 for n a multiple of 4.  O(1501 n).
inline pinn::Matrix<double> poisson_jacobian(std::size_t n) {
    using namespace pinn;
    const Poisson problem{1};
    Random random(3);
    const Mlp<double> network({{1, 500, 1}, Parameterization::ntk, InputScaling::raw(1)}, random);
    return jacobian(network, {problem.boundary<double>(repeated_ends(n / 4, 0, 1)),
                              problem.interior<double>(equispaced(n / 2, 0, 1))});
}
