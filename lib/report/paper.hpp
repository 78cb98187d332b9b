// What of the paper is judged.
//
// S. Wang, X. Yu, P. Perdikaris, "When and why PINNs fail to train: A neural tangent kernel perspective", J. Comput.
// Phys. 449 (2022) 110768. Every row of a result file judges one item of a closed list: the statements and figures
// that can hold or fail when run; C1..C19, what running the paper finds (chapters/ERRATA.md); the open questions of
// Section 8 that chapter 09 answers; and the question of the title on other problems, chapter 10.
#pragma once

#include <span>
#include <string_view>

namespace pinn {

// The judged items in the order of every table: "Eq. (2.4)", ..., "Fig. 8b", "C1", ..., "C19", then those of
// Section 8 and those of chapter 10.
std::span<const std::string_view> judged_items();

bool is_judged_item(std::string_view item);

}  // namespace pinn
