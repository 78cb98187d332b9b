// C16: with means in the loss, the average rate of a block of K~ depends on the number of its points besides: more
// copies of the same two points, and the same eigenvalues, average over more zeros.

#include "chapters/07-adaptive-weights/findings.hpp"

namespace pinn::adaptive {

void number_of_points(const Problem& p, Study& study) {
    const Mlp<double> network = p.network(study.seeds()[0]);
    const auto rate = [&](std::size_t copies) {  // Tr(K_uu D_u) / N_b
        const Condition<double> boundary = p.experiment.problem.boundary<double>(repeated_ends(copies, 0, 1));
        const double N_b = static_cast<double>(2 * copies);
        return 2 / N_b * kernel_trace(jacobian(network, boundary)) / N_b;
    };
    study.report("C16", "means: average rate of the boundary block of K~, 2 points / 100 points", rate(1) / rate(50));
}

}  // namespace pinn::adaptive
