// C6: the boundary has two distinct points, so K_uu has rank 2, and its published tail is rounding.

#include "chapters/06-spectral-bias/findings.hpp"

namespace pinn::spectral {

void rank_of_K_uu(const Problem& p, Study& study) {
    const std::uint64_t seed = study.seeds()[0];
    for (const Setting& setting : settings) {
        const std::vector<double> lambda = formed<double>(p.experiment, setting, seed, Block::K_uu);
        // 100 rows, 98 of them repeated: rounding of K_uu is at most 100 eps of its largest eigenvalue.
        const auto rank =
            std::ranges::count_if(lambda, [&](double value) { return value > 0x1p-53 * 100 * lambda[0]; });
        study.report("C6", "rank of K_uu, " + setting.name(), static_cast<double>(rank));
    }
    const std::vector<double> published = formed<float>(p.experiment, official, seed, Block::K_uu);
    study.report("C6", "third eigenvalue of K_uu / largest, float, " + official.name(),
                 std::abs(published[2]) / published[0]);
}

}  // namespace pinn::spectral
