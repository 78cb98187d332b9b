// The trainings of chapter 07, each a unit with a key: a figure asks for those it needs, all are run together, and then
// it looks them up.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "chapters/07-adaptive-weights/runs.hpp"
#include "chapters/07-adaptive-weights/threshold.hpp"
#include "lib/report/text.hpp"
#include "lib/report/units.hpp"

namespace pinn::adaptive {

// The official code, and the text word by word: NTK parameterization, lambda/(2N), and nothing of z-scoring.
constexpr Setting official{Parameterization::standard, true, LossConvention::means};
constexpr Setting literal{Parameterization::ntk, false, LossConvention::half_means};
constexpr Setting ntk_setting{Parameterization::ntk, true, LossConvention::half_sums};

// lambda_b of equal weights, of Eq. (7.3) and of the end of Fig. 5, where one value does not speak for all.
const std::vector<double> three_lambdas = {1, 100, 500};

// The name of a setting in the key of a unit.
inline std::string key_of(const Setting& setting) {
    const std::map<LossConvention, std::string> losses = {
        {LossConvention::half_sums, "sums"}, {LossConvention::half_means, "half"}, {LossConvention::means, "means"}};
    return std::string(setting.parameterization == Parameterization::ntk ? "ntk" : "std") +
           (setting.z_scored ? "-z-" : "-raw-") + losses.at(setting.loss);
}

// The keys of one quantity for every seed.
using Keys = std::vector<std::string>;

class Sweep : public UnitSweep {
  public:
    Sweep(const Problem& problem, Units& units) : UnitSweep(units), problem_(problem) {}

    // A fixed lambda_b; in float if asked, and with u at the test points.
    std::string fixed(const Setting& setting, double lambda_b, std::uint64_t seed, std::size_t steps,
                      bool in_float = false, bool with_u = false) {
        const std::string key = concat(key_of(setting), "-lambda", lambda_b, "-seed", seed, "-steps", steps,
                                       in_float ? "-float" : "", with_u ? "-u" : "");
        return add(key, static_cast<double>(steps), [=, this] {
            return in_float ? fixed_run<float>(problem_, setting, lambda_b, seed, steps)
                            : fixed_run<double>(problem_, setting, lambda_b, seed, steps, with_u);
        });
    }
    // A rule with an update every `interval` steps.
    std::string rule(WeightRule rule, WeightScale scale, std::size_t interval, std::uint64_t seed, std::size_t steps) {
        const std::string key =
            concat("rule", static_cast<int>(rule), scale == WeightScale::as_defined ? "" : "-relative", "-every",
                   interval, "-seed", seed, "-steps", steps);
        return add(key, static_cast<double>(steps) * (1 + 1.4 / static_cast<double>(interval)), [=, this] {
            // Both ends as one row of weight 50; rules see the conditions with copies, over which traces are 50 times
            // those of the ends, 1^T K 1 2500 times, gradient norms of means the same.
            const Mlp<double> network = problem_.experiment.network(official, 1, problem_.width, seed);
            return rule_run(problem_, official, Weights<double>(rule, network, with_all_copies(), official.loss, scale),
                            interval, seed, steps);
        });
    }
    // Weights that stay what (7.3)-(7.4) make them, looked at along the way.
    std::string watched(double lambda_b, const std::string& name, std::uint64_t seed, std::size_t steps) {
        const std::string key = concat("watched-", name, "-seed", seed, "-steps", steps);
        return add(key, static_cast<double>(steps), [=, this] {
            return rule_run(problem_, official, Weights<double>({lambda_b, 1}), steps, seed, steps);
        });
    }
    std::string survival(double lambda_b, double factor, std::uint64_t seed, std::size_t steps) {
        const std::string key = concat("survival-lambda", lambda_b, "-factor", factor, "-seed", seed, "-steps", steps);
        return add(key, static_cast<double>(steps), [=, this] {
            return adaptive::survival(problem_.experiment, official, problem_.width, seed, lambda_b, factor, steps);
        });
    }
    std::string threshold(const Setting& setting, std::size_t width, std::uint64_t seed, double lambda_b) {
        const std::string key =
            concat("threshold-", key_of(setting), "-width", width, "-lambda", lambda_b, "-seed", seed);
        return add(key, 3.0 * static_cast<double>(width), [=, this] {
            const Threshold t = adaptive::threshold(problem_.experiment, setting, width, seed, lambda_b);
            return std::vector<double>{t.predicted, t.observed, t.growth_deviation};
        });
    }

    FixedRun run_of(const std::string& key) const { return FixedRun((*this)[key]); }
    std::vector<double> errors(const std::vector<std::string>& keys, double Errors::*part = &Errors::all) const {
        std::vector<double> found;
        for (const std::string& key : keys) found.push_back(run_of(key).end().*part);
        return found;
    }

  private:
    std::vector<Condition<double>> with_all_copies() const {
        return {problem_.experiment.problem.boundary<double>(
                    repeated_ends(static_cast<std::size_t>(problem_.experiment.copies), 0, 1)),
                problem_.experiment.problem.interior<double>(problem_.experiment.interior)};
    }
    const Problem& problem_;
};

}  // namespace pinn::adaptive
