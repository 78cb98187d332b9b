// C13: the largest of about 3N normal numbers follows sqrt(2 ln N), so no C independent of N bounds theta(0), as
// assumption (i) of paper: Theorem 4.4 has it. The same logarithm is in Lemma D.1, which is about largest entries:
// those of du/dtheta hold one normal factor, W1, those of du_xx/dtheta three, W1 W0^2, so they follow
//
//     N^{-1/2} (ln N)^{1/2}    and    N^{-1/2} (ln N)^{3/2} .

#include "chapters/05-lazy-training/findings.hpp"

namespace pinn::lazy {
namespace {

struct Largest {
    double u, u_xx;  // over their laws
};

}  // namespace

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

    const std::vector<double> N{128, 256, 512, 1024, 2048, 4096};
    const auto entries_at_0 = study.over_values("largest entries", N, study.seeds(60), [](double width, auto seed) {
        const Mlp<double> network = section_7_1.network(ntk_z_scored, 1, static_cast<std::size_t>(width), seed);
        const std::vector<Condition<double>> conditions = section_7_1.conditions();
        return Largest{largest_entry(jacobian(network, conditions[0])) / law(width, 1),
                       largest_entry(jacobian(network, conditions[1])) / law(width, 3)};
    });
    std::vector<double> u, u_xx;  // root mean squares of every width
    for (const auto& of_width : entries_at_0) {
        u.push_back(root_mean_square(of_width.each(&Largest::u)));
        u_xx.push_back(root_mean_square(of_width.each(&Largest::u_xx)));
    }
    study.report("Lemma D.1", "slope in N at t = 0: largest entry of du/dtheta x sqrt(N / ln N)", log_log_slope(N, u));
    study.report("Lemma D.1", "slope in N at t = 0: largest entry of du_xx/dtheta x sqrt(N) / (ln N)^1.5",
                 log_log_slope(N, u_xx));
}

}  // namespace pinn::lazy
