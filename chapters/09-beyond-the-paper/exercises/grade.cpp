#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

#include "chapters/09-beyond-the-paper/exercises/exercise.hpp"
#include "chapters/ask.hpp"
#include "chapters/drawn.hpp"
#include "lib/dense/factor.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/training/poisson_experiment.hpp"
#include "tests/support.hpp"

using namespace pinn;
using test::close;
using test::random_matrix;

namespace {

double norm(const std::vector<double>& v) {
    double sum = 0;
    for (const double entry : v) sum += entry * entry;
    return std::sqrt(sum);
}

std::vector<double> numbers(Random& random, std::size_t n) {
    std::vector<double> v(n);
    random.fill_normal(std::span<double>(v));
    return v;
}
std::vector<double> weights(Random& random, std::size_t n) {
    std::vector<double> d(n);
    random.fill_uniform(std::span<double>(d), 0.1, 10);
    return d;
}

// J^T D e.
std::vector<double> gradient_of(const Matrix<double>& J, const std::vector<double>& e, const std::vector<double>& d) {
    std::vector<double> g(J.cols());
    for (std::size_t i = 0; i < J.rows(); ++i) {
        for (std::size_t k = 0; k < J.cols(); ++k) g[k] += J(i, k) * d[i] * e[i];
    }
    return g;
}

// What is left of (J^T D J + mu I) x + J^T D e, by products with vectors, over |J^T D e|.
double left(const Matrix<double>& J, const std::vector<double>& e, const std::vector<double>& d, double mu,
            const std::vector<double>& x) {
    REQUIRE(x.size() == J.cols());
    std::vector<double> moved = e;
    for (std::size_t i = 0; i < J.rows(); ++i) {
        for (std::size_t k = 0; k < J.cols(); ++k) moved[i] += J(i, k) * x[k];
    }
    std::vector<double> rest = gradient_of(J, moved, d);
    for (std::size_t k = 0; k < x.size(); ++k) rest[k] += mu * x[k];
    return norm(rest) / norm(gradient_of(J, e, d));
}

// e(k) of the rule itself, step by step, on L = lambda theta^2 / 2.
double walked(double x, double beta, std::size_t steps) {
    double theta = 1, v = 0;
    for (std::size_t k = 0; k < steps; ++k) {
        v = beta * v - x * (theta + beta * v);
        theta += v;
    }
    return theta;
}

// The larger modulus of the roots of r^2 - (1 - x)(1 + beta) r + (1 - x) beta.
double rate(double x, double beta) {
    const double half = (1 - x) * (1 + beta) / 2, product = (1 - x) * beta, discriminant = half * half - product;
    return discriminant > 0 ? half + std::sqrt(discriminant) : std::sqrt(product);
}

Mlp<double> network(std::uint64_t seed) {
    Random random(seed);
    return {{{1, 30, 1}, Parameterization::ntk, InputScaling::raw(1)}, random};
}

}  // namespace

TEST_CASE("1 [15] the step solves the normal equations, tall, square and wide, for every damping") {
    Random random(drawn_seed());
    for (const Shape shape : {Shape{3, 20}, {12, 12}, {20, 3}}) {
        for (const double mu : {1e-3, 1.0, 1e3}) {
            const Matrix<double> J = random_matrix(random, shape.rows, shape.cols);
            const std::vector<double> e = numbers(random, shape.rows), d = weights(random, shape.rows);
            CHECK(left(J, e, d, mu, ask(exercise::gauss_newton_step, J, e, d, mu)) < 1e-9);
        }
    }
}

TEST_CASE("1 [5] a point of weight zero has no say") {
    Random random(drawn_seed());
    const Matrix<double> J = random_matrix(random, 6, 9);
    std::vector<double> e = numbers(random, 6), d = weights(random, 6);
    d[2] = 0;
    const std::vector<double> step = ask(exercise::gauss_newton_step, J, e, d, 0.5);
    CHECK(left(J, e, d, 0.5, step) < 1e-9);
    e[2] = 1e6;
    const std::vector<double> same = ask(exercise::gauss_newton_step, J, e, d, 0.5);
    for (std::size_t k = 0; k < step.size(); ++k) CHECK(close(same[k], step[k], 1e-9, 1e-12));
}

TEST_CASE("1 [10] 300,000 parameters: nothing of P x P is formed") {
    Random random(drawn_seed());
    const Matrix<double> J = random_matrix(random, 100, 300'000);
    const std::vector<double> e = numbers(random, 100), d = weights(random, 100);
    CHECK(left(J, e, d, 10, ask(exercise::gauss_newton_step, J, e, d, 10)) < 1e-9);
}

TEST_CASE("1 [5] for a large damping it is gradient descent, with a rate you know") {
    Random random(drawn_seed());
    const Matrix<double> J = random_matrix(random, 8, 15);
    const std::vector<double> e = numbers(random, 8), d = weights(random, 8), g = gradient_of(J, e, d);
    const double mu = 1e9;
    std::vector<double> off = ask(exercise::gauss_newton_step, J, e, d, mu);
    const double size = norm(off);
    CHECK(left(J, e, d, mu, off) < 1e-9);
    for (std::size_t k = 0; k < off.size(); ++k) off[k] += ask(exercise::gradient_descent_rate, mu) * g[k];
    CHECK(norm(off) < 1e-5 * size);
}

TEST_CASE("2 [15] the conditions say what they should of a network, by its own plain derivatives") {
    const Matrix<double> ends = repeated_ends(1, 0, 1), interior = equispaced(11, 0, 1);
    for (const double nu : {0.0, drawn(0.05, 0.2), 2.0}) {
        const std::vector<Condition<double>> both = ask(exercise::burgers, ends, interior, nu);
        REQUIRE(both.size() == 2);
        CHECK(both[0].points == ends);
        CHECK(both[1].points == interior);
        const Mlp<double> u = network(5);
        const double h = 1e-4;
        const auto at = [&](double x) { return u(Matrix<double>(1, 1, x))(0, 0); };
        Tape<double> tape;
        const MlpOnTape<double> taped(tape, u);
        const auto value = [&](const Condition<double>& c) {
            return Matrix<double>(c.applied(taped.forward_jet(c.points, c.coefficients, c.channels)).value());
        };
        const Matrix<double> boundary = value(both[0]), equation = value(both[1]);
        for (std::size_t i = 0; i < 2; ++i) CHECK(close(boundary(i, 0), at(ends(i, 0)), 1e-12));
        for (std::size_t i = 0; i < 11; ++i) {
            const double x = interior(i, 0), first = (at(x + h) - at(x - h)) / (2 * h),
                         second = (at(x + h) - 2 * at(x) + at(x - h)) / (h * h);
            CHECK(close(equation(i, 0), at(x) * first - nu * second, 1e-5, 1e-5));
        }
    }
}

TEST_CASE("2 [10] the data are those of the solution") {
    const Matrix<double> ends = repeated_ends(1, 0, 1), interior = equispaced(11, 0, 1);
    for (const double nu : {0.0, drawn(0.05, 0.2), 2.0}) {
        const std::vector<Condition<double>> both = ask(exercise::burgers, ends, interior, nu);
        REQUIRE(both.size() == 2);
        REQUIRE(both[1].target.shape() == Shape{11, 1});
        const double h = 1e-4;
        for (std::size_t i = 0; i < 2; ++i) {
            CHECK(close(both[0].target(i, 0), exercise::burgers_exact(ends(i, 0)), 1e-12, 1e-12));
        }
        for (std::size_t i = 0; i < 11; ++i) {
            const double x = interior(i, 0), u = exercise::burgers_exact(x), high = exercise::burgers_exact(x + h),
                         low = exercise::burgers_exact(x - h);
            const double f = u * (high - low) / (2 * h) - nu * (high - 2 * u + low) / (h * h);
            CHECK(close(both[1].target(i, 0), f, 1e-5, 1e-5));
        }
    }
}

TEST_CASE("2 [10] a bias moves the kernel of a nonlinear operator, and not that of u_xx") {
    const Mlp<double> u = network(drawn_seed());
    const Matrix<double> interior = equispaced(9, 0, 1);
    CHECK(ask(exercise::kernel_change, u, Poisson{1}.interior<double>(interior), 1) < 1e-12);
    const Condition<double> equation{"u u_x - nu u_xx",
                                     interior,
                                     {-0.1},
                                     {.value = true, .directions = 1, .second = true},
                                     [](const Jet<double>& jet) { return jet.value() * jet.first(0) + jet.second(); },
                                     Matrix<double>(9, 1)};
    const double one = ask(exercise::kernel_change, u, equation, 1e-4),
                 ten = ask(exercise::kernel_change, u, equation, 1e-3);
    CHECK(close(ten, 10 * one, 0.05));  // linear
    // By the explicit Jacobian.
    Mlp<double> moved = u;
    moved.biases.back()(0, 0) += 2;
    const Matrix<double> J = jacobian(u, equation), M = jacobian(moved, equation);
    const Matrix<double> K = multiply_nt(J, J), K_moved = multiply_nt(M, M);
    double change = 0, size = 0;
    for (std::size_t k = 0; k < K.size(); ++k) {
        change += std::pow(K_moved.values()[k] - K.values()[k], 2);
        size += std::pow(K.values()[k], 2);
    }
    CHECK(close(ask(exercise::kernel_change, u, equation, 2), std::sqrt(change / size), 1e-9));
}

TEST_CASE("3 [15] it is the rule, walked step by step, oscillating or not") {
    for (const double beta : {0.0, 0.5, 0.9, 0.99}) {
        for (const double x : {1e-4, 0.01, drawn(0.1, 0.5), 1.0, 1.5}) {
            for (const std::size_t steps : {0, 1, 2, 7, 100}) {
                CHECK(
                    close(ask(exercise::nesterov_decay, 0.1, beta, steps)(10 * x), walked(x, beta, steps), 1e-9, 1e-9));
            }
        }
    }
}

TEST_CASE("3 [2] it is infinite, with its sign, beyond the range of double, and small rates keep their digits") {
    CHECK(ask(exercise::nesterov_decay, 1, 0, 2000)(5) == INFINITY);  // (-4)^2000
    CHECK(ask(exercise::nesterov_decay, 1, 0, 2001)(5) == -INFINITY);
    CHECK(ask(exercise::nesterov_decay, 1, 0.5, 5000)(5) == INFINITY);
    CHECK(ask(exercise::nesterov_decay, 1, 0.5, 5000)(-1) == INFINITY);
    CHECK(close(ask(exercise::nesterov_decay, 1e-14, 0.9, 1'000'000'000'000)(1), std::exp(-0.1), 1e-9));
}

TEST_CASE("3 [3] a trillion steps in no time") {
    // A slow component: e^{-x k / (1 - beta)}, as for the heavy ball.
    const double lambda = drawn(0.3, 0.7);
    CHECK(close(ask(exercise::nesterov_decay, 1e-12, 0.5, 1'000'000'000'000)(lambda), std::exp(-2 * lambda), 1e-3));
}

TEST_CASE("3 [10] no momentum is better than the best") {
    for (const double x : {1e-6, 1e-3, drawn(0.05, 0.2), 0.5, 0.99, 1.0}) {
        const double best = ask(exercise::best_momentum, x);
        CHECK(best >= 0);
        CHECK(best < 1);
        double least = 1;
        for (int k = 0; k < 100'000; ++k) least = std::min(least, rate(x, k / 100'000.0));
        CHECK(1 - rate(x, best) >= (1 - least) * (1 - 1e-3));
    }
}
