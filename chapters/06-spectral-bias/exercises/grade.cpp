#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "chapters/06-spectral-bias/exercises/exercise.hpp"
#include "chapters/ask.hpp"
#include "chapters/drawn.hpp"
#include "lib/dense/factor.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/training/poisson_experiment.hpp"
#include "tests/support.hpp"

using namespace pinn;
using test::close;

namespace {

constexpr double pi = std::numbers::pi;

Matrix<double> column(const std::vector<double>& values) {
    Matrix<double> matrix(values.size(), 1);
    std::copy(values.begin(), values.end(), matrix.values().begin());
    return matrix;
}

double norm(const std::vector<double>& v) { return std::sqrt(std::inner_product(v.begin(), v.end(), v.begin(), 0.0)); }

std::vector<double> difference(std::vector<double> v, const std::vector<double>& w) {
    for (std::size_t i = 0; i < v.size(); ++i) v[i] -= w[i];
    return v;
}

// The sum of the squares off the diagonal.
double off_diagonal(const Matrix<double>& A) {
    double sum = 0;
    for (std::size_t i = 0; i < A.rows(); ++i) {
        for (std::size_t j = 0; j < A.cols(); ++j) sum += i == j ? 0 : A(i, j) * A(i, j);
    }
    return sum;
}

// e_k / e_0 of the recursion itself, step by step.
double walked(double eta_lambda, double beta, std::size_t steps) {
    double before = 1, now = 1;
    for (std::size_t k = 0; k < steps; ++k) {
        const double next = now - eta_lambda * now + beta * (now - before);
        before = now;
        now = next;
    }
    return now;
}

// (K + c I)^{-1} v by Cholesky.
std::vector<double> solved(Matrix<double> K, double c, const std::vector<double>& v) {
    for (std::size_t i = 0; i < K.rows(); ++i) K(i, i) += c;
    const Matrix<double> alpha = pivoted_cholesky(K).solve(column(v));
    return {alpha.values().begin(), alpha.values().end()};
}

// Values of sin(2 pi x) measured with noise, and the kernel of u of a network for a regression on them.
struct Measured {
    std::vector<double> v;
    Matrix<double> K, K_test;

    Measured(std::size_t n, double noise, std::size_t test_points, std::uint64_t seed) {
        Random random(seed);
        const Mlp<double> network({{1, 1000, 1}, Parameterization::ntk, {.mean = {0.5}, .deviation = {0.25}}}, random);
        const Matrix<double> train = equispaced(n, 0, 1), test = equispaced(test_points, 0, 1);
        const Matrix<double> J = jacobian(network, Poisson{1}.boundary<double>(train));
        K = multiply_nt(J, J);
        K_test = multiply_nt(jacobian(network, Poisson{1}.boundary<double>(test)), J);
        for (const double x : train.values()) v.push_back(std::sin(2 * pi * x) + noise * random.normal());
    }
};

// J with the left singular vectors sqrt(2/(n+1)) sin(pi k i/(n+1)), which change their sign k - 1 times, and singular
// values 10^(-k decades), k = 1..n: eigenvalues 10^(-2 k decades).
Matrix<double> sines(std::size_t n, double decades) {
    Matrix<double> J(n, n);
    const double size = static_cast<double>(n + 1);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < n; ++k) {
            J(i, k) = std::sqrt(2 / size) * std::pow(10, -decades * static_cast<double>(k + 1)) *
                      std::sin(pi * static_cast<double>((k + 1) * (i + 1)) / size);
        }
    }
    return J;
}

}  // namespace

TEST_CASE("1 [8] the entry becomes zero by an angle of at most 45 degrees") {
    Random random(drawn_seed());
    for (int draw = 0; draw < 1000; ++draw) {
        const double a_pp = random.normal(), a_pq = random.normal(), a_qq = random.normal();
        const auto [c, s, tau] = ask(exercise::zeroing_rotation, a_pp, a_pq, a_qq);
        const double left = c * s * (a_pp - a_qq) + (c - s) * (c + s) * a_pq;
        CHECK(std::abs(left) < 1e-14 * (std::abs(a_pp) + std::abs(a_pq) + std::abs(a_qq)));
        CHECK(close(c * c + s * s, 1, 1e-14));
        CHECK(c >= std::sqrt(0.5) - 1e-15);
        CHECK(close(tau, s / (1 + c), 1e-14));
    }
    const auto [c, s, tau] = ask(exercise::zeroing_rotation, 2, 0, 2);
    CHECK(c == 1);
    CHECK(s == 0);
    CHECK(tau == 0);
    CHECK(close(std::abs(ask(exercise::zeroing_rotation, 2, 1e-3, 2).s), std::sqrt(0.5), 1e-14));
}

TEST_CASE("1 [8] small angles have all their digits") {
    // a_pp = 0, a_pq = t, a_qq = 1 - t^2 need tan = t exactly, since t / (1 - t^2) = a_pq / (a_qq - a_pp).
    for (const double t : {1e-2, drawn(1e-6, 1e-5), 1e-9, 1e-100}) {
        for (const double sign : {1.0, -1.0}) {
            const auto [c, s, tau] = ask(exercise::zeroing_rotation, 0, sign * t, (1 - t) * (1 + t));
            CHECK(close(s, sign * t / std::sqrt(1 + t * t), 1e-14));
            CHECK(close(tau, std::tan(std::atan(sign * t) / 2), 1e-14));
            CHECK(close(ask(exercise::zeroing_rotation, (1 - t) * (1 + t), sign * t, 0).s, -s, 1e-14));
        }
    }
    CHECK(close(ask(exercise::zeroing_rotation, 1, 1e-200, 3).s, 5e-201, 1e-13));
    CHECK(close(ask(exercise::zeroing_rotation, -1e149, 1, 1e149).s, 5e-150, 1e-13));
}

TEST_CASE("1 [9] the rule of 1846: the sum of squares off the diagonal loses twice the square of its largest entry") {
    // s on the diagonal, -1 beside it: eigenvalues s - 2 cos(k pi / 10), k = 1..9.
    constexpr std::size_t n = 9;
    const double s = drawn(1.5, 3);
    Matrix<double> A(n, n);
    for (std::size_t i = 0; i < n; ++i) {
        A(i, i) = s;
        if (i + 1 < n) A(i, i + 1) = A(i + 1, i) = -1;
    }
    for (int rotation = 0; rotation < 400; ++rotation) {
        double largest = 0;
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = i + 1; j < n; ++j) largest = std::max(largest, std::abs(A(i, j)));
        }
        const double before = off_diagonal(A), removed = exercise::rotate_largest(A);
        REQUIRE(std::abs(removed) == largest);
        REQUIRE(close(off_diagonal(A), before - 2 * removed * removed, 0, 1e-13));
        double trace = 0;
        for (std::size_t i = 0; i < n; ++i) {
            trace += A(i, i);
            for (std::size_t j = 0; j < n; ++j) REQUIRE(A(i, j) == A(j, i));
        }
        REQUIRE(close(trace, 9 * s, 1e-12));
        if (removed == 0) break;
    }
    std::vector<double> found;
    for (std::size_t i = 0; i < n; ++i) found.push_back(A(i, i));
    std::sort(found.begin(), found.end());
    for (std::size_t k = 0; k < n; ++k) {
        CHECK(close(found[k], s - 2 * std::cos(pi * static_cast<double>(k + 1) / 10), 0, 1e-12));
    }
}

TEST_CASE("2 [5] without momentum, and in the first step, it is plain gradient descent") {
    for (const double lambda : {0.0, 0.3, drawn(5, 9), 15.0}) {
        CAPTURE(lambda);
        for (const std::size_t steps : {0, 1, 2, 17}) {
            CHECK(close(ask(exercise::momentum_decay, 0.1, 0, steps)(lambda), descent_decay(0.1, steps)(lambda), 1e-12,
                        1e-14));
        }
        CHECK(close(ask(exercise::momentum_decay, 0.1, 0.9, 1)(lambda), 1 - 0.1 * lambda, 1e-12, 1e-14));
    }
}

TEST_CASE("2 [2] it is infinite, with its sign, beyond the range of double, and small rates keep their digits") {
    CHECK(ask(exercise::momentum_decay, 1, 0, 2000)(5) == INFINITY);  // (-4)^2000
    CHECK(ask(exercise::momentum_decay, 1, 0, 2001)(5) == -INFINITY);
    CHECK(ask(exercise::momentum_decay, 1, 0.5, 5000)(5) == INFINITY);
    CHECK(ask(exercise::momentum_decay, 1, 0.5, 5000)(-1) == INFINITY);
    // 1 - r = 1e-13 to 1e-12 of it, and the other root is forgotten.
    CHECK(close(ask(exercise::momentum_decay, 1e-14, 0.9, 1'000'000'000'000)(1), std::exp(-0.1), 1e-9));
}

TEST_CASE("2 [5] it is the recursion, with real, equal and complex roots, and where it grows") {
    for (const double beta : {0.0, 0.5, 0.81, 0.99}) {
        const double equal_roots = std::pow(1 - std::sqrt(beta), 2);
        for (const double eta_lambda : {0.0, 1e-3, equal_roots, 0.4, drawn(1, 1.9), 3.0, 4.5, -0.1}) {
            CAPTURE(eta_lambda);
            for (const std::size_t steps : {0, 2, 3, 10, 63, 200}) {
                const double expected = walked(eta_lambda, beta, steps);
                // Rounding of a step is amplified like the solutions themselves, which may be larger than this one.
                CHECK(
                    close(ask(exercise::momentum_decay, 0.01, beta, steps)(eta_lambda / 0.01), expected, 1e-9, 1e-10));
            }
        }
    }
}

TEST_CASE("2 [5] after a million million steps it is a flow that is 1/(1 - beta) times faster") {
    // The larger root is 1 - x/(1 - beta) up to x^2, x = eta lambda. 1 + beta - x carries x to 1e-16/x only.
    for (const double beta : {0.0, 0.5, 0.9}) {
        const SpectralFunction decay = ask(exercise::momentum_decay, 1e-11, beta, 100'000'000'000);
        for (const double lambda : {0.1, drawn(0.3, 0.7), 1.0}) {
            CAPTURE(lambda);
            CHECK(close(decay(lambda), std::exp(-lambda / (1 - beta)), 0.01));
        }
    }
    CHECK(close(ask(exercise::momentum_decay, 1e-12, 0.5, 1'000'000'000'000)(0.5), std::exp(-1.0), 0.01));
}

TEST_CASE("2 [8] a wide network trained with momentum does what it says, and not what gradient descent would do") {
    constexpr std::size_t steps = 12;
    const double beta = drawn(0.75, 0.85);
    const PoissonExperiment experiment{.problem = {1}, .copies = 1, .interior = equispaced(10, 0, 1)};
    Mlp<double> network = experiment.network({Parameterization::ntk, true, LossConvention::half_sums}, 1, 1500, 3);
    std::vector<Condition<double>> conditions = experiment.conditions();
    // Data near the outputs, y = o(0) - e(0)/100, so that the kernel stands still.
    const std::vector<double> e_0 = errors(network, conditions);
    std::size_t row = 0;
    for (Condition<double>& condition : conditions) {
        for (double& y : condition.target.values()) y += 0.99 * e_0[row++];
    }
    const std::vector<double> start = errors(network, conditions);
    const Matrix<double> J_0 = experiment.jacobian(network);
    const EigenDecomposition<double> K = jacobi(multiply_nt(J_0, J_0));
    const double eta = 0.5 / K.values[0];

    Matrix<double> step(1, J_0.cols());
    for (std::size_t k = 0; k < steps; ++k) {
        const Matrix<double> gradient = multiply_tn(column(errors(network, conditions)), experiment.jacobian(network));
        std::size_t j = 0;
        for (std::size_t layer = 0; layer < 2; ++layer) {
            for (auto* part : {&network.weights[layer], &network.biases[layer]}) {
                for (double& theta : part->values()) {
                    step(0, j) = beta * step(0, j) - eta * gradient(0, j);
                    theta += step(0, j++);
                }
            }
        }
    }
    const std::vector<double> end = errors(network, conditions);
    const auto mismatch = [&](const SpectralFunction& decay) {
        return norm(difference(apply(K, decay, start), end)) / norm(start);
    };
    // Rates deviate by about 1e-3 at this width and error (the page's table); one step more or less is 0.1.
    CHECK(mismatch(ask(exercise::momentum_decay, eta, beta, steps)) < 0.005);
    CHECK(mismatch(descent_decay(eta, steps)) > 0.1);
}

TEST_CASE("3 [7] the outputs solve the equations, and a large c leaves K_test v / c") {
    const Measured problem(12, 0.1, 5, drawn_seed());
    const EigenDecomposition<double> K = jacobi(problem.K);
    for (const double c : {1e-2, 1.0, 100.0}) {
        const Matrix<double> expected = multiply(problem.K_test, column(solved(problem.K, c, problem.v)));
        const exercise::Ridge found = ask(exercise::ridge, K, problem.K_test, problem.v, c);
        REQUIRE(found.change.size() == 5);
        for (std::size_t i = 0; i < 5; ++i) CHECK(close(found.change[i], expected(i, 0), 1e-9, 1e-10));
    }
    const Matrix<double> product = multiply(problem.K_test, column(problem.v));
    const exercise::Ridge found = ask(exercise::ridge, K, problem.K_test, problem.v, 1e9);
    for (std::size_t i = 0; i < 5; ++i) CHECK(close(1e9 * found.change[i], product(i, 0), 0, 1e-6));
}

TEST_CASE("3 [9] every point is left out: as many regressions with one point less give the same errors") {
    const Measured problem(12, 0.1, 1, drawn_seed());
    const EigenDecomposition<double> K = jacobi(problem.K);
    for (const double c : {1e-2, 1.0, 100.0}) {
        const exercise::Ridge found = ask(exercise::ridge, K, problem.K_test, problem.v, c);
        REQUIRE(found.left_out.size() == 12);
        for (std::size_t left = 0; left < 12; ++left) {
            Matrix<double> rest(11, 11), row(1, 11);
            std::vector<double> v;
            for (std::size_t i = 0; i < 12; ++i) {
                if (i == left) continue;
                const std::size_t at = i - (i > left);
                row(0, at) = problem.K(left, i);
                v.push_back(problem.v[i]);
                for (std::size_t j = 0; j < 12; ++j) {
                    if (j != left) rest(at, j - (j > left)) = problem.K(i, j);
                }
            }
            const double prediction = multiply(row, column(solved(rest, c, v)))(0, 0);
            CHECK(close(found.left_out[left], problem.v[left] - prediction, 1e-8, 1e-9));
        }
    }
}

TEST_CASE("3 [9] the chosen c is nearly the best one for points that it has not seen, and follows the noise") {
    std::vector<double> candidates, chosen;
    const double factor = drawn(0.7, 1.4);
    for (int decade = -10; decade <= 4; ++decade) candidates.push_back(factor * std::pow(10, decade));
    for (const double noise : {0.01, 0.3}) {
        const Measured problem(60, noise, 41, 4);  // a claim about one sample
        const EigenDecomposition<double> K = jacobi(problem.K);
        const auto error = [&](double c) {
            const std::vector<double> alpha = apply(
                K, [c](double value) { return 1 / (value + c); }, problem.v);
            const Matrix<double> product = multiply(problem.K_test, column(alpha));
            std::vector<double> u(product.values().begin(), product.values().end());
            for (std::size_t i = 0; i < 41; ++i) u[i] -= std::sin(2 * pi * static_cast<double>(i) / 40);
            return norm(u);
        };
        double best = INFINITY;
        for (const double c : candidates) best = std::min(best, error(c));
        chosen.push_back(ask(exercise::best_ridge, K, problem.v, candidates));
        CHECK(std::find(candidates.begin(), candidates.end(), chosen.back()) != candidates.end());
        CHECK(error(chosen.back()) < 2 * best);
        CHECK(error(1e-10) > 1.5 * best);
        CHECK(error(1e4) > 2 * best);
    }
    CHECK(chosen[1] >= 10 * chosen[0]);
}

TEST_CASE("4 [8] sines with a decade between eigenvalues: each decade of steps is one more oscillation") {
    const Matrix<double> J = sines(10, 0.5);  // eigenvalues 1e-1, 1e-2, ..., 1e-10
    // At rate 1 component k is down to 1/e after 10^k steps, or one less.
    CHECK(ask(exercise::oscillations_within_reach, J, 1, 5) == 0);
    CHECK(ask(exercise::oscillations_within_reach, J, 1, 11) == 0);
    CHECK(ask(exercise::oscillations_within_reach, J, 1, 90) == 0);
    CHECK(ask(exercise::oscillations_within_reach, J, 1, 110) == 1);
    CHECK(ask(exercise::oscillations_within_reach, J, 1, 1.1e6) == 5);
    CHECK(ask(exercise::oscillations_within_reach, J, 1, drawn(1.1, 9) * 1e4) == 3);
    CHECK(ask(exercise::oscillations_within_reach, J, 10, 1.1e6) == 6);
    // Beyond 2 / lambda the first grows; at rate 25 it does, and the others are learned.
    CHECK(ask(exercise::oscillations_within_reach, J, 25, 1e6) == 6);
    Matrix<double> alone(10, 1);
    for (std::size_t i = 0; i < 10; ++i) alone(i, 0) = J(i, 4);  // eigenvalue 1e-5, and nine zeros
    CHECK(ask(exercise::oscillations_within_reach, alone, 1e5, 3) == 4);
    CHECK(ask(exercise::oscillations_within_reach, alone, 1.9e5, 100) == 4);
    CHECK(ask(exercise::oscillations_within_reach, alone, 2.1e5, 100) == 0);
}

TEST_CASE("4 [9] twenty-four decades down it still counts") {
    const Matrix<double> J = sines(12, 1);  // eigenvalues 1e-2, 1e-4, ..., 1e-24
    for (std::size_t k = 1; k <= 12; ++k) {
        CHECK(ask(exercise::oscillations_within_reach, J, 1,
                  drawn(1.5, 50) * std::pow(10, 2.0 * static_cast<double>(k))) == k - 1);
    }
}

TEST_CASE("4 [8] Problem 7.1: z-scoring reaches further, and ten times the steps buy a few oscillations only") {
    const PoissonExperiment experiment{.problem = {1}, .interior = equispaced(60, 0, 1)};
    const double eta = drawn(0.8e-5, 1.2e-5);
    // By the eigenvectors of J_r J_r^T, which hold as far as 1e-6 of the largest eigenvalue.
    const auto counted = [&](const Matrix<double>& J_r, double steps) {
        const EigenDecomposition<double> K = jacobi(multiply_nt(J_r, J_r));
        std::size_t most = 0;
        for (std::size_t k = 0; k < 60; ++k) {
            if (std::abs(std::pow(1 - eta * K.values[k], steps)) > std::exp(-1.0)) continue;
            std::size_t changes = 0;
            for (std::size_t i = 1; i < 60; ++i) changes += K.vectors(k, i - 1) * K.vectors(k, i) < 0;
            most = std::max(most, changes);
        }
        return most;
    };
    const auto reach = [&](bool z_scored, double steps) {
        const Mlp<double> network =
            experiment.network({Parameterization::ntk, z_scored, LossConvention::half_sums}, 1, 100, 0);
        const Matrix<double> J_r(experiment.jacobian(network).view().row_block(2, 60));
        const std::size_t found = ask(exercise::oscillations_within_reach, J_r, eta, steps);
        if (steps < 1e6) CHECK(found == counted(J_r, steps));
        return found;
    };
    std::size_t raw_before = 0, scored_before = 0;
    for (const double steps : {1e4, 1e5, 1e6, 1e7}) {
        const std::size_t raw = reach(false, steps), scored = reach(true, steps);
        CHECK(scored >= raw + 5);
        if (steps > 1e4) {
            CHECK(raw >= raw_before);
            CHECK(raw <= raw_before + 3);
            CHECK(scored > scored_before);
            CHECK(scored <= scored_before + 4);
        }
        raw_before = raw, scored_before = scored;
    }
}
