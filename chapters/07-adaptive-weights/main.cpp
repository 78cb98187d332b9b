// Chapter 07: Adaptive weights
// Paper:  Section 6 (Eqs (6.1)-(6.6), Algorithm 1), Section 7.2, Eqs (7.3)-(7.4), Figs 4 and 5
// Run:    make run-chapter-07
// Writes: build/results/chapter-07.csv, build/figures/ch07-{fig4,fig5,fig5seeds,rules,threshold}.csv
// Takes:  12 s; 12 minutes with PROFILE=paper
//
// Solve u_xx = f with u = sin(4 pi x) by gradient descent on lambda_b L_b + L_r. Which lambda_b makes it work?

#include "chapters/07-adaptive-weights/claims.hpp"
#include "chapters/07-adaptive-weights/findings.hpp"
#include "chapters/07-adaptive-weights/trainings.hpp"

using namespace pinn;
using namespace pinn::adaptive;

namespace {

// The weight that gives both terms one average rate of convergence, known before training  (paper: Eq. (7.3)).
double trace_ratio(const Problem& p, const Mlp<double>& network) {
    const auto [K_uu, K_rr] = traces(p, network);
    return K_rr / K_uu;
}

// Gradient descent whose weights are Tr K / Tr K_uu and Tr K / Tr K_rr, anew every `interval` steps
// (paper: Algorithm 1, Eq. (6.5), Eq. (6.6)).
auto algorithm_1(const Problem& p, const Mlp<double>& start, std::size_t interval) {
    return follow(p, start, rule_for(p, start, WeightRule::trace_ratio, WeightScale::as_defined), interval);
}

// The learning rate beyond which gradient descent diverges: 2 / lambda_max(K~), K~ = K D  (paper: Eq. (6.3)).
double largest_rate(const Problem& p, const Mlp<double>& network, double lambda_b) {
    return stability_bound(p.weighted_kernel(network, lambda_b));
}

void chapter(const Problem& p, const Options& o, Study& study) {
    const Problem shorter = p.for_at_most(o.count("sweep-steps"));

    // 1. Before training, the kernel names the weight: about 100. Traces cost milliseconds, so 20 networks.
    const auto ratio = study.over_seeds("traces", study.seeds(std::max<std::size_t>(20, study.seeds().size())),
                                        [&](auto seed) { return trace_ratio(p, p.network(seed)); });
    study.report("Eq. (7.3)", "Tr K_rr(0) / Tr K_uu(0)", ratio.each());

    // 2. With equal weights the network fits the equation and not the boundary; with that weight it fits both
    //    (paper: Fig. 4).
    const auto equal = study.over_seeds("equal", [&](auto seed) { return trained(p, p.network(seed), 1); });
    const auto weighted = study.over_seeds("weighted", [&](auto seed) {
        const Mlp<double> start = p.network(seed);
        return trained(p, start, trace_ratio(p, start));
    });
    report_fig4(p, ratio[0], equal, weighted, study);

    // 3. Against lambda_b the error falls like 1/lambda_b, the law of its straight part, until only the curved part is
    //    left, which does not know lambda_b  (paper: Fig. 5; the two parts are derived in problem.hpp).
    const auto runs = study.over_values(
        "lambda", o.list("lambdas"), study.seeds(o.count("sweep-seeds")),
        [&](double lambda_b, auto seed) { return trained(shorter, shorter.network(seed), lambda_b).first; });
    const Fig5 fig5{o.list("lambdas"), runs, ratio.each()};
    report_fig5(fig5, study);

    // 4. The price of a weight is a smaller learning rate: the largest stable one is 2/lambda_max(K~), which is
    // observed
    //    to a part in a thousand, and at lambda_b = 500 four times that of the paper  (paper: Eq. (6.3)).
    const auto room =
        study.over_seeds("room", [&](auto seed) { return largest_rate(p, p.network(seed), 500) / p.rate; });
    study.report("C9", "2/lambda_max(K~(0)) at lambda_b = 500 / learning rate", room.each());
    observe_the_limit(p, o, study);

    // 5. Weights that follow the training do as well as the one fixed in advance, however often they are updated
    //    (paper: Algorithm 1).
    const auto seeds = study.seeds(o.count("rule-seeds"));
    const auto fixed = study.over_seeds("fixed", seeds, [&](auto seed) {
        const Mlp<double> start = shorter.network(seed);
        return follow(shorter, start, Weights<double>({trace_ratio(p, start), 1}), shorter.steps);
    });
    const auto equally = study.over_seeds("equally", seeds, [&](auto seed) {
        return follow(shorter, shorter.network(seed), Weights<double>({1, 1}), shorter.steps);
    });
    const auto followed = study.over_values("every", o.list("intervals"), seeds, [&](double interval, auto seed) {
        return algorithm_1(shorter, shorter.network(seed), static_cast<std::size_t>(interval));
    });
    report_algorithm_1(o.list("intervals"), equally, fixed, followed, study);

    // 6. What the text leaves out, what the spread of Fig. 5 is, and other findings, each in a file of its own.
    weighted_kernel_is_real(p, study);
    spread_of_fig5(shorter, fig5, o, study);
    unwritten_choices(p, o, study);
    number_of_points(p, study);
    other_rules(shorter, equally, fixed, followed.front(), o, study);
    beyond_the_bound(p, o, study);
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
    return options.run(argc, argv, [](const Options& o) {
        Study study(o, claims);
        chapter({.experiment = {.problem = {o.number("a")}},
                 .width = o.count("width"),
                 .steps = o.count("steps"),
                 .rate = o.number("rate")},
                o, study);
        return study.write();
    });
}
