// Rows and figures of chapter 01 that its argument only names.
#pragma once

#include "chapters/01-infinite-width/marginals.hpp"

namespace pinn::infinite {

// figures.cpp
void declare_sizes(Options& options);
void report_concentration(const Widths& widths, const Runs<std::vector<Errors>>& runs, Study& study);
void report_marginals(const std::vector<Marginal>& all, const Widths& widths, Study& study);
// Five paths of the limit beside five networks, for every depth.
void report_paths(std::size_t width, Study& study);

// C3: in the printed first covariance the factor 1/sqrt(d_0) of (2.1) is lost (c03-first-covariance.cpp).
void first_covariance(std::size_t d, const Widths& widths, const Runs<std::vector<Errors>>& runs, Study& study);

}  // namespace pinn::infinite
