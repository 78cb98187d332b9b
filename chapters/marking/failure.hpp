// What the report says of a comparison that failed: what the answer gave, and of which kind the failure is. Never the
// number that it was compared with: a student who can read it off writes it down and derives nothing.
#pragma once

#include <string>

namespace pinn::marking {

// expression: as it stands in the test, "close(ask(exercise::f, x), y, 1e-9)" or "found < 1"; the left side is what the
// answer gave. values: the same with the values, as doctest writes them: "3 close to 4 within 1e-9" or "3 <  1".
// Returns "f(x) is 3: too small, by less than a factor of 2".
std::string failure(const std::string& expression, const std::string& values);

}  // namespace pinn::marking
