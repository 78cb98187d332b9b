// The paper's numbering: what may be judged and what may be cited.
//
// S. Wang, X. Yu, P. Perdikaris, "When and why PINNs fail to train: A neural tangent kernel perspective", J. Comput.
// Phys. 449 (2022) 110768. Every row of a result file judges one item of a closed list: the statements and figures
// that can hold or fail when run; C1..C17, what running the paper finds (chapters/ERRATA.md); and the open questions of
// Section 8 that chapter 09 answers. Everything with a number can be cited, in one grammar:
//
//     Eq. (3.8)   Theorem 4.3   Lemma D.2   Algorithm 1   Fig. 5   Remark 3.3   Definition 5.1   Section 5   Appendix C
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace pinn {

// The judged items in the order of every table: "Eq. (2.4)", ..., "Fig. 8b", "C1", ..., "C17", then those of
// Section 8.
std::span<const std::string_view> judged_items();

bool is_judged_item(std::string_view item);

// Position in judged_items(); their number if the item is none of them.
std::size_t judged_position(std::string_view item);

// The numbered equations, "Eq. (2.1)" to "Eq. (7.15)".
std::span<const std::string_view> equations();

// True for judged items, equations, and the paper's other theorems, remarks, figures, sections and appendices.
bool is_citable(std::string_view item);

}  // namespace pinn
