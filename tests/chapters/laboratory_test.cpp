#include "chapters/laboratory/laboratory.hpp"

#include "chapters/05-lazy-training/first_order.hpp"
#include "chapters/07-adaptive-weights/claims.hpp"
#include "chapters/07-adaptive-weights/threshold.hpp"
#include "chapters/laboratory/interface.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/kernel/limit.hpp"
#include "tests/chapters/bands.hpp"

using namespace pinn;
using namespace pinn::laboratory;
using pinn::test::close;

TEST_CASE("a run of the laboratory is the library's training, step for step") {
    Run run({.lambda_b = 30, .seed = 5});
    run.advance(700);
    run.advance(300);
    adaptive::Problem p;
    const Mlp<double> start = p.network(5);
    Trainer<double> trainer(start, p.experiment.conditions(), p.setting.loss, {30, 1}, GradientDescent{p.rate});
    trainer.run(1000);
    CHECK(run.steps() == 1000);
    CHECK(p.u(run.network()) == p.u(trainer.network()));
    trainer.set_lambda({30, 1});  // the terms are then those of the present parameters
    const std::vector<double> terms = trainer.loss_terms(), found = run.loss_terms();
    CHECK(close(found[0], terms[0], 1e-12));
    CHECK(close(found[1], terms[1], 1e-12));
}

TEST_CASE("weights and rates that change under a run are those of a trainer that changes them") {
    Run run({.method = Method::heavy_ball, .rate = 1e-6, .seed = 2});
    run.advance(20);
    run.set_lambda_b(50);
    run.advance(20);
    run.set_rate(3e-6);
    run.advance(20);
    const adaptive::Problem p;
    const auto conditions = p.experiment.conditions();
    Trainer<double> first(p.network(2), conditions, p.setting.loss, {1, 1}, HeavyBall{1e-6, momentum});
    first.run(20);
    first.set_lambda({50, 1});
    first.run(20);
    Trainer<double> second(first.network(), conditions, p.setting.loss, {50, 1}, HeavyBall{3e-6, momentum});
    second.restore(first.state());
    second.run(20);
    CHECK(p.u(run.network()) == p.u(second.network()));
    CHECK(run.lambda() == std::vector<double>{50, 1});
}

TEST_CASE("Algorithm 1 and the trace ratio are those of chapter 07") {
    adaptive::Problem p;
    p.steps = 250;
    const Mlp<double> start = p.network(4);
    Weights<double> traces = adaptive::rule_for(p, start, WeightRule::trace_ratio);
    const double ratio = traces.lambda()[0];
    CHECK(Run({.weighting = Weighting::trace_ratio, .seed = 4}).lambda() == std::vector<double>{ratio, 1});

    const auto followed = adaptive::follow(p, start, interval, [&](const MlpOnTape<double>& network) {
        traces.update(network);
        const double uu = traces.measured()[0], rr = traces.measured()[1];
        return std::vector{(uu + rr) / uu, (uu + rr) / rr};
    });
    Run run({.weighting = Weighting::algorithm_1, .seed = 4});
    run.advance(250);
    CHECK(close(adaptive::errors_of(p, run.network()).whole, followed.first, 1e-13));
}

TEST_CASE("the prediction is e(k + 1) = (I - eta K D) e(k) with K of the start, through changes of lambda_b and rate") {
    Run run({.width = 30, .lambda_b = 1, .multiple = 0.05, .seed = 3});
    const adaptive::Problem p{.width = 30};
    const Matrix<double> J = p.experiment.jacobian(p.network(3)), K = multiply_nt(J, J);
    std::vector<double> e = errors(p.network(3), p.experiment.conditions());
    const auto move = [&](double lambda_b, double rate, int steps) {
        const std::vector<double> d = kernel_weights(p.experiment.conditions(), p.setting.loss, {lambda_b, 1});
        for (; steps > 0; --steps) {
            std::vector<double> De = e;
            for (std::size_t i = 0; i < e.size(); ++i) De[i] *= d[i];
            for (std::size_t i = 0; i < e.size(); ++i) e[i] -= rate * dot(K.row(i), De);
        }
    };
    const double rate = run.rate();
    CHECK(close(rate, 0.05 * stability_bound(run.start()), 1e-15));
    run.advance(40), move(1, rate, 40);
    run.set_lambda_b(20), run.set_rate(rate / 20);
    run.advance(40), move(20, rate / 20, 40);
    const std::vector<double> found = run.predicted(), expected = components(run.start(), e);
    CHECK(distance(found, expected) <= 1e-9 * norm(expected));
}

TEST_CASE("in one step the network does what the prediction says, but for the square of the rate") {
    const auto off = [](double multiple) {
        Run run({.multiple = multiple, .seed = 3});
        run.advance(1);
        return distance(run.measured(), run.predicted());
    };
    CHECK(close(off(1e-3) / off(1e-4), 100, 0.1));
}

TEST_CASE("eigenvalues of K~ now are those of K D of the present network, and of the start at the start") {
    Run run({.width = 20, .lambda_b = 10, .seed = 1});
    const std::vector<double> before = run.eigenvalues();
    for (std::size_t i = 0; i < 10; ++i) CHECK(close(before[i], run.start().values()[i], 1e-10));
    run.advance(500);
    const std::vector<double> d =
        kernel_weights(run.problem().experiment.conditions(), adaptive::official.loss, {10, 1});
    const Matrix<double> J = run.jacobian();
    const std::vector<double> expected = weighted_kernel(multiply_nt(J, J), d).values(), now = run.eigenvalues();
    for (std::size_t i = 0; i < 10; ++i) CHECK(close(now[i], expected[i], 1e-9));
    CHECK(std::abs(now[0] / before[0] - 1) > 1e-4);
}

TEST_CASE("whatever a reader sets, a run ends with a sentence and not with an exception") {
    for (const std::size_t width : {1, 2, 100}) {
        for (const double a : {0.5, 16.}) {
            for (const Method method :
                 {Method::gradient_descent, Method::heavy_ball, Method::adam, Method::gauss_newton}) {
                Run run({.a = a, .width = width, .lambda_b = 1e4, .method = method, .rate = 1e3});
                for (int frame = 0; frame < 20; ++frame) {
                    CHECK_NOTHROW(run.advance(20));
                    CHECK_NOTHROW(run.measured());
                    CHECK_NOTHROW(run.predicted());
                    CHECK_NOTHROW(run.eigenvalues());
                }
                if (method == Method::gradient_descent) {
                    CHECK(run.state() == State::diverged);
                    CHECK(run.message().find("diverged") != std::string::npos);
                    const std::size_t steps = run.steps();
                    run.advance(10);
                    CHECK_NOTHROW(run.set_rate(1e-6));
                    CHECK(run.steps() == steps);
                }
            }
        }
    }
    CHECK_THROWS_AS(Run({.lambda_b = -1}), NumericalError);
    CHECK_THROWS_AS(Run({.rate = 0}), NumericalError);
}

TEST_CASE("Gauss-Newton brings Problem 7.2 to where chapter 09 has it, and says when it has nothing left to do") {
    Run run({.width = 50, .method = Method::gauss_newton, .seed = 3});
    run.advance(150);
    CHECK(adaptive::errors_of(run.problem(), run.network()).whole < 1e-5);
    CHECK(run.predicted().empty());
}

TEST_CASE("the observed bound of the learning rate is the predicted one") {
    CHECK(close(observed_over_predicted_bound(Run({.lambda_b = 100, .seed = 6})), 1, 0.01));
}

TEST_CASE("the kernel of a wide network moves less, by what chapter 05 says") {
    const Movement narrow = movement(32, 1, 10, 1e-5), wide = movement(512, 1, 10, 1e-5);
    CHECK(wide.K < narrow.K / 4);
    CHECK(wide.theta < narrow.theta / 2);
    const lazy::Training training{lazy::ntk_z_scored, 1, 32, 1, 1e-5};
    const double first = lazy::first_order_change(training, training.network(1), training.experiment.conditions());
    CHECK(close(narrow.first, first, 1e-6));  // a difference of two kernels
}

TEST_CASE("networks drawn have the variances of the limit, and their second derivatives heavier tails") {
    Process process(20);
    const std::size_t n = process.points().rows();
    CHECK(process.limit()[n - 1] == poisson_limits(1, 1).Sigma.value);
    CHECK(process.limit()[2 * n - 1] == poisson_limits(1, 1).Sigma_xx.value);
    Random random(0);
    const Mlp<double> first({{1, 20, 1}, Parameterization::ntk, InputScaling::raw(1)}, random);
    CHECK(close(process.draw()[n / 2], first(process.points())(n / 2, 0), 1e-13));
    while (process.drawn() < 3000) process.draw();
    // Standard errors: 2.6 % of a variance, more with tails; four of them.
    for (const std::size_t i : {std::size_t{0}, n, 2 * n - 1}) CHECK(close(process.variance_ratios()[i], 1, 0.15));
    CHECK(process.fourth_moment_ratio() > 1.1);
}

TEST_CASE("through the interface come the same numbers, and nothing of a run that is not there") {
    double* const numbers = laboratory_numbers();
    const double settings[] = {4, 40, 1, 1, 2, 0, 10, 0, 1e-5, 0, 9};
    std::copy(std::begin(settings), std::end(settings), numbers);
    REQUIRE(laboratory_start(1) == 1);
    laboratory_advance(1, 50);
    Run run({.width = 40, .lambda_b = 10, .seed = 9});
    run.advance(50);
    const auto read = [&](int what) { return std::vector<double>(numbers, numbers + laboratory_read(1, what)); };
    CHECK(read(2) == run.problem().u(run.network()));
    CHECK(read(3) == run.measured());
    CHECK(read(4) == run.predicted());
    CHECK(read(5) == run.start().values());
    CHECK(read(6) == run.eigenvalues());
    const adaptive::Errors e = adaptive::errors_of(run.problem(), run.network());
    const std::vector<double> terms = run.loss_terms();
    const std::vector<double>
        summary = read(7),
        expected{0, 50, e.whole, e.straight, e.curved, terms[0], terms[1], 10, 1, 1e-5, stability_bound(run.start())};
    REQUIRE(summary.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) CHECK(close(summary[i], expected[i], 1e-13));
    CHECK(laboratory_eigenvector(1, 2) == 102);
    CHECK(numbers[101] == run.start().right(2, 101));
    CHECK(laboratory_eigenvector(1, 102) == 0);

    CHECK(laboratory_read(7, 2) == 0);
    CHECK(laboratory_read(-1, 2) == 0);
    std::copy(std::begin(settings), std::end(settings), numbers);
    numbers[6] = -1;
    CHECK(laboratory_start(1) == 0);
    CHECK(std::string(laboratory_message()).find("is not positive") != std::string::npos);
    CHECK(laboratory_read(1, 2) == 0);
    laboratory_advance(1, 1);
}
