// What chapter 10 reports besides its argument: rows, and the data of its figure (findings.cpp).
#pragma once

#include <string>
#include <vector>

#include "chapters/10-elsewhere/claims.hpp"
#include "chapters/10-elsewhere/remedies.hpp"

namespace pinn::elsewhere {

// A problem by its place in problems(); and with a remedy.
struct Numbered {
    std::size_t problem;
    std::string text;
    std::string name() const { return text; }
};
std::vector<Numbered> numbered(const std::vector<Problem>& problems);
struct Tried {
    std::size_t problem;
    Remedy remedy;
    std::string text;  // "Burgers, Gauss-Newton"
    std::string name() const { return text; }
};
// All remedies of the first problem, of the second, ...
std::vector<Tried> tried(const std::vector<Problem>& problems);
// The place of the same problem with equal weights.
inline std::size_t of_equal(const Tried& way) { return way.problem * all_remedies.size(); }

// What came of a remedy, against equal weights.
struct Outcome {
    Tried way;
    std::vector<double> gains;  // over seeds
    bool predicted, helps;
};

void report_before(const std::vector<Problem>& problems, const std::vector<Runs<Found>>& before, Study& study);
void report_after(const std::vector<Problem>& problems, const std::vector<Solution>& solutions,
                  const std::vector<Runs<Found>>& before, const std::vector<Runs<Found>>& after, Study& study);
void report_outcomes(const std::vector<Problem>& problems, const std::vector<Outcome>& outcomes, Study& study);
// instrument: one number for each problem, against the median gains of a remedy.
void report_order(const std::string& name, const std::vector<double>& instrument, Remedy remedy,
                  const std::vector<Outcome>& outcomes, Study& study);

}  // namespace pinn::elsewhere
