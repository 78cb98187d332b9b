// What chapter 09 expects to find, and which wrong alternative each band excludes. The aims of Gauss-Newton and of
// momentum were set before the chapter was written, for the paper profile. Deviations from a kernel at rest fall like
// 1/width, and the quick profile has a tenth of the width; its bands of trainings were set after a first run of its
// size. tests/chapters/beyond_test.cpp runs those alternatives that cost little; the others are rows of the chapter.
#pragma once

#include <array>

#include "lib/report/study.hpp"

namespace pinn::beyond {

inline constexpr std::string_view gauss_newton = "Section 8: Gauss-Newton", nonlinear = "Section 8: nonlinear",
                                  momentum = "Section 8: momentum", features = "Section 8: features";

inline constexpr std::array claims{
    reproduces(gauss_newton, "largest deviation of a factor per step, mu = *", {.high = 0.02},
               "a step of gradient descent leaves most components as they are, off by a factor of two")
        .says("Where K stands still it foretells the factors per step of Gauss-Newton within {ours}.")
        .in("paper"),
    reproduces(gauss_newton, "largest deviation of a factor per step, mu = *", {.high = 0.2},
               "ten times that of the paper profile, at a tenth of its width")
        .says("Where K stands still it foretells the factors per step of Gauss-Newton within {ours}.")
        .in("quick"),
    reproduces(momentum, "largest deviation of the rates of five leading components", {.high = 0.01},
               "a step leaves sqrt(0.9) of each; without momentum 0.6 of the first, a time constant ten times as short")
        .says("With momentum it foretells the rates of five components within {ours}.")
        .in("paper"),
    reproduces(momentum, "largest deviation of the rates of five leading components", {.high = 0.1},
               "ten times that of the paper profile, at a tenth of its width")
        .says("With momentum it foretells the rates of five components within {ours}.")
        .in("quick"),
    // Problem 7.2 and the wave equation in the paper profile: fixed after trials on seeds from 100 on, of which none is
    // judged.
    reproduces(gauss_newton, "a = 4: relative L2 error after 700 steps", {.high = 1e-9},
               "three orders below the 1.5e-6 of damping by fixed factors after 200 steps")
        .says("700 steps of Gauss-Newton bring the error of Problem 7.2 down to {ours}.")
        .in("paper"),
    reproduces(gauss_newton, "a = 4: relative L2 error after 150 steps", {.high = 1e-6},
               "three orders below the end of Adam")
        .says("150 steps of Gauss-Newton bring the error of Problem 7.2 down to {ours}.")
        .after_a_look()
        .in("quick"),
    reproduces(gauss_newton, "a = 4: largest error of a network", {.high = 1e-8},
               "a rule that now and then is stuck on a plateau leaves one of ten above")
        .in("paper"),
    reproduces(gauss_newton, "a = 4, fixed factors: median error / that of a = 4", {.low = 30},
               "1 if the damping were not what limits"),
    reproduces(gauss_newton, "a = 4, in float: median error / that of a = 4", {.low = 1e3},
               "1 if rounding were not what limits in 32 bits")
        .in("paper"),
    reproduces(gauss_newton, "a = 4, Adam with Algorithm 1: median error / that of a = 4", {.low = 1e3},
               "it takes out the small eigenvalues, and three orders of magnitude are the least of it"),
    reproduces(gauss_newton, "a = 16: share of networks below 1e-5", {.low = 0.9},
               "0 if the data asked for features that the network lacks")
        .says("Without features {ours} of the networks learn sin(16 pi x) to 1e-5.")
        .in("paper"),
    reproduces(gauss_newton, "a = 16: median error, neurons as drawn / over the interval, after as many steps",
               {.low = 1e3}, "1 if the network drawn were not what the steps before the fall are spent on")
        .in("paper"),
    // The quick profile stops in the middle of the fall, where rounding decides which network is how far.
    reproduces(gauss_newton, "a = 16: relative L2 error after 150 steps", {.low = 0.5},
               "below 0.5, like a network with neurons over the interval, if the draw cost no steps")
        .in("quick")
        .after_a_look(),
    reproduces(gauss_newton, "a = 16, neurons over the interval: relative L2 error after 150 steps", {.high = 0.5},
               "1 and more for a network that has not found sin(16 pi x), like most of those drawn")
        .in("quick")
        .after_a_look(),
    reproduces(gauss_newton, "a = 16: median error, neurons as drawn / over the interval, after as many steps",
               {.low = 30}, "1 if the network drawn were not what the steps before the fall are spent on")
        .in("quick")
        .after_a_look(),
    reproduces(gauss_newton, "wave, Gauss points: relative L2 error after 500 steps", {.high = 1e-5},
               "points drawn anew in every step end at 3e-4")
        .in("paper"),
    reproduces(gauss_newton, "wave, Gauss points: relative L2 error after 1000 steps", {.high = 1e-6},
               "three orders below the 1.7e-3 of 80,000 steps of Algorithm 1 (paper: Section 7.3)")
        .says("1,000 steps bring the error of the wave equation, with 697 parameters, down to {ours}.")
        .in("paper"),
    reproduces(gauss_newton, "wave, Gauss points: relative L2 error after 150 steps", {.high = 0.01},
               "far below the 0.447 of leaving out the fast wave")
        .says("150 steps bring the error of the wave equation, with 337 parameters, down to {ours}.")
        .after_a_look()
        .in("quick"),
    reproduces(gauss_newton,
               "wave, uniform points: median error / that of Gauss points and gain ratio, after 500 steps", {.low = 10},
               "1 if points were not what limits")
        .in("paper"),
    reproduces(gauss_newton,
               "wave, new uniform points in every step: median error / that of Gauss points and gain ratio, after 500 "
               "steps",
               {.low = 10}, "1 if new points were as good as good ones")
        .in("paper"),
    // Linear: fluctuations of sums of N terms (chapter 04), and K moves like a power of the width between -1/2 and -1
    // (chapter 05). Nonlinear: u is random and moves at every width, so both exponents are 0.
    reproduces(nonlinear, "u_xx: exponent of the width in the spread of ln norm K(0)",
               {.low = -0.65, .high = -0.35, .theory = -0.5},
               "-1/2; the spread of 100 logarithms has a standard error of 7 %, 0.04 in an exponent over two decades"),
    reproduces(nonlinear, "u*: exponent of the width in the spread of ln norm K(0)",
               {.low = -0.2, .high = 0.2, .theory = 0}, "0; the linear operator has -1/2")
        .says("K(0) of a nonlinear operator is random at every width: its spread goes like width^{ours}."),
    reproduces(
        nonlinear, "u_xx: exponent of the width in the change of K", {.low = -1.3, .high = -0.6},
        "-1 in the limit (chapter 05), less steep before it; the -1/2 of the proof is out, and so is 0, at which "
        "K would not come to rest. (-1.3 to -0.5 before.)")
        .after_a_look(),
    reproduces(nonlinear, "u*: exponent of the width in the change of K", {.low = -0.3, .high = 0.3, .theory = 0},
               "0. Single runs spread over two decades, so the median of 24 has 0.15 in its logarithm to base ten, and "
               "so does an exponent over 1.2 decades: twice that. Six seeds are not judged")
        .in("paper"),
    // The frequency of the data is a/2 = 8; scale 2 draws frequencies up to about that.
    reproduces(features, "a = 16: lambda_1 / lambda, no features / features of scale 2", {.low = 1e3},
               "\"features can\" is worth the name if the wait is a thousand times shorter")
        .says("Fourier features shorten the wait for sin(16 pi x) by a factor of {ours}."),
    reproduces(features, "a = 16: median error, no features / features of scale 2", {.low = 3},
               "and the error less than a third"),
};

}  // namespace pinn::beyond
