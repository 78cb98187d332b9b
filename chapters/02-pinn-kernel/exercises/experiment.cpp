// A place to use your answer: `make try-02` builds and runs this program with answer.cpp. It is yours to change.
#include <iomanip>
#include <iostream>

#include "chapters/02-pinn-kernel/exercises/exercise.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/training/poisson_experiment.hpp"

using namespace pinn;

int main() {
    // Section 7.1: u = sin(pi x), both ends and 100 interior points, width 100, NTK parameterization, z-scored inputs.
    const PoissonExperiment problem{.problem = {1}};
    const Setting setting{Parameterization::ntk, true, LossConvention::half_sums};
    const Mlp<double> network = problem.network(setting, 1, 100, 0);
    const Matrix<double> J = problem.jacobian(network);
    const Matrix<double> K = multiply_nt(J, J);

    std::cout << "cosine at initialization: " << exercise::gradient_cosine(K, 2, errors(network, problem.conditions()))
              << "\nof the modes:";
    const std::vector<double> cosines = exercise::mode_cosines(K, 2);
    for (std::size_t i = 0; i < 12; ++i) std::cout << ' ' << std::setprecision(3) << cosines[i];
    std::cout << "  (far down the spectrum they are rounding)\n";
}
