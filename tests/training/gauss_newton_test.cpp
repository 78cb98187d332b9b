#include "lib/training/gauss_newton.hpp"

#include "lib/dense/factor.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/dense/vector.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/pde/wave.hpp"
#include "lib/training/poisson_experiment.hpp"
#include "tests/support.hpp"

using namespace pinn;
using test::close;

namespace {

struct Problem {
    Mlp<double> network;
    std::vector<Condition<double>> conditions;
    std::vector<double> lambda;
};

Problem poisson(std::uint64_t seed, std::size_t points = 20) {
    const PoissonExperiment experiment{
        .problem = {4}, .ends = repeated_ends(1, 0, 1), .interior = equispaced(points, 0, 1)};
    const Setting setting{Parameterization::standard, true, LossConvention::means};
    return {experiment.network(setting, 1, 15, seed), experiment.conditions(), {3, 0.5}};
}

Problem wave(std::uint64_t seed) {
    Random random(seed);
    Mlp<double> network({{2, 9, 7, 1}, Parameterization::glorot, {{0.5, 0.5}, {0.3, 0.3}}}, random);
    return {std::move(network),
            Wave::conditions<double>({.side = 3, .velocity = 4, .interior = 6, .velocity_at_values = false}, random),
            {100, 10, 1}};
}

std::vector<double> parameters(const Mlp<double>& network) {
    std::vector<double> theta;
    for (std::size_t h = 0; h < network.layers(); ++h) {
        for (const Matrix<double>* part : {&network.weights[h], &network.biases[h]}) {
            theta.insert(theta.end(), part->values().begin(), part->values().end());
        }
    }
    return theta;
}

}  // namespace

TEST_CASE("a step solves the normal equations of the parameters, (J^T D J + mu I) dtheta = -J^T D e") {
    for (const Problem& problem : {poisson(1), wave(2)}) {
        for (const auto convention : {LossConvention::half_sums, LossConvention::half_means, LossConvention::means}) {
            for (const double mu : {1e-3, 1.0, 100.0}) {
                const Matrix<double> J = jacobian(problem.network, problem.conditions);
                const std::vector<double> d = kernel_weights(problem.conditions, convention, problem.lambda);
                const std::vector<double> e = errors(problem.network, problem.conditions);
                const std::size_t n = J.rows(), P = J.cols();
                Matrix<double> DJ = J, right(P, 1);
                double trace = 0;
                for (std::size_t i = 0; i < n; ++i) {
                    for (std::size_t k = 0; k < P; ++k) {
                        DJ(i, k) *= d[i];
                        right(k, 0) -= DJ(i, k) * e[i];
                        trace += DJ(i, k) * J(i, k);
                    }
                }
                Matrix<double> normal = multiply_tn(J, DJ);
                for (std::size_t i = 0; i < P; ++i) {
                    normal(i, i) += mu * trace / static_cast<double>(n);
                    for (std::size_t j = 0; j < i; ++j) normal(i, j) = normal(j, i);
                }
                const Matrix<double> expected = pivoted_cholesky(normal, std::optional(0.0)).solve(right);

                GaussNewton<double> optimizer(problem.network, problem.conditions, convention, problem.lambda,
                                              {.mu = mu, .rate = 1e-3, .ease = 1});
                REQUIRE(optimizer.step());
                CHECK(close(optimizer.mu(), mu * trace / static_cast<double>(n), 1e-12));
                std::vector<double> difference = parameters(optimizer.network()), full = difference;
                const std::vector<double> start = parameters(problem.network);
                for (std::size_t k = 0; k < P; ++k) {
                    difference[k] -= start[k] + 1e-3 * expected(k, 0);
                    full[k] -= start[k];
                }
                CHECK(norm(difference) <= 1e-8 * norm(full));
            }
        }
    }
}

TEST_CASE("the loss falls in every step; mu falls after one that is taken at once and rises for one that is not") {
    for (const Problem& problem : {poisson(3), wave(4)}) {
        GaussNewton<double> optimizer(problem.network, problem.conditions, LossConvention::means, problem.lambda,
                                      {.mu = 1e-6, .ease = 2, .stiffen = 5});
        double loss = optimizer.loss(), mu = 0;
        bool eased = false, stiffened = false;
        for (std::size_t k = 1; k <= 20; ++k) {
            REQUIRE(optimizer.step());
            CHECK(optimizer.steps_done() == k);
            CHECK(optimizer.loss() < loss);
            loss = optimizer.loss();
            if (k > 1) {
                eased = eased || close(optimizer.mu(), mu / 2, 1e-14);
                stiffened = stiffened || optimizer.mu() > mu;
                const double ratio = std::log(2 * optimizer.mu() / mu) / std::log(5);  // a whole number of fives
                CHECK(std::abs(ratio - std::round(ratio)) < 1e-9);
            }
            mu = optimizer.mu();
        }
        CHECK(eased);
        CHECK(stiffened);
        // What it says of the loss and the errors is what they are.
        const Mlp<double> network = optimizer.network();
        const std::vector<double> e = errors(network, problem.conditions), said = optimizer.errors();
        const std::vector<double> d = kernel_weights(problem.conditions, LossConvention::means, problem.lambda);
        double sum = 0;
        REQUIRE(said.size() == e.size());
        for (std::size_t i = 0; i < e.size(); ++i) {
            sum += d[i] / 2 * e[i] * e[i];
            CHECK(close(said[i], e[i], 1e-9, 1e-11));
        }
        CHECK(close(optimizer.loss(), sum, 1e-9));
    }
}

TEST_CASE("a step that cannot lower the loss is undone to the last bit, its damping too") {
    const Problem problem = wave(5);
    GaussNewton<double> optimizer(problem.network, problem.conditions, LossConvention::means, problem.lambda,
                                  {.mu = 1e-3, .rate = 1e6, .tries = 3});  // far beyond every minimum
    const double loss = optimizer.loss();
    CHECK(!optimizer.step());
    const double mu = optimizer.mu();
    CHECK(mu > 0);
    CHECK(!optimizer.step());
    CHECK(optimizer.steps_done() == 0);
    CHECK(parameters(optimizer.network()) == parameters(problem.network));
    CHECK(optimizer.loss() == loss);
    CHECK(optimizer.mu() == mu);

    // A step so long that the trial overflows.
    GaussNewton<double> far(problem.network, problem.conditions, LossConvention::means, problem.lambda,
                            {.rate = 1e200, .tries = 2});
    CHECK(!far.step());
    CHECK(parameters(far.network()) == parameters(problem.network));
    CHECK(far.loss() == loss);
}

template <class T>
void forgets_a_failure() {
    const Matrix<double> x = equispaced(2, 0, 1);
    Random random(0);
    const Mlp<T> network({{1, 3, 1}, Parameterization::ntk, InputScaling::raw(1)}, random);
    Condition<T> met = Poisson{1}.boundary<T>(x), other = met;
    const Matrix<T> now = network(x);
    for (std::size_t i = 0; i < 2; ++i) met.target(i, 0) = static_cast<double>(now(i, 0)), other.target(i, 0) = 1;
    GaussNewton<T> after(network, {met}, LossConvention::means, {1}),
        fresh(network, {other}, LossConvention::means, {1});
    for (int attempt = 0; attempt < 5; ++attempt) CHECK(!after.step());
    after.set_data({other});
    for (int step = 0; step < 3; ++step) {
        CHECK(after.step());
        CHECK(fresh.step());
        CHECK(after.loss() == fresh.loss());
        CHECK(after.mu() == fresh.mu());
    }
}

TEST_CASE("steps that found nothing to do leave no trace: new data are fitted as by an optimizer made for them") {
    forgets_a_failure<float>();
    forgets_a_failure<double>();
}

TEST_CASE("settings of the damping that make no step are refused by name") {
    const Problem problem = poisson(9);
    const auto refused = [&](const LevenbergMarquardt& rule) {
        CHECK_THROWS_AS(
            GaussNewton<double>(problem.network, problem.conditions, LossConvention::means, problem.lambda, rule),
            NumericalError);
    };
    for (const double bad : {-1.0, 0.0, double(NAN), double(INFINITY)}) {
        refused({.mu = bad});
        refused({.rate = bad});
        refused({.ease = bad});
        refused({.stiffen = bad});
        refused({.largest = bad});
        if (bad != 0) refused({.smallest = bad});
    }
    refused({.stiffen = 1});
    refused({.tries = 0});
    refused({.tries = -1});
    CHECK_THROWS_WITH_AS(
        GaussNewton<double>(problem.network, problem.conditions, LossConvention::means, problem.lambda, {.mu = -1}),
        "Levenberg-Marquardt: mu is -1; accepted is 0 < mu <= largest", NumericalError);
}

TEST_CASE("with new points and targets it takes the step of one made there") {
    const Problem first = wave(6), second = wave(7);
    GaussNewton<double> moved(first.network, first.conditions, LossConvention::means, first.lambda, {.ease = 1});
    GaussNewton<double> made(first.network, second.conditions, LossConvention::means, first.lambda, {.ease = 1});
    moved.set_data(second.conditions);
    CHECK(moved.loss() == made.loss());
    CHECK(moved.step());
    CHECK(made.step());
    CHECK(parameters(moved.network()) == parameters(made.network()));
    std::vector<Condition<double>> fewer = second.conditions;
    fewer.pop_back();
    CHECK_THROWS_AS(moved.set_data(fewer), ShapeError);
}

TEST_CASE("where the errors are linear in the parameters one undamped step is the end") {
    // Output weights of 1e-6 leave the first layer no say, and what is left is linear: 16 parameters for 6 points.
    Problem problem = poisson(8, 4);
    for (double& w : problem.network.weights[1].values()) w *= 1e-6;
    GaussNewton<double> optimizer(problem.network, problem.conditions, LossConvention::half_sums, {1, 1},
                                  {.mu = 1e-12});
    const double before = norm(optimizer.errors());
    REQUIRE(optimizer.step());
    CHECK(norm(optimizer.errors()) < 1e-3 * before);
}

TEST_CASE("weights that are not positive, and data or parameters that are not finite, are refused") {
    Problem problem = poisson(9);
    const auto make = [&](std::vector<double> lambda) {
        return std::make_unique<GaussNewton<double>>(problem.network, problem.conditions, LossConvention::means,
                                                     lambda);
    };
    CHECK_THROWS_AS(make({1}), ShapeError);
    CHECK_THROWS_WITH_AS(make({1, 0}), "Gauss-Newton: a weight of the loss is not positive and finite", NumericalError);
    CHECK_THROWS_AS(make({1, INFINITY}), NumericalError);
    problem.network.biases[0](0, 0) = NAN;
    CHECK_THROWS_WITH_AS(make({1, 1}), "network: b^(0): entry 0 is not finite", NumericalError);
    problem = poisson(9);
    for (double& y : problem.conditions[1].target.values()) y = 1e200;
    CHECK_THROWS_WITH_AS(make({1, 1})->step(), "Gauss-Newton: the loss is not finite after 0 steps", DivergenceError);
    problem = poisson(9);
    problem.conditions[1].coefficients = {1e160};
    for (Matrix<double>* part : {&problem.network.weights[1], &problem.network.biases[1]}) {
        for (double& entry : part->values()) entry = 0;  // the loss stays finite
    }
    CHECK_THROWS_AS(make({1, 1})->step(), NumericalError);
}

TEST_CASE("in float it follows double until the damping meets float's rounding") {
    const Problem problem = wave(10);
    Random random(10);
    const Mlp<float> network({{2, 9, 7, 1}, Parameterization::glorot, {{0.5, 0.5}, {0.3, 0.3}}}, random);
    const auto conditions =
        Wave::conditions<float>({.side = 3, .velocity = 4, .interior = 6, .velocity_at_values = false}, random);
    GaussNewton<float> in_float(network, conditions, LossConvention::means, problem.lambda);
    GaussNewton<double> in_double(problem.network, problem.conditions, LossConvention::means, problem.lambda);
    for (int step = 0; step < 3; ++step) {
        CHECK(in_float.step());
        CHECK(in_double.step());
        CHECK(close(in_float.loss(), in_double.loss(), 1e-3));
    }
}
