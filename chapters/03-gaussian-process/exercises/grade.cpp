#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "chapters/03-gaussian-process/exercises/exercise.hpp"
#include "chapters/ask.hpp"
#include "chapters/drawn.hpp"
#include "lib/kernel/gaussian.hpp"
#include "tests/support.hpp"

using namespace pinn;
using test::close;

namespace {

using V = Var<double>;
using Vector = std::vector<double>;

// ---- Networks with sigma = sin, on a tape ---------------------------------------------------------------------------

struct SineNetwork {
    std::vector<Matrix<double>> weights, biases;  // N(0, 1)

    SineNetwork(const std::vector<std::size_t>& widths, Random& random) {
        for (std::size_t h = 0; h + 1 < widths.size(); ++h) {
            weights.push_back(test::random_matrix(random, widths[h], widths[h + 1]));
            biases.push_back(test::random_matrix(random, 1, widths[h + 1]));
        }
    }
    std::vector<V> leaves(Tape<double>& tape) const {
        std::vector<V> parameters;
        for (std::size_t h = 0; h < weights.size(); ++h) {
            parameters.push_back(tape.leaf(weights[h]));
            parameters.push_back(tape.leaf(biases[h]));
        }
        return parameters;
    }
    double factor(std::size_t h) const { return 1 / std::sqrt(static_cast<double>(weights[h].rows())); }

    // u at the rows of x; sigma(a) = sin(omega a).
    V forward(const std::vector<V>& parameters, V x, double omega = 1) const {
        V f = x;
        for (std::size_t h = 0; h < weights.size(); ++h) {
            const V g = affine(f, parameters[2 * h], parameters[2 * h + 1], factor(h), x.shape().rows);
            f = h + 1 < weights.size() ? sin(omega * g) : g;
        }
        return f;
    }
    // The same by the jets of the answer.
    Jet<double> forward_jet(Tape<double>& tape, const std::vector<V>& parameters, const Matrix<double>& points,
                            const Vector& coefficients) const {
        const std::size_t d = points.cols();
        const Channels all{.value = true, .directions = d, .second = true};
        const V seed = tape.constant(full_stack<double>(points, Vector(d, 0), Vector(d, 1), all));
        Jet<double> f = uniform_jet(seed, points.rows(), d, all);
        for (std::size_t h = 0; h < weights.size(); ++h) {
            const Jet<double> g = affine_jet(f, parameters[2 * h], parameters[2 * h + 1], factor(h));
            f = h + 1 < weights.size() ? ask(exercise::sine_jet, g, coefficients) : g;
        }
        return f;
    }
};

// sum_i a_i d_i^2 u at the rows of x, by gradients of gradients.
V second_order(V u, V x, const Vector& a) {
    const V first = gradient(sum(u), x);
    V Lu = 0.0 * u;
    for (std::size_t i = 0; i < a.size(); ++i) {
        Lu = Lu + a[i] * columns(gradient(sum(columns(first, i, 1)), x), i, 1);
    }
    return Lu;
}

double difference(V a, V b) { return test::max_difference(Matrix<double>(a.value()), Matrix<double>(b.value())); }

// A mean over draws, and its standard error.
struct Mean {
    double sum = 0, squares = 0, count = 0;

    void add(double value) {
        sum += value;
        squares += value * value;
        ++count;
    }
    double value() const { return sum / count; }
    double standard_error() const { return std::sqrt((squares / count - value() * value()) / count); }
};

// ---- One neuron of a tanh network: W, b on a grid, weights of a quadrature ------------------------------------------

struct Neurons {
    Vector W, b, weight;

    // (W, b) -> (-W, -b) changes the sign of u and u_xx alike, so half of the neurons will do.
    explicit Neurons(double step) {
        const GaussianRule half = even_gaussian_rule(step), all = gaussian_rule(step);
        for (std::size_t m = 0; m < half.nodes.size(); ++m) {
            for (std::size_t n = 0; n < all.nodes.size(); ++n) {
                if (half.nodes[m] > 8.5 || std::abs(all.nodes[n]) > 8.5) continue;  // phi(8.5) = 8e-17
                W.push_back(half.nodes[m]);
                b.push_back(all.nodes[n]);
                weight.push_back(half.weights[m] * all.weights[n]);
            }
        }
    }
    std::size_t size() const { return W.size(); }
};

// The random variables u(x) and u_xx(x) of the limit as vectors with E[y z] = <y, z>: one entry per neuron, and one for
// the output bias.
Vector u_as_vector(const Neurons& neurons, double x) {
    Vector v;
    for (std::size_t k = 0; k < neurons.size(); ++k) {
        v.push_back(std::sqrt(neurons.weight[k]) * std::tanh(neurons.W[k] * x + neurons.b[k]));
    }
    v.push_back(1);
    return v;
}
Vector u_xx_as_vector(const Neurons& neurons, double x) {
    Vector v;
    for (std::size_t k = 0; k < neurons.size(); ++k) {
        const double t = std::tanh(neurons.W[k] * x + neurons.b[k]);
        v.push_back(std::sqrt(neurons.weight[k]) * neurons.W[k] * neurons.W[k] * -2 * t * (1 - t * t));
    }
    v.push_back(0);
    return v;
}
double dot(const Vector& a, const Vector& b) {
    double sum = 0;
    for (std::size_t k = 0; k < a.size(); ++k) sum += a[k] * b[k];
    return sum;
}
void subtract_projection(Vector& v, const Vector& unit) {
    const double along = dot(v, unit);
    for (std::size_t k = 0; k < v.size(); ++k) v[k] -= along * unit[k];
}

// The squared distance of u_xx(x) from all linear combinations of u at the known points, by orthogonalization: no
// covariance matrix is formed, and none is inverted.
double squared_distance(const Neurons& neurons, double x, const Vector& known) {
    Vector target = u_xx_as_vector(neurons, x);
    std::vector<Vector> basis;
    for (const double point : known) {
        Vector v = u_as_vector(neurons, point);
        for (int twice = 0; twice < 2; ++twice) {
            for (const Vector& unit : basis) subtract_projection(v, unit);
        }
        const double length = std::sqrt(dot(v, v));
        for (double& entry : v) entry /= length;
        basis.push_back(v);
    }
    for (const Vector& unit : basis) subtract_projection(target, unit);
    return dot(target, target);
}

}  // namespace

TEST_CASE("1 [9] it is the expectation of Eq. 4.6, by quadrature") {
    // Entire functions: a step of 1/16 is exact to rounding for omega |x| up to 6.
    const GaussianRule rule = gaussian_rule(1.0 / 16);
    for (const double omega : {drawn(0.3, 0.8), 1.0, 3.0}) {
        for (const auto& [x, y] : {std::pair{0.0, 0.0}, {0.3, drawn(0.5, 1)}, {-1.0, 1.0}, {2.0, 1.5}}) {
            double sum = 0;
            for (std::size_t m = 0; m < rule.nodes.size(); ++m) {
                const double u = rule.nodes[m];
                for (std::size_t n = 0; n < rule.nodes.size(); ++n) {
                    const double v = rule.nodes[n];
                    // sigma'' = -omega^2 sin(omega a)
                    sum += rule.weights[m] * rule.weights[n] * std::pow(u, 4) * std::pow(omega, 4) *
                           std::sin(omega * (u * x + v)) * std::sin(omega * (u * y + v));
                }
            }
            CHECK(close(ask(exercise::sine_covariance_xx, omega, x, y), sum, 1e-9, 1e-11 * std::pow(omega, 4)));
        }
    }
}

TEST_CASE("1 [8] networks of three neurons have exactly this covariance") {
    // Means over 40000 networks; with another seed, six standard errors would be exceeded with a probability below
    // 1e-5.
    Random random(drawn_seed());
    const double omega = 0.5, x_1 = drawn(0.1, 0.4), x_2 = drawn(0.7, 1);
    const Matrix<double> points{{x_1}, {x_2}};
    Mean here, across;
    Tape<double> tape;
    const SineNetwork shape({1, 3, 1}, random);
    const std::vector<V> parameters = shape.leaves(tape);
    const V x = tape.leaf(points), u = shape.forward(parameters, x, omega);
    const V u_xx = gradient(sum(gradient(sum(u), x)), x);
    for (int network = 0; network < 40000; ++network) {
        for (const V& part : parameters) {
            const MatrixView<double> leaf = tape.leaf_value(part);
            random.fill_normal(std::span(leaf.data, leaf.rows * leaf.cols));
        }
        tape.evaluate();
        here.add(u_xx.value()(0, 0) * u_xx.value()(0, 0));
        across.add(u_xx.value()(0, 0) * u_xx.value()(1, 0));
    }
    CHECK(close(ask(exercise::sine_covariance_xx, omega, x_1, x_1), here.value(), 0, 6 * here.standard_error()));
    CHECK(close(ask(exercise::sine_covariance_xx, omega, x_1, x_2), across.value(), 0, 6 * across.standard_error()));
    CHECK(close(ask(exercise::sine_covariance_xx, omega, x_1, x_2), ask(exercise::sine_covariance_xx, omega, x_2, x_1),
                1e-12));
}

TEST_CASE("1 [8] for large omega the process is stationary; near zero it depends on where one is") {
    // Then b makes the phase uniform: 3/2 omega^4 times a function of the distance alone, which is 1 at 0 and has its
    // first zero at omega |x - x'| = sqrt(3 - sqrt(6)).
    const double omega = drawn(40, 60), scale = 1.5 * std::pow(omega, 4);
    for (const double x : {-1.0, 0.0, drawn(0.5, 1)}) {
        CHECK(close(ask(exercise::sine_covariance_xx, omega, x, x), scale, 1e-12));
        const double zero = std::sqrt(3 - std::sqrt(6.0)) / omega;
        CHECK(std::abs(ask(exercise::sine_covariance_xx, omega, x, x + zero)) < 1e-10 * scale);
        CHECK(ask(exercise::sine_covariance_xx, omega, x, x + 1.01 * zero) < 0);
    }
    // sin(omega a) ~ omega a for small omega: u_xx ~ -omega^3 W^2 (W x + b), and E[W^4 (W x + b)^2] = 15 x^2 + 3.
    const double small = 1e-3;
    for (const double x : {0.0, 1.0, -2.0}) {
        CHECK(close(ask(exercise::sine_covariance_xx, small, x, x) / std::pow(small, 6), 15 * x * x + 3, 1e-3));
    }
}

TEST_CASE("2 [8] of one-dimensional networks, one and two hidden layers, u, u_x and u_xx are those of the tape") {
    Random random(drawn_seed());
    const Matrix<double> points{{-1}, {0.2}, {drawn(0.3, 0.8)}, {1.3}};
    for (const std::vector<std::size_t>& widths : {std::vector<std::size_t>{1, 6, 1}, {1, 5, 4, 1}}) {
        const SineNetwork network(widths, random);
        Tape<double> tape, plain;  // an answer can write to its tape
        const std::vector<V> parameters = network.leaves(tape);
        const V x = plain.leaf(points), u = network.forward(network.leaves(plain), x);
        const V u_x = gradient(sum(u), x), u_xx = gradient(sum(u_x), x);
        const Jet<double> jet = network.forward_jet(tape, parameters, points, {1.0});
        CHECK(difference(jet.value(), u) < 1e-12);
        CHECK(difference(jet.first(0), u_x) < 1e-12);
        CHECK(difference(jet.second(), u_xx) < 1e-11);
        // L is linear in its coefficient.
        CHECK(difference(network.forward_jet(tape, parameters, points, {-3.0}).second(), -3.0 * u_xx) < 1e-11);
    }
}

TEST_CASE("2 [9] operators in two and three dimensions; a plane wave sin(k.x) is an eigenfunction of L") {
    Random random(drawn_seed());
    for (const Vector& a : {Vector{1, -4}, {1, 0.5, -2}}) {
        const std::size_t d = a.size();
        const Matrix<double> points = test::random_matrix(random, 3, d);
        const SineNetwork network({d, 6, 5, 1}, random);
        Tape<double> tape, plain;
        const std::vector<V> parameters = network.leaves(tape);
        const V x = plain.leaf(points), u = network.forward(network.leaves(plain), x), first = gradient(sum(u), x);
        const Jet<double> jet = network.forward_jet(tape, parameters, points, a);
        for (std::size_t i = 0; i < d; ++i) CHECK(difference(jet.first(i), columns(first, i, 1)) < 1e-12);
        CHECK(difference(jet.second(), second_order(u, x, a)) < 1e-11);

        // g = k.x: the values are k.x, the first derivatives k_i, and Lg = 0; L sin(g) = -(sum a_i k_i^2) sin(g).
        Vector k(d);
        random.fill_normal(std::span(k));
        if (d == 2) k = {2, 1};  // solves the wave equation
        Matrix<double> stack(3 * (2 + d), 1);
        double eigenvalue = 0;
        for (std::size_t i = 0; i < d; ++i) {
            eigenvalue -= a[i] * k[i] * k[i];
            for (std::size_t n = 0; n < 3; ++n) {
                stack(n, 0) += k[i] * points(n, i);
                stack(3 * (1 + i) + n, 0) = k[i];
            }
        }
        const Channels all{.value = true, .directions = d, .second = true};
        const Jet<double> wave = ask(exercise::sine_jet, uniform_jet(tape.leaf(stack), 3, d, all), a);
        CHECK(difference(wave.second(), eigenvalue * wave.value()) < 1e-13);
    }
}

TEST_CASE("2 [8] it can be differentiated again and again, and replayed") {
    Random random(drawn_seed());
    const Matrix<double> points{{drawn(0.1, 0.5), -0.4}, {1, 0.8}};
    const Vector a{1, -4};
    const SineNetwork network({2, 5, 1}, random);
    Tape<double> tape, other;
    const std::vector<V> parameters = network.leaves(tape), same = network.leaves(other);
    const V W0 = parameters[0], b0 = parameters[1];
    // The gradient of a loss of Lu, and a derivative of that: fused jets refuse the second.
    const V Lu = network.forward_jet(tape, parameters, points, a).second(), x = other.leaf(points),
            plain = second_order(network.forward(same, x), x, a);
    const V L = sum(square(Lu)), L_b = gradient(L, b0), L_bW = gradient(sum(L_b), W0);
    const Matrix<double> start = network.weights[0], direction = test::random_matrix(random, 2, 5);
    const double h = 1e-5;
    double slope = 0, differences = 0;
    for (std::size_t k = 0; k < start.size(); ++k) slope += L_bW.value().data[k] * direction.values()[k];
    for (const double sign : {1.0, -1.0}) {
        Matrix<double> W = start;
        for (std::size_t k = 0; k < W.size(); ++k) W.values()[k] += sign * h * direction.values()[k];
        tape.assign(W0, W.view());
        tape.evaluate();
        other.assign(same[0], W.view());
        other.evaluate();
        CHECK(difference(Lu, plain) < 1e-11);
        for (std::size_t k = 0; k < 5; ++k) differences += sign * L_b.value()(0, k) / (2 * h);
    }
    CHECK(close(slope, differences, 1e-6, 1e-6 * std::abs(L.scalar())));  // h^2 times third derivatives, and eps / h
}

TEST_CASE("3 [8] of u_x(0) and of u(x) it is known by one Gaussian variable") {
    // h = W sigma'(b), and E W^4 = 3.
    const GaussianRule rule = gaussian_rule(1.0 / 64);
    double second = 0, fourth = 0;
    for (std::size_t m = 0; m < rule.nodes.size(); ++m) {
        const double slope = 1 - std::pow(std::tanh(rule.nodes[m]), 2);
        second += rule.weights[m] * slope * slope;
        fourth += rule.weights[m] * std::pow(slope, 4);
    }
    CHECK(close(ask(exercise::kurtosis_constant, 0, 1, 0), 3 * (3 * fourth / (second * second) - 1), 1e-9));
    // h = sigma(g), g ~ N(0, 1 + x^2), and the output bias; along W the pole of tanh is at a distance pi / (2 |x|).
    for (const double x : {0.0, drawn(0.5, 1.5), -10.0}) {
        const double deviation = std::sqrt(1 + x * x);
        const GaussianRule fine = gaussian_rule(1 / (16 * deviation));
        double square = 0, power = 0;
        for (std::size_t m = 0; m < fine.nodes.size(); ++m) {
            const double t = std::tanh(deviation * fine.nodes[m]);
            square += fine.weights[m] * t * t;
            power += fine.weights[m] * t * t * t * t;
        }
        CHECK(close(ask(exercise::kurtosis_constant, 1, 0, x), 3 * (power - square * square) / std::pow(1 + square, 2),
                    1e-9));
    }
}

TEST_CASE("3 [9] networks of two neurons have these tails") {
    // 300000 networks, output weights and biases included; with another seed, six standard errors would be exceeded
    // with a probability below 1e-5. The standard error of a ratio of means is that of its linear part.
    for (const auto& [alpha, beta, x] : {std::tuple{1.0, 0.0, 1.0}, {1.0, 1.0, drawn(0.3, 0.7)}, {0.5, -1.0, 1.0}}) {
        Random random(drawn_seed());
        Mean second, fourth;
        Vector values;
        for (int network = 0; network < 300000; ++network) {
            double y = alpha * random.normal();
            for (int neuron = 0; neuron < 2; ++neuron) {
                const double W0 = random.normal(), t = std::tanh(W0 * x + random.normal());
                y += random.normal() / std::sqrt(2.0) * (alpha * t + beta * W0 * (1 - t * t));
            }
            values.push_back(y * y);
            second.add(y * y);
            fourth.add(y * y * y * y);
        }
        const double m2 = second.value(), kurtosis = fourth.value() / (m2 * m2);
        Mean influence;
        for (const double y2 : values) influence.add((y2 * y2 - 2 * kurtosis * m2 * y2) / (m2 * m2));
        const double found = ask(exercise::kurtosis_constant, alpha, beta, x);
        CHECK(close(found / 2, kurtosis - 3, 0, 6 * influence.standard_error()));
    }
}

TEST_CASE("3 [8] a common factor of alpha and beta changes nothing, and only their relative sign matters") {
    for (const auto& [alpha, beta, x] : {std::tuple{1.0, 0.3, 0.5}, {0.2, 1.0, -1.0}, {1.0, 0.01, 10.0}}) {
        const double constant = ask(exercise::kurtosis_constant, alpha, beta, x);
        const double factor = drawn(-9, -5);
        CHECK(close(ask(exercise::kurtosis_constant, factor * alpha, factor * beta, x), constant, 1e-10));
        // (W, b, x) -> (W, -b, -x): u changes sign and u_x does not.
        CHECK(close(ask(exercise::kurtosis_constant, alpha, -beta, -x), constant, 1e-9));
        // At these three, u beside u_x makes the tails lighter.
        CHECK(constant > 0);
        CHECK(constant < ask(exercise::kurtosis_constant, 0, 1, x));
    }
}

TEST_CASE("4 [8] nothing known leaves everything; every value known leaves less, and in any order the same") {
    const Neurons neurons(1.0 / 8);
    for (const double x : {drawn(0.2, 0.4), 1.0}) {
        const Vector target = u_xx_as_vector(neurons, x);
        const double all = dot(target, target);
        CHECK(close(ask(exercise::variance_left, x, {}), all, 1e-8));
        Vector known;
        double before = all;
        for (const double point : {0.6, 0.1, 0.9, 0.4}) {
            known.push_back(point);
            const double left = ask(exercise::variance_left, x, known);
            CHECK(left > 0);
            CHECK(left <= before + 1e-12);
            before = left;
        }
        CHECK(close(ask(exercise::variance_left, x, {0.4, 0.9, 0.6, 0.1}), before, 1e-6, 1e-12));
        // One value: by hand.
        const Vector u = u_as_vector(neurons, 0.6);
        CHECK(close(ask(exercise::variance_left, x, {0.6}), all - std::pow(dot(u, target), 2) / dot(u, u), 1e-8));
    }
}

TEST_CASE("4 [9] it is the squared error of the best linear guess, and a second difference guesses no better") {
    const Neurons neurons(1.0 / 8);
    for (const Vector& known : {Vector{0, 1}, {0, 0.5, 1}, {0.2, 0.3, 0.55, 0.9}, {0, 0.25, 0.5, 0.75, 1}}) {
        for (const double x : {0.5, drawn(0.7, 0.85)}) {
            // Rounding of Sigma, 1e-16, over its smallest eigenvalue, about 1e-6 for five points.
            CHECK(close(ask(exercise::variance_left, x, known), squared_distance(neurons, x, known), 1e-6, 1e-10));
        }
    }
    for (const double h : {0.3, 0.1}) {
        Vector miss = u_xx_as_vector(neurons, 0.5);
        const Vector below = u_as_vector(neurons, 0.5 - h), at = u_as_vector(neurons, 0.5),
                     above = u_as_vector(neurons, 0.5 + h);
        for (std::size_t k = 0; k < miss.size(); ++k) miss[k] -= (below[k] - 2 * at[k] + above[k]) / (h * h);
        CHECK(ask(exercise::variance_left, 0.5, {0.5 - h, 0.5, 0.5 + h}) < dot(miss, miss));
    }
}

TEST_CASE("4 [8] values_needed: one fewer leaves more than the share, so many do not") {
    const Neurons neurons(1.0 / 8);
    Vector left{1};  // shares, by the number of points
    for (std::size_t n = 1; n <= 6; ++n) {
        Vector known;
        for (std::size_t i = 0; i < n; ++i) {
            known.push_back(n == 1 ? 0.5 : static_cast<double>(i) / static_cast<double>(n - 1));
        }
        left.push_back(squared_distance(neurons, 0.5, known) / squared_distance(neurons, 0.5, {}));
    }
    for (const double share : {0.95, 0.9, 0.06, 0.001, std::sqrt(left[2] * left[3]) * drawn(0.99, 1.01)}) {
        CAPTURE(share);
        const std::size_t n = ask(exercise::values_needed, share);
        REQUIRE(n >= 1);
        REQUIRE(n <= 6);
        CHECK(left[n] <= share);
        for (std::size_t fewer = 1; fewer < n; ++fewer) CHECK(left[fewer] > share);
    }
}
