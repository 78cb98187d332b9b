#include "chapters/07-adaptive-weights/runs.hpp"
#include "chapters/07-adaptive-weights/threshold.hpp"
#include "lib/foundation/parallel.hpp"
#include "tests/support.hpp"

using namespace pinn;
using namespace pinn::adaptive;
using pinn::test::close;

TEST_CASE("the error of u splits into a straight line through its ends and the rest") {
    const Problem problem;
    std::vector<double> u;
    for (std::size_t i = 0; i < problem.test.rows(); ++i) {
        const double x = problem.test(i, 0);
        u.push_back(problem.experiment.problem.exact(x) + 0.3 - 0.5 * x);
    }
    const Errors straight = errors_of(problem, u);
    CHECK(close(straight.line, straight.all, 1e-12));
    CHECK(close(straight.curved, 0, 0, 1e-12));
    // ||0.3 - 0.5 x||^2 = 0.0233..., ||sin||^2 = 1/2 on [0, 1]; sums over points are off by 1/1000
    CHECK(close(straight.all, std::sqrt((0.09 - 0.15 + 0.25 / 3) / 0.5), 5e-3));

    for (std::size_t i = 0; i < u.size(); ++i) {
        const double x = problem.test(i, 0);
        u[i] = problem.experiment.problem.exact(x) + x * (1 - x);
    }
    const Errors curved = errors_of(problem, u);
    CHECK(close(curved.line, 0, 0, 1e-12));
    CHECK(close(curved.curved, curved.all, 1e-12));
}

TEST_CASE("a fixed run read back from its unit is the training it came from") {
    const Problem problem;
    const Setting setting{Parameterization::standard, true, LossConvention::means};
    const FixedRun run(Unit{fixed_run<double>(problem, setting, 100, 3, 40, true), ""});
    Trainer<double> trainer(problem.experiment.network(setting, 1, problem.width, 3), problem.experiment.conditions(),
                            setting.loss, {100, 1}, GradientDescent{problem.rate});
    trainer.run(40);
    CHECK(run.u == values_at(trainer.network(), problem.test));
    CHECK(run.end().all == errors_of(problem, run.u).all);
    CHECK(run.slow > 0);
    CHECK(run.slow <= 1);
    const FixedRun diverged(Unit{{}, "the loss is not finite"});
    CHECK(diverged.diverged);
    CHECK(std::isnan(diverged.end().all));
}

TEST_CASE("gradient descent on a small error becomes unstable at 2/lambda_max(K~), within 0.1 %") {
    for (const Setting& setting : {Setting{Parameterization::standard, true, LossConvention::means},
                                   Setting{Parameterization::ntk, true, LossConvention::half_sums}}) {
        for (const double lambda_b : {1.0, 100.0}) {
            const Threshold found = threshold({.problem = {4}}, setting, 60, 1, lambda_b);
            CHECK(close(found.observed, found.predicted, 1e-3));
            CHECK(found.growth_deviation < 1e-3);
        }
    }
}

TEST_CASE("below half of the bound a training survives, far beyond it dies") {
    const Setting setting{Parameterization::standard, true, LossConvention::means};
    const std::vector<double> alive = survival({.problem = {4}}, setting, 60, 1, 100, 0.5, 200),
                              dead = survival({.problem = {4}}, setting, 60, 1, 100, 20, 200);
    CHECK(alive[0] == 1);
    CHECK(alive[1] == 1);  // the loss never exceeds its start
    CHECK(dead[0] == 0);
}
