// What chapter 04 expects to find, fixed before its runs, and which wrong alternative each band excludes.
#pragma once

#include <array>

#include "lib/report/study.hpp"

namespace pinn::chapter04 {

inline constexpr std::array claims{
    reproduces("Theorem 4.3", "*: slope of the rms error", {.low = -0.6, .high = -0.4},
               "the exact law is N^(-1/2); what the slope over eight widths may spread by while the largest squares "
               "are rare. A limit that is wrong gives 0, a rate of 1/N gives -1"),
    reproduces("Theorem 4.3", "*, width 4096: rms error", {.low = 0.85, .high = 1.15},
               "in units of the exact value; at the largest width rare squares are rare no more"),
    reproduces("Theorem 4.3", "K(0) by sums over neurons against J J^T, relative", {.low = 0, .high = 1e-12},
               "rounding"),
    reproduces("Theorem 4.3", "Theta_rr against d^4 Theta_uu by Taylor series, relative", {.low = 0, .high = 1e-10},
               "two quadratures, which agree to rounding"),
    reproduces(
        "Theorem 4.3", "Theta_rr against d^4 Theta_uu by central differences, relative", {.low = 0, .high = 1e-4},
        "h^4/90 = 2e-9 times four further derivatives in x or x', worth a factor of 1e4 here; a lost factor gives 1/2"),
    reproduces("Theorem 4.3", "Theta_*", {.low = -5, .high = 5},
               "in standard errors of Monte Carlo, which knows neither formula, from the limit by quadrature: a normal "
               "error leaves them once in 1.7 million"),
    corrects("C2", "Theta_*", {.low = -5, .high = 5}, "as the summands that are printed right"),
    corrects("C1", "Theta_*", {.low = -5, .high = 5}, "as the summands that are printed right"),
    corrects("C1", "printed value from Monte Carlo, in standard errors: the nearest", {.low = 100},
             "twenty times the five above: no luck with seeds can bring a printed value back"),
    corrects("C2", "printed value from Monte Carlo, in standard errors: the nearest", {.low = 100}, "as C1"),
};

}  // namespace pinn::chapter04
