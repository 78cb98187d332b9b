// What chapter 03 expects to find, fixed before its runs unless it says otherwise, and which wrong alternative each
// band excludes. tests/chapters/process_test.cpp runs those alternatives that cost little. Where the fits of Remark 4.2
// begin, at width 64, was chosen after a look: from width 16 on the slopes lie near the lower edge.
#pragma once

#include <array>

#include "chapters/03-gaussian-process/normality.hpp"

namespace pinn::process {

inline constexpr Band half{.low = -0.6, .high = -0.4, .theory = -0.5},
    minus_one{.low = -1.1, .high = -0.9, .theory = -1}, share{.low = 0, .high = 1},
    five_percent{.low = 0.95, .high = 1.05, .theory = 1}, ten_percent{.low = 0.9, .high = 1.1, .theory = 1},
    accepted{.low = level}, rejected{.high = 1e-6}, three_errors{.low = -3.3, .high = 3.3, .theory = 0};
inline constexpr std::string_view ratio =
    "1 is exact; about four standard errors of the quick profile on either side. A constant of Gaussian h, or one that "
    "is off by sqrt(2), is out";

inline constexpr std::array claims{
    reproduces("Theorem 4.1", "slope, conditional covariance of *", half,
               "a mean over N neurons: -1/2, and 0.1 on either side; N^-1/3, 1/N and a wrong limit, 0, are out")
        .says(
            "Given the hidden layer, the covariance of u_xx misses its limit like N^{ours}; theory has N^{expected}."),
    reproduces("Theorem 4.1", "its constant, measured / exact", five_percent, ratio),
    reproduces("Theorem 4.1", "variance of u_xx at width 8 / Sigma_xx", ten_percent,
               "1 at every width; a term of 1/N, 1/8 here, is out"),
    reproduces("Theorem 4.1", "p-value, *", accepted,
               "the test fails by chance once in a thousand; what it refuses is beside it: width 8 and a pair without "
               "its cross-covariance")
        .says("Over wide networks u_xx at a point passes a test of being Gaussian with p = {ours}."),
    reproduces("Theorem 4.1", "p-value of the same *", rejected,
               "the test has to see heavy tails, and a wrong cross-covariance")
        .says("At width 8 the same test refuses it with p = {ours}."),
    reproduces("Theorem 4.1", "E[u u_xx] - Sigma_u_xx, in standard errors", three_errors,
               "a normal variable leaves the band once in a thousand; without the cross-covariance it is out by far"),
    identity("Theorem 4.1", "largest E[u_xx^*] / bound", share,
             "proved, for every N: the bound behind uniform integrability. Without the moments of W0 in it, 3 and 105, "
             "the bound would be broken"),
    reproduces("Theorem 4.1", "slope, excess kurtosis of u_xx", minus_one,
               "3 Var[V] / E[V]^2 of a mean over N neurons: -1, and 0.1 on either side; N^-1/2 and tails that stay are "
               "out")
        .says("The excess kurtosis of u_xx falls like N^{ours}; theory has N^{expected}."),
    reproduces("Theorem 4.1", "its constant, measured / exact value", ten_percent, ratio),
    reproduces("Remark 4.2", "slope, *", half,
               "as Theorem 4.1, for every operator and depth; the limit of another operator gives 0")
        .says("For other operators and depths the covariance misses its limit alike: u_x like N^{ours}."),
    corrects("C19", "pairs: p-value of both together", rejected,
             "were normality at every point and the right covariance enough, this were a p-value like any other"),
    identity("C19", "pairs: p-value of the *", accepted,
             "each is normal by construction; once in a thousand by chance"),
    identity("C19", "pairs: correlation - that of u_xx, in standard errors", three_errors,
             "that of the limit by construction; without the common part it were 16 standard errors away"),
    corrects("C19", "networks of width 256: p-value of u_xx at five points", rejected,
             "their covariance is that of the limit at every width, and one point passes: were that enough, five would")
        .after_a_look(),
    reproduces("C19", "networks of width 256: p-value of u_xx at one point", accepted,
               "the premise of the row above, as far as a test of so many networks sees")
        .after_a_look(),
};

}  // namespace pinn::process
