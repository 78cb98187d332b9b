// A place to use your answer: `make try-07` builds and runs this program with answer.cpp. It is yours to change.
#include <iostream>

#include "chapters/07-adaptive-weights/exercises/exercise.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/training/poisson_experiment.hpp"

using namespace pinn;

int main() {
    // Problem 7.2 as the chapter runs it: a = 4, width 100, the authors' setting; every point once.
    const PoissonExperiment problem{.problem = {4}};
    const Setting setting{Parameterization::standard, true, LossConvention::means};
    const Mlp<double> network = problem.network(setting, 1, 100, 0);
    const Matrix<double> J = problem.jacobian(network);  // two ends, then 100 interior points
    const Matrix<double> K = multiply_nt(J, J);

    for (const double lambda_b : {1.0, 100.0}) {
        // D of a loss of means: an end counts for its 50 copies.
        std::vector<double> d(K.rows(), 2.0 / 100);
        d[0] = d[1] = 50 * 2 * lambda_b / 100;
        std::cout << "lambda_b = " << lambda_b << ": components learned after 10, 100, 1000, 10000 steps:";
        for (const std::size_t steps : {10, 100, 1000, 10000})
            std::cout << ' ' << exercise::components_learned(K, d, steps);
        std::cout << '\n';
    }
}
