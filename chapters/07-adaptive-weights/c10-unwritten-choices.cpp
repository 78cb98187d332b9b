// C10: z-scoring, standard parameterization and means stand in the authors' code and not in the text, and they decide
// Fig. 4.

#include <algorithm>

#include "chapters/07-adaptive-weights/findings.hpp"

namespace pinn::adaptive {
namespace {

// Every combination of choices but the official one.
struct Combination {
    Setting setting;
    double lambda_b;

    std::string name() const { return concat(setting.name(), ", lambda_b = ", lambda_b); }
};

}  // namespace

void unwritten_choices(const Problem& p, Study& study) {
    // The weight that the kernel names is large because of z-scored inputs.
    Problem raw = p;
    raw.setting.z_scored = false;
    const auto weight = study.over_seeds("raw", study.seeds(20), [&](auto seed) {
        return rule_for(raw, raw.network(seed), WeightRule::trace_ratio).lambda()[0];
    });
    study.report("C10", "Tr K_rr(0) / Tr K_uu(0), standard, raw", weight.each());

    const auto error = [](const Problem& in, double lambda_b) {
        return [&in, lambda_b](auto seed) { return relative_error(in, trained(in, in.network(seed), lambda_b)); };
    };
    const std::vector<double> of_the_code = study.over_seeds("hundred", error(p, 100)).each();
    study.report("Fig. 4b", "relative L2 error, lambda_b = 100", of_the_code);
    const auto seeds = study.seeds(study.options().count("rerun-seeds"));
    std::vector<Combination> others;
    for (const auto parameterization : {Parameterization::standard, Parameterization::ntk}) {
        for (const bool z_scored : {true, false}) {
            for (const auto loss : {LossConvention::means, LossConvention::half_means, LossConvention::half_sums}) {
                const Setting setting{parameterization, z_scored, loss};
                if (setting == official) continue;
                for (const double lambda_b : {1., 100.}) others.push_back({setting, lambda_b});
            }
        }
    }
    Problem q = p;
    q.steps = std::min(p.steps, study.options().count("setting-steps"));
    const auto errors = study.over_values("combination", others, seeds, [&](const Combination& other, auto seed) {
        Problem in = q;
        in.setting = other.setting;
        return error(in, other.lambda_b)(seed);
    });
    for (std::size_t i = 0; i < others.size(); ++i) {
        study.report("C10", others[i].name(), errors[i].each());
        if (others[i].setting != literal || others[i].lambda_b == 1) continue;
        study.report("C10", "lambda_b = 100: error of the text's setting / of the code's",
                     median(errors[i].each()) / median(of_the_code));
    }
}

}  // namespace pinn::adaptive
