// The problem of Section 7.1, every way to read it, and its training by gradient descent.
#pragma once

#include <array>
#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "chapters/05-lazy-training/state.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/report/study.hpp"
#include "lib/spectrum/one_sided_jacobi.hpp"
#include "lib/training/trainer.hpp"

namespace pinn::lazy {

// The text names the parameterization and half sums, and nothing of the inputs: both are run.
constexpr Setting text{Parameterization::ntk, true, LossConvention::half_sums};
constexpr Setting text_raw{Parameterization::ntk, false, LossConvention::half_sums};
constexpr Setting code{Parameterization::standard, true, LossConvention::means};

struct Problem {
    PoissonExperiment experiment{.problem = {.a = 1}};
    Setting setting = text;
    std::size_t layers = 1, width = 100;
    std::size_t steps = 10'000;
    double rate = 1e-5;

    std::string name() const { return concat(setting.name(), ", ", layers, " x ", width); }
    Mlp<double> network(std::uint64_t seed) const { return experiment.network(setting, layers, width, seed); }

    // The same with another setting, another network, other steps.
    Problem in(const Setting& other) const {
        Problem p = *this;
        p.setting = other;
        return p;
    }
    Problem of(std::size_t hidden_layers, std::size_t neurons) const {
        Problem p = *this;
        p.layers = hidden_layers, p.width = neurons;
        return p;
    }
    Problem for_steps(std::size_t count) const {
        Problem p = *this;
        p.steps = count;
        return p;
    }

    // Gradient descent: observe(step, network) at the start and after each of these numbers of steps
    // (paper: Eq. (3.7), by forward Euler as in Section 7.1).  Throws DivergenceError.
    template <class Observe>
    void train(std::uint64_t seed, const std::vector<std::size_t>& after, Observe observe) const {
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

// A quantity at time t of a training that starts in o.
struct Statement {
    const char *item, *name;
    std::size_t from;  // the first width of its fit
    double (*of)(const State& o, const State& t);
};
// Its suprema over training at every width, root mean squares over seeds, and the power of the width fitted to them.
struct Rate {
    std::string item, name;
    std::vector<double> suprema;
    double slope;
};
inline const std::vector<std::size_t> sweep_widths{8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096};

// The fixed times over which a supremum is taken: 10, 30, 100, ... and the end.
inline std::vector<std::size_t> times_of_supremum(std::size_t last) {
    std::vector<std::size_t> times;
    for (std::size_t decade = 10; decade < last; decade *= 10) {
        times.push_back(decade);
        if (3 * decade < last) times.push_back(3 * decade);
    }
    times.push_back(last);
    return times;
}

// runs: of every width of the sweep, the suprema of all statements in one network. The slope is NaN, which lies in no
// band, if a network diverged.
inline std::vector<Rate> rates(std::span<const Statement> statements,
                               const std::vector<Runs<std::vector<double>>>& runs) {
    std::vector<Rate> all;
    for (std::size_t k = 0; k < statements.size(); ++k) {
        Rate rate{statements[k].item, statements[k].name, {}, NAN};
        std::vector<double> widths, fitted;
        for (std::size_t i = 0; i < sweep_widths.size(); ++i) {
            rate.suprema.push_back(
                root_mean_square(runs[i].each([&](const auto& run) { return run.empty() ? NAN : run[k]; })));
            if (sweep_widths[i] < statements[k].from) continue;
            widths.push_back(static_cast<double>(sweep_widths[i]));
            fitted.push_back(rate.suprema.back());
        }
        if (std::ranges::all_of(fitted, [](double v) { return std::isfinite(v); })) {
            rate.slope = log_log_slope(widths, fitted);
        }
        all.push_back(rate);
    }
    return all;
}

// ---- Figs 2 and 3 ---------------------------------------------------------------------------------------------------

// The relative change since the start, and the spectra of K at both ends of the training.
struct Look {
    double step, theta, K;
};
struct Spectra {
    std::array<double, 102> start, end;
};
using Curve = std::pair<Spectra, std::vector<Look>>;

// The eigenvalues of K: of one hidden layer by the singular values of J, which carries them 15 decades further down; of
// three by K itself, whose J would be large.
inline std::array<double, 102> spectrum(const Problem& p, const Mlp<double>& network) {
    const PoissonExperiment& e = p.experiment;
    const std::vector<double> values =
        p.layers == 1 ? kernel_spectrum(e.rows_with_copies(e.jacobian(network)), {.vectors = false}).values
                      : jacobi(e.with_copies(kernel(network, e.conditions())), {.vectors = false}).values;
    std::array<double, 102> all{};
    std::ranges::copy(values, all.begin());
    return all;
}

// One training, looked at so many times after its start. One that diverges keeps its looks, and has no end: NaN.
inline Curve curve(const Problem& p, std::uint64_t seed, std::size_t looks) {
    std::vector<std::size_t> times;
    for (std::size_t i = 1; i <= looks; ++i) times.push_back(p.steps * i / looks);
    Curve found;
    found.first.start.fill(NAN);
    found.first.end.fill(NAN);
    std::vector<double> theta_0;
    Matrix<double> K_0;
    try {
        p.train(seed, times, [&](std::size_t step, const Mlp<double>& network) {
            const std::vector<double> theta_t = theta(network);
            const Matrix<double> K_t = p.experiment.with_copies(kernel(network, p.experiment.conditions()));
            if (step == 0) theta_0 = theta_t, K_0 = K_t, found.first.start = spectrum(p, network);
            if (step == p.steps) found.first.end = spectrum(p, network);
            found.second.push_back({static_cast<double>(step), relative_change(theta_t, theta_0),
                                    relative_change(K_t.values(), K_0.values())});
        });
    } catch (const DivergenceError&) {
    }
    return found;
}

}  // namespace pinn::lazy
