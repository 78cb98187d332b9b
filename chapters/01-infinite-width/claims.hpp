// What chapter 01 expects to find, fixed before its runs, and which wrong alternative each band excludes.
// tests/chapters/infinite_test.cpp runs those alternatives that cost little.
#pragma once

#include <array>

#include "chapters/01-infinite-width/marginals.hpp"
#include "lib/report/study.hpp"

namespace pinn::infinite {

inline constexpr Band half{.low = -0.6, .high = -0.4, .theory = -0.5}, central{.low = 0.0005, .high = 0.9995};
inline constexpr std::string_view averages =
    "averages over N neurons: -1/2. A slope fitted to 400 seeds scatters by about 0.02, the band leaves five times "
    "that. N^-1/3 and 1/N are out, and so is a limit that is wrong, whose error does not fall";

inline constexpr std::array claims{
    reproduces("Eq. (2.4)", "slope of the error of Sigma, L = *", half, averages)
        .says("The average over neurons misses Sigma like N^{ours}; theory has N^{expected}."),
    reproduces("Eq. (2.8)", "slope of the error of Theta, L = *", half, averages)
        .says("The kernel Ker_0 misses Theta like N^{ours}."),
    identity("Eq. (2.4)", "P(chi2 <= sum y^2/s), *", central,
             "the central 99.9 % of what chance gives: uniform on [0, 1]. A variance that is off by a tenth is out"),
    identity("Eq. (2.4)", "P(chi2 <= sum y^2/limit), *", central,
             "the central 99.9 % of what chance gives: uniform on [0, 1], or narrower. A variance without the bias, "
             "smaller by one, is out for f(1)"),
    reproduces("Eq. (2.4)", "sqrt(M) D of f(1) - f(-1), width 1, L = 1", {.low = kolmogorov_limit},
               "one neuron is not Gaussian, and a test that cannot see it has less")
        .says("At width 1 the distance of f(1) - f(-1) from a Gaussian is {ours}; by chance it is below 1.95."),
    reproduces("Eq. (2.4)", "sqrt(M) D at the largest width of *", {.low = 0, .high = kolmogorov_limit},
               "the test fails by chance once in a thousand; width 1 has 22")
        .says("At the largest width the distance of f(1) - f(-1) is {ours}."),
    reproduces("Eq. (2.4)", "slope of the excess kurtosis of *", {.low = -1.2, .high = -0.8, .theory = -1},
               "it is 3 Var[s] / E[s]^2, and s is an average over neurons: -1, with a fifth left for the terms of "
               "order 1/N^2. N^-1/2 is out, and tails that stay")
        .says("The excess kurtosis of f(1) - f(-1) falls like N^{ours}; theory has N^{expected}."),
    corrects("C3", "d = *: variance of g^(0) at x = (1, ..., 1)", {.low = 1.95, .high = 2.05, .paper = 3},
             "2 within 2.5 %; chance moves the variance of 400 x 512 draws by a third of a percent; printed is d + 1")
        .says("The variance of g^(0) at x = (1, 1) is {ours}; the printed Sigma^(0) gives {expected}."),
    corrects("C3", "d = *: slope of the error of Theta, x.x'/d + 1", half, averages),
};

}  // namespace pinn::infinite
