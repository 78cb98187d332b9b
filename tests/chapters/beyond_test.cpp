#include <array>

#include "chapters/09-beyond-the-paper/adam.hpp"
#include "chapters/09-beyond-the-paper/claims.hpp"
#include "chapters/09-beyond-the-paper/features.hpp"
#include "chapters/09-beyond-the-paper/momentum.hpp"
#include "lib/foundation/extended.hpp"
#include "lib/training/poisson_experiment.hpp"
#include "tests/chapters/bands.hpp"
#include "tests/support.hpp"

using namespace pinn;
using namespace pinn::beyond;
using test::close;

namespace {

// e(k) / e(0) of heavy-ball momentum, step by step on L = x theta^2 / 2.
double walked(double x, double beta, std::size_t steps) {
    double theta = 1, velocity = 0;
    for (std::size_t k = 0; k < steps; ++k) theta += velocity = beta * velocity - x * theta;
    return theta;
}

// The same as the first entry of the power of a matrix on (e(k), e(k - 1)), by squaring.
Extended by_matrix(const Extended& x, const Extended& beta, std::size_t k) {
    using Square = std::array<Extended, 4>;
    const auto product = [](const Square& a, const Square& b) {
        return Square{a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2],
                      a[2] * b[1] + a[3] * b[3]};
    };
    Square power{1, 0, 0, 1}, M{1 + beta - x, -beta, 1, 0};
    for (; k > 0; k /= 2) {
        if (k % 2 == 1) power = product(power, M);
        if (k > 1) M = product(M, M);
    }
    return power[0] + power[1];
}

}  // namespace

TEST_CASE("chapter 09: the closed form of momentum is the rule walked step by step, complex, real and double roots") {
    for (const double beta : {0.0, 0.5, 0.9}) {
        const double meet = std::pow(1 - std::sqrt(beta), 2);  // where the roots are equal
        for (const double x : {1e-6, 1e-3, 0.1, 0.4, 1.0, 1.7, meet}) {
            for (const std::size_t k : {0, 1, 2, 3, 10, 200}) {
                CHECK(close(momentum_decay(x, beta, k), walked(x, beta, k), 1e-6, 1e-9));
            }
        }
    }
    // A slow component is 1/(1 - beta) times faster than without momentum.
    CHECK(close(time_constant(1e-6, 0) / time_constant(1e-6, 0.9), 10, 1e-4));
    CHECK(close(time_constant(1e-20, 0.9), 1e19, 1e-15));
    CHECK(close(time_constant(3, 0), 1 / -std::log(2.0), 1e-15));
    CHECK(close(time_constant(1, 0.25), 2 / -std::log(0.25), 1e-15));
}

TEST_CASE("chapter 09: momentum in closed form is the power of its matrix in 100 digits, at every edge") {
    for (const double beta : {0.0, 1e-20, 1e-3, 0.25, 0.5, 0.81, 0.9, 0.99, 0.999'999}) {
        const double slow = std::pow(1 - std::sqrt(beta), 2), fast = std::pow(1 + std::sqrt(beta), 2);  // double roots
        std::vector<double> points{0,   5e-324, 1e-20, 1e-14, 1e-9, 1e-6, 1e-3,  0.1,    0.5, 0.999, 1,
                                   1.7, 2,      3,     3.9,   5,    -0.1, -1e-9, -1e-20, -3,  1e10,  1e200};
        for (const double at : {slow, fast}) {
            for (const double off : {0.0, 1e-15, -1e-15, 1e-12, -1e-12, 1e-8, -1e-8, 1e-4, -1e-4}) {
                points.push_back(at * (1 + off));
            }
        }
        for (const double x : points) {
            for (const std::size_t k :
                 {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{100}, std::size_t{2000},
                  std::size_t{2001}, std::size_t{1'000'000'000'000}}) {
                if (k > 2001 && (x < 0 || x > 2)) continue;  // beyond the range of the oracle too
                const Extended value = by_matrix(x, beta, k), change = Extended(x) * 1e-15;
                const Extended moved = std::max<Extended>(abs(by_matrix(x + change, beta, k) - value),
                                                          abs(by_matrix(x - change, beta, k) - value));
                // The two terms of an oscillation.
                const bool oscillates = slow < x && x < fast;
                const double root = std::sqrt(std::abs((slow - x) * (fast - x))), n = static_cast<double>(k);
                const double terms =
                    oscillates ? std::pow(beta, n / 2) * (1 + std::min(n, std::abs(1 - beta - x) / root)) : 0;
                CAPTURE(beta);
                CAPTURE(x);
                CAPTURE(k);
                const double found = momentum_decay(x, beta, k), expected = static_cast<double>(value);
                if (std::isinf(expected)) {
                    CHECK(found == expected);
                } else {
                    CHECK(close(found, expected, 1e-14, 1e-14 * terms + std::max(5e-324, static_cast<double>(moved))));
                }
            }
        }
    }
    CHECK(momentum_decay(5, 0, 2000) == INFINITY);
    CHECK(momentum_decay(5, 0, 2001) == -INFINITY);
    CHECK(momentum_decay(INFINITY, 0.5, 2) == INFINITY);
    CHECK(momentum_decay(INFINITY, 0.5, 0) == 1);
}

TEST_CASE("chapter 09: a small step of Adam without momentum moves the errors by -eta J diag(p) J^T D e") {
    const PoissonExperiment experiment{.problem = {4}, .interior = equispaced(12, 0, 1)};
    const Setting setting{Parameterization::standard, true, LossConvention::means};
    const std::vector<Condition<double>> conditions = experiment.conditions();
    const std::vector<double> lambda{30, 1};
    const Adam rule{.learning_rate = 1e-7, .beta1 = 0};
    Trainer<double> trainer(experiment.network(setting, 1, 10, 4), conditions, setting.loss, lambda, rule);
    trainer.run(5);
    const Mlp<double> before = trainer.network();
    trainer.step();
    const Matrix<double> K = scaled_kernel(before, conditions, adam_scales(trainer.state(), before, rule));
    const std::vector<double> d = kernel_weights(conditions, setting.loss, lambda), e = errors(before, conditions),
                              after = errors(trainer.network(), conditions);
    double largest = 0;
    for (std::size_t i = 0; i < e.size(); ++i) largest = std::max(largest, std::abs(after[i] - e[i]));
    for (std::size_t i = 0; i < e.size(); ++i) {
        double predicted = 0;
        for (std::size_t j = 0; j < e.size(); ++j) predicted -= rule.learning_rate * K(i, j) * d[j] * e[j];
        CHECK(close(after[i] - e[i], predicted, 1e-4, 1e-4 * largest));
    }
}

TEST_CASE("chapter 09: shares of the data add up to one, and high frequencies lie behind low ones without features") {
    const Alignment found = alignment({.a = 4, .scale = 0, .points = 40}, 1);
    CHECK(close(found.below.back(), 1, 1e-9));
    std::size_t first = 0, later = 0;  // of ten eigenvectors each; single ones may stand out of line
    for (std::size_t i = 0; i < 10; ++i) first += found.sign_changes[i], later += found.sign_changes[20 + i];
    CHECK(later > first + 100);
    CHECK(found.modes(0.5) <= found.modes(0.9));
    CHECK(found.time() >= 1);
}

TEST_CASE("chapter 09: gradient descent, no momentum, and the exponents of the other operators miss their bands") {
    const auto misses = [](std::string_view item, const char* quantity, double value) {
        CHECK(!test::holds(claims, item, quantity, value));
    };
    // A component of lambda = 0.1 lambda_1: a step of gradient descent at half of the stable rate leaves 0.9 of it,
    // half a step of Gauss-Newton with mu = 0.01 lambda_1 1 - 0.5 / 1.1.
    misses(gauss_newton, "largest deviation of a factor per step, mu = 0.01 lambda_1",
           std::abs(0.9 / (1 - 0.5 / 1.1) - 1));
    // Without momentum the leading component has a time constant of 1 / 0.4 steps, with beta = 0.9 of 2 / ln(1 / 0.9).
    misses(momentum, "largest deviation of the rates of five leading components",
           std::abs(time_constant(0.4, 0) / time_constant(0.4, 0.9) - 1));
    misses(nonlinear, "u_xx: exponent of the width in the spread of ln norm K(0)", 0);
    misses(nonlinear, "u u_x: exponent of the width in the spread of ln norm K(0)", -0.5);
    for (const double power : {0.0, -0.5}) {
        misses(nonlinear, "u_xx: exponent of the width in the change of K", power);
    }
    for (const double power : {-0.5, -1.0}) {
        misses(nonlinear, "u u_x: exponent of the width in the change of K", power);
    }
    misses(features, "a = 16: lambda_1 / lambda, no features / features of scale 2", 1);
    for (const char* const other : {"fixed factors", "in float", "Adam with Algorithm 1"}) {
        misses(gauss_newton, concat("a = 4, ", other, ": median error / that of a = 4").c_str(), 1);
    }
}
