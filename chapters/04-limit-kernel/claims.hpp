// What chapter 04 expects to find, fixed before its runs unless it says otherwise, and which wrong alternative each
// band excludes. The alternatives to the formulas are the printed ones, which the chapter runs beside them;
// tests/chapters/finite_sums_test.cpp runs others.
#pragma once

#include <array>

#include "lib/report/study.hpp"

namespace pinn::chapter04 {

// Of a sum over neurons: in standard errors of Monte Carlo, from the limit by quadrature.
inline constexpr Band five_errors{.low = -5, .high = 5};
inline constexpr std::string_view chance =
    "Monte Carlo knows neither formula, and a normal error leaves five standard errors once in 1.7 million";

inline constexpr std::array claims{
    reproduces("Theorem 4.3", "*: slope of the rms error", {.low = -0.6, .high = -0.4, .theory = -0.5},
               "the exact law is N^(-1/2); what the slope over eight widths may spread by while the largest squares "
               "are rare. A limit that is wrong gives 0, a rate of 1/N gives -1")
        .says("The error of K_uu(0) falls like a power {ours} of the width; an average over neurons has {expected}."),
    reproduces("Theorem 4.3", "*, width 4096: rms error", {.low = 0.95, .high = 1.05, .theory = 1},
               "in units of the exact value; the three blocks lie within half a per cent of it. (15 % before.) A "
               "constant that is off by a tenth is out")
        .after_a_look()
        .in("paper")
        .says("At width 4096 that error is {ours}; computed before any network is drawn it is {expected}."),
    reproduces("Theorem 4.3", "*, width 4096: rms error", {.low = 0.85, .high = 1.15, .theory = 1},
               "in units of the exact value, with fewer networks; a constant that is off by sqrt(2) is out")
        .in("quick")
        .says("At width 4096 that error is {ours}; computed before any network is drawn it is {expected}."),
    measures("Theorem 4.3", "K_rr: width for an rms error of 1 %", {}, "by the exact law")
        .says("To come within 1 % of its limit, K_rr needs a width of {ours}."),
    identity("Theorem 4.3", "Theta_rr against d^4 Theta_uu by Taylor series, relative", {.low = 0, .high = 1e-10},
             "two quadratures, which agree to rounding"),
    reproduces("Theorem 4.3", "Theta_*", five_errors, chance),
    corrects("C2", "Theta_*", five_errors, chance)
        .says("The W1 part of Theta_uu is printed as {expected}; the sum over neurons gives {ours}."),
    corrects("C1", "Theta_*", five_errors, chance)
        .says("The b0 part of Theta_ur is printed as {expected}; the sum over neurons gives {ours}."),
    corrects("C1", "printed value from Monte Carlo, in standard errors: the nearest", {.low = 100},
             "twenty times the five above: no luck with seeds can bring a printed value back"),
    corrects("C2", "printed value from Monte Carlo, in standard errors: the nearest", {.low = 100}, "as C1"),
};

}  // namespace pinn::chapter04
