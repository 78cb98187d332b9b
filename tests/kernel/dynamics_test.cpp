#include "lib/kernel/dynamics.hpp"

#include <numbers>

#include "lib/dense/gemm.hpp"
#include "lib/dense/vector.hpp"
#include "lib/foundation/extended.hpp"
#include "tests/support.hpp"

using namespace pinn;
using test::close;
using test::random_matrix;

namespace {

// J J^T of a random J, and its eigenvectors.
struct RandomKernel {
    Matrix<double> K;
    EigenDecomposition<double> spectrum;
    explicit RandomKernel(std::uint64_t seed, std::size_t n = 12, std::size_t rank = 20) {
        Random random(seed);
        const Matrix<double> J = random_matrix(random, n, rank);
        K = multiply_nt(J, J);
        spectrum = jacobi(K);
    }
};

std::vector<double> random_vector(std::uint64_t seed, std::size_t n) {
    Random random(seed);
    std::vector<double> v(n);
    random.fill_normal(std::span<double>(v));
    return v;
}

std::vector<double> times(const Matrix<double>& A, std::span<const double> v) {
    std::vector<double> out(A.rows(), 0.0);
    for (std::size_t i = 0; i < A.rows(); ++i) {
        for (std::size_t j = 0; j < A.cols(); ++j) out[i] += A(i, j) * v[j];
    }
    return out;
}

}  // namespace

TEST_CASE("(1 - eta K)^k v is k steps of v <- v - eta K v") {
    const RandomKernel kernel(3);
    std::vector<double> v = random_vector(4, 12);
    const double eta = 0.5 / kernel.spectrum.values[0];
    const std::vector<double> exact = apply(kernel.spectrum, descent_decay(eta, 57), v);
    for (int step = 0; step < 57; ++step) {
        const std::vector<double> slope = times(kernel.K, v);
        for (std::size_t i = 0; i < v.size(); ++i) v[i] -= eta * slope[i];
    }
    CHECK(distance(exact, v) < 1e-12);
}

TEST_CASE("K response = 1 - decay, down to lambda = 0") {
    // 1 - (1 - x)^40 by the definition loses 40 roundings of 1: the absolute 1e-14.
    for (const double lambda : {0.0, 1e-300, 1e-12, 1e-3, 0.7, 30.0}) {
        CHECK(close(lambda * descent_response(0.05, 40)(lambda), 1 - descent_decay(0.05, 40)(lambda), 1e-12, 1e-14));
    }
    CHECK(close(descent_response(0.05, 40)(0), 2, 1e-15));
    CHECK(close(descent_response(0.05, 40)(1e-20), 2, 1e-15));
    CHECK(descent_response(0.05, 3)(50.0) * 50 == 1 - std::pow(1 - 2.5, 3));  // beyond the stability bound
}

namespace {

// q^k and 1 + q + ... + q^{k - 1}, by the digits of k.
struct Powers {
    Extended power = 1, sum = 0;
    Powers(const Extended& q, std::size_t k) {
        for (int digit = 63; digit >= 0; --digit) {
            sum *= 1 + power;
            power *= power;
            if ((k >> digit) % 2 == 0) continue;
            sum = sum * q + 1;
            power *= q;
        }
    }
};

// Whether f(lambda) is the exact value to 1e-15 of it, and what a change of lambda by 1e-15 of it does to that. Exact
// values beyond the range of double are compared with infinity or zero.
template <class Exact>
void check_accuracy(const SpectralFunction& f, double lambda, Exact exact) {
    const Extended value = exact(Extended(lambda)), change = Extended(lambda) * 1e-15;
    const Extended moved = std::max<Extended>(abs(exact(Extended(lambda) + change) - value),
                                              abs(exact(Extended(lambda) - change) - value));
    const double found = f(lambda), expected = static_cast<double>(value);
    CAPTURE(lambda);
    if (std::isinf(expected)) {
        CHECK(found == expected);
    } else {
        CHECK(close(found, expected, 1e-15, std::max(5e-324, static_cast<double>(moved))));
    }
}

}  // namespace

TEST_CASE("decays and responses are the closed forms in 100 digits, from subnormal eigenvalues to overflow") {
    const double lambdas[] = {0,    5e-324, -5e-324, 1e-310, 1e-300, 1e-20, -1e-20, 1e-9, -1e-3, 0.1, 0.4999, 0.5,
                              0.75, 1,      1.5,     1.9999, 2,      2.5,   -2,     5,    40,    1e5, 1e200};
    for (const double lambda : lambdas) {
        for (const double eta : {1.0, 0.125, 1e-3}) {
            for (const std::size_t k : {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{63},
                                        std::size_t{2000}, std::size_t{2001}, std::size_t{1'000'000'007}}) {
                CAPTURE(eta);
                CAPTURE(k);
                const auto powers = [&](const Extended& x) { return Powers(1 - eta * x, k); };
                check_accuracy(descent_decay(eta, k), lambda, [&](const Extended& x) { return powers(x).power; });
                if (std::isinf(descent_decay(eta, k)(lambda))) continue;
                check_accuracy(descent_response(eta, k), lambda,
                               [&](const Extended& x) { return Extended(eta * powers(x).sum); });
            }
        }
    }
}

TEST_CASE("beyond the range of double a component is infinite, with its sign") {
    CHECK(descent_decay(1, 2000)(5) == INFINITY);  // (-4)^2000
    CHECK(descent_decay(1, 2001)(5) == -INFINITY);
    CHECK(descent_response(1, 2000)(5) == -INFINITY);
    CHECK(descent_response(1, 2001)(5) == INFINITY);
    CHECK(descent_response(1, 20'000)(-0.25) == INFINITY);
    CHECK(descent_decay(1e200, 2)(1e200) == INFINITY);  // eta lambda overflows
    CHECK(descent_decay(1e200, 3)(1e200) == -INFINITY);
    CHECK(descent_decay(1e200, 0)(1e200) == 1);
    // Odd, and so large that its double is even.
    CHECK(descent_decay(1, (std::size_t{1} << 60) + 1)(2) == -1);
    CHECK(descent_response(0.25, 4)(5e-324) == 1);
}

TEST_CASE("components are Q v: orthonormal, so the norm stays, and an eigenvector has one") {
    const RandomKernel kernel(5);
    const std::vector<double> v = random_vector(6, 12), parts = components(kernel.spectrum, v);
    CHECK(close(norm(parts), norm(v), 1e-13));
    const std::vector<double> one = components(kernel.spectrum, kernel.spectrum.vectors.row(3));
    for (std::size_t i = 0; i < one.size(); ++i) CHECK(close(one[i], i == 3 ? 1 : 0, 0, 1e-13));
}

TEST_CASE("at the training points the response is the data minus its decayed part") {
    const RandomKernel kernel(7);
    const std::vector<double> v = random_vector(8, 12);
    const std::vector<double> change = respond(kernel.spectrum, kernel.K, descent_response(5e-4, 40), v);
    const std::vector<double> left = apply(kernel.spectrum, descent_decay(5e-4, 40), v);
    for (std::size_t i = 0; i < v.size(); ++i) CHECK(close(change[i] + left[i], v[i], 1e-11, 1e-12));
}

TEST_CASE("regression interpolates at full rank, and reports what a rank-deficient kernel drops") {
    const RandomKernel full(9);
    const std::vector<double> v = random_vector(10, 12);
    const Regression exact = kernel_regression(full.spectrum, full.K, v, 1e-12);
    CHECK(exact.kept == 12);
    CHECK(exact.dropped == 0);
    CHECK(distance(exact.change, v) < 1e-9);

    CHECK(truncated_inverse(2)(2) == 0);  // an eigenvalue at the cutoff is cut off
    CHECK(truncated_inverse(2)(4) == 0.25);

    const RandomKernel deficient(11, 12, 5);
    const Regression projected = kernel_regression(deficient.spectrum, deficient.K, v, 1e-10);
    CHECK(projected.kept == 5);
    const Regression again = kernel_regression(deficient.spectrum, deficient.K, projected.change, 1e-10);
    CHECK(distance(again.change, projected.change) < 1e-10);  // a projection
    CHECK(again.dropped < 1e-10);
    CHECK(close(projected.dropped, relative_error(projected.change, v), 1e-10));
    // Data whose squares are beyond the range of double, on either side.
    for (const double size : {1e200, 1e-200}) {
        std::vector<double> scaled = v;
        for (double& entry : scaled) entry *= size;
        CHECK(
            close(kernel_regression(deficient.spectrum, deficient.K, scaled, 1e-10).dropped, projected.dropped, 1e-12));
    }
    const std::vector<double> zero(12, 0.0);
    CHECK(kernel_regression(deficient.spectrum, deficient.K, zero, 1e-10).dropped == 0);
}

TEST_CASE("sign changes of sin(k pi x) inside (0, 1): k - 1; zeros and rounding noise are passed over") {
    for (const std::size_t k : {1, 2, 5, 9}) {
        std::vector<double> wave(101);
        for (std::size_t i = 0; i < wave.size(); ++i) {
            wave[i] = std::sin(static_cast<double>(k) * std::numbers::pi * static_cast<double>(i) / 100);
        }
        CHECK(sign_changes(wave) == k - 1);
    }
    CHECK(sign_changes(std::vector<double>{1, -1e-15, 1, 1e-15, 2}) == 0);
    CHECK(sign_changes(std::vector<double>{}) == 0);
    // An entry at the threshold is passed over, as is one below it.
    CHECK(sign_changes(std::vector<double>{1, -0.5, 1}, 0.5) == 0);
    CHECK(sign_changes(std::vector<double>{1, -0.5, 1}, 0.25) == 2);
}

namespace {

// A random J of low rank or high, with d spread over the decades that weights of 1 to 500 and means over points take.
struct RandomWeightedKernel {
    Matrix<double> J, K, K_tilde;
    std::vector<double> d;
    explicit RandomWeightedKernel(std::uint64_t seed, std::size_t n = 12, std::size_t rank = 20) : d(n) {
        Random random(seed);
        J = random_matrix(random, n, rank);
        K = multiply_nt(J, J);
        for (double& entry : d) entry = std::pow(10, random.uniform(-2, 2));
        K_tilde = K;  // columns scaled, as in Eq. (6.3)
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) K_tilde(i, j) = K(i, j) * d[j];
        }
    }
};

}  // namespace

TEST_CASE("K~ w = lambda w, z K~ = lambda z and K~ = sum lambda w z^T, against K~ formed, from K and from J") {
    for (const std::size_t rank : {5, 20}) {
        const RandomWeightedKernel random(20 + rank, 12, rank);
        for (const WeightedKernel& found :
             {weighted_kernel(random.K, random.d), weighted_kernel_of_jacobian(random.J, random.d)}) {
            const std::vector<double>& lambda = found.values();
            CHECK(found.residual < 1e-12);
            CHECK(lambda.back() >= -1e-13 * lambda.front());
            Matrix<double> sum(12, 12);
            double measured = 0;
            for (std::size_t k = 0; k < 12; ++k) {
                const auto w = found.right.row(k), z = found.left.row(k);
                double square_w = 0, square_z = 0, off_w = 0, off_z = 0, dot = 0;
                for (std::size_t i = 0; i < 12; ++i) {
                    double right = -lambda[k] * w[i], left = -lambda[k] * z[i];
                    for (std::size_t j = 0; j < 12; ++j) {
                        right += random.K_tilde(i, j) * w[j];
                        left += random.K_tilde(j, i) * z[j];
                        sum(i, j) += lambda[k] * w[i] * z[j];
                    }
                    off_w += right * right, off_z += left * left;
                    square_w += w[i] * w[i], square_z += z[i] * z[i], dot += w[i] * z[i];
                }
                CHECK(close(dot, 1, 1e-13));
                CHECK(off_z < 1e-24 * lambda[0] * lambda[0] * square_z);
                measured = std::max(measured, std::sqrt(off_w / square_w) / lambda[0]);
            }
            CHECK(close(found.residual, measured, 0, 1e-13));
            CHECK(test::relative_difference(sum, random.K_tilde) < 1e-13);
        }
        Matrix<double> huge = random.K;  // vectors of K D w are too long to be squared
        for (double& entry : huge.values()) entry *= 1e200;
        CHECK(weighted_kernel(huge, random.d).residual < 1e-12);
        const WeightedKernel of_J = weighted_kernel_of_jacobian(random.J, random.d);
        CHECK(of_J.values().back() >= 0);
        CHECK(of_J.symmetric.vectors.rows() == 12);
    }
}

TEST_CASE("two points by hand: K = [[2, 1], [1, 3]], d = (4, 1/3) has trace 9 and determinant 20/3") {
    const Matrix<double> K{{2, 1}, {1, 3}};
    const std::vector<double> d{4.0, 1.0 / 3};
    const WeightedKernel found = weighted_kernel(K, d);
    const double root = std::sqrt(81 - 4 * 20.0 / 3);
    CHECK(close(found.values()[0], (9 + root) / 2, 1e-14));
    CHECK(close(found.values()[1], (9 - root) / 2, 1e-14));
    CHECK(close(stability_bound(found), 4 / (9 + root), 1e-14));
    // (K~ - lambda) w = 0 by its first row: 8 w_0 + w_1 / 3 = lambda w_0
    for (std::size_t k : {0, 1})
        CHECK(close(found.right(k, 1) / found.right(k, 0), 3 * (found.values()[k] - 8), 1e-13));
    CHECK(stability_bound(jacobi(Matrix<double>(2, 2))) == INFINITY);
    CHECK(weighted_kernel(Matrix<double>(2, 2), d).residual == 0);
}

TEST_CASE("a formed K~ of Euler steps grows each eigenvector by 1 - eta lambda, below and beyond the bound") {
    const RandomWeightedKernel random(31);
    const WeightedKernel found = weighted_kernel(random.K, random.d);
    for (const double relative : {0.9, 1.1}) {
        const double eta = relative * stability_bound(found);
        for (const std::size_t k : {0, 3}) {
            std::vector<double> e(found.right.row(k).begin(), found.right.row(k).end());
            for (int step = 0; step < 5; ++step) {
                const std::vector<double> slope = times(random.K_tilde, e);
                std::vector<double> next = e;
                for (std::size_t i = 0; i < e.size(); ++i) next[i] -= eta * slope[i];
                const double before = std::abs(components(found, e)[k]), after = std::abs(components(found, next)[k]);
                CHECK(close(after / before, std::abs(1 - eta * found.values()[k]), 1e-9));
                if (k == 0) CHECK((after > before) == (relative > 1));
                e = next;
            }
        }
    }
}

TEST_CASE("f(K~) e is what Euler steps of de/dt = -K~ e give") {
    const RandomWeightedKernel random(32);
    const WeightedKernel found = weighted_kernel_of_jacobian(random.J, random.d);
    const std::vector<double> start = random_vector(33, 12);
    const double eta = 0.5 * stability_bound(found);
    std::vector<double> euler = start;
    for (int step = 0; step < 57; ++step) {
        const std::vector<double> slope = times(random.K_tilde, euler);
        for (std::size_t i = 0; i < 12; ++i) euler[i] -= eta * slope[i];
    }
    CHECK(distance(apply(found, descent_decay(eta, 57), start), euler) < 1e-11);
}

TEST_CASE("weights that are no weights are refused") {
    const Matrix<double> K{{2, 1}, {1, 3}};
    const std::vector<double> short_d{1.0}, zero{1.0, 0.0}, negative{-2.0, 1.0}, nan{1.0, NAN};
    CHECK_THROWS_WITH_AS(weighted_kernel(K, short_d), "weighted_kernel: 2x2 with 1x1", ShapeError);
    CHECK_THROWS_WITH_AS(weighted_kernel(K, zero), "weighted_kernel: d_1 = 0.000000 is not positive", NumericalError);
    CHECK_THROWS_AS(weighted_kernel_of_jacobian(K, negative), NumericalError);
    CHECK_THROWS_AS(weighted_kernel_of_jacobian(K, nan), NumericalError);
    CHECK_THROWS_AS(weighted_kernel(Matrix<double>{{1, 2}, {0, 1}}, std::vector<double>{1.0, 1.0}), NumericalError);
    CHECK_THROWS_WITH_AS(components(weighted_kernel(K, std::vector<double>{1.0, 1.0}), short_d),
                         "components: 2x2 with 1x1", ShapeError);
}

TEST_CASE("what does not fit is refused") {
    const RandomKernel kernel(12);
    const std::vector<double> v = random_vector(13, 11);
    CHECK_THROWS_WITH_AS(components(kernel.spectrum, v), "components: 12x12 with 11x1", ShapeError);
    CHECK_THROWS_WITH_AS(respond(kernel.spectrum, Matrix<double>(3, 12), descent_response(1, 1), v),
                         "respond: 3x12 with 11x1", ShapeError);
    const std::vector<double> w = random_vector(13, 12);
    CHECK_THROWS_WITH_AS(kernel_regression(kernel.spectrum, kernel.K, w, 0),
                         "kernel_regression: the relative cutoff is not in (0, 1)", NumericalError);
}
