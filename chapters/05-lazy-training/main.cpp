// Chapter 05: Lazy training
// Paper:  Theorem 4.4, Lemmas D.1-D.4, Appendix D, Section 7.1, Figs 2 and 3
// Run:    make run-chapter-05
// Writes: build/results/chapter-05.csv, build/figures/ch05-{fig2,fig3,firstorder,lazyrates,residualsums}.csv
// Takes:  10 s; 10 minutes with PROFILE=paper
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

// What Appendix D says to fall with the width N: item, name, the smallest width of the fit, from which on the next
// power of 1/sqrt(N) is small, and the formula, of the network at the start (o) and at time t.
using S = const State&;
constexpr Statement statements[] = {
    // Relative movements, in Frobenius norms; ||K(t) - K(0)|| <= (||J(t)|| + ||J(0)||) ||J(t) - J(0)||, both sides in
    // spectral norms, by ||J||^2 = ||J J^T||  (paper: Theorem 4.4, Eq. (4.8)).
    {"Theorem 4.4", "relative change of K", 256, [](S o, S t) { return relative_error(t.K.values(), o.K.values()); }},
    {"Theorem 4.4", "relative change of theta", 64, [](S o, S t) { return relative_error(t.theta, o.theta); }},
    {"Theorem 4.4", "norm of K(t) - K(0)", 256, [](S o, S t) { return spectral_norm(difference(t.K, o.K)); }},
    {"Theorem 4.4", "its bound in Appendix D", 256,
     [](S o, S t) {
         return (std::sqrt(spectral_norm(t.K)) + std::sqrt(spectral_norm(o.K))) *
                std::sqrt(spectral_norm(gram(difference(t.J_u, o.J_u), difference(t.J_r, o.J_r))));
     }},
    // Largest entries of the Jacobian, over N^{-1/2} and the power of ln N that normal weights add  (paper: Lemma D.1).
    {"Lemma D.1", "largest entry of du/dtheta x sqrt(N / ln N)", 128,
     [](S, S t) { return largest_entry(t.J_u) / law(t.N, 1); }},
    {"Lemma D.1", "largest entry of du_xx/dtheta x sqrt(N) / (ln N)^1.5", 128,
     [](S, S t) { return largest_entry(t.J_r) / law(t.N, 3); }},
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
    {"Lemma D.4", "du/dtheta", 512, [](S o, S t) { return row_distance(t.J_u, o.J_u); }},
    {"Lemma D.4", "du_xx/dtheta", 512, [](S o, S t) { return row_distance(t.J_r, o.J_r); }},
};
constexpr std::size_t of_K_and_theta = 2, norm_of_change = 2, its_bound = 3;  // their number, and places in the table

// The supremum of each over one training.
std::vector<double> suprema(const Training& p, std::uint64_t seed) {
    std::optional<State> start;
    std::vector<double> sup(std::size(statements));
    p.run(seed, times_of_supremum(p.steps), [&](std::size_t, const Mlp<double>& network) {
        const State now{network};
        if (!start) start = now;
        for (std::size_t k = 0; k < sup.size(); ++k) sup[k] = std::max(sup[k], statements[k].of(*start, now));
    });
    return sup;
}

void chapter(const Options& o, Study& study) {
    const std::vector<std::uint64_t> few = study.seeds(o.count("few-seeds"));

    // 1. The suprema of all these at widths 2^3 .. 2^12, and the powers of the width that they follow. With z-scored
    //    inputs; of K and theta with raw ones too, where K is smaller, so that the parameters move further.
    std::vector<Rate> rates;
    const auto sweep = [&](const Setting& setting, const auto& seeds, std::size_t count, const std::string& inputs) {
        const auto runs = study.over_values("suprema " + setting.name(), widths, seeds, [&](double width, auto seed) {
            return suprema({setting, 1, static_cast<std::size_t>(width), o.count("sweep-steps"), o.number("rate")},
                           seed);
        });
        for (std::size_t k = 0; k < count; ++k) rates.push_back(rate_of(statements[k], inputs, k, runs));
    };
    sweep(ntk_z_scored, study.seeds(), std::size(statements), "");
    sweep(ntk_raw, few, of_K_and_theta, ", raw inputs");

    // 2. All fall, theta and the lemmas like the -1/2 of the proof. K falls faster than its bound, towards -1: to first
    //    order its change is a sum of terms of mean zero, which the bound, made of norms of J, cannot use.
    std::vector<Column> columns{{"N", widths}};
    for (const Rate& rate : rates) {
        study.report(rate.item, "slope in N: " + rate.name, rate.slope);
        columns.push_back({rate.name, rate.suprema});
    }
    study.report("Theorem 4.4", "slope in N: norm of K(t) - K(0) over its bound",
                 rates[norm_of_change].slope - rates[its_bound].slope);
    FigureData& figure = study.figure("ch05-lazyrates", columns);
    figure.comment("setting: " + ntk_z_scored.name() + "; root mean square over seeds of suprema over training");
    for (const Rate& rate : rates) figure.comment("slope of " + rate.name + ": " + to_text(rate.slope, 2));
    first_order_change_of_K(study);

    // 3. The wider the network, the less theta, K and its spectrum move: one hidden layer, and three
    //    (paper: Fig. 2, Fig. 3).
    report_curves("2", {ntk_z_scored, ntk_raw, official}, 1, {10, 100, 500}, o.count("steps"), few, study);
    report_curves("3", {ntk_z_scored, official}, 3, o.list("deep-widths"), o.count("sweep-steps"), few, study);

    // 4. Of the assumptions of the proof, (i) fails: the largest parameter grows with the width. (ii) is too weak:
    //    residuals cancel. Each in a file of its own.
    largest_parameter(study);
    cancelling_residuals(study);
}

}  // namespace

int main(int argc, char** argv) {
    Options options("05", "lazy training");
    options.default_seeds({.quick = 6, .paper = 8});
    declare_sizes(options);
    return options.run(argc, argv, study_of(claims, chapter));
}
