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

TEST_CASE("Fourier features: jets and tape of tape agree to 1e-11 in values, derivatives and gradients") {
    for (const std::size_t d : {1, 2, 3}) {
        for (const std::size_t hidden : {1, 3}) {
            Random random(51 * d + hidden);
            MlpSettings with = settings(std::vector<std::size_t>(hidden + 2, 9), Parameterization::ntk, false);
            with.widths.front() = 8;
            with.widths.back() = 1;
            with.scaling = settings({d, 1}, Parameterization::ntk, true).scaling;
            with.features = FourierFeatures::gaussian(4, d, 0.7, random);
            const Mlp<double> network(with, random);
            const Matrix<double> x = random_matrix(random, 11, d);
            const std::vector<double> all{1.0, -4.0, 0.3}, a(all.begin(), all.begin() + static_cast<long>(d));

            Tape<double> tape;
            const MlpOnTape<double> net(tape, network);
            const V x_leaf = tape.leaf(x);
            const V u = net.forward(x_leaf);
            CHECK(relative_difference(Matrix<double>(u.value()), network(x)) < 1e-12);
            const TapeOfTape exact(u, x_leaf, a);
            const Seed<double> seed = net.seed(random_matrix(random, 11, d), a);  // of other points, which then move
            const std::vector<Jet<double>> jets = net.forward_jets(
                seed, a, {{{0, 5}, {true, d, true}}, {{5, 6}, {.directions = d, .second = true}}, {{0, 11}, {true}}});
            net.move_points(seed, a, 0, x);
            tape.evaluate();
            CHECK(relative_difference(jets[2].value(), u) < 1e-12);
            for (std::size_t k = 0; k < d; ++k) {
                CHECK(relative_difference(jets[0].first(k), rows(exact.first[k], 0, 5)) < 1e-11);
                CHECK(relative_difference(jets[1].first(k), rows(exact.first[k], 5, 6)) < 1e-11);
            }
            CHECK(relative_difference(jets[1].second(), rows(exact.second, 5, 6)) < 1e-11);
            const JetLayers<double> layers = net.forward_jet_layers(x, a, {.second = true});
            CHECK(relative_difference(layers.preactivations.back().second(), exact.second) < 1e-11);

            const auto fast = gradient(
                sum(square(jets[2].value())) + sum(square(jets[0].second())) + sum(square(jets[1].first(d - 1))),
                net.parameters());
            const auto slow = gradient(
                sum(square(u)) + sum(square(rows(exact.second, 0, 5))) + sum(square(rows(exact.first[d - 1], 5, 6))),
                net.parameters());
            for (std::size_t k = 0; k < fast.size(); ++k) CHECK(relative_difference(fast[k], slow[k]) < 1e-11);
        }
    }
}

TEST_CASE("features have the frequencies they are told, and networks that do not fit them are refused") {
    Random random(52);
    const FourierFeatures features = FourierFeatures::gaussian(20'000, 1, 3, random);
    double squares = 0;
    for (const double b : features.B.values()) squares += b * b;
    CHECK(close(std::sqrt(squares / 20'000), 3, 5 / std::sqrt(40'000.0)));  // five standard errors
    const auto build = [&](std::vector<std::size_t> widths, std::size_t d) {
        return Mlp<double>({std::move(widths), Parameterization::ntk, InputScaling::raw(d),
                            FourierFeatures::gaussian(4, 2, 1, random)},
                           random);
    };
    CHECK_NOTHROW(build({8, 5, 1}, 2));
    CHECK_THROWS_WITH_AS(build({7, 5, 1}, 2), "Mlp: features: 4x2 with 1x7", ShapeError);
    CHECK_THROWS_WITH_AS(build({8, 5, 1}, 1), "Mlp: scaling: 1x2 with 1x1", ShapeError);
    CHECK_THROWS_AS(build({8, 5, 1}, 2)(Matrix<double>(3, 8)), ShapeError);
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

TEST_CASE(
    "a column that is constant does not spread, whatever rounding makes of its mean; nor does one that overflows") {
    for (const double constant : {0.0, 0.5, 14.62, 0.1, 1.0 / 3, -1e300}) {
        for (const std::size_t n : {1, 7, 1000}) {
            CHECK_THROWS_AS(InputScaling::z_scored(Matrix<double>(n, 1, constant)), NumericalError);
        }
    }
    CHECK_THROWS_WITH_AS(InputScaling::z_scored(Matrix<double>{{1e200}, {-1e200}}),
                         "z-scored inputs: the points spread beyond all numbers in dimension 0", NumericalError);
    CHECK_THROWS_AS(InputScaling::z_scored(Matrix<double>{{NAN}, {1}}), NumericalError);
    // What spreads is taken as it is, however far from zero.
    const InputScaling far = InputScaling::z_scored(Matrix<double>{{1e6}, {1e6 + 1}});
    CHECK(far.mean[0] == 1e6 + 0.5);
    CHECK(far.deviation[0] == 0.5);
}

TEST_CASE("a network is refused if its scaling is none, and used nowhere if a parameter is not finite") {
    Random random(31);
    const auto network = [&](double mean, double deviation) {
        return Mlp<double>({{1, 3, 1}, Parameterization::ntk, {{mean}, {deviation}}}, random);
    };
    for (const double deviation : {0.0, -1.0, double(NAN), double(INFINITY)}) {
        CHECK_THROWS_AS(network(0, deviation), NumericalError);
    }
    CHECK_THROWS_WITH_AS(network(NAN, 1),
                         "Mlp: scaling of dimension 0: mean nan, deviation 1; accepted are finite means and positive, "
                         "finite deviations",
                         NumericalError);
    Mlp<double> broken = network(0, 1);
    broken.biases[1](0, 0) = INFINITY;
    Tape<double> tape;
    CHECK_THROWS_WITH_AS(MlpOnTape<double>(tape, broken), "network: b^(1): entry 0 is not finite", NumericalError);
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
    u.assign(v);
    CHECK(u.network().weights == after.weights);
    CHECK(u.network().biases == after.biases);
    const Mlp<double> wider(settings({1, 6, 4, 1}, Parameterization::ntk, true), other);
    Tape<double> third;
    CHECK_THROWS_WITH_AS(u.assign(MlpOnTape<double>(third, wider)), "assign: 6x5 with 6x4", ShapeError);
    const Mlp<double> flatter(settings({1, 6, 1}, Parameterization::ntk, true), other);
    CHECK_THROWS_WITH_AS(u.assign(MlpOnTape<double>(third, flatter)), "assign: parameters: 6x1 with 4x1", ShapeError);
    const Mlp<double> raw(settings({1, 6, 5, 1}, Parameterization::ntk, false), other);
    CHECK_THROWS_AS(u.assign(MlpOnTape<double>(third, raw)), NumericalError);
    CHECK(u.network().weights == after.weights);
}

namespace {

struct Kind {
    std::size_t points;
    Channels wanted;
};

// Rows first .. first + count - 1 as a matrix.
Matrix<double> some_rows(const Matrix<double>& x, PointRange range) {
    return Matrix<double>(x.view().row_block(range.first, range.count));
}

// What a group wants, channel by channel.
std::vector<V> channels_of(const Jet<double>& jet, Channels wanted) {
    std::vector<V> channels;
    if (wanted.value) channels.push_back(jet.value());
    for (std::size_t k = 0; k < wanted.directions; ++k) channels.push_back(jet.first(k));
    if (wanted.second) channels.push_back(jet.second());
    return channels;
}

// One pass for all groups against a pass for each: channels, and parameter gradients of a sum over all of them.
void compare_passes(std::size_t d, std::size_t hidden, std::size_t n, const std::vector<PointGroup>& groups) {
    std::vector<std::size_t> widths{d};
    for (std::size_t h = 0; h < hidden; ++h) widths.push_back(6 + 2 * h);
    widths.push_back(2);
    Random random(10 * d + hidden);
    const Mlp<double> network(settings(widths, Parameterization::ntk, true), random);
    const Matrix<double> x = random_matrix(random, n, d);
    const std::vector<double> all{1.0, -4.0, 0.3}, a(all.begin(), all.begin() + static_cast<long>(d));
    Tape<double> tape;
    const MlpOnTape<double> u(tape, network);
    const std::vector<Jet<double>> pass = u.forward_jets(u.seed(x, a), a, groups);
    REQUIRE(pass.size() == groups.size());
    V together = tape.scalar(0), alone = tape.scalar(0);
    for (std::size_t k = 0; k < groups.size(); ++k) {
        const auto& [points, wanted] = groups[k];
        const std::vector<V> of_pass = channels_of(pass[k], wanted);
        const std::vector<V> of_group = channels_of(u.forward_jet(some_rows(x, points), a, wanted), wanted);
        for (std::size_t c = 0; c < of_pass.size(); ++c) {
            REQUIRE(of_pass[c].shape() == Shape{points.count, 2});
            if (points.count > 0) CHECK(relative_difference(of_pass[c], of_group[c]) < 1e-13);
            const V weights = tape.constant(random_matrix(random, points.count, 2));
            together = together + sum(weights * square(of_pass[c]));
            alone = alone + sum(weights * square(of_group[c]));
        }
    }
    const std::vector<V> fast = gradient(together, u.parameters()), slow = gradient(alone, u.parameters());
    for (std::size_t p = 0; p < fast.size(); ++p) {
        const Matrix<double> one(fast[p].value()), other(slow[p].value());  // 0 for the last bias without values
        CHECK(test::max_difference(one, other) <= 1e-12 * test::max_entry(other));
    }
}

}  // namespace

TEST_CASE("one pass for groups of points is one pass for each group, in every order, in values and gradients") {
    for (const std::size_t d : {1, 2, 3}) {
        const std::vector<std::vector<Kind>> orders{
            {{4, {.second = true}}, {3, {.directions = d}}, {5, {.value = true}}},
            {{5, {.value = true}}, {3, {.directions = 1}}, {4, {.second = true}}},
            {{2, {.directions = d}},
             {4, {.value = true, .second = true}},
             {3, {.directions = 1}},
             {1, {.second = true}}},
            {{3, {.value = true}}, {2, {.value = true}}},
            {{3, {.directions = 1}}, {2, {.value = true, .directions = d}}},
            {{3, {.value = true, .directions = d, .second = true}}}};
        for (const std::size_t hidden : {1, 2, 3}) {
            for (const std::vector<Kind>& order : orders) {
                std::vector<PointGroup> groups;
                std::size_t n = 0;
                for (const Kind& kind : order) {
                    groups.push_back({{n, kind.points}, kind.wanted});
                    n += kind.points;
                }
                compare_passes(d, hidden, n, groups);
            }
        }
    }
}

TEST_CASE("groups may share points, repeat each other, and leave points out") {
    for (const std::size_t hidden : {1, 3}) {
        compare_passes(2, hidden, 9,
                       {{{0, 6}, {.second = true}}, {{3, 5}, {.value = true}}, {{1, 2}, {.directions = 2}}});
        compare_passes(2, hidden, 9,
                       {{{2, 3}, {.value = true}}, {{2, 3}, {.second = true}}, {{2, 3}, {.value = true}}});
        compare_passes(2, hidden, 9, {{{7, 2}, {.directions = 1}}});
    }
    Random random(3);
    const Mlp<double> network(settings({2, 5, 1}, Parameterization::ntk, true), random);
    Tape<double> tape;
    const MlpOnTape<double> u(tape, network);
    const Seed<double> seed = u.seed(random_matrix(random, 4, 2), {1.0, -4.0});
    CHECK_THROWS_WITH_AS(u.forward_jets(seed, {1.0, 1.0}, {{{2, 3}, {.value = true}}}),
                         "forward_jet: points of a group: first 2, count 3, of 4", ShapeError);
    CHECK_THROWS_AS(u.forward_jets(seed, {1.0}, {{{0, 4}, {.value = true}}}), ShapeError);
    const Seed<double> of_three{tape.leaf(Matrix<double>(4, 3)), 1};
    for (const Channels wanted : {Channels{.value = true}, Channels{.second = true}}) {
        CHECK_THROWS_AS(u.forward_jets(of_three, {1.0, -4.0}, {{{0, 1}, wanted}}), ShapeError);
    }
}

TEST_CASE("a group of no points is an empty jet, wherever it stands and whatever it wants") {
    for (const Channels nothing : {Channels{.value = true}, Channels{.directions = 2}, Channels{.second = true}}) {
        for (const Channels wanted : {Channels{.value = true}, Channels{.directions = 1}, Channels{.second = true}}) {
            for (const std::size_t first : {0, 2, 3}) {
                CAPTURE(first);
                CHECK_NOTHROW(compare_passes(2, 2, 3, {{{0, 3}, wanted}, {{first, 0}, nothing}}));
            }
        }
    }
}

TEST_CASE("points that move give the pass of a seed made of them, and what does not fit moves nothing") {
    Random random(23);
    const Mlp<double> network(settings({2, 6, 5, 1}, Parameterization::glorot, true), random);
    const Matrix<double> before = random_matrix(random, 7, 2), moved = random_matrix(random, 3, 2);
    Matrix<double> after = before;
    for (std::size_t i = 0; i < 3; ++i) std::ranges::copy(moved.row(i), after.row(2 + i).begin());
    const std::vector<PointGroup> groups{{{0, 4}, {.value = true, .directions = 2, .second = true}},
                                         {{4, 3}, {.value = true}}};
    Tape<double> tape;
    const MlpOnTape<double> u(tape, network);
    const Seed<double> seed = u.seed(before, {1.0, -4.0});
    const std::vector<Jet<double>> jets = u.forward_jets(seed, {1.0, -4.0}, groups);
    const std::vector<V> slopes =
        gradient(sum(square(jets[0].second())) + sum(square(jets[1].value())), u.parameters());
    const auto agree_with = [&](const Matrix<double>& points) {
        Tape<double> fresh;
        const MlpOnTape<double> v(fresh, network);
        const std::vector<Jet<double>> expected = v.forward_jets(v.seed(points, {1.0, -4.0}), {1.0, -4.0}, groups);
        const std::vector<V> expected_slopes =
            gradient(sum(square(expected[0].second())) + sum(square(expected[1].value())), v.parameters());
        for (std::size_t k : {0, 1}) {
            CHECK(Matrix<double>(jets[k].stack.value()) == Matrix<double>(expected[k].stack.value()));
        }
        for (std::size_t p = 0; p < slopes.size(); ++p) {
            CHECK(Matrix<double>(slopes[p].value()) == Matrix<double>(expected_slopes[p].value()));
        }
    };
    agree_with(before);
    CHECK_THROWS_WITH_AS(u.move_points(seed, {1.0, -4.0}, 0, Matrix<double>(3, 1)), "move_points: 3x1 with 9x2",
                         ShapeError);
    for (const std::size_t first : {5, 6, 7})
        CHECK_THROWS_AS(u.move_points(seed, {1.0, -4.0}, first, moved), ShapeError);
    tape.evaluate();
    agree_with(before);
    u.move_points(seed, {1.0, -4.0}, 2, moved);
    tape.evaluate();
    agree_with(after);
    u.move_points(seed, {1.0, -4.0}, 0, before);
    tape.evaluate();
    agree_with(before);
}
