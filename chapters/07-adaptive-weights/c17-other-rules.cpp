// C17: "NTK weights" of four packages are not those of (6.5). Their rules (lib/training/weights.hpp names the files)
// beside Algorithm 1, updated every 100 steps. Compared by what decides here, lambda_b / lambda_r, each with
// lambda_r = 1; and as defined, where the weights have a common factor, too, which is another learning rate.

#include "chapters/07-adaptive-weights/findings.hpp"

namespace pinn::adaptive {
namespace {

struct Rule {
    WeightRule rule;
    WeightScale scale;

    std::string name() const { return to_string(rule) + (scale == WeightScale::as_defined ? ", as defined" : ""); }
};

}  // namespace

void other_rules(const Problem& p, const Runs<Followed>& equal, const Runs<Followed>& fixed,
                 const Runs<Followed>& algorithm_1, Study& study) {
    FigureData& figure = study.figure("ch07-rules", {"run", "step", "loss_b", "loss_r", "weight"});
    figure.comment(concat("setting: ", p.setting.name(), "; width ", p.width, "; first seed"));
    figure.comment("weight: lambda_b / lambda_r");
    const auto curve = [&](const std::string& name, const Runs<Followed>& runs) {
        for (const Look& look : runs[0].second) figure.row(name, look.step, look.loss_b, look.loss_r, look.ratio);
    };
    curve("equal weights", equal);
    curve("fixed at initialization", fixed);
    curve("Algorithm 1", algorithm_1);

    std::vector<Rule> rules;
    for (const WeightRule rule : all_weight_rules()) rules.push_back({rule, WeightScale::last_is_one});
    for (const WeightRule rule : all_weight_rules()) {
        if (rule != WeightRule::trace_ratio) rules.push_back({rule, WeightScale::as_defined});
    }
    const auto seeds = study.seeds(equal.size());
    const auto followed = study.over_values("rule", rules, seeds, [&](const Rule& one, auto seed) {
        const Mlp<double> network = p.network(seed);
        Weights<double> weights = rule_for(p, network, one.rule, one.scale);
        return follow(p, network, 100, [&](const MlpOnTape<double>& now) { return weights.update(now); });
    });
    double off = 0;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const std::string name = rules[i].name();
        const Runs<Followed>& runs = followed[i];
        study.report("C17", name + ": relative L2 error", runs.each(&Followed::first));
        if (rules[i].scale == WeightScale::as_defined) continue;
        study.report("C17", name + ": lambda_b / lambda_r at the start", runs.each(ratio_start));
        study.report("C17", name + ": lambda_b / lambda_r at the end", runs.each(ratio_end));
        off += std::abs(std::log(median(runs.each(ratio_start)) / median(algorithm_1.each(ratio_start)))) > std::log(2);
        if (rules[i].rule != WeightRule::trace_ratio) curve(name, runs);
    }
    study.report("C17", "of 4 other rules, how many start off by more than a factor of 2", off);
}

}  // namespace pinn::adaptive
