// Eq. (6.3): the largest learning rate, observed: 2 / lambda_max(K~(0)) to a part in a thousand, in two settings and at
// two widths.

#include <algorithm>

#include "chapters/07-adaptive-weights/findings.hpp"
#include "chapters/07-adaptive-weights/threshold.hpp"

namespace pinn::adaptive {

void observe_the_limit(const Problem& p, const Options& o, Study& study) {
    constexpr Setting ntk{Parameterization::ntk, true, LossConvention::half_sums};
    const std::vector<double> lambdas{1, 100, 500};
    double growth = 0;
    for (const Setting& setting : {official, ntk}) {
        for (const double width : o.list("limit-widths")) {
            // One network where it is large, as wide networks are alike.
            const auto seeds = study.seeds(width > 1000 ? 1 : std::min<std::size_t>(3, study.seeds().size()));
            const std::string where = concat(setting.name(), ", width ", width);
            std::vector<double> ratio;
            for (const auto& runs :
                 study.over_values("limit " + where, lambdas, seeds, [&](double lambda_b, auto seed) {
                     return threshold(p.experiment, setting, static_cast<std::size_t>(width), seed, lambda_b);
                 })) {
                for (const Threshold& found : runs) {
                    ratio.push_back(found.observed / found.predicted);
                    if (!(found.growth_deviation <= growth)) growth = found.growth_deviation;
                }
            }
            study.report("Eq. (6.3)", "observed limit of the learning rate x lambda_max(K~(0)) / 2, " + where, ratio);
        }
    }
    study.report("Eq. (6.3)", "growth of the leading component per step / |1 - eta lambda_max|, largest deviation",
                 growth);
}

}  // namespace pinn::adaptive
