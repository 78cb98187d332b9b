// C6: the boundary has two distinct points, so K_uu has rank 2, and its published tail is rounding.

#include "chapters/06-spectral-bias/findings.hpp"

namespace pinn::spectral {

void rank_of_K_uu(const Problem& p, Study& study) {
    const std::uint64_t seed = study.seeds()[0];
    for (const Setting& setting : settings) {
        const auto values = formed<double>(p.experiment, setting, spectrum_width, seed, Block::K_uu);
        const auto published = formed<float>(p.experiment, setting, spectrum_width, seed, Block::K_uu);
        // 100 rows, 98 of them repeated: rounding of K_uu is at most 100 eps of its largest eigenvalue.
        const auto above = [&](double value) { return value > 100 * std::ldexp(1, -53) * values[0]; };
        study.report("C6", "rank of K_uu, " + setting.name(),
                     static_cast<double>(std::ranges::count_if(values, above)));
        study.report("C6", "third eigenvalue of K_uu / largest, float, " + setting.name(),
                     std::abs(published[2]) / published[0]);
    }
}

}  // namespace pinn::spectral
