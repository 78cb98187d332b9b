// What chapter 07 finds besides its argument. Each finding is a file of its own.
#pragma once

#include "chapters/07-adaptive-weights/trainings.hpp"

namespace pinn::adaptive {

// The sizes of all that, as options.
void declare_sizes(Options& options);

// Rows and figures of the argument itself (figures.cpp).
using FixedWithU = Runs<std::pair<Fixed, std::vector<double>>>;
void report_fig4(const Problem& p, double lambda_b, const FixedWithU& equal, const FixedWithU& weighted, Study& study);
void report_fig5(const Fig5& fig5, Study& study);
void report_algorithm_1(const std::vector<double>& intervals, const Followeds& equal, const Followeds& fixed,
                        const std::vector<Followeds>& followed, Study& study);

// Eq. (6.3): where gradient descent becomes unstable, observed and predicted (eq63-the-limit-observed.cpp).
void observe_the_limit(const Problem& p, const Options& o, Study& study);
// C8: K~ has real eigenvalues >= 0 (c08-real-eigenvalues.cpp).
void weighted_kernel_is_real(const Problem& p, Study& study);
// C9: what the spread of Fig. 5 is (c09-spread-of-fig5.cpp).
void spread_of_fig5(const Problem& p, const Fig5& fig5, const Options& o, Study& study);
// C10: what the text does not say decides Fig. 4 (c10-unwritten-choices.cpp).
void unwritten_choices(const Problem& p, const Options& o, Study& study);
// C16: average rates depend on the number of points once means replace sums (c16-number-of-points.cpp).
void number_of_points(const Problem& p, Study& study);
// C17: four other rules of the same name (c17-other-rules.cpp).
void other_rules(const Problem& p, const Followeds& equal, const Followeds& fixed, const Followeds& algorithm_1,
                 const Options& o, Study& study);
// Found besides: networks that survive beyond the bound (beyond-the-bound.cpp).
void beyond_the_bound(const Problem& p, const Options& o, Study& study);

}  // namespace pinn::adaptive
