// What chapter 05 reports of its figures, and what it finds besides its argument. Each finding is a file of its own.
#pragma once

#include "chapters/05-lazy-training/trainings.hpp"

namespace pinn::lazy {

// The sizes of all that, as options.
void declare_sizes(Options& options);

// Fig. 2 or Fig. 3: trainings of every width in every setting (figures.cpp).
void report_curves(const std::string& figure_number, const std::vector<Setting>& settings, std::size_t layers,
                   const std::vector<double>& widths, std::size_t steps, const std::vector<std::uint64_t>& seeds,
                   Study& study);

// Theorem 4.4: K'(0) falls like 1/N, for two sets of seeds and both inputs (thm44-first-order.cpp).
void first_order_change_of_K(Study& study);
// C13: no constant bounds theta(0) at all widths, and the maxima of Lemma D.1 have its logarithm
// (c13-largest-parameter.cpp).
void largest_parameter(Study& study);
// C14: residuals of opposite sign cancel in assumption (ii) (c14-cancelling-residuals.cpp).
void cancelling_residuals(Study& study);

}  // namespace pinn::lazy
