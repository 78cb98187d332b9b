// The equations that build/diagnose knows by name: those of tests/pde/equations/ and the eight of this chapter.
#pragma once

#include "chapters/10-elsewhere/problems.hpp"
#include "tests/pde/equations.hpp"

namespace pinn::elsewhere {

struct Named {
    std::string name;
    std::size_t outputs;
    std::size_t unknowns;
    std::function<Conditions(std::size_t n, Random&)> conditions;  // n points on a side, 3 n for the residual
};

inline std::vector<Named> named_equations() {
    std::vector<Named> all;
    for (const equations::Equation& equation : equations::all()) {
        all.push_back({equation.header, equation.exact_at(equation.interior()).cols(), equation.unknowns.size(),
                       equation.conditions});
    }
    for (const Problem& problem : problems()) {
        all.push_back({problem.key, 1, 0, [problem](std::size_t n, Random& random) {
                           return problem.conditions({3 * n, n}, random);
                       }});
    }
    return all;
}

}  // namespace pinn::elsewhere
