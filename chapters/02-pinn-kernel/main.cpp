// Chapter 02: The kernel of a PINN
// Paper:  Section 3, Lemma 3.1, Remarks 3.2-3.4, Appendix A
// Run:    make run-chapter-02
// Writes: build/results/chapter-02.csv, build/figures/ch02-onestep.csv, ch02-alongflow.csv, ch02-rounding.csv
// Takes:  7 s; 40 s with PROFILE=paper
//
// One kernel K says how a gradient step moves boundary values and residuals at once. Lemma 3.1 is tested as it stands:
// over one step, along the whole flow, for nonlinear operators and deep networks; then K is asked whether it is
// positive semi-definite, in exact arithmetic and in the arithmetic we have.

#include "chapters/02-pinn-kernel/claims.hpp"
#include "chapters/02-pinn-kernel/flow.hpp"
#include "chapters/02-pinn-kernel/lemma.hpp"
#include "chapters/02-pinn-kernel/semidefinite.hpp"
#include "lib/training/trainer.hpp"

using namespace pinn;

namespace {

// || [u; N[u]] after one step - before + eta K e || / ||e||, e = [u - g; N[u] - f]: what K does not predict of one step
// of gradient descent on half the sum of squares  (paper: Eq. (3.4), Eq. (3.5), Eq. (3.6)). Neither side knows the
// other: the step is that of the trainer, with the gradient of the loss and no kernel; the outputs are evaluated
// afresh; K is computed from the network alone, without the loss.
double mismatch_of_step(const Start& start, double eta) {
    Trainer<double> trainer(start.network, start.conditions, LossConvention::half_sums, {1, 1}, GradientDescent{eta});
    trainer.step();
    const Vector minus_K_e = predicted_velocity(start.K, start.output, start.y);
    Vector predicted = start.output;
    for (std::size_t i = 0; i < predicted.size(); ++i) predicted[i] += eta * minus_K_e[i];
    return distance(outputs(trainer.network(), start.conditions), predicted) / start.error_norm;
}

void chapter(const Options& o, Study& study) {
    const Matrix<double> ends = repeated_ends(1, 0, 1), inside = equispaced(o.count("points"), 0, 1);
    const auto start = [&](const Case& one, std::uint64_t seed) {
        return Start{network_of<double>(one.hidden_layers, o.count("width"), seed),
                     conditions_of<double>(one.equation, {1}, ends, inside)};
    };

    // 1. One step: the outputs move by -eta K e up to O(eta^2), for every operator and depth  (paper: Lemma 3.1).
    const std::vector<Runs<OneStep>> steps = study.over_values("step", cases, [&](const Case& one, auto seed) {
        const Start from = start(one, seed);
        Vector mismatch;
        for (const double step : step_sizes) mismatch.push_back(mismatch_of_step(from, step / from.lambda_max));
        return OneStep{mismatch, slope(from, mismatch)};
    });
    for (std::size_t c = 0; c < cases.size(); ++c) {
        study.report(cases[c].item, "slope of the mismatch, " + cases[c].name(), steps[c].each(&OneStep::slope));
    }
    onestep_figure(steps, study);

    // 2. Along the flow: (3.8) with K(t), integrated beside (3.7), stays on the outputs of theta(t)
    //    (paper: Lemma 3.1). The distance with K(0) in place of K(t), of the first case and the last, shows what a
    //    failure would look like.
    const std::vector<Runs<Flow>> flows =
        study.over_values("flow", cases, study.seeds(std::min(study.seeds().size(), o.count("flow-seeds"))),
                          [&](const Case& one, auto seed) { return follow_flow(start(one, seed)); });
    const auto farthest = [&](std::size_t c, Vector Flow::*distances) {
        return maximum(flows[c].each([&](const Flow& flow) { return maximum(flow.*distances); }));
    };
    for (std::size_t c = 0; c < cases.size(); ++c) {
        study.report(cases[c].item, "flow, K(t): " + cases[c].name(), farthest(c, &Flow::by_K_t));
        if (c == 0 || c + 1 == cases.size()) {
            study.report(cases[c].item, "flow, K(0): " + cases[c].name(), farthest(c, &Flow::by_K_0));
        }
    }
    alongflow_figure(flows, study);

    // 3. K = J J^T is positive semi-definite, for every network; in floating point, up to rounding
    //    (paper: Remark 3.3).
    const auto random = study.over_seeds("random", study.seeds(o.count("random-networks")), examine);
    report_semidefinite(random, study);
    rounding_figure(o.count("width"), study);

    // 4. The same K without a Jacobian; bench/kernel.cpp measures what it saves.
    study.report("Remark 3.3", "K_rr without a Jacobian against J_r J_r^T",
                 maximum(random.each(&Examined::gram_error)));
}

}  // namespace

int main(int argc, char** argv) {
    Options options("02", "the kernel of a PINN");
    options.default_seeds({.quick = 5, .paper = 20});
    options.add_integer("width", {.quick = 50, .paper = 100}, 1, 10'000, "neurons of every hidden layer");
    options.add_integer("points", {.quick = 30, .paper = 40}, 1, 1000, "interior points");
    options.add_integer("flow-seeds", {.quick = 1, .paper = 3}, 1, 1000, "networks whose flow is followed");
    options.add_integer("random-networks", {.quick = 20, .paper = 100}, 1, 100'000,
                        "random networks with a random equation");
    return options.run(argc, argv, study_of(claims, chapter));
}
