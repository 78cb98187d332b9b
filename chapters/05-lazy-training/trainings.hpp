// The problem of Section 7.1, every way to read it, and its training by gradient descent.
#pragma once

#include <string>
#include <vector>

#include "chapters/05-lazy-training/state.hpp"
#include "lib/report/study.hpp"
#include "lib/training/trainer.hpp"

namespace pinn::lazy {

// The text names the parameterization and half sums, and nothing of the inputs: both are run.
constexpr Setting ntk_z_scored{Parameterization::ntk, true, LossConvention::half_sums};
constexpr Setting ntk_raw{Parameterization::ntk, false, LossConvention::half_sums};
constexpr Setting official{Parameterization::standard, true, LossConvention::means};

struct Training {
    Setting setting;
    std::size_t layers, width, steps;
    double rate;
    PoissonExperiment experiment = section_7_1;

    std::string name() const { return concat(setting.name(), ", ", layers, " x ", width); }
    Mlp<double> network(std::uint64_t seed) const { return experiment.network(setting, layers, width, seed); }

    // Gradient descent: observe(step, network) at the start and after each of these numbers of steps
    // (paper: Eq. (3.7), by forward Euler as in Section 7.1).  Throws DivergenceError.
    template <class Observe>
    void run(std::uint64_t seed, const std::vector<std::size_t>& after, Observe observe) const {
        Trainer<double> trainer(network(seed), experiment.conditions(), setting.loss, experiment.lambda(setting),
                                GradientDescent{rate});
        observe(0, trainer.network());
        for (const std::size_t step : after) {
            trainer.run(step - trainer.steps_done());
            observe(step, trainer.network());
        }
    }
};

// ---- The power of the width -----------------------------------------------------------------------------------------

inline const std::vector<double> widths{8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096};

// The fixed times over which a supremum is taken: 10, 30, 100, ... and the end.
inline std::vector<std::size_t> times_of_supremum(std::size_t last) {
    std::vector<std::size_t> times;
    for (std::size_t decade = 10; decade < last; decade *= 10) times.insert(times.end(), {decade, 3 * decade});
    std::erase_if(times, [&](std::size_t step) { return step >= last; });
    times.push_back(last);
    return times;
}

// A quantity at time t of a training that starts in o.
struct Statement {
    const char *item, *name;
    double from;  // the first width of its fit
    double (*of)(const State& o, const State& t);
};

// Its suprema over training at every width, root mean squares over seeds, and the power of the width fitted to them.
struct Rate {
    std::string item, name;
    std::vector<double> suprema{};
    double slope = NAN;  // in no band; stays so if a network diverged
};

// runs: at every width, the suprema of all statements in one network; this one is number k.
inline Rate rate_of(const Statement& statement, const std::string& inputs, std::size_t k,
                    const std::vector<Runs<std::vector<double>>>& runs) {
    Rate rate{statement.item, statement.name + inputs};
    for (const auto& of_width : runs) {
        rate.suprema.push_back(
            root_mean_square(of_width.each([&](const auto& run) { return run.empty() ? NAN : run[k]; })));
    }
    const auto first = static_cast<std::size_t>(std::ranges::find(widths, statement.from) - widths.begin());
    const auto fitted = std::span(rate.suprema).subspan(first);
    if (std::isfinite(sum(fitted))) rate.slope = log_log_slope(std::span(widths).subspan(first), fitted);
    return rate;
}

}  // namespace pinn::lazy
