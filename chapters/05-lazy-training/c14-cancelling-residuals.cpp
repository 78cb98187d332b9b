// C14: with e = u_xx - f at the interior points and p_ij = d e_i / d theta_j, the proof of paper: Lemma D.2 takes
//
//     |sum_i e_i p_ij| <= max_i |p_ij| |sum_i e_i|,
//
// for which assumption (ii) of paper: Theorem 4.4 is made. It is false where residuals of opposite sign cancel; with
// sum_i |e_i| in both places it holds.

#include "chapters/05-lazy-training/findings.hpp"

namespace pinn::lazy {

namespace {

// |sum_i e_i| and sum_i |e_i|.
std::pair<double, double> sums(const std::vector<double>& e) {
    double plain = 0, absolute = 0;
    for (const double entry : e) plain += entry, absolute += std::abs(entry);
    return {std::abs(plain), absolute};
}

// max_j |sum_i e_i p_ij| / (max_i |p_ij| bound) over all parameters but b1: above 1 where `bound` is no bound.
double largest_share(const Matrix<double>& p, const std::vector<double>& e, double bound) {
    double largest = 0;
    for (std::size_t j = 0; j + 1 < p.cols(); ++j) {
        double sum = 0, biggest = 0;
        for (std::size_t i = 0; i < p.rows(); ++i) {
            sum += e[i] * p(i, j);
            biggest = std::max(biggest, std::abs(p(i, j)));
        }
        largest = std::max(largest, std::abs(sum) / (biggest * bound));
    }
    return largest;
}

struct Integrals {  // over the training
    double of_plain, of_absolute;
};
struct Sums {  // at 100 times and the start
    double t, plain, absolute, fails;
};

// Both forms of assumption (ii) along a training.
std::pair<Integrals, std::vector<Sums>> residuals(const Problem& p, std::uint64_t seed) {
    const Condition<double> interior = p.experiment.conditions()[1];
    std::vector<std::size_t> every(p.steps);
    for (std::size_t i = 0; i < p.steps; ++i) every[i] = i + 1;
    Integrals integrals{};
    std::vector<Sums> looks;
    p.train(seed, every, [&](std::size_t step, const Mlp<double>& network) {
        const std::vector<double> e = errors(network, {interior});
        const auto [plain, absolute] = sums(e);
        if (step < p.steps) {  // forward Euler: each residual lasts for one step of length rate
            integrals.of_plain += p.rate * plain;
            integrals.of_absolute += p.rate * absolute;
        }
        if (step % (p.steps / 100) != 0) return;
        const bool fails = largest_share(jacobian(network, interior), e, plain) > 1;
        looks.push_back({p.rate * static_cast<double>(step), plain, absolute, double(fails)});
    });
    return {integrals, looks};
}

}  // namespace

void cancelling_residuals(Problem p, Study& study) {
    p.experiment.problem.a = 4;  // Section 7.2: f has both signs
    // A residual whose sum is zero, while its product with a column of the Jacobian is not: -1 on one half of [0, 1],
    // +1 on the other.
    const Matrix<double> J = jacobian(p.network(study.seeds()[0]), p.experiment.conditions()[1]);
    std::vector<double> e(J.rows(), 1);
    for (std::size_t i = 0; i < e.size() / 2; ++i) e[i] = -1;
    study.report("C14", "abs sum e p / (max abs p, sum abs e) where sum e = 0",
                 largest_share(J, e, static_cast<double>(e.size())));

    const auto run = study.over_seeds("residuals", study.seeds(1), [&](auto seed) { return residuals(p, seed); })[0];
    const auto& [integrals, looks] = run;
    double failures = 0;
    FigureData& figure = study.figure("ch05-residualsums", {"t", "signed", "absolute"});
    figure.comment(
        "u = sin(4 pi x), width 100; e = u_xx - f at the interior points; signed: |sum e_i|, absolute: sum |e_i|; t = "
        "rate * steps");
    for (const Sums& look : looks) {
        figure.row(look.t, look.plain, look.absolute);
        failures += look.fails;
    }
    study.report("C14", "share of times at which the printed bound fails",
                 failures / static_cast<double>(looks.size()));
    study.report("C14", "integral of sum abs e / integral of abs sum e", integrals.of_absolute / integrals.of_plain);
}

}  // namespace pinn::lazy
