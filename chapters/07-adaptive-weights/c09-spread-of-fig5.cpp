// C9: what the spread and the oscillation of Fig. 5 are. Not instability, not rounding: the draw of ten networks.
// Each keeps its own curved part of the error, for which training had no time.

#include "chapters/07-adaptive-weights/findings.hpp"
#include "chapters/07-adaptive-weights/threshold.hpp"

namespace pinn::adaptive {
namespace {

// (largest - smallest) / mean of the mean errors at lambda_b from 300 to 500: what looks like an oscillation.
double oscillation(const Sweep& sweep) {
    std::vector<double> means;
    for (const auto& [lambda_b, runs] : sweep) {
        if (lambda_b >= 300 && lambda_b <= 500) means.push_back(mean(runs.each(&Errors::whole)));
    }
    return (maximum(means) - minimum(means)) / mean(means);
}

}  // namespace

void spread_of_fig5(const Problem& p, const Sweep& fig5, const std::vector<double>& trace_ratios, Study& study) {
    const auto seeds = study.seeds(fig5.at(100).size());
    // Not instability, at the end of the training as little as at its start.
    const auto room = study.over_seeds(
        "room after", seeds, [&](auto seed) { return 1 / sharpness(p, trained(p, p.network(seed), 500), 500); });
    study.report("C9", "2/lambda_max(K~) at lambda_b = 500, after training / learning rate", room.each());
    // Not rounding: the same networks in float.
    const auto in_float = study.over_seeds(
        "float", seeds, [&](auto seed) { return errors_of(p, trained(p, p.network<float>(seed), 100)); });
    std::vector<double> difference = ratios(in_float, fig5.at(100), &Errors::whole);
    for (double& ratio : difference) ratio = std::abs(ratio - 1);
    study.report("C9", "error in float against double, relative, lambda_b = 100", difference);

    // But the networks: with the same ones at every lambda_b nothing oscillates, with fresh ones the mean of ten does.
    // Fresh ones have the seeds 100, 101, ..., 200, 201, ... and so on: none is used twice.
    study.report("C9", "(largest - smallest) / mean of the mean error, lambda_b = 300 .. 500: same networks",
                 oscillation(fig5));
    const std::vector<double> list = study.options().list("fresh-lambdas");
    const std::set<double> lambdas(list.begin(), list.end());
    const Sweep fresh = sweep(study, "fresh", lambdas, seeds, [&](double lambda_b, auto seed) {
        const auto place = static_cast<std::uint64_t>(std::distance(lambdas.begin(), lambdas.find(lambda_b)));
        return errors_of(p, trained(p, p.network(100 * (place + 1) + seed), lambda_b));
    });
    study.report("C9", "the same with fresh networks for each lambda_b", oscillation(fresh));
    for (const double lambda_b : {1., 100., 500.}) {
        const std::vector<double> errors = fig5.at(lambda_b).each(&Errors::whole);
        study.report("C9", concat("deviation / mean of the error over networks, lambda_b = ", lambda_b),
                     standard_deviation(errors) / mean(errors));
    }

    FigureData& figure =
        study.figure("ch07-fig5", {"networks", "lambda_b", "mean", "deviation", "median", "line", "curved"});
    figure.comment(concat("setting: ", p.setting.name(), "; width ", p.width, "; ", p.steps, " steps"));
    figure.comment("relative L2 error of u; line, curved: medians of its two parts");
    figure.comment("rule low: " + to_text(minimum(trace_ratios), 4));
    figure.comment("rule high: " + to_text(maximum(trace_ratios), 4));
    for (const auto& [networks, sweep] : {std::pair{"same", fig5}, {"fresh", fresh}}) {
        for (const auto& [lambda_b, runs] : sweep) {
            const std::vector<double> errors = runs.each(&Errors::whole);
            if (std::isnan(mean(errors))) continue;  // some diverged
            figure.row(networks, lambda_b, mean(errors), standard_deviation(errors), median(errors),
                       median(runs.each(&Errors::straight)), median(runs.each(&Errors::curved)));
        }
    }
}

}  // namespace pinn::adaptive
