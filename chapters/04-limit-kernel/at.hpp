// --at X,Y: the limits at one pair of points, for a reader with a formula of their own to check.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "lib/kernel/limit.hpp"
#include "lib/report/options.hpp"
#include "lib/report/text.hpp"

namespace pinn::chapter04 {

struct Pair {
    double x, x_prime;
};

// "0.3,0.7" -> {0.3, 0.7}; nothing for what is not accepted. Beyond 30 the strip in which the integrands are analytic
// gets too narrow for twelve digits.
inline std::optional<Pair> parse_pair(const std::string& text) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const auto x = parse_number(text.substr(0, comma)),
               x_prime = parse_number(text.substr(std::min(comma + 1, text.size())));
    const auto near = [](const std::optional<double>& x) { return x && std::abs(*x) <= 30; };  // false for NaN
    return near(x) && near(x_prime) ? std::optional(Pair{*x, *x_prime}) : std::nullopt;
}

// Declares --at X,Y.
inline void add_at(Options& options) {
    options.add_text("at", "X,Y", "print the limits at one pair of points, and nothing else",
                     {"two numbers -30..30 with a comma between, as in 0.3,0.7",
                      [](const std::string& text) { return parse_pair(text).has_value(); }});
}

// Five lines "name value", ten digits  (paper: Eq. (2.4), Eq. (4.6), Theorem 4.3).
inline std::string at_text(const Pair& pair) {
    const PoissonLimits limits = poisson_limits(pair.x, pair.x_prime);
    const auto line = [](const std::string& name, const Limit& limit) {
        return name + std::string(12 - name.size(), ' ') + to_text(limit.value, 10) + '\n';
    };
    return line("Theta_uu", limits.Theta_uu.total()) + line("Theta_ur", limits.Theta_ur.total()) +
           line("Theta_rr", limits.Theta_rr.total()) + line("Sigma^(1)", limits.Sigma) +
           line("Sigma_xx", limits.Sigma_xx);
}

}  // namespace pinn::chapter04
