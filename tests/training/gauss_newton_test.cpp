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

Problem poisson(std::uint64_t seed, std::size_t points = 20, std::size_t width = 15) {
    const PoissonExperiment experiment{
        .problem = {4}, .ends = repeated_ends(1, 0, 1), .interior = equispaced(points, 0, 1)};
    const Setting setting{Parameterization::standard, true, LossConvention::means};
    return {experiment.network(setting, 1, width, seed), experiment.conditions(), {3, 0.5}};
}

// Of two hidden layers of 70 the kernel comes Gram by Gram.
Problem wave(std::uint64_t seed, const std::vector<std::size_t>& widths = {2, 9, 7, 1}) {
    Random random(seed);
    Mlp<double> network({widths, Parameterization::glorot, {{0.5, 0.5}, {0.3, 0.3}}}, random);
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

// v = -(J^T D J + mu I)^{-1} J^T D e, from an explicit J and pivoted Cholesky; mu in units of the mean eigenvalue.
struct NormalEquations {
    Matrix<double> DJ, normal;  // with the damping
    double unit;

    NormalEquations(const Mlp<double>& network, const std::vector<Condition<double>>& conditions,
                    const std::vector<double>& d, double mu)
        : DJ(jacobian(network, conditions)) {
        const Matrix<double> J = DJ;
        double trace = 0;
        for (std::size_t i = 0; i < J.rows(); ++i) {
            for (std::size_t k = 0; k < J.cols(); ++k) trace += (DJ(i, k) *= d[i]) * J(i, k);
        }
        unit = trace / static_cast<double>(J.rows());
        normal = multiply_tn(J, DJ);
        for (std::size_t i = 0; i < J.cols(); ++i) {
            normal(i, i) += mu * unit;
            for (std::size_t j = 0; j < i; ++j) normal(i, j) = normal(j, i);
        }
    }
    std::vector<double> solution(const std::vector<double>& e) const {
        Matrix<double> right(DJ.cols(), 1);
        for (std::size_t i = 0; i < DJ.rows(); ++i) {
            for (std::size_t k = 0; k < DJ.cols(); ++k) right(k, 0) -= DJ(i, k) * e[i];
        }
        const Matrix<double> v = pivoted_cholesky(normal, std::optional(0.0)).solve(right);
        return {v.values().begin(), v.values().end()};
    }
};

}  // namespace

TEST_CASE("a step solves the normal equations of the parameters, (J^T D J + mu I) v = -J^T D e, by every route") {
    // Fewer points than parameters, fewer parameters, and Gram by Gram.
    for (const Problem& problem : {poisson(1), wave(2), poisson(3, 30, 5), wave(2, {2, 70, 70, 1})}) {
        const Matrix<double> J = jacobian(problem.network, problem.conditions);
        const std::vector<double> e = errors(problem.network, problem.conditions), start = parameters(problem.network);
        for (const auto convention : {LossConvention::half_sums, LossConvention::half_means, LossConvention::means}) {
            for (const double mu : {1e-3, 1.0, 100.0}) {
                const double share = 1e-3;
                GaussNewton<double> optimizer(problem.network, problem.conditions, convention, problem.lambda,
                                              {.mu = mu, .rate = share, .ease = 1});
                REQUIRE(optimizer.step());
                std::vector<double> v = parameters(optimizer.network());
                for (std::size_t k = 0; k < v.size(); ++k) v[k] = (v[k] - start[k]) / share;
                const std::vector<double> d = kernel_weights(problem.conditions, convention, problem.lambda);
                std::vector<double> left(v.size()), right(v.size());
                double trace = 0;
                for (std::size_t i = 0; i < e.size(); ++i) {
                    const double Jv = dot(J.row(i), v);
                    trace += d[i] * dot(J.row(i), J.row(i));
                    for (std::size_t k = 0; k < v.size(); ++k) {
                        left[k] += J(i, k) * d[i] * Jv;
                        right[k] -= J(i, k) * d[i] * e[i];
                    }
                }
                const double unit = trace / static_cast<double>(e.size());
                for (std::size_t k = 0; k < v.size(); ++k) left[k] += mu * unit * v[k];
                CHECK(close(optimizer.mu(), mu * unit, 1e-12));
                CHECK(distance(left, right) <= 1e-8 * norm(right));
            }
        }
    }
}

TEST_CASE("with acceleration a step is s v + s^2 a/2, a from the second derivative of the errors along v") {
    for (const Problem& problem : {poisson(11), wave(12), poisson(13, 30, 5)}) {
        const double mu = 100, s = 0.5;
        const std::vector<double> d = kernel_weights(problem.conditions, LossConvention::means, problem.lambda);
        const NormalEquations equations(problem.network, problem.conditions, d, mu);
        const std::vector<double> e = errors(problem.network, problem.conditions), v = equations.solution(e);
        const auto at = [&](double share) {
            Mlp<double> moved = problem.network;
            std::size_t k = 0;
            for (std::size_t h = 0; h < moved.layers(); ++h) {
                for (Matrix<double>* part : {&moved.weights[h], &moved.biases[h]}) {
                    for (double& theta : part->values()) theta += share * v[k++];
                }
            }
            return errors(moved, problem.conditions);
        };
        // Of fourth order, with another step than the optimizer's.
        const double h = 0.01;
        const std::vector<double> a1 = at(h), b1 = at(-h), a2 = at(2 * h), b2 = at(-2 * h);
        std::vector<double> second(e.size());
        for (std::size_t i = 0; i < e.size(); ++i) {
            second[i] = (16 * (a1[i] + b1[i]) - (a2[i] + b2[i]) - 30 * e[i]) / (12 * h * h);
        }
        const std::vector<double> a = equations.solution(second), start = parameters(problem.network);
        const double most = 2 * norm(a) / norm(v);

        GaussNewton<double> optimizer(problem.network, problem.conditions, LossConvention::means, problem.lambda,
                                      {.mu = mu, .rate = s, .ease = 1, .acceleration = 1.1 * most});
        REQUIRE(optimizer.step());
        CHECK(close(optimizer.mu(), mu * equations.unit, 1e-12));  // at the first attempt
        const std::vector<double> end = parameters(optimizer.network());
        std::vector<double> difference(a.size());
        for (std::size_t k = 0; k < a.size(); ++k) difference[k] = end[k] - start[k] - s * v[k] - s * s / 2 * a[k];
        CHECK(norm(difference) < 0.05 * s * s / 2 * norm(a));

        // A smaller bound refuses it.
        GaussNewton<double> strict(problem.network, problem.conditions, LossConvention::means, problem.lambda,
                                   {.mu = mu, .ease = 1, .acceleration = 0.9 * most, .tries = 1});
        CHECK(!strict.step());
        CHECK(parameters(strict.network()) == start);
    }
}

TEST_CASE("by gain ratio mu follows the fall of the loss over the one promised: Nielsen's rule") {
    std::size_t raised = 0, lowered = 0;
    for (const Problem& problem : {poisson(14), wave(15), poisson(16, 30, 5)}) {
        const std::vector<double> d = kernel_weights(problem.conditions, LossConvention::means, problem.lambda);
        GaussNewton<double> optimizer(problem.network, problem.conditions, LossConvention::means, problem.lambda,
                                      {.mu = 0.1, .damping = Damping::gain_ratio});
        const double unit = NormalEquations(problem.network, problem.conditions, d, 1).unit;
        double mu = 0.1;  // in that unit
        for (int step = 0; step < 12; ++step) {
            const Mlp<double> before = optimizer.network();
            const std::vector<double> e = errors(before, problem.conditions);
            const double loss = optimizer.loss(), own = NormalEquations(before, problem.conditions, d, 1).unit;
            REQUIRE(optimizer.step());
            // The damping that was taken: mu times 2, 2 4, 2 4 8 ... The first whose v the parameters have moved by.
            const std::vector<double> start = parameters(before), end = parameters(optimizer.network());
            double growth = 2, found = 0;
            for (int attempt = 0; attempt < 20 && found == 0; ++attempt, mu *= growth, growth *= attempt > 0 ? 2 : 1) {
                const NormalEquations equations(before, problem.conditions, d, mu * unit / own);
                const std::vector<double> v = equations.solution(e);
                std::vector<double> difference(v.size());
                for (std::size_t k = 0; k < v.size(); ++k) difference[k] = end[k] - start[k] - v[k];
                if (norm(difference) > 1e-6 * norm(v)) continue;
                // |D^{1/2}(e + J v)|^2 by the definition.
                const Matrix<double> J = jacobian(before, problem.conditions);
                double linear = 0;
                for (std::size_t i = 0; i < e.size(); ++i) linear += d[i] / 2 * std::pow(e[i] + dot(J.row(i), v), 2);
                const double rho = (loss - optimizer.loss()) / (loss - linear);
                found = mu * std::max(1.0 / 3, 1 - std::pow(2 * rho - 1, 3));
                raised += attempt > 0;
                lowered += found < mu;
                break;
            }
            CHECK(close(optimizer.mu() / unit, found, 1e-5));
            mu = optimizer.mu() / unit;
        }
    }
    CHECK(raised > 0);
    CHECK(lowered > 10);
}

TEST_CASE("the same bytes for any number of threads, by every route") {
    for (const std::size_t width : {20, 30, 70}) {  // in parameters, in points, Gram by Gram
        const auto after = [&](int threads) {
            const test::ThreadCount count(threads);
            Random random(1);
            const Mlp<double> network({{2, width, width, 1}, Parameterization::glorot, InputScaling::raw(2)}, random);
            GaussNewton<double> optimizer(
                network,
                Wave::conditions<double>(gauss_legendre(20, 0, 1),
                                         product(gauss_legendre(20, 0, 1), gauss_legendre(20, 0, 1))),
                LossConvention::means, {1000, 10, 1}, accelerated);
            for (int step = 0; step < 3; ++step) optimizer.step();
            return parameters(optimizer.network());
        };
        CHECK(after(1) == after(3));
    }
}

TEST_CASE("with gain ratio and acceleration Problem 7.2 falls to 1e-8 where the plain rule has 1e-6") {
    const PoissonExperiment experiment{.problem = {4}};
    const Setting setting{Parameterization::standard, true, LossConvention::means};
    const Matrix<double> test = equispaced(200, 0, 1);
    const auto error = [&](const LevenbergMarquardt& rule) {
        GaussNewton<double> optimizer(experiment.network(setting, 1, 100, 200), experiment.conditions(), setting.loss,
                                      {1, 1}, rule);
        for (int step = 0; step < 200; ++step) optimizer.step();
        const Matrix<double> exact = Poisson::at(test, [&](double x) { return experiment.problem.exact(x); });
        return relative_error(optimizer.network()(test).values(), exact.values());
    };
    CHECK(error(accelerated) < 1e-8);
    CHECK(error({}) > 1e-7);
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
    for (const auto damping : {Damping::fixed_factors, Damping::gain_ratio}) {
        for (const double acceleration : {0.0, 1e-9, 1e9}) {  // none, one that refuses every step, one that takes all
            GaussNewton<double> optimizer(
                problem.network, problem.conditions, LossConvention::means, problem.lambda,
                {.mu = 1e-3, .rate = 1e6, .damping = damping, .acceleration = acceleration, .tries = 3});
            const double loss = optimizer.loss();
            const std::vector<double> before = optimizer.errors();
            CHECK(!optimizer.step());  // far beyond every minimum
            const double mu = optimizer.mu();
            CHECK(mu > 0);
            CHECK(!optimizer.step());
            CHECK(optimizer.steps_done() == 0);
            CHECK(parameters(optimizer.network()) == parameters(problem.network));
            CHECK(optimizer.errors() == before);
            CHECK(optimizer.loss() == loss);
            CHECK(optimizer.mu() == mu);
        }
    }

    // A step so long that the trial overflows.
    GaussNewton<double> far(problem.network, problem.conditions, LossConvention::means, problem.lambda,
                            {.rate = 1e200, .tries = 2});
    CHECK(!far.step());
    CHECK(parameters(far.network()) == parameters(problem.network));
    CHECK(far.loss() ==
          GaussNewton<double>(problem.network, problem.conditions, LossConvention::means, problem.lambda).loss());
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
        if (bad != 0) refused({.acceleration = bad});
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

TEST_CASE("a condition of weight 0 counts for nothing: its targets do not matter") {
    Problem problem = poisson(9), other = problem;
    for (double& y : other.conditions[1].target.values()) y += 1;
    GaussNewton<double> first(problem.network, problem.conditions, LossConvention::means, {1, 0}),
        second(problem.network, other.conditions, LossConvention::means, {1, 0});
    const double before = first.loss();
    for (GaussNewton<double>* one : {&first, &second}) CHECK(one->step());
    CHECK(first.loss() < before);
    CHECK(first.network().weights == second.network().weights);
}

TEST_CASE("weights that are negative, and data or parameters that are not finite, are refused") {
    Problem problem = poisson(9);
    const auto make = [&](std::vector<double> lambda) {
        return std::make_unique<GaussNewton<double>>(problem.network, problem.conditions, LossConvention::means,
                                                     lambda);
    };
    CHECK_THROWS_AS(make({1}), ShapeError);
    CHECK_THROWS_WITH_AS(make({1, -1}), "weight of condition r: -1 is negative", NumericalError);
    CHECK_THROWS_AS(make({1, INFINITY}), NumericalError);
    problem.network.biases[0](0, 0) = NAN;
    CHECK_THROWS_WITH_AS(make({1, 1}), "network: b^(0): entry 0 is not finite", NumericalError);
    problem = poisson(9);
    for (double& y : problem.conditions[1].target.values()) y = 1e200;
    CHECK_THROWS_WITH_AS(
        make({1, 1})->step(),
        "Gauss-Newton: the loss is not finite after 0 steps; condition r: the squares of A[u] - y overflow",
        DivergenceError);
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
