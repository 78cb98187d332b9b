// What chapter 04 finds besides its argument, and its figures.
#pragma once

#include "chapters/04-limit-kernel/at.hpp"
#include "chapters/04-limit-kernel/convergence.hpp"
#include "lib/kernel/limit.hpp"

namespace pinn::chapter04 {

// K*, block by block  (paper: Theorem 4.3).
inline Blocks limit_blocks(const Matrix<double>& boundary, const Matrix<double>& interior) {
    const LimitKernel limit = limit_kernel(boundary, interior);
    return {limit.K_uu, limit.K_ur, limit.K_rr};
}

// C1, C2: what is printed in Appendix C (c01-appendix-c.cpp).
void appendix_c(std::size_t neurons, const Options& o, Study& study);

// figures.cpp
double distance_to_jacobian(const Mlp<double>& net, const Matrix<double>& boundary, const Matrix<double>& interior);
void convergence_figure(const std::array<Convergence, 3>& blocks, Study& study);
void kernels_figure(const Mlp<double>& net, std::uint64_t seed, double end, Study& study);

}  // namespace pinn::chapter04
