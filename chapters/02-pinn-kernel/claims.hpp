// What chapter 02 expects to find, fixed before its runs unless it says otherwise, and which wrong alternative each
// band excludes. tests/chapters/lemma_test.cpp runs those alternatives that cost little.
#pragma once

#include <array>

#include "lib/report/study.hpp"

namespace pinn {

inline constexpr std::array claims{
    reproduces("Lemma 3.1", "slope of the mismatch, *", {.low = 1.95, .high = 2.05, .theory = 2},
               "a kernel that is not the derivative has 1: without K_ur, or with a factor of 2. At eta = 1e-2 / "
               "lambda_max the third-order term is still a percent or two of the second")
        .says("What K does not predict of one gradient step falls like eta^{ours}; theory has eta^{expected}."),
    reproduces("Remark 3.4", "slope of the mismatch, *", {.low = 1.95, .high = 2.05, .theory = 2}, "as Lemma 3.1"),
    identity("Lemma 3.1", "flow, K(t): *", {.high = 1e-7},
             "a thousand local errors of the integrator; K(0) in place of K(t), measured beside it, has 0.1 and more")
        .says("Along the flow Eq. (3.8) with K(t) misses the outputs by {ours} of the initial error."),
    identity("Remark 3.4", "flow, K(t): *", {.high = 1e-7}, "as Lemma 3.1"),
    measures("Lemma 3.1", "flow, K(0): *", {}, "what a failure looks like")
        .says("With K(0) in place of K(t) the outputs are missed by {ours}."),
    identity("Remark 3.3", "lambda_min / (n eps lambda_max), *", {.low = -1},
             "rounding moves no eigenvalue by more than about n eps lambda_max: the solver stops there, and forming K "
             "costs less. A matrix that is indefinite, like K with K_ur doubled, is out by far. (-4 before, "
             "where 0.02 is found.)")
        .after_a_look(),
    measures("Remark 3.3", "share of negative eigenvalues, K, double", {}, "exact eigenvalues are not negative")
        .says("Of the eigenvalues of K in double a share of {ours} comes out negative."),
    reproduces("Remark 3.3", "lambda_min / (eps lambda_max) of K, float over double",
               {.low = 0.1, .high = 10, .theory = 1},
               "an eigenvalue that is truly negative would not know the precision; the smallest of 200 rounding errors "
               "is itself random, a factor of ten either way")
        .says("In units of eps lambda_max the smallest eigenvalue in float is {ours} times that in double."),
    identity("Remark 3.3", "K_rr without a Jacobian against J_r J_r^T", {.high = 1e-12},
             "the same sum of products in another order: a thousand eps is room enough for tens of thousands of terms")
        .says("K_rr without a Jacobian differs from J_r J_r^T by {ours} of its largest entry."),
};

}  // namespace pinn
