// What chapter 05 reports of its figures, and what it finds besides its argument. Each finding is a file of its own.
#pragma once

#include "chapters/05-lazy-training/trainings.hpp"

namespace pinn::lazy {

// The sizes of all that, as options (figures.cpp).
void declare_sizes(Options& options);

// Raw inputs, and the picture of all rates (figures.cpp).
void report_rates(const std::vector<Rate>& z_scored, const std::vector<Rate>& raw, Study& study);
// Every width in every setting: the problems of a figure (figures.cpp).
std::vector<Problem> every(const Problem& p, const std::vector<Setting>& settings, std::size_t layers,
                           const std::vector<double>& widths, std::size_t steps);
// Fig. 2 or 3: `curves` of all `problems`, by setting and then by width (figures.cpp).
void report_curves(const std::string& figure, const std::vector<Problem>& problems,
                   const std::vector<Runs<Curve>>& curves, Study& study);

// C13: no constant bounds theta(0) at all widths (c13-largest-parameter.cpp).
void largest_parameter(const Problem& p, Study& study);
// C14: residuals of opposite sign cancel in assumption (ii) (c14-cancelling-residuals.cpp).
void cancelling_residuals(Problem p, Study& study);

}  // namespace pinn::lazy
