#include "chapters/07-adaptive-weights/threshold.hpp"
#include "chapters/07-adaptive-weights/trainings.hpp"
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
    CHECK(close(straight.straight, straight.whole, 1e-12));
    CHECK(close(straight.curved, 0, 0, 1e-12));
    // ||0.3 - 0.5 x||^2 = 0.0233..., ||sin||^2 = 1/2 on [0, 1]; sums over points are off by 1/1000
    CHECK(close(straight.whole, std::sqrt((0.09 - 0.15 + 0.25 / 3) / 0.5), 5e-3));

    for (std::size_t i = 0; i < u.size(); ++i) {
        const double x = problem.test(i, 0);
        u[i] = problem.experiment.problem.exact(x) + x * (1 - x);
    }
    const Errors curved = errors_of(problem, u);
    CHECK(close(curved.straight, 0, 0, 1e-12));
    CHECK(close(curved.curved, curved.whole, 1e-12));
}

TEST_CASE("a training with a fixed weight is the trainer's, its errors those after a quarter, a half and all steps") {
    Problem p;
    p.steps = 40;
    const auto [found, u] = trained(p, p.network(3), 100);
    Trainer<double> trainer(p.network(3), p.conditions(), p.setting.loss, {100, 1}, GradientDescent{p.rate});
    for (const auto& [steps, errors] : {std::pair{10, found.quarter}, {10, found.half}, {20, found.end}}) {
        trainer.run(static_cast<std::size_t>(steps));
        CHECK(errors.whole == errors_of(p, values_at(trainer.network(), p.test)).whole);
    }
    CHECK(u == values_at(trainer.network(), p.test));
    CHECK(found.slow > 0);
    CHECK(found.slow <= 1);
    p.rate = 1;
    CHECK_THROWS_AS(trained(p, p.network(3), 100), DivergenceError);
}

TEST_CASE("weights followed are those of the rule; a training that diverges keeps what was seen of it") {
    Problem p;
    p.steps = 25;
    const Mlp<double> start = p.network(4);
    const auto algorithm_1 = [&] { return rule_for(p, start, WeightRule::trace_ratio, WeightScale::as_defined); };
    const auto [found, looks] = follow(p, start, algorithm_1(), 10);
    const Traces at_start = traces(p, start);
    CHECK(close(found.ratio_start, at_start.rr / at_start.uu, 1e-11));
    CHECK(found.ratio_end == looks[looks.size() - 4] / looks[looks.size() - 3]);
    CHECK(looks[looks.size() - numbers_of_a_look] == 25);
    p.rate = 1;
    const auto [dead, seen] = follow(p, start, algorithm_1(), 10);
    CHECK(std::isnan(dead.error));
    CHECK(dead.ratio_start == found.ratio_start);
    CHECK(seen.size() >= numbers_of_a_look);
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
    const Survival alive = survival({.problem = {4}}, setting, 60, 1, 100, 0.5, 200),
                   dead = survival({.problem = {4}}, setting, 60, 1, 100, 20, 200);
    CHECK(alive.survived == 1);
    CHECK(alive.peak == 1);  // the loss never exceeds its start
    CHECK(dead.survived == 0);
}
