// Chapter 07: Adaptive weights
// Paper:  Section 6 (Eqs (6.1)-(6.6), Algorithm 1), Section 7.2, Eqs (7.3)-(7.4), Figs 4 and 5
// Run:    make run-chapter-07
// Writes: build/results/chapter-07.csv, build/figures/ch07-{fig4,fig5,rules,threshold}.csv
// Takes:  12 s; 12 minutes with PROFILE=paper
//
// Solve u_xx = f with u = sin(4 pi x) by gradient descent on lambda_b L_b + L_r. Which lambda_b makes it work?

#include <set>

#include "chapters/07-adaptive-weights/claims.hpp"
#include "chapters/07-adaptive-weights/findings.hpp"

using namespace pinn;
using namespace pinn::adaptive;

namespace {

// The weight that gives both terms one average rate of convergence, known before training  (paper: Eq. (7.3)).
double balancing_weight(const Problem& p, const Mlp<double>& network) {
    const std::vector<Condition<double>> conditions = p.experiment.conditions();
    const double Tr_K_uu = p.experiment.copies * kernel_trace(jacobian(network, conditions[0])),
                 Tr_K_rr = kernel_trace(jacobian(network, conditions[1]));
    return Tr_K_rr / Tr_K_uu;
}

// Gradient descent on lambda_b L_b + lambda_r L_r, whose weights are set anew every `interval` steps
// (paper: Algorithm 1, Eq. (6.5), Eq. (6.6)).
Followed algorithm_1(const Problem& p, const Mlp<double>& start, std::size_t interval) {
    Weights<double> traces = rule_for(p, start, WeightRule::trace_ratio);
    return follow(p, start, interval, [&](const MlpOnTape<double>& network) {
        traces.update(network);
        const double Tr_K_uu = traces.measured()[0], Tr_K_rr = traces.measured()[1], Tr_K = Tr_K_uu + Tr_K_rr;
        return std::vector{Tr_K / Tr_K_uu, Tr_K / Tr_K_rr};
    });
}

void chapter(const Options& o, Study& study) {
    const Problem p{.experiment = {.problem = {o.number("a")}},
                    .width = o.count("width"),
                    .steps = o.count("steps"),
                    .rate = o.number("rate")};

    // 1. Before training, the kernel names the weight: about 100. Traces cost milliseconds, so 20 networks.
    const auto ratio =
        study.over_seeds("traces", study.seeds(20), [&](auto seed) { return balancing_weight(p, p.network(seed)); });
    study.report("Eq. (7.3)", "Tr K_rr(0) / Tr K_uu(0)", ratio.each());

    // 2. With equal weights the network fits the equation and not the boundary; with that weight it fits both
    //    (paper: Fig. 4).
    const auto equal = study.over_seeds("equal", [&](auto seed) { return p.u(trained(p, p.network(seed), 1)); });
    const auto weighted = study.over_seeds("weighted", [&](auto seed) {
        const Mlp<double> start = p.network(seed);
        return p.u(trained(p, start, balancing_weight(p, start)));
    });
    report_fig4(p, ratio[0], equal, weighted, study);

    // 3. Against lambda_b the error falls like 1/lambda_b, the law of its straight part, until only the curved part is
    //    left, which does not depend on lambda_b  (paper: Fig. 5; the two parts are derived in problem.hpp).
    Problem q = p;  // for the sweeps
    q.steps = std::min(p.steps, o.count("sweep-steps"));
    std::set<double> lambdas{1, 100, 500};
    for (const double lambda_b : o.list("lambdas")) lambdas.insert(lambda_b);
    const Sweep fig5 =
        sweep(study, "lambda", lambdas, study.seeds(o.count("sweep-seeds")),
              [&](double lambda_b, auto seed) { return errors_of(q, trained(q, q.network(seed), lambda_b)); });
    report_fig5(fig5, study);

    // 4. The price of a weight: the learning rate has to stay below 2/lambda_max(K~), as is observed. K~ = K D, where D
    //    is diag(lambda_b/N_b, lambda_r/N_r), doubled for means that are not halved (weighted_kernel in problem.hpp).
    //    At lambda_b = 500 that bound is four times the paper's rate  (paper: Eq. (6.3)).
    const auto room = study.over_seeds(
        "room", [&](auto seed) { return stability_bound(p.weighted_kernel(p.network(seed), 500)) / p.rate; });
    study.report("C9", "2/lambda_max(K~(0)) at lambda_b = 500 / learning rate", room.each());
    observe_the_limit(p, study);

    // 5. Weights that follow the training do as well as the one fixed in advance, however often they are updated
    //    (paper: Algorithm 1).
    const auto seeds = study.seeds(o.count("rerun-seeds"));
    const std::size_t never = q.steps;  // after the first time
    const auto equally = study.over_seeds("equally", seeds, [&](auto seed) {
        return follow(q, q.network(seed), never, [](auto&) { return std::vector<double>{1, 1}; });
    });
    const auto fixed = study.over_seeds("fixed", seeds, [&](auto seed) {
        const Mlp<double> start = q.network(seed);
        return follow(q, start, never, [&](auto&) { return std::vector{balancing_weight(q, start), 1.}; });
    });
    const std::vector<double> intervals = o.list("intervals");
    const auto every = sweep(study, "every", {intervals.begin(), intervals.end()}, seeds, [&](double steps, auto seed) {
        return algorithm_1(q, q.network(seed), static_cast<std::size_t>(steps));
    });
    report_algorithm_1(equally, fixed, every, study);

    // 6. What the text leaves out, what the spread of Fig. 5 is, and other findings, each in a file of its own.
    weighted_kernel_is_real(p, study);
    spread_of_fig5(q, fig5, ratio.each(), study);
    unwritten_choices(p, study);
    number_of_points(p, study);
    other_rules(q, equally, fixed, every.begin()->second, study);
    batch_size(q, study);
}

}  // namespace

int main(int argc, char** argv) {
    Options options("07", "adaptive weights");
    options.default_seeds({.quick = 2, .paper = 20});
    options.add_integer("steps", 40'000, 4, 100'000'000, "gradient-descent steps");
    options.add_integer("width", 100, 1, 100'000, "neurons of the hidden layer");
    options.add_number("rate", 1e-5, 1e-12, 1, "learning rate");
    options.add_number("a", 4, 0.01, 1000, "u = sin(a pi x)");
    declare_sizes(options);
    return options.run(argc, argv, study_of(claims, chapter));
}
