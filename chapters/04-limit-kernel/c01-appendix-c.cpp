// C1 and C2: Appendix C, summand by summand. The limits as printed, as they should be, and as sums over neurons, which
// know neither.

#include <map>
#include <numeric>

#include "chapters/04-limit-kernel/findings.hpp"

namespace pinn::chapter04 {
namespace {

constexpr Pair at{0.5, 0.9};  // not symmetric, and not at an end

// A term of Appendix C: the row of the table that judges it, its limit by quadrature, and the limit that is printed.
struct Summand {
    std::string item, name;
    Limit limit, printed;
};

// The twelve summands and the three sums  (paper: Appendix C). Only what no lost dot or prime of a copy could explain
// is taken as printed: three factors, one square, one +1.
std::vector<Summand> summand_limits(const PoissonLimits& l) {
    const Parts &uu = l.Theta_uu, &ur = l.Theta_ur, &rr = l.Theta_rr;
    // Defects of the parts add up in the sums, and partly cancel there.
    const double ur_excess = l.C_ur_printed.value - ur.b0.value;
    const double rr_excess = l.J[1].value + l.J[2].value + l.J[3].value - l.I[1].value - l.I[2].value - l.I[3].value;
    return {{"Theorem 4.3", "Theta_uu, W0 part", uu.W0, uu.W0},
            {"C2", "Theta_uu, W1 part", uu.W1, l.Sigma},  // Sigma^(1) already holds the +1 of the output bias
            {"Theorem 4.3", "Theta_uu, b0 part", uu.b0, uu.b0},
            {"Theorem 4.3", "Theta_ur, W0 part", ur.W0, ur.W0},
            {"Theorem 4.3", "Theta_ur, W1 part", ur.W1, ur.W1},
            {"C1", "Theta_ur, b0 part", ur.b0, l.C_ur_printed},  // the square
            {"Theorem 4.3", "Theta_rr, W0 part: I_1", l.I[0], l.I[0]},
            {"C1", "Theta_rr, W0 part: I_2", l.I[1], l.J[1]},  // the factors 2,
            {"C1", "Theta_rr, W0 part: I_3", l.I[2], l.J[2]},  // 2
            {"C1", "Theta_rr, W0 part: I_4", l.I[3], l.J[3]},  // and 4
            {"Theorem 4.3", "Theta_rr, W1 part", rr.W1, rr.W1},
            {"Theorem 4.3", "Theta_rr, b0 part", rr.b0, rr.b0},
            {"C2", "Theta_uu", uu.total(), {uu.total().value + 1}},
            {"C1", "Theta_ur", ur.total(), {ur.total().value + ur_excess}},
            {"C1", "Theta_rr", rr.total(), {rr.total().value + rr_excess}}};
}

// What one neuron adds to each of them  (paper: Appendix C). s[k] and z[k] are sigma^(k) at x and at x'.
using Terms = std::array<double, 15>;
Terms summands(const Neuron& n, double x, double y) {
    const auto s = tanh_and_derivatives(n.W0 * x + n.b0), z = tanh_and_derivatives(n.W0 * y + n.b0);
    const double W1_2 = n.W1 * n.W1, W0_2 = n.W0 * n.W0, W0_3 = W0_2 * n.W0, W0_4 = W0_2 * W0_2;
    Terms t{W1_2 * s[1] * z[1] * x * y,
            s[0] * z[0],
            W1_2 * s[1] * z[1],
            W1_2 * s[1] * x * (W0_2 * z[3] * y + 2 * n.W0 * z[2]),
            W0_2 * s[0] * z[2],
            W1_2 * W0_2 * s[1] * z[3],
            W1_2 * W0_4 * s[3] * z[3] * x * y,
            2 * W1_2 * W0_3 * s[3] * z[2] * x,
            2 * W1_2 * W0_3 * s[2] * z[3] * y,
            4 * W1_2 * W0_2 * s[2] * z[2],
            W0_4 * s[2] * z[2],
            W1_2 * W0_4 * s[3] * z[3]};
    t[12] = t[0] + t[1] + t[2] + 1;  // b1
    t[13] = t[3] + t[4] + t[5];
    t[14] = t[6] + t[7] + t[8] + t[9] + t[10] + t[11];
    return t;
}

// The sums of these, and of their squares, over a block of neurons. There are very many: each block has its own seed.
constexpr std::size_t block = 1 << 16;
std::array<Terms, 2> monte_carlo(std::uint64_t seed) {
    Random random(seed);
    std::array<Terms, 2> sums{};
    for (std::size_t k = 0; k < block; ++k) {
        const double W0 = random.normal(), b0 = random.normal(), W1 = random.normal();
        const Terms t = summands({.W0 = W0, .W1 = W1, .b0 = b0}, at.x, at.x_prime);
        for (std::size_t i = 0; i < t.size(); ++i) sums[0][i] += t[i], sums[1][i] += t[i] * t[i];
    }
    return sums;
}

}  // namespace

// The paper's value as printed, ours by Monte Carlo, and the band around the limit, fixed by quadrature and by the
// number of neurons.
void appendix_c(std::size_t neurons, Study& study) {
    // 1. What should come out, and what is printed.
    const std::vector<Summand> all = summand_limits(poisson_limits(at.x, at.x_prime));

    // 2. The finite sums.
    std::vector<std::uint64_t> seeds((neurons + block - 1) / block);  // far from the seeds of the networks
    std::iota(seeds.begin(), seeds.end(), study.seeds()[0] + (std::uint64_t{1} << 32));
    const auto sums = study.sample("neurons", seeds, monte_carlo);
    const auto n = static_cast<double>(seeds.size() * block);

    // 3. Each mean with its standard error, in units of which it is judged.
    FigureData& figure =
        study.figure("ch04-limit-summands", {"summand", "limit", "monte_carlo", "standard_error", "printed"});
    figure.comment("x: " + to_text(at.x));
    figure.comment("x_prime: " + to_text(at.x_prime));
    std::map<std::string, double> nearest{{"C1", INFINITY}, {"C2", INFINITY}};
    for (std::size_t k = 0; k < all.size(); ++k) {
        const auto& [item, name, limit, printed] = all[k];
        const double mean = sum(sums.each([&](const auto& s) { return s[0][k]; })) / n;
        const double mean_square = sum(sums.each([&](const auto& s) { return s[1][k]; })) / n;
        const double error = std::sqrt((mean_square - std::pow(mean, 2)) / n);
        figure.row(name, limit.value, mean, error, printed.value);
        nearest[item] = std::min(nearest[item], std::abs(printed.value - mean) / error);
        study.report(item, name, mean, {.origin = limit.value, .unit = error, .paper = printed.value});
    }

    // 4. No chance explains what is printed: how far the nearest of these values is from its sum.
    for (const std::string item : {"C1", "C2"}) {
        study.report(item, "printed value from Monte Carlo, in standard errors: the nearest", nearest[item]);
    }
}

}  // namespace pinn::chapter04
