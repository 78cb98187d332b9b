// What chapter 07 finds besides its argument. Each finding is a file of its own.
#pragma once

#include "chapters/07-adaptive-weights/trainings.hpp"

namespace pinn::adaptive {

// The sizes of all that, as options.
void declare_sizes(Options& options);

// Rows and figures of the argument itself (figures.cpp); u: at the test points.
void report_fig4(const Problem& p, double lambda_b, const Runs<std::vector<double>>& u_equal,
                 const Runs<std::vector<double>>& u_weighted, Study& study);
void report_fig5(const Sweep& fig5, Study& study);
void report_algorithm_1(const Runs<Followed>& equal, const Runs<Followed>& fixed,
                        const std::map<double, Runs<Followed>>& every, Study& study);

// Eq. (6.3): where gradient descent becomes unstable, observed and predicted; and found besides, networks that survive
// beyond the bound (eq63-the-limit-observed.cpp).
void observe_the_limit(Problem p, Study& study);
// C8: K~ has real eigenvalues >= 0, and an indefinite quadratic form (c08-real-eigenvalues.cpp).
void weighted_kernel_is_real(const Problem& p, Study& study);
// C9: what the spread of Fig. 5 is (c09-spread-of-fig5.cpp).
void spread_of_fig5(const Problem& p, const Sweep& fig5, const std::vector<double>& trace_ratios, Study& study);
// C10: what the text does not say decides Fig. 4 (c10-unwritten-choices.cpp).
void unwritten_choices(const Problem& p, Study& study);
// C16: average rates depend on the number of points once means replace sums (c16-number-of-points.cpp).
void number_of_points(const Problem& p, Study& study);
// C17: four other rules of the same name (c17-other-rules.cpp).
void other_rules(const Problem& p, const Runs<Followed>& equal, const Runs<Followed>& fixed,
                 const Runs<Followed>& algorithm_1, Study& study);
// C18: more points are not more weight (c18-batch-size.cpp).
void batch_size(Problem p, Study& study);

}  // namespace pinn::adaptive
