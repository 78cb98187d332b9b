// --at X,Y: the limits at one pair of points, for a reader with a formula of their own to check.
#pragma once

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

// Beyond this the strip in which the integrands are analytic gets too narrow for twelve digits.
constexpr double farthest = 30;

inline const std::string at_accepted =
    concat("two numbers ", to_text(-farthest, 2), "..", to_text(farthest, 2), " with a comma between, as in 0.3,0.7");

// "0.3,0.7" -> {0.3, 0.7}; nothing for what is not accepted.
inline std::optional<Pair> parse_pair(const std::string& text) {
    const auto number = [](const std::string& part) {
        const auto value = parse_number(part);
        return value && std::abs(*value) <= farthest ? value : std::nullopt;  // false for NaN
    };
    const std::size_t comma = text.find(',');
    if (comma != std::string::npos) {
        const auto x = number(text.substr(0, comma)), x_prime = number(text.substr(comma + 1));
        if (x && x_prime) return Pair{*x, *x_prime};
    }
    return std::nullopt;
}

// Declares --at X,Y.
inline void add_at(Options& options) {
    options.add_text("at", "X,Y", "print the limits at one pair of points, and nothing else",
                     {at_accepted, [](const std::string& text) { return parse_pair(text).has_value(); }});
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
