// Bands of a chapter's claims.hpp, to show that a wrong alternative misses them.
//
//     CHECK(holds(claims, "Eq. (7.3)", "Tr K_rr(0) / Tr K_uu(0)", 97));
//     CHECK(!holds(claims, "Eq. (7.3)", "Tr K_rr(0) / Tr K_uu(0)", 1 / 97.));  // the blocks swapped
#pragma once

#include "lib/report/study.hpp"
#include "tests/support.hpp"

namespace pinn::test {

// Does the band of a row hold that value? Fails the test if no claim with a band is about the row.
inline bool holds(std::span<const Claim> claims, std::string_view item, std::string_view quantity, double value,
                  std::string_view profile = "paper") {
    const Claim* claim = claim_about(claims, item, quantity, profile);
    REQUIRE_MESSAGE(claim != nullptr, std::string(item), ", ", std::string(quantity));
    REQUIRE(claim->inside != Verdict::measured);
    return claim->band.low <= value && value <= claim->band.high;
}

}  // namespace pinn::test
