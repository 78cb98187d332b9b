// C16: "K_rr dominates K_uu" depends on the unit of x. With as many points on the boundary as inside, c_rr / c_uu is a
// ratio of traces.

#include "chapters/06-spectral-bias/findings.hpp"

namespace pinn::spectral {

void unit_of_x(const Problem& p, Study& study) {
    for (const Parameterization parameterization : {Parameterization::ntk, Parameterization::standard}) {
        for (const bool z_scored : {false, true}) {
            const Setting setting{parameterization, z_scored, LossConvention::half_sums};
            const std::string name = setting.name().substr(0, setting.name().rfind(','));  // the loss plays no part
            const auto ratios = study.over_seeds("traces " + name, study.seeds(trace_seeds), [&](auto seed) {
                const Matrix<double> J = p.experiment.rows_with_copies(p.experiment.jacobian(p.network(setting, seed)));
                return trace(J, Block::K_rr) / trace(J, Block::K_uu);
            });
            study.report("C16", "c(K_rr) / c(K_uu), " + name, ratios.each());
        }
    }
}

}  // namespace pinn::spectral
