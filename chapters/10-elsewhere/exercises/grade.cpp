#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "chapters/10-elsewhere/exercises/exercise.hpp"
#include "chapters/ask.hpp"
#include "chapters/drawn.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/pde/sampling.hpp"
#include "lib/spectrum/jacobi.hpp"
#include "lib/training/loss.hpp"
#include "lib/training/weights.hpp"
#include "tests/support.hpp"

using namespace pinn;
using test::close;
using test::random_matrix;

namespace {

Mlp<double> network(std::uint64_t seed) {
    Random random(seed);
    return {{{1, 12, 12, 1}, Parameterization::glorot, InputScaling::raw(1)}, random};
}

// Q^T diag(values) Q and Q^T c, with the same orthogonal Q: a kernel and an error whose components are known.
struct Known {
    Matrix<double> K;
    std::vector<double> e;
};
Known known(const std::vector<double>& values, const std::vector<double>& c) {
    const std::size_t n = values.size();
    Random random(drawn_seed());
    const Matrix<double> A = random_matrix(random, n, n);
    const Matrix<double> Q = jacobi(multiply_nt(A, A)).vectors;
    Known found{Matrix<double>(n, n), std::vector<double>(n)};
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            found.e[j] += c[i] * Q(i, j);
            for (std::size_t k = 0; k <= j; ++k) {
                found.K(j, k) += values[i] * Q(i, j) * Q(i, k);
                found.K(k, j) = found.K(j, k);
            }
        }
    }
    return found;
}

// Of a symmetric matrix by the textbook's method: what is asked for in task 3 may not depend on task 1.
double wait_of(const Matrix<double>& K, const std::vector<double>& e) {
    const EigenDecomposition<double> spectrum = jacobi_reference(K);
    double all = 0, held = 0;
    for (const double entry : e) all += entry * entry;
    for (std::size_t i = 0; i < e.size(); ++i) {
        double c = 0;
        for (std::size_t j = 0; j < e.size(); ++j) c += spectrum.vectors(i, j) * e[j];
        held += c * c;
        if (held >= (0.5 - 1e-9) * all) return spectrum.values[0] / spectrum.values[i];
    }
    return NAN;
}

}  // namespace

TEST_CASE("1 [10] a wait is read off a kernel whose components are known") {
    const double top = drawn(50, 100);
    // Shares of |e|^2: 0.16, 0.36, 0.48.
    const Known of = known({top, 5, 0.25}, {0.4, 0.6, std::sqrt(0.48)});
    CHECK(close(ask(exercise::wait, of.K, of.e, 0.1), 1, 1e-8));
    CHECK(close(ask(exercise::wait, of.K, of.e, 0.3), top / 5, 1e-8));
    CHECK(close(ask(exercise::wait, of.K, of.e, 0.5), top / 5, 1e-8));
    CHECK(close(ask(exercise::wait, of.K, of.e, 0.55), top / 0.25, 1e-8));
}

TEST_CASE("1 [10] neither the size of the error nor that of the kernel counts") {
    const Known of = known({8, 4, 2, 1}, {0.1, drawn(0.5, 0.6), 0.9, 0.2});
    Known scaled = of;
    for (double& entry : scaled.K.values()) entry *= 1e3;
    for (double& entry : scaled.e) entry *= -1e-3;
    CHECK(close(ask(exercise::wait, of.K, of.e, 0.6), 4, 1e-8));
    CHECK(close(ask(exercise::wait, scaled.K, scaled.e, 0.6), 4, 1e-8));
}

TEST_CASE("1 [15] an equation in other units has other weights, and trains as before") {
    const Mlp<double> net = network(drawn_seed());
    const double c = drawn(3, 9);
    for (const std::size_t k : {0, 1}) {
        std::vector<Condition<double>> both = {{"u",
                                                equispaced(3, 0, 1),
                                                {1},
                                                {.value = true},
                                                [](const Jet<double>& u) { return u.value(); },
                                                Matrix<double>(3, 1, 0.5)},
                                               {"r",
                                                equispaced(7, 0, 1),
                                                {1},
                                                {.second = 1},
                                                [](const Jet<double>& u) { return u.second(); },
                                                Matrix<double>(7, 1, 2.0)}};
        const std::vector<double> traces{kernel_trace(net, both[0]), kernel_trace(net, both[1])};
        const std::vector<double> found = ask(exercise::weights_in_other_units, traces, k, -c);
        REQUIRE(found.size() == 2);
        const auto old = both[k].applied;
        both[k].applied = [old, c](const Jet<double>& u) { return -c * old(u); };
        for (double& y : both[k].target.values()) y *= -c;
        const Weights<double> measured(WeightRule::trace_ratio, net, both, LossConvention::means);
        for (std::size_t j = 0; j < 2; ++j) CHECK(close(found[j], measured.lambda()[j], 1e-9));
    }
}

TEST_CASE("2 [15] the oscillator's conditions say what they should of a network, by its own plain derivatives") {
    const Matrix<double> times = equispaced(9, 0.1, 2);
    const double gamma = drawn(0.2, 0.8), h = 1e-4;
    const std::vector<Condition<double>> all = ask(exercise::duffing, times, gamma);
    REQUIRE(all.size() == 3);
    CHECK(all[2].points == times);
    const Mlp<double> u = network(drawn_seed());
    const auto at = [&](double t) { return u(Matrix<double>(1, 1, t))(0, 0); };
    Tape<double> tape;
    const MlpOnTape<double> taped(tape, u);
    const auto value = [&](const Condition<double>& c) { return Matrix<double>(c.applied(place(taped, c).u).value()); };
    REQUIRE(all[0].points.shape() == Shape{1, 1});
    REQUIRE(all[1].points.shape() == Shape{1, 1});
    CHECK(all[0].points(0, 0) == 0);
    CHECK(all[1].points(0, 0) == 0);
    CHECK(close(value(all[0])(0, 0), at(0), 1e-12));
    CHECK(close(value(all[1])(0, 0), (at(h) - at(-h)) / (2 * h), 1e-6, 1e-6));
    const Matrix<double> equation = value(all[2]);
    for (std::size_t i = 0; i < 9; ++i) {
        const double t = times(i, 0), first = (at(t + h) - at(t - h)) / (2 * h),
                     second = (at(t + h) - 2 * at(t) + at(t - h)) / (h * h);
        CHECK(close(equation(i, 0), second + gamma * first + std::pow(at(t), 3), 1e-5, 1e-5));
    }
}

TEST_CASE("2 [10] its data are those of the solution") {
    const Matrix<double> times = equispaced(9, 0.1, 2);
    const double gamma = drawn(0.2, 0.8), h = 1e-4;
    const std::vector<Condition<double>> all = ask(exercise::duffing, times, gamma);
    REQUIRE(all.size() == 3);
    const auto u = exercise::duffing_exact;
    REQUIRE(all[0].target.shape() == Shape{1, 1});
    REQUIRE(all[1].target.shape() == Shape{1, 1});
    REQUIRE(all[2].target.shape() == Shape{9, 1});
    CHECK(close(all[0].target(0, 0), u(0), 1e-12));
    CHECK(close(all[1].target(0, 0), (u(h) - u(-h)) / (2 * h), 1e-6));
    for (std::size_t i = 0; i < 9; ++i) {
        const double t = times(i, 0), first = (u(t + h) - u(t - h)) / (2 * h),
                     second = (u(t + h) - 2 * u(t) + u(t - h)) / (h * h);
        CHECK(close(all[2].target(i, 0), second + gamma * first + std::pow(u(t), 3), 1e-5, 1e-5));
    }
}

TEST_CASE("2 [10] its imbalance is that of squared rows, whichever term is the smallest") {
    const Matrix<double> times = equispaced(11, 0, 3);
    for (const double gamma : {0.0, drawn(0.2, 0.8), 40.0}) {
        const Mlp<double> net = network(drawn_seed());
        // The rows by hand: of u, u' and u'' + gamma u' + u^3, with d u^3 = 3 u^2 du.
        const auto rows = [&](const Matrix<double>& points, Channels channels, auto read) {
            return jacobian(net, Condition<double>{"A", points, {1}, channels, read, Matrix<double>(points.rows(), 1)});
        };
        const auto squares = [](const Matrix<double>& J) {
            double sum = 0;
            for (const double entry : J.values()) sum += entry * entry;
            return sum;
        };
        const auto value = [](const Jet<double>& u) { return u.value(); };
        const auto first = [](const Jet<double>& u) { return u.first(0); };
        const auto second = [](const Jet<double>& u) { return u.second(); };
        Matrix<double> J = rows(times, {.second = 1}, second);
        const Matrix<double> J_u = rows(times, {.value = true}, value), J_t = rows(times, {.directions = 1}, first),
                             u = net(times), zero{{0}};
        for (std::size_t i = 0; i < J.rows(); ++i) {
            for (std::size_t k = 0; k < J.cols(); ++k) {
                J(i, k) += gamma * J_t(i, k) + 3 * u(i, 0) * u(i, 0) * J_u(i, k);
            }
        }
        const std::vector<double> traces{squares(rows(zero, {.value = true}, value)),
                                         squares(rows(zero, {.directions = 1}, first)), squares(J)};
        CHECK(close(ask(exercise::duffing_imbalance, net, times, gamma),
                    std::ranges::max(traces) / std::ranges::min(traces), 1e-9));
    }
}

TEST_CASE("3 [20] equal traces, and one term waits as much longer as was asked for") {
    for (const std::size_t n : {2, 3, 10}) {
        for (const double factor : {1.0, drawn(20, 40), 1e6}) {
            const exercise::Balanced found = ask(exercise::counter_example, n, factor);
            double a = 0, b = 0;
            for (const Matrix<double>* K : {&found.K_a, &found.K_b}) {
                REQUIRE(K->shape() == Shape{n, n});
                const std::vector<double> values = jacobi(*K, {.vectors = false}).values;
                CHECK(values.back() > 0);
                for (std::size_t i = 1; i < n; ++i) CHECK(values[i - 1] - values[i] > 1e-12 * values[0]);
            }
            for (std::size_t i = 0; i < n; ++i) {
                a += found.K_a(i, i);
                b += found.K_b(i, i);
            }
            CHECK(close(a, b, 1e-10));
            REQUIRE(found.e_a.size() == n);
            REQUIRE(found.e_b.size() == n);
            CHECK(wait_of(found.K_b, found.e_b) >= factor * wait_of(found.K_a, found.e_a) * (1 - 1e-9));
        }
    }
}

TEST_CASE("3 [10] the errors have length 1, and a factor of a million is not met by accident") {
    const double factor = drawn(1e5, 9e5);
    const exercise::Balanced found = ask(exercise::counter_example, 5, factor);
    REQUIRE(found.e_a.size() == 5);
    REQUIRE(found.e_b.size() == 5);
    double a = 0, b = 0, trace_a = 0, trace_b = 0;
    REQUIRE(found.K_a.shape() == Shape{5, 5});
    REQUIRE(found.K_b.shape() == Shape{5, 5});
    for (std::size_t i = 0; i < 5; ++i) {
        a += found.e_a[i] * found.e_a[i];
        b += found.e_b[i] * found.e_b[i];
        trace_a += found.K_a(i, i);
        trace_b += found.K_b(i, i);
    }
    CHECK(close(a, 1, 1e-9));
    CHECK(close(b, 1, 1e-9));
    CHECK(close(trace_a, trace_b, 1e-10));
    CHECK(wait_of(found.K_b, found.e_b) / wait_of(found.K_a, found.e_a) >= factor * (1 - 1e-9));
}
