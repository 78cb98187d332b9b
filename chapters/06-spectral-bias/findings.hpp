// What chapter 06 finds, one function each.
#pragma once

#include "chapters/06-spectral-bias/course.hpp"
#include "chapters/06-spectral-bias/spectra.hpp"

namespace pinn::spectral {

// Rows and figures of the argument itself (figures.cpp).
void eigenvalues_at_start(const Problem& p, Study& study);
void report_courses(const Problem& p, const std::vector<Runs<Course>>& courses, std::size_t compared, Study& study);

// Eq. (5.3): eigenvectors change their sign as those of a string do (eq53-oscillations.cpp).
void eigenvectors_oscillate(const Problem& p, Study& study);
// Definition 5.1: what the average rate is an average of (def51-average-rate.cpp).
void average_rates(const Problem& p, Study& study);
// C4: Eqs (5.2) and (4.10) without initial outputs (c04-initial-outputs.cpp).
void without_initial_outputs(const Problem& p, const Runs<Course>& widest, const Options& o, Study& study);
// C5: what depends on a, and what does not (c05-what-depends-on-a.cpp).
void what_depends_on_a(const Problem& p, Study& study);
// C6: two distinct points on the boundary (c06-rank-of-kuu.cpp).
void rank_of_K_uu(const Problem& p, Study& study);
// C7: where each arithmetic stops, against 100 digits (c07-where-arithmetic-ends.cpp).
void where_arithmetic_ends(const Options& o, Study& study);
// C19: a limit in the width, then one in time (c19-order-of-limits.cpp).
void order_of_limits(Study& study);
// C16: does K_rr dominate K_uu? (c16-unit-of-x.cpp).
void unit_of_x(const Problem& p, Study& study);

}  // namespace pinn::spectral
