// Chapter 09: Beyond the paper
// Paper:  Section 8, the open questions
// Run:    make run-chapter-09
// Writes: build/results/chapter-09.csv,
//         build/figures/ch09-{decay,poisson,freed,wave,nonlinear,momentum,adam,features}.csv,
//         build/runs/chapter-09: checkpoints of a training, from which a run that was stopped goes on
// Takes:  7 s; 16 minutes with PROFILE=paper, 4 of them for the first steps of chapter 08 if its run is not there
//
// The kernel says which components of the error a PINN learns slowly. What can one do with it besides weighting the
// terms of the loss? Four questions that the paper leaves open, each with the instruments of an earlier chapter.

#include "chapters/09-beyond-the-paper/findings.hpp"

using namespace pinn;
using namespace pinn::beyond;

namespace {

// Gauss-Newton's step is dtheta = -A^T (A A^T + mu I)^{-1} D^{1/2} e, A = D^{1/2} J: it solves with the kernel. Where K
// stands still, a step of size eta multiplies component i of the error by 1 - eta lambda_i / (lambda_i + mu). Gradient
// descent multiplies it by 1 - eta lambda_i, and waits for the small ones  (paper: Eq. (5.3)).
double newton_factor(double lambda, double eta, double mu) { return 1 - eta * lambda / (lambda + mu); }

// Problem 7.2 by Gauss-Newton, where no weight is tuned.
template <class T>
Course by_gauss_newton(const adaptive::Problem& p, const Mlp<T>& start, const LevenbergMarquardt& rule) {
    GaussNewton<T> optimizer(start, p.experiment.conditions<T>(), p.setting.loss, p.lambda(1), rule);
    return follow(
        p.steps, [&] { optimizer.step(); }, [&] { return relative_error(p, optimizer.network()); });
}

// ||K_rr(0)||, K_rr = J_r J_r^T. For N[u] = u_xx the row of a point does not know u; for u_xx + u^3 it is
// d u_xx/d theta + 3 u^2 du/d theta, and u is a random function of size 1 at every width
// (paper: Lemma 3.1, Theorem 4.1).
double initial_norm(Equation N, double width, std::uint64_t seed) {
    return norm(residual_kernel(network(width, seed), N).values());
}

void chapter(const Options& o, Study& study) {
    // Of every number of networks --seeds is a lower bound.
    const auto seeds = [&](const char* option) { return study.seeds(std::max(o.count(option), study.seeds().size())); };

    // 1. Where K stands still, it predicts Gauss-Newton and momentum as it does gradient descent. By Gauss-Newton all
    //    components above mu die alike; momentum makes all slow ones faster by the same 1/(1 - beta), and keeps their
    //    order.
    const auto rests = study.over_seeds("at-rest", seeds("lazy-seeds"), [&](auto seed) {
        const Initial start(problem_71, spectral::trained, o.count("lazy-width"), seed, 0.01);
        const Initial even = with_even_error(start);
        return AtRests{newton_at_rest(even, newton_share, strong_mu, newton_factor),
                       newton_at_rest(even, newton_share, weak_mu, newton_factor), momentum_at_rest(start, beta)};
    });
    report_at_rest(rests, study);

    // 2. On Problem 7.2 K moves, and the length of a step is what limits Gauss-Newton. With a damping set by how well
    //    the last step was predicted, and a correction of second order, the error falls until rounding ends it. For
    //    a = 16 the neurons have to find other places first, and do.
    const std::vector<NewtonSetup> ways = newton_setups(o);
    const auto newton = study.over_values("newton", ways, seeds("poisson-seeds"), [](const auto& way, auto seed) {
        return way.in_float ? by_gauss_newton(way.problem(), way.template network<float>(seed), way.rule)
                            : by_gauss_newton(way.problem(), way.template network<double>(seed), way.rule);
    });
    const std::vector<double> half_waves{4, 16};
    const auto adam = study.over_values("adam", half_waves, seeds("poisson-seeds"), [&](double a, auto seed) {
        const adaptive::Problem p{.experiment = {.problem = {a}}, .steps = o.count("adam-steps")};
        return by_algorithm_1(p, p.network(seed));
    });
    report_poisson(ways, newton, half_waves, adam, study);

    // 3. For the wave equation 700 parameters and a few hundred steps go far below what half a million and 80,000
    //    steps reach in chapter 08, if the points are those of a good quadrature.
    wave_by_gauss_newton(o, seeds("wave-seeds"), study);

    // 4. K of a nonlinear operator is random at every width, and moves at every width: Theorems 4.3 and 4.4 have no
    //    nonlinear version, and Algorithm 1 has to measure.
    FigureData& figure = study.figure("ch09-nonlinear", {"operator", "what", "width", "median", "low", "high"});
    for (const Equation N : all_equations) {
        const auto norms = study.over_seeds("norms of " + formula(N), seeds("norm-seeds"), [&](auto seed) {
            std::vector<double> found;
            for (const double width : o.list("norm-widths")) found.push_back(initial_norm(N, width, seed));
            return found;
        });
        const auto drifts = study.over_values(
            "drift of " + formula(N), o.list("drift-widths"), seeds("drift-seeds"), [&](double width, auto seed) {
                return drift(N, network(width, seed), o.count("drift-steps"), o.number("drift-rate"));
            });
        report_nonlinear(N, norms, drifts, figure, study);
    }

    // 5. Adam trains with another kernel, flatter than K, whose traces Algorithm 1 does not balance.
    adam_sees_another_kernel(o, study);

    // 6. Weights leave the eigenvectors of K_rr what they are, smooth ones first. Fourier features replace them.
    std::vector<FeatureSetup> setups;
    for (const double a : o.list("half-waves")) {
        for (const double scale : o.list("scales")) setups.push_back({a, scale, o.count("feature-newton")});
    }
    const auto found = study.over_values("alignment", setups, study.seeds(1), alignment);
    const auto errors =
        study.over_values("features", setups, seeds("feature-seeds"), [&](const auto& setup, auto seed) {
            const adaptive::Problem p = setup.problem();
            const Mlp<double> start = setup.network(seed);
            return FeatureErrors{.equal = by_adam(p, start, {1, 1}, o.count("feature-steps")),
                                 .weighted = by_adam(p, start, algorithm_1(p, start), o.count("feature-steps")),
                                 .newton = by_gauss_newton(p, start, accelerated).end()};
        });
    report_features(setups, found, errors, study);
}

}  // namespace

int main(int argc, char** argv) {
    Options options("09", "beyond the paper", "All numbers of networks are --seeds at least.");
    declare_sizes(options);
    return options.run(argc, argv, study_of(claims, chapter));
}
