// C10: z-scoring, standard parameterization and means stand in the authors' code and not in the text, and they decide
// Fig. 4: the traces of every combination at initialization, and the errors it ends at.

#include "chapters/07-adaptive-weights/findings.hpp"

namespace pinn::adaptive {

void unwritten_choices(const Problem& p, const Options& o, Study& study) {
    // Eq. (7.3) in the other combinations. Standard and NTK networks of one seed are the same random function.
    const auto of = [&](Parameterization parameterization, bool z_scored) {
        const Problem other = p.in({parameterization, z_scored, LossConvention::means});
        return study.over_seeds("traces " + other.setting.name(),
                                study.seeds(std::max<std::size_t>(20, study.seeds().size())),
                                [&](auto seed) { return traces(other, other.network(seed)); });
    };
    const auto ratio = [](const Traces& t) { return t.rr / t.uu; };
    const Runs<Traces> standard = of(Parameterization::standard, true), ntk = of(Parameterization::ntk, true);
    study.report("C10", "Tr K_rr(0) / Tr K_uu(0), standard, raw", of(Parameterization::standard, false).each(ratio));
    study.report("C10", "Tr K_rr(0) / Tr K_uu(0), NTK, z-scored", ntk.each(ratio));
    study.report("C10", "Tr K_rr(0) / Tr K_uu(0), NTK, raw", of(Parameterization::ntk, false).each(ratio));
    std::vector<double> uu, rr;
    for (std::size_t i = 0; i < standard.size(); ++i) {
        uu.push_back(standard[i].uu / ntk[i].uu);
        rr.push_back(standard[i].rr / ntk[i].rr);
    }
    study.report("C10", "Tr K_uu(0), standard / NTK, z-scored", uu);
    study.report("C10", "Tr K_rr(0), standard / NTK, z-scored", rr);

    // Fig. 4 in every combination but the official one.
    std::vector<Setting> settings;
    for (const auto parameterization : {Parameterization::standard, Parameterization::ntk}) {
        for (const bool z_scored : {true, false}) {
            for (const auto loss : {LossConvention::means, LossConvention::half_means, LossConvention::half_sums}) {
                const Setting setting{parameterization, z_scored, loss};
                if (setting != official) settings.push_back(setting);
            }
        }
    }
    const Problem shorter = p.for_at_most(o.count("setting-steps"));
    const auto seeds = study.seeds(o.count("setting-seeds"));
    const auto error = [](double lambda_b, Problem q) {
        return [=](const Setting& setting, auto seed) {
            const Problem r = q.in(setting);
            return trained(r, r.network(seed), lambda_b).first.end;
        };
    };
    const auto one = study.over_values("setting lambda 1", settings, seeds, error(1, shorter));
    const auto hundred = study.over_values("setting lambda 100", settings, seeds, error(100, shorter));
    double of_the_text = NAN;
    for (std::size_t k = 0; k < settings.size(); ++k) {
        study.report("C10", settings[k].name() + ", lambda_b = 1", one[k].each(&Errors::whole));
        study.report("C10", settings[k].name() + ", lambda_b = 100", hundred[k].each(&Errors::whole));
        if (settings[k] == literal) of_the_text = median(hundred[k].each(&Errors::whole));
    }
    const auto of_the_code = study.over_seeds("hundred", [&](auto seed) { return error(100, p)(official, seed); });
    study.report("Fig. 4b", "relative L2 error, lambda_b = 100", of_the_code.each(&Errors::whole));
    study.report("C10", "lambda_b = 100: error of the text's setting / of the code's",
                 of_the_text / median(of_the_code.each(&Errors::whole)));
}

}  // namespace pinn::adaptive
