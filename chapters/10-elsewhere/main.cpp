// Chapter 10: Elsewhere
// Paper:  its title's question, asked of eight other problems
// Run:    make run-chapter-10
// Writes: build/results/chapter-10.csv, build/figures/ch10-elsewhere.csv
// Takes:  1 s; 50 minutes with PROFILE=paper
//
// Anyone with another equation wants to know one thing: will balancing the kernel's traces help? The paper's
// instruments are read before training, predictions are made from them and written down (claims.hpp), and then all
// remedies are tried.

#include "chapters/10-elsewhere/findings.hpp"

using namespace pinn;
using namespace pinn::elsewhere;

namespace {

// NaN, of a run that diverged, helps nobody.
bool helps(const std::vector<double>& gains) { return median(gains) >= helpful; }

void chapter(const Options& o, Study& study) {
    const Budget budget = budget_of(o);
    std::vector<Posed> eight;
    for (const Problem& problem : problems()) eight.push_back({problem, problem.solution()});

    // 1. Before training: traces, waits, spectrum, and how far 100 steps move K.
    const auto before = study.over_values("before", eight, [&](const Posed& posed, auto seed) {
        const Mlp<double> network = draw_start(posed.problem, budget.widest, budget.diagnosed, seed).network;
        return look_at(network, posed, budget, seed);
    });
    report_before(eight, before, study);

    // 2. Every remedy on every problem, all from the same networks, those of Adam at the same points; and the same
    //    diagnosis after it.
    const std::vector<Way> ways = all_ways(eight);
    const auto after = study.over_values("after", ways, [&](const Way& way, auto seed) {
        const Posed& posed = eight[way.problem];
        return look_at(trained(posed.problem, way.remedy, budget, seed), posed, budget, seed);
    });
    report_after(eight, before, after, study);

    // 3. What was predicted, and what came of it.
    std::vector<Outcome> outcomes;
    for (std::size_t k = 0; k < after.size(); ++k) {
        const Way& way = ways[k];
        if (way.remedy == Remedy::equal) continue;
        // Error with equal weights / error with the remedy, of the same network.
        const std::vector<double> gained = ratios(after[of_equal(way)], after[k], &Look::error);
        outcomes.push_back({way, gained, predicted(eight[way.problem].name(), way.remedy), helps(gained)});
    }
    report_outcomes(eight, outcomes, study);

    // 4. Does any one number, read before training, order the problems as the gains do?
    const auto order = [&](const std::string& instrument, double Reading::*number, Remedy remedy) {
        std::vector<double> medians;
        for (const auto& runs : before) {
            medians.push_back(median(runs.each([&](const Look& look) { return look.reading.*number; })));
        }
        report_order(instrument, medians, remedy, outcomes, study);
    };
    order("imbalance", &Reading::imbalance, Remedy::fixed);
    order("promised gain", &Reading::gain, Remedy::fixed);
    order("imbalance", &Reading::imbalance, Remedy::updated);
    order("promised gain", &Reading::gain, Remedy::updated);
    order("imbalance", &Reading::imbalance, Remedy::gradient_norms);
    order("wait", &Reading::wait, Remedy::newton);
    order("movement", &Reading::movement, Remedy::newton);
}

}  // namespace

int main(int argc, char** argv) {
    Options options("10", "elsewhere");
    options.default_seeds({.quick = 1, .paper = 5});
    declare_sizes(options);
    return options.run(argc, argv, study_of(claims, chapter));
}
