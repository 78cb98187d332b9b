#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

#include "chapters/09-beyond-the-paper/exercises/exercise.hpp"
#include "chapters/ask.hpp"
#include "chapters/drawn.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/kernel/gaussian.hpp"
#include "lib/training/poisson_experiment.hpp"
#include "tests/support.hpp"

using namespace pinn;
using std::numbers::pi;
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
// Positive, over two decades.
std::vector<double> weights(Random& random, std::size_t n) {
    std::vector<double> d(n);
    for (double& entry : d) entry = std::pow(10, random.uniform(-1, 1));
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

// What is left of (J^T D J + mu S) x + J^T D e, by products with vectors, over |J^T D e|.
double left(const Matrix<double>& J, const std::vector<double>& e, const std::vector<double>& d,
            const std::vector<double>& s, double mu, const std::vector<double>& x) {
    REQUIRE(x.size() == J.cols());
    std::vector<double> moved = e;
    for (std::size_t i = 0; i < J.rows(); ++i) {
        for (std::size_t k = 0; k < J.cols(); ++k) moved[i] += J(i, k) * x[k];
    }
    std::vector<double> rest = gradient_of(J, moved, d);
    for (std::size_t k = 0; k < x.size(); ++k) rest[k] += mu * s[k] * x[k];
    return norm(rest) / norm(gradient_of(J, e, d));
}

// K_rr of features of this scale by its definition, a mean over frequencies.
double mean_over_frequencies(double scale, std::size_t n, double r) {
    static const GaussianRule rule = gaussian_rule(1.0 / 64);
    double sum = 0;
    for (std::size_t m = 0; m < rule.nodes.size(); ++m) {
        const double k = 2 * pi * scale * rule.nodes[m];
        sum += rule.weights[m] * std::pow(k, 2 * n) * std::cos(k * r);
    }
    return sum;
}

// A ring of equispaced points: every wave that fits into it is an eigenvector of the kernel. Its length is many times
// the distance at which the kernel ends, and its points are dense enough for every frequency that the kernel has.
struct Ring {
    double length;
    std::vector<double> kernel;  // of two points so many steps apart

    Ring(double scale, std::size_t n, std::size_t points) : length(static_cast<double>(points) / (20 * scale)) {
        for (std::size_t j = 0; j < points; ++j) {
            const double steps = static_cast<double>(std::min(j, points - j));
            kernel.push_back(mean_over_frequencies(scale, n, steps * length / static_cast<double>(points)));
        }
    }
    double frequency(std::size_t waves) const { return static_cast<double>(waves) / length; }
    // The product with the wave, at the point where it is 1.
    double eigenvalue(std::size_t waves) const {
        const double angle = 2 * pi * static_cast<double>(waves) / static_cast<double>(kernel.size());
        double sum = 0;
        for (std::size_t j = 0; j < kernel.size(); ++j) sum += kernel[j] * std::cos(angle * static_cast<double>(j));
        return sum;
    }
    double largest_eigenvalue() const {
        double largest = 0;
        for (std::size_t waves = 0; waves <= kernel.size() / 2; ++waves) {
            largest = std::max(largest, eigenvalue(waves));
        }
        return largest;
    }
};

// log of the power that K_rr has at this frequency, up to a constant: of b itself, times (2 pi f)^n once for each
// point.
double log_power(double scale, std::size_t n, double f) {
    return 2 * static_cast<double>(n) * std::log(f) - std::pow(f / scale, 2) / 2;
}
// log of the largest slowdown among the frequencies from low to high.
double log_wait(double scale, std::size_t n, double low, double high) {
    double most = -INFINITY, least = INFINITY;
    for (double f = scale / 100; f < 10 * scale; f *= 1.001) most = std::max(most, log_power(scale, n, f));
    for (int i = 0; i <= 20; ++i) {
        least = std::min(least, log_power(scale, n, low * std::pow(high / low, i / 20.0)));
    }
    return most - least;
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
            const std::vector<double> e = numbers(random, shape.rows), d = weights(random, shape.rows),
                                      s = weights(random, shape.cols);
            CHECK(left(J, e, d, s, mu, ask(exercise::scaled_step, J, e, d, s, mu)) < 1e-9);
        }
    }
}

TEST_CASE("1 [5] a point of weight zero has no say") {
    Random random(drawn_seed());
    const Matrix<double> J = random_matrix(random, 6, 9);
    std::vector<double> e = numbers(random, 6), d = weights(random, 6);
    const std::vector<double> s = weights(random, 9);
    d[2] = 0;
    const std::vector<double> step = ask(exercise::scaled_step, J, e, d, s, 0.5);
    CHECK(left(J, e, d, s, 0.5, step) < 1e-9);
    e[2] = 1e6;
    const std::vector<double> same = ask(exercise::scaled_step, J, e, d, s, 0.5);
    REQUIRE(same.size() == 9);
    for (std::size_t k = 0; k < step.size(); ++k) CHECK(close(same[k], step[k], 1e-9, 1e-12));
}

TEST_CASE("1 [10] 100,000 parameters: nothing of P x P is formed") {
    Random random(drawn_seed());
    const Matrix<double> J = random_matrix(random, 40, 100'000);
    const std::vector<double> e = numbers(random, 40), d = weights(random, 40), s = weights(random, 100'000);
    CHECK(left(J, e, d, s, 10, ask(exercise::scaled_step, J, e, d, s, 10)) < 1e-9);
}

TEST_CASE("1 [5] for a large damping it is gradient descent, with a rate for each parameter") {
    Random random(drawn_seed());
    const Matrix<double> J = random_matrix(random, 8, 15);
    const std::vector<double> e = numbers(random, 8), d = weights(random, 8), s = weights(random, 15),
                              g = gradient_of(J, e, d);
    const double mu = 1e9;
    std::vector<double> off = ask(exercise::scaled_step, J, e, d, s, mu);
    const double size = norm(off);
    CHECK(left(J, e, d, s, mu, off) < 1e-9);
    const std::vector<double> rates = ask(exercise::learning_rates, s, mu);
    REQUIRE(rates.size() == 15);
    for (std::size_t k = 0; k < off.size(); ++k) off[k] += rates[k] * g[k];
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

TEST_CASE("3 [6] the kernel is the mean over frequencies, by quadrature") {
    const double scale = drawn(0.5, 3);
    for (const std::size_t n : {0, 1, 2, 3, 6}) {
        const double here = mean_over_frequencies(scale, n, 0);
        for (const double steps : {0.0, drawn(0.05, 0.15), 0.3, -0.2, 0.8}) {
            const double r = steps / scale;
            CHECK(
                close(ask(exercise::feature_kernel, scale, n, r), mean_over_frequencies(scale, n, r), 0, 1e-10 * here));
        }
    }
}

TEST_CASE("3 [6] 20,000 features that are drawn have this kernel") {
    // With another seed, six standard errors would be exceeded with a probability below 1e-6.
    Random random(drawn_seed());
    const double scale = drawn(0.5, 2), x = 0.3, y = x + drawn(0.05, 0.2) / scale;
    for (const std::size_t n : {0, 1, 2}) {
        double sum = 0, squares = 0;
        const double count = 20'000;
        for (int j = 0; j < 20'000; ++j) {
            // The n-th derivatives of cos kx and sin kx.
            const double k = 2 * pi * scale * random.normal(), turn = pi / 2 * static_cast<double>(n);
            const double product = std::pow(k, 2 * n) * (std::cos(k * x + turn) * std::cos(k * y + turn) +
                                                         std::sin(k * x + turn) * std::sin(k * y + turn));
            sum += product / count;
            squares += product * product / count;
        }
        const double standard_error = std::sqrt((squares - sum * sum) / count);
        CHECK(close(ask(exercise::feature_kernel, scale, n, y - x), sum, 0, 6 * standard_error));
    }
}

TEST_CASE("3 [6] on a ring of points, where waves are eigenvectors, eigenvalues have this ratio") {
    const double scale = drawn(0.3, 5);
    for (const std::size_t n : {0, 1, 2, 4}) {
        const Ring ring(scale, n, 400);
        const double largest = ring.largest_eigenvalue();
        for (const std::size_t waves : {std::size_t{10}, static_cast<std::size_t>(drawn(15, 35)), std::size_t{80}}) {
            // The frequencies of the ring are scale/20 apart, so its largest eigenvalue is not quite the largest: by
            // (1/40)^2, and half as much for n = 0.
            const double found = ask(exercise::slowdown, scale, n, ring.frequency(waves));
            CHECK(close(found, largest / ring.eigenvalue(waves), 2e-3));
        }
    }
}

TEST_CASE("3 [5] so many steps of gradient descent divide the error along the wave by e") {
    const double scale = drawn(0.3, 5);
    for (const auto& [n, waves] : {std::pair<std::size_t, std::size_t>{1, 40}, {2, 8}, {2, 50}}) {
        const Ring ring(scale, n, 200);
        const double found = ask(exercise::slowdown, scale, n, ring.frequency(waves));
        REQUIRE(found > 5);
        REQUIRE(found < 1000);
        const double rate = 1 / ring.largest_eigenvalue();
        std::vector<double> e(200), next(200);
        for (std::size_t i = 0; i < 200; ++i) e[i] = std::cos(2 * pi * static_cast<double>(i * waves) / 200);
        const double before = norm(e);
        for (int step = 0; step < std::lround(found); ++step) {
            for (std::size_t i = 0; i < 200; ++i) {
                next[i] = e[i];
                for (std::size_t j = 0; j < 200; ++j) next[i] -= rate * ring.kernel[(i + 200 - j) % 200] * e[j];
            }
            e = next;
        }
        // (1 - 1/S)^S is a little less than 1/e; half a step more or less is 1/(2 S).
        CHECK(norm(e) / before < 0.40);
        CHECK(norm(e) / before > 0.30);
    }
}

TEST_CASE("3 [7] no scale lets the slowest wave of a range wait less, be the range wide, narrow or one frequency") {
    const double low = drawn(0.5, 3);
    for (const std::size_t n : {1, 2, 4}) {
        for (const double high : {low, low * (1 + 1e-6), 1.3 * low, 4 * low}) {
            const double best = ask(exercise::best_scale, n, low, high);
            REQUIRE(best > 0);
            double least = INFINITY;
            for (int i = -100; i <= 100; ++i) {
                least = std::min(least, log_wait(low * std::pow(10, i / 100.0), n, low, high));
            }
            CHECK(log_wait(best, n, low, high) < least + 1e-5);
            // Nor one that is nearly the same.
            for (const double other : {0.99 * best, 1.01 * best}) {
                CHECK(log_wait(best, n, low, high) < log_wait(other, n, low, high));
            }
        }
    }
}
