// C11: Eq. (7.12) is printed without its minus, and with the weights on rows. A small step of gradient descent on the
// weighted loss moves the errors by -eta K D e; what is printed is + D K e. Eigenvalues do not see the difference.

#include <algorithm>

#include "chapters/08-wave-equation/findings.hpp"
#include "lib/dense/vector.hpp"
#include "lib/kernel/dynamics.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/training/poisson_experiment.hpp"

namespace pinn::wave {

PrintedDynamics printed_dynamics(std::uint64_t seed, const std::vector<double>& loss_weights) {
    Random random(seed);
    const InputScaling scaling = InputScaling::z_scored(Wave::uniform(1000, random));
    const Mlp<double> network({{2, 40, 40, 40, 1}, Parameterization::glorot, scaling}, random);
    const std::vector<Condition<double>> conditions =
        Wave::conditions<double>({.side = 8, .velocity = 10, .interior = 20, .velocity_at_values = false}, random);
    const std::vector<double> d = kernel_weights(conditions, LossConvention::means, loss_weights);
    const Matrix<double> K = kernel(network, conditions);

    // Small enough for the second-order term, large enough for rounding: a millionth of the stable rate.
    const WeightedKernel weighted = weighted_kernel(K, d);
    const double eta = 1e-6 * stability_bound(weighted);
    Trainer<double> trainer(network, conditions, LossConvention::means, loss_weights, GradientDescent{eta});
    trainer.step();
    const std::vector<double> e = errors(network, conditions), after = errors(trainer.network(), conditions);
    std::vector<double> De, speed, right, printed, printed_signed;
    for (std::size_t i = 0; i < e.size(); ++i) De.push_back(d[i] * e[i]);
    for (std::size_t i = 0; i < e.size(); ++i) {
        speed.push_back((after[i] - e[i]) / eta);
        right.push_back(-dot(K.row(i), De));
        printed.push_back(d[i] * dot(K.row(i), e));
        printed_signed.push_back(-printed[i]);
    }

    // D K and its transpose K D have the eigenvalues of D^{1/2} K D^{1/2}: D K (D^{1/2} v) = lambda D^{1/2} v.
    double off = 0;
    for (std::size_t k = 0; k < e.size(); ++k) {
        const std::span<const double> z = weighted.left.row(k);
        std::vector<double> residual;
        for (std::size_t i = 0; i < z.size(); ++i)
            residual.push_back(d[i] * dot(K.row(i), z) - weighted.values()[k] * z[i]);
        off = std::max(off, norm(residual) / norm(z) / weighted.values()[0]);
    }
    using pinn::relative_error;
    return {relative_error(right, speed), relative_error(printed, speed), relative_error(printed_signed, speed), off};
}

void printed_dynamics(const std::vector<double>& loss_weights, Study& study) {
    const PrintedDynamics found = printed_dynamics(study.seeds()[0], loss_weights);
    study.report("C11", "de/dt by - K D e: relative error", found.right);
    study.report("C11", "de/dt by + D K e, as printed: relative error", found.printed);
    study.report("C11", "de/dt by - D K e: relative error", found.printed_signed);
    study.report("C11", "D K has the eigenvalues of K D: residual / largest", found.eigenvalues);
}

}  // namespace pinn::wave
