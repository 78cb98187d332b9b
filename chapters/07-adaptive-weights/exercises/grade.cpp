#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "chapters/07-adaptive-weights/exercises/exercise.hpp"
#include "chapters/ask.hpp"
#include "chapters/drawn.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/training/poisson_experiment.hpp"
#include "tests/support.hpp"

using namespace pinn;
using test::close;

namespace {

Matrix<double> diagonal(const std::vector<double>& values) {
    Matrix<double> D(values.size(), values.size());
    for (std::size_t i = 0; i < values.size(); ++i) D(i, i) = values[i];
    return D;
}

Matrix<double> random_kernel(std::uint64_t seed, std::size_t n, std::size_t rank) {
    Random random(seed);
    const Matrix<double> J = test::random_matrix(random, n, rank);
    return multiply_nt(J, J);
}

// det(A - lambda I) by Gaussian elimination with pivoting.
double determinant_of(Matrix<double> A, double lambda) {
    const std::size_t n = A.rows();
    double product = 1;
    for (std::size_t i = 0; i < n; ++i) A(i, i) -= lambda;
    for (std::size_t k = 0; k < n; ++k) {
        std::size_t pivot = k;
        for (std::size_t i = k; i < n; ++i) {
            if (std::abs(A(i, k)) > std::abs(A(pivot, k))) pivot = i;
        }
        for (std::size_t j = 0; j < n; ++j) std::swap(A(k, j), A(pivot, j));
        if (pivot != k) product = -product;
        product *= A(k, k);
        if (A(k, k) == 0) return 0;
        for (std::size_t i = k + 1; i < n; ++i) {
            const double factor = A(i, k) / A(k, k);
            for (std::size_t j = k; j < n; ++j) A(i, j) -= factor * A(k, j);
        }
    }
    return product;
}

Matrix<double> times_diagonal(Matrix<double> K, const std::vector<double>& d) {
    for (std::size_t i = 0; i < K.rows(); ++i) {
        for (std::size_t j = 0; j < K.cols(); ++j) K(i, j) *= d[j];
    }
    return K;
}

double trace(const Matrix<double>& A) {
    double sum = 0;
    for (std::size_t i = 0; i < A.rows(); ++i) sum += A(i, i);
    return sum;
}

// The largest eigenvalue by the power method, Tr(A P) / Tr(P) with P = A^(2^40) but for a factor.
double largest_eigenvalue(const Matrix<double>& A) {
    Matrix<double> P = A;
    for (int squaring = 0; squaring < 40; ++squaring) {
        const double unit = trace(P);
        for (double& entry : P.values()) entry /= unit;
        P = multiply(P, P);
    }
    return trace(multiply(A, P)) / trace(P);
}

// spectral_weights(blocks) by that.
std::vector<double> weights_by_power_method(const std::vector<Matrix<double>>& blocks) {
    std::vector<double> lambda;
    for (const Matrix<double>& K : blocks) lambda.push_back(largest_eigenvalue(K));
    const double sum = std::accumulate(lambda.begin(), lambda.end(), 0.0);
    for (double& value : lambda) value = sum / value;
    return lambda;
}

// Sums of the k-th powers are the traces of A^k, k = 1..n, for the eigenvalues of A and no other n numbers.
void check_powers(const std::vector<double>& values, const Matrix<double>& A) {
    Matrix<double> power = A;
    for (std::size_t k = 1; k <= A.rows(); ++k) {
        double sum = 0;
        for (const double value : values) sum += std::pow(value, static_cast<double>(k));
        CHECK(close(sum, trace(power), 1e-11));
        power = multiply(power, A);
    }
}

double norm(const std::vector<double>& v) { return std::sqrt(std::inner_product(v.begin(), v.end(), v.begin(), 0.0)); }

// |e| after so many steps of momentum from random errors, over |e| at the start.
double growth(const Matrix<double>& KD, double eta, double beta, std::size_t steps) {
    Random random(5);
    std::vector<double> e(KD.rows()), before;
    random.fill_normal(std::span(e));
    before = e;
    const double start = norm(e);
    for (std::size_t k = 0; k < steps; ++k) {
        std::vector<double> next = e;
        for (std::size_t i = 0; i < e.size(); ++i) {
            for (std::size_t j = 0; j < e.size(); ++j) next[i] -= eta * KD(i, j) * e[j];
            next[i] += beta * (e[i] - before[i]);
        }
        before = e;
        e = next;
    }
    return norm(e) / start;
}

// Problem 7.2 at initialization, width 50: K with every point once, and D of its loss of means for a weight of the
// boundary. An end counts 50 times, so d = 50 * 2 lambda_b / 100 there and 2 / 100 inside.
struct Poisson72 {
    PoissonExperiment experiment{.problem = {4}};
    Matrix<double> K;

    Poisson72() {
        const Setting setting{Parameterization::standard, true, LossConvention::means};
        const Matrix<double> J = experiment.jacobian(experiment.network(setting, 1, 50, 0));
        K = multiply_nt(J, J);
    }
    std::vector<double> d(double lambda_b) const {
        std::vector<double> d(K.rows(), 2.0 / 100);
        d[0] = d[1] = 50 * 2 * lambda_b / 100;  // the two ends come first
        return d;
    }
};

}  // namespace

TEST_CASE("1 [8] of diagonal blocks the largest entries decide") {
    const double largest = drawn(10, 30);
    const std::vector<double> lambda = ask(exercise::spectral_weights, {diagonal({1, 5, 2}), diagonal({largest, 3})});
    REQUIRE(lambda.size() == 2);
    CHECK(close(lambda[0], (5 + largest) / 5, 1e-12));
    CHECK(close(lambda[1], (5 + largest) / largest, 1e-12));
}

TEST_CASE("1 [7] the inverse weights add up to one, for any number of blocks") {
    for (const std::size_t m : {1, 2, 3, 5}) {
        std::vector<Matrix<double>> blocks;
        for (std::size_t k = 0; k < m; ++k) blocks.push_back(random_kernel(drawn_seed(), 3 + k, 2 + k));
        double sum = 0;
        const std::vector<double> lambda = ask(exercise::spectral_weights, blocks);
        REQUIRE(lambda.size() == m);
        for (const double weight : lambda) sum += 1 / weight;
        CHECK(close(sum, 1, 1e-12));
        const std::vector<double> expected = weights_by_power_method(blocks);
        for (std::size_t k = 0; k < m; ++k) CHECK(close(lambda[k], expected[k], 1e-10));
    }
}

TEST_CASE("1 [10] it is the largest eigenvalue, not the trace: a block repeated on the diagonal changes nothing") {
    const Matrix<double> K = random_kernel(drawn_seed(), 4, 4), other = random_kernel(drawn_seed(), 3, 3);
    Matrix<double> twice(8, 8);
    for (std::size_t i = 0; i < 4; ++i) {
        for (std::size_t j = 0; j < 4; ++j) twice(i, j) = twice(4 + i, 4 + j) = K(i, j);
    }
    const std::vector<double> one = ask(exercise::spectral_weights, {K, other}),
                              two = ask(exercise::spectral_weights, {twice, other});
    REQUIRE(one.size() == 2);
    REQUIRE(two.size() == 2);
    const std::vector<double> expected = weights_by_power_method({K, other});
    for (std::size_t k = 0; k < 2; ++k) {
        CHECK(close(two[k], one[k], 1e-12));
        CHECK(close(one[k], expected[k], 1e-10));
    }
}

TEST_CASE("2 [8] the eigenvalues add up to the trace of K D, their powers to those of its powers, none negative") {
    const Matrix<double> K = random_kernel(drawn_seed(), 6, 6);
    const std::vector<double> d{3, 0.5, 2, 0.1, drawn(5, 9), 1}, values = ask(exercise::weighted_eigenvalues, K, d);
    REQUIRE(values.size() == 6);
    check_powers(values, times_diagonal(K, d));
    CHECK(values.back() > -1e-10);
    CHECK(std::is_sorted(values.rbegin(), values.rend()));
}

TEST_CASE("2 [9] each is a root of det(K D - lambda I)") {
    const Matrix<double> K = random_kernel(drawn_seed(), 5, 5);
    const std::vector<double> d{3, 0.5, 2, 0.1, drawn(5, 9)}, values = ask(exercise::weighted_eigenvalues, K, d);
    const Matrix<double> KD = times_diagonal(K, d);
    REQUIRE(values.size() == 5);
    const double scale = std::abs(determinant_of(KD, 2 * values[0]));
    for (const double value : values) CHECK(std::abs(determinant_of(KD, value)) < 1e-9 * scale);
    // And there is no other: det(K D - x I) = prod (lambda_i - x).
    double product = 1;
    for (const double value : values) product *= value + 1;
    CHECK(close(product, determinant_of(KD, -1), 1e-9));
}

TEST_CASE("2 [8] with a zero weight there is an eigenvalue zero, and the rest are those of the others") {
    const Matrix<double> K = random_kernel(drawn_seed(), 4, 4);
    const std::vector<double> values = ask(exercise::weighted_eigenvalues, K, {2, 0, 3, 1});
    Matrix<double> rest(3, 3);
    const std::size_t kept[] = {0, 2, 3};
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 3; ++j) rest(i, j) = K(kept[i], kept[j]);
    }
    const std::vector<double> expected = ask(exercise::weighted_eigenvalues, rest, {2, 3, 1});
    REQUIRE(values.size() == 4);
    check_powers(values, times_diagonal(K, {2, 0, 3, 1}));
    CHECK(std::abs(values[3]) < 1e-10);
    for (std::size_t i = 0; i < 3; ++i) CHECK(close(values[i], expected.at(i), 1e-10));
    for (const double value : values) CHECK(std::isfinite(value));
}

TEST_CASE("3 [5] without momentum it is the bound of gradient descent") {
    CHECK(close(ask(exercise::momentum_bound, diagonal({4, 1}), {1, 1}, 0), 0.5, 1e-12));
    const double largest = drawn(2, 9);
    CHECK(close(ask(exercise::momentum_bound, diagonal({largest, 1}), {1, 1}, 0), 2 / largest, 1e-12));
    CHECK(close(ask(exercise::momentum_bound, diagonal({4, 1}), {1, 10}, 0), 0.2, 1e-12));
}

TEST_CASE("3 [10] just below it no component grows") {
    const Matrix<double> K = random_kernel(drawn_seed(), 5, 5);
    const std::vector<double> d{3, 0.5, 2, 0.1, 7};
    for (const double beta : {0.0, 0.5, 0.9}) {
        const double eta = 0.99 * ask(exercise::momentum_bound, K, d, beta);
        CHECK(growth(times_diagonal(K, d), eta, beta, 3000) < 100);
        // Not by being far too careful: it is not below that of gradient descent.
        CHECK(eta * largest_eigenvalue(times_diagonal(K, d)) > 1);
    }
}

TEST_CASE("3 [10] just above it one does") {
    const Matrix<double> K = random_kernel(drawn_seed(), 5, 5);
    const std::vector<double> d{3, 0.5, 2, 0.1, 7};
    for (const double beta : {0.0, 0.5, 0.9}) {
        const double eta = 1.01 * ask(exercise::momentum_bound, K, d, beta);
        CHECK(growth(times_diagonal(K, d), eta, beta, 3000) > 1e5);
        // Not by being far too bold: no bound is twice that of gradient descent.
        CHECK(eta * largest_eigenvalue(times_diagonal(K, d)) < 4.1);
    }
}

TEST_CASE("4 [6] by hand: eigenvalues 8, 2, 1, 0.1 at eta = 1/8") {
    // 1 - lambda/8 = 0, 0.75, 0.875, 0.9875; 0.75^4 = 0.316 < 1/e = 0.368 < 0.75^3; 0.875^8 = 0.344; 0.9875^80 = 0.366.
    const double unit = drawn(0.5, 2);  // of K: the steps are the same
    const Matrix<double> K = diagonal({8 * unit, 2 * unit, unit, 0.1 * unit});
    const std::vector<double> ones{1, 1, 1, 1};
    CHECK(ask(exercise::components_learned, K, ones, 1) == 1);
    CHECK(ask(exercise::components_learned, K, ones, 3) == 1);
    CHECK(ask(exercise::components_learned, K, ones, 4) == 2);
    CHECK(ask(exercise::components_learned, K, ones, 7) == 2);
    CHECK(ask(exercise::components_learned, K, ones, 8) == 3);
    CHECK(ask(exercise::components_learned, K, ones, 79) == 3);
    CHECK(ask(exercise::components_learned, K, ones, 80) == 4);
    // 1 - 1e-17 is 1 in double, and its power is not.
    const Matrix<double> slow = diagonal({1, 1e-17});
    CHECK(ask(exercise::components_learned, slow, {1, 1}, 99'000'000'000'000'000) == 1);
    CHECK(ask(exercise::components_learned, slow, {1, 1}, 101'000'000'000'000'000) == 2);
}

TEST_CASE("4 [7] a common factor of the weights is another learning rate and nothing else") {
    const std::vector<double> d{1, 2, 3, 4, 5, 6, 7, 8}, tenfold{10, 20, 30, 40, 50, 60, 70, 80};
    // K D has these eigenvalues times a unit: K = D^{-1/2} H Lambda H D^{-1/2}, H = I - 2 v v^T / v^T v. The slowest
    // that are learned in 1, 10, 100 and 1000 steps are 0.632, 0.095, 0.00995 and 0.0009995 of the largest.
    const std::vector<double> Lambda{1, 0.7, 0.3, 0.2, 0.05, 0.02, 0.003, 0.0002};
    const double unit = drawn(0.5, 2);
    Random random(drawn_seed());
    const Matrix<double> v = test::random_matrix(random, 1, 8);
    const auto H = [&](std::size_t i, std::size_t j) {
        return (i == j ? 1 : 0) - 2 * v(0, i) * v(0, j) / std::pow(test::norm(v), 2);
    };
    Matrix<double> K(8, 8);
    for (std::size_t i = 0; i < 8; ++i) {
        for (std::size_t j = 0; j < 8; ++j) {
            for (std::size_t k = 0; k < 8; ++k)
                K(i, j) += unit * H(i, k) * Lambda[k] * H(k, j) / std::sqrt(d[i] * d[j]);
        }
    }
    for (const auto& [steps, learned] : {std::pair<std::size_t, std::size_t>{1, 2}, {10, 4}, {100, 6}, {1000, 7}}) {
        CHECK(ask(exercise::components_learned, K, d, steps) == learned);
        CHECK(ask(exercise::components_learned, K, tenfold, steps) == learned);
    }
}

TEST_CASE("4 [5] gradient descent is not gradient flow: a component of 0.3 lambda_max is down to 1/e after 3 steps") {
    // 0.7^3 = 0.343 < 1/e = 0.368 < e^{-0.9} = 0.407.
    const double unit = drawn(0.5, 2), share = drawn(0.295, 0.305);
    const Matrix<double> K = diagonal({unit, share * unit});
    CHECK(ask(exercise::components_learned, K, {1, 1}, 2) == 1);
    CHECK(ask(exercise::components_learned, K, {1, 1}, 3) == 2);
}

TEST_CASE("4 [7] Problem 7.2: a weight of 100 for the boundary costs components of the interior") {
    const Poisson72 problem;
    // lambda_max grows with the weight, the rate falls, and everything that belongs to the interior is slower.
    const std::size_t equal = ask(exercise::components_learned, problem.K, problem.d(1), 1000);
    const std::size_t weighted = ask(exercise::components_learned, problem.K, problem.d(drawn(90, 110)), 1000);
    CHECK(weighted < equal);
    CHECK(weighted + 4 > equal);
    // What is learned of the boundary alone is its two values, at any weight.
    const PoissonExperiment& experiment = problem.experiment;
    Matrix<double> ends(2, 2);
    for (std::size_t i = 0; i < 2; ++i) {
        for (std::size_t j = 0; j < 2; ++j) ends(i, j) = problem.K(i, j);
    }
    CHECK(experiment.ends.rows() == 2);
    for (const double lambda_b : {1.0, 100.0})
        CHECK(ask(exercise::components_learned, ends, {lambda_b, lambda_b}, 100) == 2);
}
