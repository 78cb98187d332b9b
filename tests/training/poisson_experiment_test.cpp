#include "lib/training/poisson_experiment.hpp"

#include "lib/dense/gemm.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/spectrum/jacobi.hpp"
#include "lib/training/trainer.hpp"
#include "tests/support.hpp"

using namespace pinn;
using pinn::test::close;

namespace {

const std::vector<Setting> settings = {{Parameterization::ntk, true, LossConvention::half_sums},
                                       {Parameterization::ntk, false, LossConvention::half_means},
                                       {Parameterization::standard, true, LossConvention::means}};

// The paper's points: every copy a point of its own.
std::vector<Condition<double>> copied(const PoissonExperiment& experiment) {
    const auto copies = static_cast<std::size_t>(experiment.copies);
    return {experiment.problem.boundary<double>(repeated_ends(copies, 0, 1)),
            experiment.problem.interior<double>(experiment.interior)};
}

}  // namespace

TEST_CASE("one weighted row for each end has the loss and the gradient steps of 50 copies") {
    const PoissonExperiment experiment{.problem = {4}};
    for (const Setting& setting : settings) {
        const Mlp<double> network = experiment.network(setting, 1, 8, 1);
        Trainer<double> weighted(network, experiment.conditions(), setting.loss, experiment.lambda(setting),
                                 GradientDescent{1e-5});
        Trainer<double> by_copies(network, copied(experiment), setting.loss, {1, 1}, GradientDescent{1e-5});
        weighted.run(20);
        by_copies.run(20);
        CHECK(close(weighted.loss(), by_copies.loss(), 1e-11, 0));
        const Matrix<double> x = equispaced(5, 0, 1), u = weighted.network()(x), v = by_copies.network()(x);
        for (std::size_t i = 0; i < 5; ++i) CHECK(close(u(i, 0), v(i, 0), 1e-10, 1e-12));
    }
}

TEST_CASE("weighted rows have the nonzero eigenvalues of the kernel with copies, and rows_with_copies its factor") {
    const PoissonExperiment experiment{.problem = {1}, .copies = 5, .interior = equispaced(6, 0, 1)};
    const Mlp<double> network = experiment.network(settings[0], 1, 20, 2);
    const std::vector<double> copies = jacobi(kernel(network, copied(experiment))).values;
    const Matrix<double> J = experiment.jacobian(network), DJ = experiment.rows_with_copies(J);
    const std::vector<double> weighted = jacobi(experiment.with_copies(multiply_nt(J, J))).values;
    const std::vector<double> factored = jacobi(multiply_nt(DJ, DJ)).values;
    REQUIRE(weighted.size() == 8);
    for (std::size_t i = 0; i < weighted.size(); ++i) {
        CHECK(close(weighted[i], copies[i], 1e-9, 1e-13 * copies[0]));
        CHECK(close(factored[i], copies[i], 1e-9, 1e-13 * copies[0]));
    }
}

TEST_CASE("errors() are outputs minus targets, in the order of the rows of J") {
    const PoissonExperiment experiment{.problem = {1}, .interior = equispaced(4, 0, 1)};
    const Mlp<double> network = experiment.network(settings[0], 2, 6, 3);
    const std::vector<double> e = errors(network, experiment.conditions());
    REQUIRE(e.size() == experiment.rows());
    const Matrix<double> u = network(experiment.ends);
    CHECK(close(e[0], u(0, 0) - 0, 1e-14, 0));
    // u_xx by central differences
    const double x = experiment.interior(1, 0), h = 1e-4;
    const Matrix<double> around = network(Matrix<double>{{x - h}, {x}, {x + h}});
    const double u_xx = (around(0, 0) - 2 * around(1, 0) + around(2, 0)) / (h * h);
    CHECK(close(e[3], u_xx - experiment.problem.forcing(x), 1e-6, 1e-6));
}

TEST_CASE("move_targets() by 1 - s times the errors leaves s times the errors, and counts the points") {
    const PoissonExperiment experiment{.problem = {1}, .interior = equispaced(4, 0, 1)};
    const Mlp<double> network = experiment.network(settings[0], 2, 6, 3);
    std::vector<Condition<double>> conditions = experiment.conditions();
    const std::vector<double> e = errors(network, conditions);
    move_targets(conditions, 1 - 0.25, e);
    const std::vector<double> left = errors(network, conditions);
    for (std::size_t i = 0; i < e.size(); ++i) CHECK(close(left[i], 0.25 * e[i], 1e-12, 1e-12));
    CHECK_THROWS_WITH_AS(move_targets(conditions, 1, {1, 2}), "move_targets: 2 numbers for 6 points", ShapeError);
}
