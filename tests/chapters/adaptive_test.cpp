#include "chapters/07-adaptive-weights/threshold.hpp"
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

TEST_CASE("a training that diverged has no errors") {
    CHECK(std::isnan(errors_of(Problem(), std::vector<double>()).whole));
    Problem p;
    p.rate = 1;
    CHECK_THROWS_AS(trained(p, p.network(3), 100), DivergenceError);
}

TEST_CASE("a fixed weight is a weight of the trainer's, and one that is followed but never updated") {
    Problem p;
    p.steps = 40;
    const Mlp<double> start = p.network(3), end = trained(p, start, 100);
    Trainer<double> trainer(start, p.experiment.conditions(), p.setting.loss, {100, 1}, GradientDescent{p.rate});
    trainer.run(40);
    CHECK(p.u(end) == p.u(trainer.network()));
    const auto hundred = [](auto&) { return std::vector<double>{100, 1}; };
    CHECK(follow(p, start, 10, hundred).first == relative_error(p, end));
}

TEST_CASE("weights followed are those of the rule; a training that diverges keeps what was seen of it") {
    Problem p;
    p.steps = 25;
    const Mlp<double> start = p.network(4);
    Weights<double> traces = rule_for(p, start, WeightRule::trace_ratio);
    const auto algorithm_1 = [&](const MlpOnTape<double>& network) { return traces.update(network); };
    const auto [error, looks] = follow(p, start, 10, algorithm_1);
    const auto trace = [&](std::size_t k) { return kernel_trace(jacobian(start, p.experiment.conditions()[k])); };
    CHECK(error > 0);
    CHECK(close(looks.front().ratio, trace(1) / (50 * trace(0)), 1e-11));
    CHECK(looks.front().step == 1);
    CHECK(looks.back().step == 25);
    p.rate = 1;
    const auto [dead, seen] = follow(p, start, 10, algorithm_1);
    CHECK(std::isnan(dead));
    CHECK(seen.at(0).ratio == looks.front().ratio);
}

TEST_CASE("gradient descent on a small error becomes unstable at 2/lambda_max(K~), within 0.1 %") {
    Problem p;
    p.width = 60;
    for (const Setting& setting : {official, Setting{Parameterization::ntk, true, LossConvention::half_sums}}) {
        p.setting = setting;
        for (const double lambda_b : {1.0, 100.0}) CHECK(close(threshold(p, p.network(1), lambda_b), 1, 1e-3));
    }
}

TEST_CASE("a training started at half of the bound ends at it, one started far beyond it dies") {
    Problem p;
    p.width = 60;
    p.steps = 200;
    CHECK(close(survival(p, p.network(1), 100, 0.5), 1, 0.1));
    CHECK_THROWS_AS(survival(p, p.network(1), 100, 20), NumericalError);
}
