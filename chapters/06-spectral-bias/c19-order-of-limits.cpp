// C19: Theorem 4.4 lets the width grow at a fixed time T; Eqs (4.9)-(4.11) then let the time grow. At a fixed step what
// K(0) does not foresee of the remaining error falls with the width. At a fixed width it grows with the step: a
// width that serves one time does not serve a later one. Ten interior points, so that long trainings are short.

#include "chapters/06-spectral-bias/findings.hpp"

namespace pinn::spectral {

void order_of_limits(Study& study) {
    const PoissonExperiment experiment{.problem = {1}, .copies = 5, .interior = equispaced(10, 0, 1)};
    const std::vector<double> widths{100, 1000};
    const std::vector<std::size_t> steps{10, 100, 1000};
    // || e(k) - foreseen || / || e(k) || after each of the steps, at a twentieth of the stable rate.
    const auto shares = study.over_values("order of limits", widths, study.seeds(8), [&](double width, auto seed) {
        const Initial start(experiment, trained, static_cast<std::size_t>(width), seed, 1);
        const Problem p{.rate = 0.1 / start.K.values[0], .experiment = experiment};
        Trainer<double> trainer = p.trainer(start.network, start.conditions);
        std::vector<double> unforeseen;
        for (const std::size_t k : steps) {
            trainer.run(k - trainer.steps_done());
            const std::vector<double> e = experiment.with_copies(errors(trainer.network(), start.conditions));
            unforeseen.push_back(distance(e, apply(start.K, descent_decay(p.rate, k), start.error)) / norm(e));
        }
        return unforeseen;
    });
    const auto at = [&](std::size_t w, std::size_t k) {
        return shares[w].each([k](const std::vector<double>& share) { return share[k]; });
    };
    for (std::size_t w = 0; w < widths.size(); ++w) {
        for (std::size_t k = 0; k < steps.size(); ++k) {
            study.report(
                "C19",
                concat("unforeseen part of the remaining error, ten points, width ", widths[w], ", step ", steps[k]),
                at(w, k));
        }
    }
    study.report("C19", "the same at step 100: width 100 / width 1000", median(at(0, 1)) / median(at(1, 1)));
    study.report("C19", "the same at width 1000: step 1000 / step 10", median(at(1, 2)) / median(at(1, 0)));
}

}  // namespace pinn::spectral
