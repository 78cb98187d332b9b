// Problem 7.1, u_xx = f with u = sin(a pi x), its test points, and three ways to read it.
#pragma once

#include <string>
#include <vector>

#include "lib/report/study.hpp"
#include "lib/training/poisson_experiment.hpp"
#include "lib/training/trainer.hpp"

namespace pinn::spectral {

// The text names the NTK parameterization and no scaling; the code has the standard one and z-scored inputs. Training
// takes the text's parameterization and loss, with z-scored inputs as in chapter 05.
constexpr Setting ntk_raw{Parameterization::ntk, false, LossConvention::half_sums};
constexpr Setting official{Parameterization::standard, true, LossConvention::means};
constexpr Setting trained{Parameterization::ntk, true, LossConvention::half_sums};

inline const std::vector<Setting> settings{ntk_raw, official};  // of Fig. 1
inline const std::vector<double> frequencies{1, 2, 4};          // a
constexpr std::size_t spectrum_width = 100;                     // of Fig. 1
constexpr std::size_t trace_seeds = 20;

inline PoissonExperiment with_frequency(double a) { return {.problem = {a}}; }

struct Problem {
    double rate = 1e-5;
    PoissonExperiment experiment = with_frequency(1);
    Matrix<double> test = equispaced(101, 0, 1);

    // The network of a spectrum.
    Mlp<double> network(const Setting& setting, std::uint64_t seed) const {
        return experiment.network(setting, 1, spectrum_width, seed);
    }
    // u at the test points; its data are zero, so errors are outputs.
    Condition<double> at_test() const { return Poisson{0}.boundary<double>(test); }
    std::vector<double> u(const Mlp<double>& network) const { return errors(network, {at_test()}); }
    // Gradient descent  (paper: Eq. (3.7), by forward Euler).
    Trainer<double> trainer(const Mlp<double>& network, const std::vector<Condition<double>>& conditions) const {
        return {network, conditions, trained.loss, experiment.lambda(trained), GradientDescent{rate}};
    }
};

}  // namespace pinn::spectral
