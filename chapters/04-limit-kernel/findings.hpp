// What chapter 04 finds besides its argument.
#pragma once

#include "chapters/04-limit-kernel/at.hpp"
#include "chapters/04-limit-kernel/finite_sums.hpp"
#include "lib/report/study.hpp"

namespace pinn::chapter04 {

// K* and K(0) of one network on grid x grid, entry by entry (figures.cpp).
void draw_maps(const Matrix<double>& grid, const Blocks& limit, const Blocks& K, const Options& o, Study& study);

// C1, C2: what is printed in Appendix C, beside the sums it is said to be the limit of (c01-appendix-c.cpp).
void appendix_c(std::size_t neurons, Study& study);

}  // namespace pinn::chapter04
