// What chapter 05 expects to find, fixed before its runs, and which wrong alternative each band excludes.
#pragma once

#include <array>

#include "lib/report/study.hpp"

namespace pinn::lazy {

// The leading powers are -1/2, and -1 for K. A band leaves room for the next power of 1/sqrt(N), and for the spread of
// a few seeds.
inline constexpr Band narrow{.low = -0.6, .high = -0.4}, wide{.low = -0.65, .high = -0.3};
inline constexpr std::string_view half =
    "-1/2 with room for the next power of 1/sqrt(N); no movement (0) and -1 are out";

inline constexpr std::array claims{
    reproduces("Theorem 4.4", "slope in N: relative change of K", {.low = -1.25, .high = -0.65},
               "-1 with room for the next power; the -1/2 of the proof is out"),
    reproduces("Theorem 4.4", "slope in N: relative change of theta", narrow, half),
    reproduces("Lemma D.1", "slope in N: entries of *, r.m.s.", narrow, half),
    reproduces("Lemma D.2", "slope in N: *", wide, half),
    reproduces("Lemma D.3", "slope in N: *", wide, half),
    reproduces("Lemma D.4", "slope in N: *", wide, half),
    reproduces("Fig. 2a", "change of theta, *", {.low = 2},
               "the pictures claim an order, the wider, the less: two curves a factor of two apart cannot be confused "
               "on their linear axes. (Rates are the business of the sweep; width 10 is too narrow for one.)"),
    reproduces("Fig. 2b", "change of K, *", {.low = 2}, "as Fig. 2a"),
    reproduces("Fig. 2c", "shift of log10(eigenvalues), *", {.low = 0, .high = 0.18},
               "a factor of 1.5 is a hundredth of the height of a picture of 17 decades, as the paper's: the size of a "
               "marker"),
    reproduces("Fig. 3a", "change of theta, *", {.low = 2}, "as Fig. 2a"),
    reproduces("Fig. 3b", "change of K, *", {.low = 2}, "as Fig. 2a"),
    reproduces("Fig. 3c", "shift of log10(eigenvalues), *", {.low = 0, .high = 0.18}, "as Fig. 2c"),
    corrects("C13", "max abs theta_i(0) / sqrt(2 ln N), N = 2^6 .. 2^16", {.low = 0.85, .high = 1.15},
             "sqrt(2 ln N) grows by 63 % over these widths: were the maximum bounded, the ratios could not all lie "
             "within 15 % of one. The largest of n normals spreads by about 1/(2 ln n) of itself, 5 to 10 % here, and "
             "less in a median"),
    corrects(
        "C14", "abs sum e p / (max abs p, sum abs e) where sum e = 0", {.low = 0.01, .high = 1, .paper = 0},
        "the printed bound is max|p| |sum e| = 0. One that holds is max|p| sum|e|, a share of at most 1; the columns "
        "are smooth functions of x that differ between the halves of [0, 1], so a hundredth of it is reached by far"),
};

}  // namespace pinn::lazy
