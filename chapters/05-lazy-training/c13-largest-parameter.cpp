// C13: the largest of about 3N normal numbers follows sqrt(2 ln N), so no C independent of N bounds theta(0), as
// assumption (i) of paper: Theorem 4.4 has it.

#include "chapters/05-lazy-training/findings.hpp"

namespace pinn::lazy {

void largest_parameter(Study& study) {
    const std::vector<std::size_t> widths{1 << 6, 1 << 8, 1 << 10, 1 << 12, 1 << 14, 1 << 16};
    const auto largest = study.over_values("largest parameter", widths, study.seeds(20), [](auto width, auto seed) {
        return largest_modulus(theta_of(section_7_1.network(ntk_z_scored, 1, width, seed)));
    });
    std::vector<double> ratios;  // one for each width
    for (std::size_t k = 0; k < widths.size(); ++k) {
        ratios.push_back(median(largest[k].each()) / std::sqrt(2 * std::log(static_cast<double>(widths[k]))));
    }
    study.report("C13", "max abs theta_i(0) / sqrt(2 ln N), N = 2^6 .. 2^16", ratios);
}

}  // namespace pinn::lazy
