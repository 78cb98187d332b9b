// Eq. (6.3): the largest learning rate, observed. On a small error it is 2 / lambda_max(K~(0)) to a part in a thousand.
// On the paper's data the kernel moves. A network beyond the bound need not die: up to twice the bound its kernel may
// shrink until the rate is stable again. Below it, at half the bound and more, the kernel grows until it is at the
// bound; at the paper's own rate it grows too, and stays far below.

#include <algorithm>

#include "chapters/07-adaptive-weights/findings.hpp"
#include "chapters/07-adaptive-weights/threshold.hpp"

namespace pinn::adaptive {
namespace {

// At both ends of a training.
struct Sharpness {
    double start, end;
};

}  // namespace

void observe_the_limit(Problem p, Study& study) {
    std::vector<double> observed;
    for (const double lambda_b : {1., 100., 500.}) {
        const auto runs =
            study.over_seeds(concat("limit ", lambda_b), study.seeds(std::min<std::size_t>(3, study.seeds().size())),
                             [&](auto seed) { return threshold(p, p.network(seed), lambda_b); });
        observed.insert(observed.end(), runs.begin(), runs.end());
    }
    study.report(
        "Eq. (6.3)",
        "observed limit of the learning rate x lambda_max(K~(0)) / 2, " + concat(p.setting.name(), ", width ", p.width),
        observed);

    // At the paper's rate, and how far that is from the bound after its 40,000 steps.
    const auto seeds = study.seeds(study.options().count("sweep-seeds"));
    p.steps = std::min(p.steps, study.options().count("sweep-steps"));
    const auto both = study.over_seeds("sharpness", seeds, [&](auto seed) {
        const Mlp<double> start = p.network(seed);
        return Sharpness{sharpness(p, start, 100), sharpness(p, trained(p, start, 100), 100)};
    });
    const std::string at_the = "at the paper's rate, lambda_b = 100: rate x lambda_max(K~) / 2 at the ";
    study.report("Eq. (6.3)", at_the + "start", both.each(&Sharpness::start));
    study.report("Eq. (6.3)", at_the + "end", both.each(&Sharpness::end));

    p.steps = study.options().count("factor-steps");
    FigureData& figure = study.figure("ch07-threshold", {"factor", "survived", "sharpness"});
    figure.comment(concat("setting: ", p.setting.name(), "; width ", p.width, "; ", p.steps, " steps"));
    figure.comment(
        "factor: rate x lambda_max(K~(0)) / 2; survived: share of networks; sharpness: rate x "
        "lambda_max(K~) / 2 at the end, median of the survivors; lambda_b = 100");
    for (const double factor : study.options().list("factors")) {
        const std::string rate = concat("rate ", factor, " x bound, lambda_b = 100: ");
        std::vector<double> sharpness =
            study.over_seeds(rate, seeds, [&](auto seed) { return survival(p, p.network(seed), 100, factor); }).each();
        std::erase_if(sharpness, [](double of_the_dead) { return std::isnan(of_the_dead); });
        const double survived = static_cast<double>(sharpness.size()) / static_cast<double>(seeds.size());
        study.report("Eq. (6.3)", rate + "share of networks that survive", survived);
        figure.row(factor, survived, sharpness.empty() ? NAN : median(sharpness));
        if (sharpness.empty()) continue;
        study.report("Eq. (6.3)", rate + "rate x lambda_max(K~) / 2 of the survivors at the end", sharpness);
    }
}

}  // namespace pinn::adaptive
