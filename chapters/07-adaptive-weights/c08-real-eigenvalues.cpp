// C8: "K~ may be indefinite, with imaginary eigenvalues" (Section 6). K~ = K D is similar to D^{1/2} K D^{1/2}: its
// eigenvalues are real and >= 0. Checked on K~ itself, which that matrix only represents.

#include <algorithm>

#include "chapters/07-adaptive-weights/findings.hpp"

namespace pinn::adaptive {

void weighted_kernel_is_real(const Problem& p, Study& study) {
    const std::vector<Condition<double>> conditions = p.experiment.conditions();
    double residual = 0, smallest = 0;
    for (const std::uint64_t seed : study.seeds(20)) {
        const Matrix<double> K = kernel(p.network(seed), conditions);
        for (const double lambda_b : {1., 100., 500.}) {
            const WeightedKernel K_tilde =
                weighted_kernel(K, kernel_weights(conditions, p.setting.loss, p.lambda(lambda_b)));
            residual = std::max(residual, K_tilde.residual);
            smallest = std::min(smallest, K_tilde.values().back() / K_tilde.values().front());
        }
    }
    study.report("C8", "largest residual of an eigenpair of K~ / lambda_max", residual);
    study.report("C8", "smallest eigenvalue of K~ / lambda_max", smallest);
}

}  // namespace pinn::adaptive
