// C14: with e = u_xx - f at the interior points and p_ij = d e_i / d theta_j, the proof of paper: Lemma D.2 takes
//
//     |sum_i e_i p_ij| <= max_i |p_ij| |sum_i e_i|,
//
// for which assumption (ii) of paper: Theorem 4.4 is made. It is false where residuals of opposite sign cancel; with
// sum_i |e_i| in both places it holds.

#include <numeric>

#include "chapters/05-lazy-training/findings.hpp"

namespace pinn::lazy {
namespace {

double sum_of_moduli(const std::vector<double>& e) {
    return std::accumulate(e.begin(), e.end(), 0.0, [](double sum, double entry) { return sum + std::abs(entry); });
}

// |sum_i e_i| and sum_i |e_i| at the start of a training and after every step.
struct Sums {
    std::vector<double> printed, right;
    auto fields() { return std::tie(printed, right); }
};

}  // namespace

void cancelling_residuals(Study& study) {
    const std::size_t steps = study.options().count("steps");
    Training p{ntk_z_scored, 1, 100, steps, study.options().number("rate")};
    p.experiment.problem.a = 4;  // Section 7.2: f has both signs
    const Condition<double> interior = p.experiment.conditions()[1];

    // A residual whose sum is zero, while its product with a column of the Jacobian is not: -1 on one half of [0, 1],
    // +1 on the other. The share of max_i |p_ij| sum_i |e_i| that is reached.
    const Matrix<double> p_ij = jacobian(p.network(study.seeds()[0]), interior), columns = transposed(p_ij.view());
    std::vector<double> e(p_ij.rows(), 1);
    std::fill_n(e.begin(), e.size() / 2, -1);
    double share = 0;
    for (std::size_t j = 0; j + 1 < columns.rows(); ++j) {  // all parameters but b1
        const auto p_j = columns.row(j);
        share = std::max(share, std::abs(dot(e, p_j)) / (largest_modulus(p_j) * sum_of_moduli(e)));
    }
    study.report("C14", "abs sum e p / (max abs p, sum abs e) where sum e = 0", share);

    // Both forms of assumption (ii) along a training. Forward Euler: each residual lasts for one step, whose length
    // cancels in the ratio.
    std::vector<std::size_t> every(steps);
    std::iota(every.begin(), every.end(), 1);
    const Sums sums = study.over_seeds("residuals", study.seeds(1), [&](auto seed) {
        Sums found;
        p.run(seed, every, [&](std::size_t, const Mlp<double>& network) {
            const std::vector<double> e_t = errors(network, {interior});
            found.printed.push_back(std::abs(sum(e_t)));
            found.right.push_back(sum_of_moduli(e_t));
        });
        return found;
    })[0];
    const auto integral = [&](const std::vector<double>& of) {
        return of.empty() ? NAN : sum(std::span(of).first(steps));
    };
    study.report("C14", "integral of sum abs e / integral of abs sum e", integral(sums.right) / integral(sums.printed));
    FigureData& figure = study.figure("ch05-residualsums", {"t", "signed", "absolute"});
    figure.comment(
        "u = sin(4 pi x), width 100; e = u_xx - f at the interior points; signed: |sum e_i|, absolute: sum |e_i|; t = "
        "rate * steps");
    for (std::size_t step = 0; step < sums.right.size(); step += steps / 100) {
        figure.row(p.rate * static_cast<double>(step), sums.printed[step], sums.right[step]);
    }
}

}  // namespace pinn::lazy
