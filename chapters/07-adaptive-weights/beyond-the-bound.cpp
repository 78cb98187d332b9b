// Found besides: beyond 2 / lambda_max(K~(0)) a network need not die. Its kernel moves until the rate is stable again,
// up to some factor.

#include <algorithm>

#include "chapters/07-adaptive-weights/findings.hpp"
#include "chapters/07-adaptive-weights/threshold.hpp"

namespace pinn::adaptive {

void beyond_the_bound(const Problem& p, const Options& o, Study& study) {
    FigureData& figure = study.figure("ch07-threshold", {"factor", "survived", "peak", "sharpness"});
    figure.comment(
        "rate x lambda_max(K~(0)) / 2; survived: share of networks; peak: loss / loss at the start, sharpness: "
        "rate x lambda_max(K~) / 2 at the end, medians of the survivors; lambda_b = 100");
    const std::vector<double> factors = o.list("factors");
    const auto runs =
        study.over_values("survival", factors, study.seeds(o.count("factor-seeds")), [&](double factor, auto seed) {
            return survival(p.experiment, official, p.width, seed, 100, factor, o.count("factor-steps"));
        });
    double sharpest = 0;
    for (std::size_t k = 0; k < factors.size(); ++k) {
        std::vector<double> peak, sharpness;
        for (const Survival& run : runs[k]) {
            if (run.survived == 0) continue;
            peak.push_back(run.peak);
            sharpness.push_back(run.sharpness);
            if (factors[k] > 1) sharpest = std::max(sharpest, run.sharpness);
        }
        const bool any = !peak.empty();
        const double survived = mean(runs[k].each(&Survival::survived));
        const std::string where = concat("rate ", factors[k], " x bound, lambda_b = 100: ");
        study.report("Eq. (6.3)", where + "share of networks that survive", survived);
        if (any) {
            study.report("Eq. (6.3)", where + "rate x lambda_max(K~) / 2 of the survivors at the end", sharpness);
        }
        figure.row(factors[k], survived, any ? median(peak) : NAN, any ? median(sharpness) : NAN);
    }
    study.report("Eq. (6.3)", "largest rate x lambda_max(K~) / 2 at the end of any survivor beyond the bound",
                 sharpest);
}

}  // namespace pinn::adaptive
