// What chapter 10 reports besides its argument: rows, and the data of its figure (findings.cpp).
#pragma once

#include <string>
#include <vector>

#include "chapters/10-elsewhere/claims.hpp"
#include "chapters/10-elsewhere/remedies.hpp"

namespace pinn::elsewhere {

// A problem, by its place in a list, and a remedy.
struct Way {
    std::size_t problem;
    Remedy remedy;
    std::string text;  // "Burgers, Gauss-Newton"
    std::string name() const { return text; }
};
// All remedies of the first problem, of the second, ...
std::vector<Way> all_ways(const std::vector<Posed>& problems);
// The place of the same problem with equal weights.
inline std::size_t of_equal(const Way& way) { return way.problem * all_remedies.size(); }

// What came of a remedy, against equal weights.
struct Outcome {
    Way way;
    std::vector<double> gains;  // over seeds
    bool predicted, helps;
};

void report_before(const std::vector<Posed>& problems, const std::vector<Runs<Look>>& before, Study& study);
void report_after(const std::vector<Posed>& problems, const std::vector<Runs<Look>>& before,
                  const std::vector<Runs<Look>>& after, Study& study);
void report_outcomes(const std::vector<Posed>& problems, const std::vector<Outcome>& outcomes, Study& study);
// instrument: one number for each problem, against the median gains of a remedy.
void report_order(const std::string& name, const std::vector<double>& instrument, Remedy remedy,
                  const std::vector<Outcome>& outcomes, Study& study);

}  // namespace pinn::elsewhere
