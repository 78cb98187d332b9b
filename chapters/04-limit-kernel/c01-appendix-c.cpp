// C1 and C2: Appendix C, summand by summand. The limits as printed, as they should be, and as sums over neurons, which
// know neither.

#include <algorithm>
#include <map>

#include "chapters/04-limit-kernel/findings.hpp"
#include "lib/kernel/limit.hpp"

namespace pinn::chapter04 {
namespace {

struct Summand {
    std::string item, name;
    double limit;    // by quadrature, from the finite sum
    double printed;  // the same where Appendix C is right
};

// The twelve summands and the three sums: what is right, and what Appendix C prints  (paper: Appendix C). Only what no
// lost dot or prime of a copy could explain is taken as printed: three factors, one square, one +1.
std::vector<Summand> summand_limits(const PoissonLimits& l) {
    const std::array<double, 12> right{l.Theta_uu.W0.value, l.Theta_uu.W1.value, l.Theta_uu.b0.value,
                                       l.Theta_ur.W0.value, l.Theta_ur.W1.value, l.Theta_ur.b0.value,
                                       l.I[0].value,        l.I[1].value,        l.I[2].value,
                                       l.I[3].value,        l.Theta_rr.W1.value, l.Theta_rr.b0.value};
    std::array<double, 12> printed = right;
    std::array<std::string, 12> item;  // which row of the table judges it
    item.fill("Theorem 4.3");
    printed[1] = l.Sigma.value, item[1] = "C2";         // Sigma^(1) already holds the +1 of the output bias
    printed[5] = l.C_ur_printed.value, item[5] = "C1";  // the square
    for (std::size_t k = 1; k < 4; ++k) printed[6 + k] = l.J[k].value, item[6 + k] = "C1";  // the factors 2, 2, 4
    // Defects of the parts add up in the sums, and partly cancel there.
    std::vector<Summand> all;
    for (std::size_t k = 0; k < 12; ++k) all.push_back({item[k], summand_names[k], right[k], printed[k]});
    const double excess_ur = printed[5] - right[5];
    const double excess_rr = printed[7] + printed[8] + printed[9] - right[7] - right[8] - right[9];
    const auto sum = [&](const char* name, const char* of, const Parts& parts, double excess) {
        all.push_back({of, name, parts.total().value, parts.total().value + excess});
    };
    sum("Theta_uu", "C2", l.Theta_uu, 1);
    sum("Theta_ur", "C1", l.Theta_ur, excess_ur);
    sum("Theta_rr", "C1", l.Theta_rr, excess_rr);
    return all;
}

}  // namespace

// At a pair that is not symmetric and not at an end: the paper's value as printed, ours by Monte Carlo, and the band
// around the limit, fixed by quadrature and by the number of neurons.
void appendix_c(std::size_t neurons, const Options& o, Study& study) {
    constexpr Pair pair{0.5, 0.9};
    const std::vector<Summand> all = summand_limits(poisson_limits(pair.x, pair.x_prime));
    const std::array<Estimate, 15> sums = monte_carlo(pair.x, pair.x_prime, neurons, o.first_seed(), o.progress());
    FigureData& figure =
        study.figure("ch04-limit-summands", {"summand", "limit", "monte_carlo", "standard_error", "printed"});
    figure.comment("x: " + to_text(pair.x));
    figure.comment("x_prime: " + to_text(pair.x_prime));
    std::map<std::string, double> nearest{{"C1", INFINITY}, {"C2", INFINITY}, {"Theorem 4.3", INFINITY}};
    for (std::size_t k = 0; k < all.size(); ++k) {
        const Summand& s = all[k];
        const auto& [mean, error] = sums[k];
        figure.row(s.name, s.limit, mean, error, s.printed);
        nearest[s.item] = std::min(nearest[s.item], std::abs(s.printed - mean) / error);
        study.report(s.item, s.name, mean, {.origin = s.limit, .unit = error, .paper = s.printed});
    }
    for (const std::string item : {"C1", "C2"}) {
        study.report(item, "printed value from Monte Carlo, in standard errors: the nearest", nearest[item]);
    }
}

}  // namespace pinn::chapter04
