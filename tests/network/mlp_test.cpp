#include "lib/network/mlp.hpp"

#include "lib/pde/sampling.hpp"
#include "tests/support.hpp"

using namespace pinn;
using test::close;
using test::random_matrix;
using test::relative_difference;

namespace {

using V = Var<double>;

double relative_difference(V a, V b) {
    return test::relative_difference(Matrix<double>(a.value()), Matrix<double>(b.value()));
}

MlpSettings settings(std::vector<std::size_t> widths, Parameterization parameterization, bool z_scored) {
    const std::size_t d = widths[0];
    InputScaling scaling = InputScaling::raw(d);
    for (std::size_t k = 0; z_scored && k < d; ++k) {
        scaling.mean[k] = 0.5 - 0.1 * static_cast<double>(k);
        scaling.deviation[k] = 0.29 + 0.1 * static_cast<double>(k);
    }
    return {std::move(widths), parameterization, scaling};
}

// L u = sum_k a_k u_kk and u_k by repeated gradient(): the slow, general route.
struct TapeOfTape {
    std::vector<V> first;
    V second;
    TapeOfTape(V u, V x, const std::vector<double>& a) {
        const V du = gradient(sum(u), x);
        for (std::size_t k = 0; k < a.size(); ++k) {
            const V u_k = columns(du, k, 1);
            const V u_kk = a[k] * columns(gradient(sum(u_k), x), k, 1);
            first.push_back(u_k);
            second = k == 0 ? u_kk : second + u_kk;
        }
    }
};

}  // namespace

TEST_CASE("u_xx of one hidden layer: jets, tape of tape and Eq. (4.3) agree to 1e-11") {
    const Matrix<double> x = equispaced(37, -0.2, 1.1);
    for (const auto parameterization : {Parameterization::ntk, Parameterization::standard, Parameterization::glorot}) {
        for (const bool z_scored : {false, true}) {
            Random random(17);
            const std::size_t width = 50;
            const Mlp<double> network(settings({1, width, 1}, parameterization, z_scored), random);
            Tape<double> tape;
            const MlpOnTape<double> u(tape, network);
            const V x_leaf = tape.leaf(x);
            const V u_xx = TapeOfTape(u.forward(x_leaf), x_leaf, {1.0}).second;
            const V jet = u.forward_jet(x, {1.0}, {.second = true}).second();

            // paper: Eq. (4.3), with the scaling of the inputs written out.
            const double s = network.settings().scaling.deviation[0], mean = network.settings().scaling.mean[0];
            Matrix<double> closed(x.rows(), 1);
            for (std::size_t i = 0; i < x.rows(); ++i) {
                for (std::size_t j = 0; j < width; ++j) {
                    const double w = network.weights[0](0, j);
                    const double t = std::tanh(w * (x(i, 0) - mean) / s + network.biases[0](0, j));
                    closed(i, 0) +=
                        network.factor(1) * network.weights[1](j, 0) * -2 * t * (1 - t * t) * w * w / (s * s);
                }
            }
            CHECK(relative_difference(Matrix<double>(u_xx.value()), closed) < 1e-11);
            CHECK(relative_difference(Matrix<double>(jet.value()), closed) < 1e-11);
        }
    }
}

TEST_CASE("u, u_k and L u: jets and tape of tape agree to 1e-11 for 1 to 4 hidden layers and 1 to 3 inputs") {
    for (const std::size_t d : {1, 2, 3}) {
        for (const std::size_t hidden : {1, 2, 3, 4}) {
            std::vector<std::size_t> widths{d};
            for (std::size_t h = 0; h < hidden; ++h) widths.push_back(9 + 2 * h);
            widths.push_back(1);
            Random random(31 * d + hidden);
            const Mlp<double> network(settings(widths, Parameterization::ntk, true), random);
            const Matrix<double> x = random_matrix(random, 11, d);
            const std::vector<double> all{1.0, -4.0, 0.3}, a(all.begin(), all.begin() + static_cast<long>(d));

            Tape<double> tape;
            const MlpOnTape<double> net(tape, network);
            const V x_leaf = tape.leaf(x);
            const V u = net.forward(x_leaf);
            const TapeOfTape exact(u, x_leaf, a);
            const Jet<double> jet = net.forward_jet(x, a, {true, a.size(), true});
            CHECK(relative_difference(jet.value(), u) < 1e-12);
            for (std::size_t k = 0; k < d; ++k) CHECK(relative_difference(jet.first(k), exact.first[k]) < 1e-11);
            CHECK(relative_difference(jet.second(), exact.second) < 1e-11);

            // Gradients of a loss of all of them with respect to every parameter.
            const auto loss = [&](V value, V first, V second) {
                return sum(square(value)) + sum(square(first)) + sum(square(second));
            };
            const auto fast = gradient(loss(jet.value(), jet.first(d - 1), jet.second()), net.parameters());
            const auto slow = gradient(loss(u, exact.first[d - 1], exact.second), net.parameters());
            for (std::size_t k = 0; k < fast.size(); ++k) CHECK(relative_difference(fast[k], slow[k]) < 1e-11);
        }
    }
}

TEST_CASE("the tape's network and the plain one are the same function") {
    Random random(2);
    for (const auto parameterization : {Parameterization::ntk, Parameterization::standard, Parameterization::glorot}) {
        const Mlp<double> network(settings({2, 20, 30, 3}, parameterization, true), random);
        const Matrix<double> x = random_matrix(random, 13, 2);
        Tape<double> tape;
        const MlpOnTape<double> taped(tape, network);
        CHECK(relative_difference(Matrix<double>(taped.forward(tape.leaf(x)).value()), network(x)) < 1e-13);
        CHECK(taped.network()(x) == network(x));
        std::size_t count = 0;
        for (const V& part : taped.parameters()) count += part.shape().rows * part.shape().cols;
        CHECK(count == network.parameter_count());
        CHECK(count == 2 * 20 + 20 + 20 * 30 + 30 + 30 * 3 + 3);
    }
}

TEST_CASE("ntk and standard parameterization are the same function of x at initialization") {
    const Matrix<double> x = equispaced(9, 0, 1);
    Random first(4), second(4);
    const Mlp<double> ntk(settings({1, 64, 64, 1}, Parameterization::ntk, false), first);
    const Mlp<double> standard(settings({1, 64, 64, 1}, Parameterization::standard, false), second);
    CHECK(relative_difference(ntk(x), standard(x)) < 1e-12);
    CHECK(close(ntk.factor(1), 1.0 / 8, 1e-15));
    CHECK(standard.factor(1) == 1);
}

TEST_CASE("the spread of the initial weights is the parameterization's, within five standard errors") {
    // The sample variance of n normals has relative standard error sqrt(2/n); n = 90,000 entries here.
    const auto variance = [](Parameterization parameterization) {
        Random random(9);
        const Mlp<double> network(settings({1, 300, 300, 1}, parameterization, false), random);
        double squares = 0;
        for (const double w : network.weights[1].values()) squares += w * w;
        return squares / 90'000;
    };
    const double rtol = 5 * std::sqrt(2.0 / 90'000);
    CHECK(close(variance(Parameterization::ntk), 1, rtol));
    CHECK(close(variance(Parameterization::standard), 1.0 / 300, rtol));
    CHECK(close(variance(Parameterization::glorot), 2.0 / 600, rtol));
    Random random(9);
    const Mlp<double> glorot(settings({1, 30, 1}, Parameterization::glorot, false), random);
    CHECK(test::max_entry(glorot.biases[0]) == 0);
}

TEST_CASE("z-scoring uses mean and population standard deviation: 0.5 and 0.2916 for 100 equispaced points") {
    const InputScaling scaling = InputScaling::z_scored(equispaced(100, 0, 1));
    CHECK(close(scaling.mean[0], 0.5, 1e-14));
    CHECK(close(scaling.deviation[0], std::sqrt(101.0 / (12 * 99)), 1e-13));  // sqrt((n + 1) / (12 (n - 1)))
    CHECK_THROWS_WITH_AS(InputScaling::z_scored(Matrix<double>(5, 1, 2.0)),
                         "z-scored inputs: the points do not spread in dimension 0", NumericalError);
    CHECK_THROWS_AS(InputScaling::z_scored(Matrix<double>(0, 1)), NumericalError);
}

TEST_CASE("impossible networks are refused") {
    Random random(1);
    const auto build = [&](MlpSettings s) { return Mlp<double>(std::move(s), random); };
    CHECK_THROWS_AS(build({{1, 1}, Parameterization::ntk, InputScaling::raw(1)}), ShapeError);
    CHECK_THROWS_AS(build({{1, 0, 1}, Parameterization::ntk, InputScaling::raw(1)}), ShapeError);
    CHECK_THROWS_AS(build({{2, 5, 1}, Parameterization::ntk, InputScaling::raw(1)}), ShapeError);
    const Mlp<double> network = build({{2, 5, 1}, Parameterization::ntk, InputScaling::raw(2)});
    CHECK_THROWS_AS(network(Matrix<double>(3, 1)), ShapeError);
    Tape<double> tape;
    const MlpOnTape<double> taped(tape, network);
    CHECK_THROWS_WITH_AS(taped.forward_jet(Matrix<double>(3, 2), {1.0}, {.second = true}),
                         "forward_jet: coefficients: 1x1 with 5x2", ShapeError);
    CHECK_THROWS_AS(taped.forward_jet_layers(Matrix<double>(3, 2), {1.0}, {.second = true}), ShapeError);
}

TEST_CASE("a network on one tape takes over the parameters of a network on another") {
    Random random(21), other(22);
    const Mlp<double> before(settings({1, 6, 5, 1}, Parameterization::ntk, true), random);
    const Mlp<double> after(settings({1, 6, 5, 1}, Parameterization::ntk, true), other);
    Tape<double> tape, source;
    const MlpOnTape<double> u(tape, before), v(source, after);
    u.assign(v.parameters());
    CHECK(u.network().weights == after.weights);
    CHECK(u.network().biases == after.biases);
    const Mlp<double> wider(settings({1, 6, 4, 1}, Parameterization::ntk, true), other);
    Tape<double> third;
    CHECK_THROWS_WITH_AS(u.assign(MlpOnTape<double>(third, wider).parameters()), "assign: 6x5 with 6x4", ShapeError);
}
