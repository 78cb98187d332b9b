// Theorem 4.4: what is left of K(t) - K(0) once N is large is its first-order change, t K'(0), and that falls like 1/N.

#include "chapters/05-lazy-training/first_order.hpp"

#include "chapters/05-lazy-training/findings.hpp"

namespace pinn::lazy {

void first_order_change_of_K(Study& study) {
    const std::size_t count = study.options().count("first-order-seeds");
    std::vector<std::uint64_t> others = study.seeds(count);
    for (std::uint64_t& seed : others) seed += 100;
    const std::vector<double> N = study.options().list("first-order-widths");

    FigureData& figure = study.figure("ch05-firstorder", {"inputs", "N", "rms", "smallest", "largest"});
    figure.comment("||K'(0)|| / ||K(0)||, Frobenius, along the gradient flow; over all seeds of both sets");
    for (const Setting& setting : {ntk_z_scored, ntk_raw}) {
        const std::string inputs = setting.z_scored ? "z-scored inputs" : "raw inputs";
        std::vector<std::vector<double>> all(N.size());
        for (const auto& seeds : {study.seeds(count), others}) {
            const auto runs = study.over_values(
                concat("first order ", setting.name(), " ", seeds[0]), N, seeds, [&](double width, auto seed) {
                    const Training p{setting, 1, static_cast<std::size_t>(width), 1, study.options().number("rate")};
                    return first_order_change(p, p.network(seed), p.experiment.conditions());
                });
            std::vector<double> rms;
            for (std::size_t k = 0; k < N.size(); ++k) {
                rms.push_back(root_mean_square(runs[k].each()));
                all[k].insert(all[k].end(), runs[k].begin(), runs[k].end());
            }
            study.report("Theorem 4.4",
                         concat("slope in N: K'(0) / K(0), ", inputs, seeds == others ? ", a second set of seeds" : ""),
                         log_log_slope(N, rms));
        }
        for (std::size_t k = 0; k < N.size(); ++k) {
            figure.row(inputs, N[k], root_mean_square(all[k]), minimum(all[k]), maximum(all[k]));
        }
    }
}

}  // namespace pinn::lazy
