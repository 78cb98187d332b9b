// What chapter 06 expects to find, fixed before its runs unless it says otherwise, and which wrong alternative each
// band excludes. tests/chapters/spectra_test.cpp runs those alternatives that cost little.
#pragma once

#include <array>

#include "lib/report/study.hpp"

namespace pinn::spectral {

// The unit roundoff.
constexpr double eps = 0x1p-53, eps_float = 0x1p-24;

inline constexpr std::array claims{
    reproduces(
        "Fig. 1", "index of the first eigenvalue of K below 1e-7 of the largest, *", {.low = 4, .high = 40},
        "\"decay fast\" is faster than any power: index^-4, as of kernels with a kink, has 57, and a matrix of the "
        "rank of K_uu 3. The picture of the authors' code, another width, has 27. (2 to 40 before.)")
        .after_a_look()
        .says("Number {ours} of the eigenvalues of K is the first below 1e-7 of the largest."),
    reproduces("Eq. (5.3)", "sign changes per index of the eigenvectors of K_rr, *",
               {.low = 0.9, .high = 1.1, .theory = 1},
               "1 for an oscillation kernel (Gantmacher and Krein); eigenvectors in random order have 0, in reverse "
               "order -1")
        .after_a_look()
        .says("An eigenvector of K_rr has {ours} more sign changes than the one before it; in theory {expected}."),
    identity("Definition 5.1", "sum of the eigenvalues of K against Tr K_uu + Tr K_rr",
             {.low = 0, .high = 1e-12, .theory = 0}, "rounding of 102 rows"),
    identity("Definition 5.1", "mean rate of 1000 random errors / c", {.low = 0.9, .high = 1.1, .theory = 1},
             "E[e . K e / e . e] = Tr K / n. The mean has a standard error of sqrt(2 sum lambda^2) / sum lambda / "
             "sqrt(1000), 3 % where a few eigenvalues dominate; three of them"),
    reproduces("Eq. (5.3)", "largest deviation of 5 rates of decay, width 10000, s = 0.01", {.low = 0, .high = 0.001},
               "K moves by about a hundredth at this width with the whole error (chapter 05), and by a hundredth of "
               "that with a hundredth of it. Rates of the whole error, 0.006, and rates off by a factor of 2, as of "
               "means, are out. (0.01 before.)")
        .after_a_look()
        .says("At width 10000 a small error decays at the rates lambda_i, to within a relative {ours}."),
    reproduces("Eq. (5.3)", "deviation of the rates, s = 1: width 100 / width 10000", {.low = 20, .high = 300},
               "first-order change of K, 1/N: a factor of 100. N^-1/2, which has 10, and 1, if width did not matter, "
               "are out. (At least 3 before.)")
        .after_a_look(),
    reproduces("Eq. (5.3)", "deviation of the rates, width 10000: s = 1 / s = 0.01",
               {.low = 80, .high = 125, .theory = 100},
               "K(t) - K(0) is of first order in s; order 1/2 has 10, order 2 has 10,000. (At least 30 before.)")
        .after_a_look(),
    reproduces("Eq. (5.2)", "predicted - trained outputs / ||[g; f]||, largest over training, width 10000",
               {.low = 0, .high = 0.05},
               "a twentieth: K moves by about a hundredth at this width (chapter 05), and its slow modes by more. As "
               "printed it is 0.6, and a network that is never trained has as much"),
    reproduces("Eq. (4.10)", "predicted - trained u at test points / ||u||, width 10000", {.low = 0, .high = 0.1},
               "twice that at the training points; without the initial outputs, as printed, it is 0.6, and width 100 "
               "has 0.2"),
    measures("Eq. (4.10)", "(4.11), cutoff 1e-12, width 10000: error of u", {}, "no error was foreseen")
        .says("Kernel regression, which the paper states and never runs, gives u to a relative {ours}."),
    corrects("C4", "width 10000, outputs at training points: mismatch as printed / with o(0)", {.low = 5},
             "the initial outputs are random numbers of the size of u itself (Theorem 4.1): leaving them out costs all "
             "of it, while K(t) - K(0) costs little at this width. It is 1 for networks that start at zero"),
    corrects("C4", "width 10000, u at test points: mismatch as printed / with o(0)", {.low = 5},
             "as at training points")
        .says("As printed, Eq. (4.10) misses the trained u by {ours} times as much as with the initial outputs."),
    corrects("C4", "printed (4.10) with K*: distance to the mean of M networks x sqrt(M) / to one network",
             {.low = 0.1, .high = 2.1, .theory = 1},
             "1 in the root mean square around the true mean; a random function of few modes makes it a root of a "
             "chi-squared of two or more degrees of freedom over its mean (0.1 to 2.1 with 98 %); finite widths add a "
             "bias; a formula as far from the mean as one network is has sqrt(M), 4 or 8; networks drawn in pairs of "
             "opposite sign, whose mean has no noise, have less"),
    identity("C5", "one network: largest relative change of 20 eigenvalues, a = 1, 2, 4",
             {.low = 0, .high = 0, .theory = 0}, "K(0) holds neither f nor g: to the last bit")
        .says("The spectra of one network for a = 1, 2, 4 differ by {ours}; the paper plots three networks."),
    identity("C6", "rank of K_uu, *", {.low = 2, .high = 2, .theory = 2},
             "the boundary has two distinct points; the paper plots a hundred eigenvalues"),
    corrects("C7", "eigenvalues are right down to: K in float", {.low = 0.01 * eps_float, .high = 1000 * eps_float},
             "the unit roundoff of float, with constants between 1/100 and 1000; that of double is out"),
    corrects("C7", "eigenvalues are right down to: K in double", {.low = 0.01 * eps, .high = 1000 * eps},
             "the unit roundoff of double, with the same constants"),
    corrects("C7", "eigenvalues are right down to: singular values of J",
             {.low = 1e-4 * eps * eps, .high = 1e6 * eps * eps},
             "the unit roundoff squared, and so the constants; eps itself is out"),
    corrects("C16", "c(K_rr) / c(K_uu), *, raw", {.low = 1.0 / 3, .high = 3, .paper = 100},
             "raw, both blocks are expectations of the same kind and size: a factor of three either way. The paper's "
             "\"about 100\" is out"),
    reproduces(
        "C16", "c(K_rr) / c(K_uu), *, z-scored", {.low = 30, .high = 300, .paper = 100},
        "s = 0.2916 multiplies K_rr by 1/s^4 = 138, and moves the points, which changes both blocks: a factor of "
        "three either way. 1/s^2 = 12, and the blocks swapped, are out"),
    corrects("C19", "the same at step 100: width 100 / width 1000", {.low = 2},
             "1 if the width did not help at a fixed time; K moves like a power of N between -1/2 and -1, which is a "
             "factor of 3 to 10")
        .after_a_look(),
    corrects("C19", "the same at width 1000: step 1000 / step 10", {.low = 12},
             "1 if this width served all times; a share that grows like the root of the time has 10. (10 before, where "
             "that passed.)")
        .after_a_look(),
};

}  // namespace pinn::spectral
