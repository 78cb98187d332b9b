// The two kinds of training of this chapter, with a fixed weight and with weights that follow it.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <utility>

#include "chapters/07-adaptive-weights/problem.hpp"
#include "lib/report/study.hpp"
#include "lib/training/trainer.hpp"

namespace pinn::adaptive {

// Gradient descent on lambda_b L_b + L_r  (paper: Eq. (3.7), Eq. (7.2)).
template <class T>
Mlp<T> trained(const Problem& p, const Mlp<T>& start, double lambda_b) {
    Trainer<T> trainer(start, p.experiment.conditions<T>(), p.setting.loss, p.lambda(lambda_b),
                       GradientDescent{p.rate});
    trainer.run(p.steps);
    return trainer.network();
}

// The errors of networks at every lambda_b.
using Sweep = std::map<double, Runs<Errors>>;

// f(value, seed) for every value and seed, all at once: value -> Runs.
template <class F>
auto sweep(Study& study, const std::string& name, const std::set<double>& values,
           const std::vector<std::uint64_t>& seeds, F f) {
    const std::vector<double> ascending(values.begin(), values.end());
    const auto runs = study.over_values(name, ascending, seeds, f);
    std::map<double, std::decay_t<decltype(runs[0])>> found;
    for (std::size_t i = 0; i < runs.size(); ++i) found[ascending[i]] = runs[i];
    return found;
}

// What happens at ten steps a decade; ratio: lambda_b / lambda_r.
struct Look {
    double step, loss_b, loss_r, ratio;
};
// The relative error at the end, NaN if the training diverged, and what was seen on the way.
using Followed = std::pair<double, std::vector<Look>>;
inline double ratio_start(const Followed& run) { return run.second.empty() ? NAN : run.second.front().ratio; }
inline double ratio_end(const Followed& run) { return run.second.empty() ? NAN : run.second.back().ratio; }

// Gradient descent; every `interval` steps {lambda_b, lambda_r} are set to what lambda_of says of the network as it is.
inline Followed follow(const Problem& p, const Mlp<double>& start, std::size_t interval,
                       const std::function<std::vector<double>(const MlpOnTape<double>&)>& lambda_of) {
    std::vector<double> lambda{1, 1};
    Trainer<double> trainer(start, p.experiment.conditions(), p.setting.loss, lambda, GradientDescent{p.rate});
    Followed found{NAN, {}};
    double next = 1;  // step to look at
    try {
        for (std::size_t k = 0; k < p.steps; ++k) {
            if (k % interval == 0) {
                lambda = lambda_of(trainer.on_tape());
                trainer.set_lambda(lambda);
            }
            trainer.step();
            const double done = static_cast<double>(k + 1);
            if (done < next && k + 1 < p.steps) continue;
            while (next <= done) next *= std::pow(10, 0.1);
            const std::vector<double> terms = trainer.loss_terms();
            found.second.push_back({done, terms[0], terms[1], lambda[0] / lambda[1]});
        }
        found.first = relative_error(p, trainer.network());
    } catch (const DivergenceError&) {
    }
    return found;
}

// A rule for a network. Rules see the conditions with all copies of the ends, over which traces are 50 times those of
// the ends, 1^T K 1 2500 times, and gradient norms of means the same.
inline Weights<double> rule_for(const Problem& p, const Mlp<double>& network, WeightRule rule,
                                WeightScale scale = WeightScale::last_is_one) {
    PoissonExperiment all = p.experiment;
    all.ends = repeated_ends(static_cast<std::size_t>(all.copies), 0, 1);
    return {rule, network, all.conditions(), p.setting.loss, scale};
}

}  // namespace pinn::adaptive
