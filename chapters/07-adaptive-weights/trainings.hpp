// The two kinds of training of this chapter, and what is kept of them.
#pragma once

#include <utility>

#include "chapters/07-adaptive-weights/problem.hpp"
#include "lib/report/study.hpp"
#include "lib/training/trainer.hpp"
#include "lib/training/weights.hpp"

namespace pinn::adaptive {

// ---- A fixed weight -------------------------------------------------------------------------------------------------

struct Fixed {
    Errors quarter, half, end;  // after so many of the steps
    double slow;                // the share of the error at the end that training had no time for
};

// The share of the norm of the error (D^{1/2} e, in the eigenvectors of K~) in components with eta lambda_i steps < 1.
inline double slow_share(const Problem& p, const Mlp<double>& network, double lambda_b) {
    const WeightedKernel K = p.weighted_kernel(network, lambda_b);
    const std::vector<double> parts = components(K, errors(network, p.conditions()));
    double slow = 0, all = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        all += parts[i] * parts[i];
        if (p.rate * K.values()[i] * static_cast<double>(p.steps) < 1) slow += parts[i] * parts[i];
    }
    return std::sqrt(slow / all);
}

// Gradient descent on lambda_b L_b + L_r, and u at the test points  (paper: Eq. (3.7), Eq. (7.2)).
template <class T = double>
std::pair<Fixed, std::vector<double>> trained(const Problem& p, const Mlp<T>& start, double lambda_b) {
    Trainer<T> trainer(start, p.conditions<T>(), p.setting.loss, p.lambda(lambda_b), GradientDescent{p.rate});
    const auto error_after = [&](std::size_t steps) {
        trainer.run(steps - trainer.steps_done());
        return errors_of(p, values_at(trainer.network(), p.test));
    };
    Fixed found{.quarter = error_after(p.steps / 4),
                .half = error_after(p.steps / 2),
                .end = error_after(p.steps),
                .slow = NAN};
    if constexpr (std::is_same_v<T, double>) found.slow = slow_share(p, trainer.network(), lambda_b);
    return {found, values_at(trainer.network(), p.test)};
}

// Fig. 5: the same networks at every lambda_b; and the lambda_b that the traces name.
struct Fig5 {
    std::vector<double> lambda_b;
    std::vector<Runs<Fixed>> runs;
    std::vector<double> trace_ratios;

    const Runs<Fixed>& at(double value) const {
        return runs.at(static_cast<std::size_t>(std::ranges::find(lambda_b, value) - lambda_b.begin()));
    }
};
inline double whole(const Fixed& run) { return run.end.whole; }
inline double straight(const Fixed& run) { return run.end.straight; }
inline double curved(const Fixed& run) { return run.end.curved; }

// ---- Weights that follow the training -------------------------------------------------------------------------------

struct Followed {
    double error;                   // NaN if it diverged
    double ratio_start, ratio_end;  // lambda_b / lambda_r
};
// At ten steps a decade: step, L_b, L_r, lambda_b, lambda_r, and what the rule measures of both (the traces).
constexpr std::size_t numbers_of_a_look = 7;

// A rule's weights, updated every `interval` steps  (paper: Algorithm 1, for any rule). A training that diverges keeps
// its looks.
inline std::pair<Followed, std::vector<double>> follow(const Problem& p, const Mlp<double>& start,
                                                       Weights<double> weights, std::size_t interval) {
    Trainer<double> trainer(start, p.conditions(), p.setting.loss, weights.lambda(), GradientDescent{p.rate});
    Followed found{NAN, NAN, NAN};
    std::vector<double> looks;
    double next = 1;
    try {
        train<double>(trainer, p.steps, weights, interval, [&] {
            const std::size_t step = trainer.steps_done();
            if (static_cast<double>(step) < next && step != p.steps) return;
            while (next <= static_cast<double>(step)) next *= std::pow(10, 0.1);
            const std::vector<double> terms = trainer.loss_terms(), lambda = weights.lambda();
            const std::vector<double> m =
                weights.measured().empty() ? std::vector<double>{NAN, NAN} : weights.measured();
            if (looks.empty()) found.ratio_start = lambda[0] / lambda[1];
            found.ratio_end = lambda[0] / lambda[1];
            looks.insert(looks.end(),
                         {static_cast<double>(step), terms[0], terms[1], lambda[0], lambda[1], m[0], m[1]});
        });
        found.error = relative_error(p, trainer.network());
    } catch (const DivergenceError&) {
    }
    return {found, looks};
}

// A rule for a network. Rules see the conditions with all copies of the ends, over which traces are 50 times those of
// the ends, 1^T K 1 2500 times, and gradient norms of means the same.
inline Weights<double> rule_for(const Problem& p, const Mlp<double>& network, WeightRule rule, WeightScale scale) {
    const Matrix<double> copies = repeated_ends(static_cast<std::size_t>(p.experiment.copies), 0, 1);
    return {
        rule,
        network,
        {p.experiment.problem.boundary<double>(copies), p.experiment.problem.interior<double>(p.experiment.interior)},
        p.setting.loss,
        scale};
}

inline double error_of(const std::pair<Followed, std::vector<double>>& run) { return run.first.error; }
inline double ratio_start(const std::pair<Followed, std::vector<double>>& run) { return run.first.ratio_start; }
inline double ratio_end(const std::pair<Followed, std::vector<double>>& run) { return run.first.ratio_end; }

using Followeds = Runs<std::pair<Followed, std::vector<double>>>;

}  // namespace pinn::adaptive
