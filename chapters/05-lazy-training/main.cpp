// Chapter 05: Lazy training
// Paper:  Theorem 4.4, Lemmas D.1-D.4, Appendix D, Section 7.1, Figs 2 and 3
// Run:    make run-chapter-05
// Writes: build/results/chapter-05.csv, build/figures/ch05-{fig2,fig3,lazyrates,residualsums}.csv
// Takes:  8 s; 4 minutes with PROFILE=paper
//
// The kernel of a wide network hardly moves while the network trains. Here that is a slope: every quantity that the
// proof bounds is measured along training, and its supremum is fitted by a power of the width. Two assumptions of the
// proof are then put to the test: one fails, one is too weak. New against chapter 02: training.

#include <optional>

#include "chapters/05-lazy-training/claims.hpp"
#include "chapters/05-lazy-training/findings.hpp"

using namespace pinn;
using namespace pinn::lazy;

namespace {

// What Appendix D says to fall with the width N: item, name, the width from which on the next power of 1/sqrt(N) is
// small, and the formula, of the network at the start (o) and at time t.
using S = const State&;
constexpr Statement statements[] = {
    // Relative movements; both sides of ||K(t) - K(0)|| <= (||J(t)|| + ||J(0)||) ||J(t) - J(0)||, in spectral norms, by
    // ||J||^2 = ||J J^T||  (paper: Theorem 4.4, Eq. (4.8)).
    {"Theorem 4.4", "relative change of K", 256, [](S o, S t) { return relative_change(t.K.values(), o.K.values()); }},
    {"Theorem 4.4", "relative change of theta", 64, [](S o, S t) { return relative_change(t.theta, o.theta); }},
    {"Theorem 4.4", "norm of K(t) - K(0)", 256, [](S o, S t) { return spectral_norm(difference(t.K, o.K)); }},
    {"Theorem 4.4", "its bound in Appendix D", 256,
     [](S o, S t) {
         return (std::sqrt(spectral_norm(t.K)) + std::sqrt(spectral_norm(o.K))) *
                std::sqrt(spectral_norm(t.gram(difference(t.J, o.J))));
     }},
    // Entries of the Jacobian  (paper: Lemma D.1).
    {"Lemma D.1", "entries of du/dtheta, r.m.s.", 512, [](S, S t) { return t.u.rms; }},
    {"Lemma D.1", "entries of du_xx/dtheta, r.m.s.", 512, [](S, S t) { return t.r.rms; }},
    {"Lemma D.1", "entries of du/dtheta, largest", 512, [](S, S t) { return t.u.largest; }},
    {"Lemma D.1", "entries of du_xx/dtheta, largest", 512, [](S, S t) { return t.r.largest; }},
    // ||W(t) - W(0)||_2 / sqrt(N)  (paper: Lemma D.2).
    {"Lemma D.2", "W0", 512, [](S o, S t) { return distance(t.W0(), o.W0()) / o.root_N; }},
    {"Lemma D.2", "b0", 512, [](S o, S t) { return distance(t.b0(), o.b0()) / o.root_N; }},
    {"Lemma D.2", "W1", 512, [](S o, S t) { return distance(t.W1(), o.W1()) / o.root_N; }},
    // max_x ||sigma^(k)(t) - sigma^(k)(0)||_2 / sqrt(N)  (paper: Lemma D.3).
    {"Lemma D.3", "sigma", 512, [](S o, S t) { return row_distance(t.sigma[0], o.sigma[0]) / o.root_N; }},
    {"Lemma D.3", "sigma'", 512, [](S o, S t) { return row_distance(t.sigma[1], o.sigma[1]) / o.root_N; }},
    {"Lemma D.3", "sigma''", 512, [](S o, S t) { return row_distance(t.sigma[2], o.sigma[2]) / o.root_N; }},
    {"Lemma D.3", "sigma'''", 512, [](S o, S t) { return row_distance(t.sigma[3], o.sigma[3]) / o.root_N; }},
    // max_x ||du(x)/dtheta (t) - du(x)/dtheta (0)||_2, and the same of u_xx  (paper: Lemma D.4).
    {"Lemma D.4", "du/dtheta", 512, [](S o, S t) { return row_distance(t.J_u(), o.J_u()); }},
    {"Lemma D.4", "du_xx/dtheta", 512, [](S o, S t) { return row_distance(t.J_r(), o.J_r()); }},
};

// The supremum of each over one training.
std::vector<double> suprema(const Problem& p, std::uint64_t seed) {
    std::optional<State> start;
    std::vector<double> sup(std::size(statements));
    p.train(seed, times_of_supremum(p.steps), [&](std::size_t, const Mlp<double>& network) {
        const State now(p.experiment, network);
        if (!start) start = now;
        for (std::size_t k = 0; k < sup.size(); ++k) sup[k] = std::max(sup[k], statements[k].of(*start, now));
    });
    return sup;
}

void chapter(const Problem& p, const Options& o, Study& study) {
    // 1. The suprema of all these at widths 2^3 .. 2^12, with z-scored inputs and with raw ones, and the powers of the
    //    width that they follow.
    const auto powers = [&](const Problem& q, const std::vector<std::uint64_t>& seeds) {
        const auto sup = [&](std::size_t width, auto seed) { return suprema(q.of(1, width), seed); };
        return rates(statements, study.over_values("suprema " + q.setting.name(), sweep_widths, seeds, sup));
    };
    const Problem sweep = p.for_steps(o.count("sweep-steps"));
    const std::vector<Rate> z_scored = powers(sweep, study.seeds());
    const std::vector<Rate> raw = powers(sweep.in(text_raw), study.seeds(o.count("raw-seeds")));

    // 2. All fall, theta and the lemmas like the -1/2 of the proof. K falls faster than its bound, towards -1: to first
    //    order its change is a sum of terms of mean zero, which a norm of J cannot see.
    for (const Rate& rate : z_scored) study.report(rate.item, "slope in N: " + rate.name, rate.slope);
    report_rates(z_scored, raw, study);

    // 3. The wider the network, the less theta, K and its spectrum move: one hidden layer, and three
    //    (paper: Fig. 2, Fig. 3).
    const auto fig2 = every(p, {text, text_raw, code}, 1, {10, 100, 500}, o.count("steps"));
    const auto fig3 = every(p, {text, code}, 3, o.list("deep-widths"), o.count("deep-steps"));
    const auto along = [&](const Problem& q, auto seed) { return curve(q, seed, o.count("snapshots")); };
    report_curves("Fig. 2", fig2, study.over_values("Fig. 2", fig2, study.seeds(o.count("figure-seeds")), along),
                  study);
    report_curves("Fig. 3", fig3, study.over_values("Fig. 3", fig3, study.seeds(1), along), study);

    // 4. Of the assumptions of the proof, (i) fails: the largest parameter grows with the width. (ii) is too weak:
    //    residuals cancel. Each in a file of its own.
    largest_parameter(p, study);
    cancelling_residuals(p.for_steps(o.count("steps")), study);
}

}  // namespace

int main(int argc, char** argv) {
    Options options("05", "lazy training");
    options.default_seeds({.quick = 6, .paper = 8});
    options.add_number("rate", 1e-5, 0, 1, "learning rate");
    declare_sizes(options);
    return options.run(argc, argv, [](const Options& o) {
        Study study(o, claims);
        chapter({.rate = o.number("rate")}, o, study);
        return study.write();
    });
}
