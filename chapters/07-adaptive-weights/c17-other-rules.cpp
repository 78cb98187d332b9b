// C17: of the libraries that offer "NTK weights", most compute something else than (6.5). Four such rules beside
// Algorithm 1, compared by what decides here: lambda_b / lambda_r, each with lambda_r = 1, updated every 100 steps.

#include "chapters/07-adaptive-weights/findings.hpp"

namespace pinn::adaptive {

void other_rules(const Problem& p, const Followeds& equal, const Followeds& fixed, const Followeds& algorithm_1,
                 const Options& o, Study& study) {
    const std::vector<WeightRule> rules = all_weight_rules();
    std::vector<std::string> names;
    for (const WeightRule rule : rules) names.push_back(to_string(rule));
    const auto runs =
        study.over_values("rule", names, study.seeds(o.count("rule-seeds")), [&](const std::string& name, auto seed) {
            const WeightRule rule = rules[static_cast<std::size_t>(std::ranges::find(names, name) - names.begin())];
            const Mlp<double> start = p.network(seed);
            return follow(p, start, rule_for(p, start, rule, WeightScale::last_is_one), 100);
        });
    double others = 0;
    for (std::size_t k = 0; k < rules.size(); ++k) {
        const std::vector<double> errors = runs[k].each(error_of), start = runs[k].each(ratio_start);
        study.report("C17", names[k] + ": relative L2 error", errors);
        study.report("C17", names[k] + ": share of runs diverged",
                     mean(runs[k].each([](const auto& run) { return double(std::isnan(error_of(run))); })));
        study.report("C17", names[k] + ": lambda_b / lambda_r at the start", start);
        study.report("C17", names[k] + ": lambda_b / lambda_r at the end", runs[k].each(ratio_end));
        const double off = std::abs(std::log(median(start) / median(runs[0].each(ratio_start))));  // of the trace ratio
        others += !(off < std::log(2));
    }
    study.report("C17", "of 4 other rules, how many start off by more than a factor of 2", others);

    FigureData& figure = study.figure("ch07-rules", {"run", "step", "loss_b", "loss_r", "weight", "m_b", "m_r"});
    figure.comment(
        concat("first seed; weight: lambda_b / lambda_r; m: what the rule measures; updates every 100 "
               "(rules), ",
               o.list("intervals")[0], " (Algorithm 1)"));
    const auto curve = [&](const std::string& name, const Followeds& of) {
        const std::vector<double>& looks = of[0].second;
        for (std::size_t i = 0; i < looks.size(); i += numbers_of_a_look) {
            const double* n = &looks[i];
            figure.row(name, n[0], n[1], n[2], n[3] / n[4], n[5], n[6]);
        }
    };
    curve("equal weights", equal);
    curve("fixed at initialization", fixed);
    curve("Algorithm 1", algorithm_1);
    for (std::size_t k = 1; k < rules.size(); ++k) curve(names[k], runs[k]);
}

}  // namespace pinn::adaptive
