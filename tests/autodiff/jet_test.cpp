#include "lib/autodiff/jet.hpp"

#include <stdexcept>

#include "lib/foundation/parallel.hpp"
#include "tests/support.hpp"

using namespace pinn;
using test::close;
using test::random_matrix;

namespace {

using V = Var<double>;

// tanh of a stack by plain operators: the definition that the fused operator is held to.
V plain_tanh_jet(const Jet<double>& g, const std::vector<double>& a, Channels wanted) {
    const V value = g.value();
    const V t = tanh(value);
    const V p = gradient(sum(t), value);
    std::vector<V> parts;
    if (wanted.value) parts.push_back(t);
    for (std::size_t k = 0; k < wanted.directions; ++k) parts.push_back(p * g.first(k));
    if (wanted.second) {
        V second = p * g.second();
        const V curvature = -2.0 * (t * p);
        for (std::size_t k = 0; k < g.dimension; ++k) second = second + a[k] * (curvature * square(g.first(k)));
        parts.push_back(second);
    }
    return stack_rows(parts);
}

// Every set of channels in d dimensions.
std::vector<Channels> subsets(std::size_t d) {
    std::vector<Channels> all;
    for (const bool value : {false, true}) {
        for (const bool second : {false, true}) {
            for (std::size_t k = 0; k <= d; ++k) {
                if (value || second || k > 0) all.push_back({value, k, second});
            }
        }
    }
    return all;
}

double difference(V a, V b) { return test::max_difference(Matrix<double>(a.value()), Matrix<double>(b.value())); }

}  // namespace

TEST_CASE("the fused tanh of a full stack and its adjoint agree with plain operators, every subset of channels") {
    Random random(3);
    for (const std::size_t d : {1, 2, 3}) {
        const std::vector<double> a{1.0, -4.0, 0.5};
        const std::vector<double> coefficients(a.begin(), a.begin() + static_cast<long>(d));
        for (const Channels wanted : subsets(d)) {
            for (const bool second_carried : {true, false}) {
                if (wanted.second && !second_carried) continue;
                const Channels carried{.value = true, .directions = d, .second = second_carried};
                const std::size_t n = 5, width = 7;
                Tape<double> tape;
                const V stack = tape.leaf(random_matrix(random, uniform_layout(carried, n, d).rows(), width));
                const Jet<double> g = uniform_jet(stack, n, d, carried);
                const V fused = tanh_jet(g, coefficients, wanted).stack;
                const V plain = plain_tanh_jet(g, coefficients, wanted);
                CHECK(difference(fused, plain) < 1e-14);
                const V weights = tape.constant(random_matrix(random, plain.shape().rows, width));
                CHECK(difference(gradient(sum(weights * fused), stack), gradient(sum(weights * plain), stack)) < 1e-13);
            }
        }
    }
}

TEST_CASE("a seeded stack is the full stack with equal derivatives at all points and Lg = 0") {
    Random random(4);
    for (const std::size_t d : {1, 2, 3}) {
        const std::vector<double> a{1.0, -4.0, 0.5};
        const std::vector<double> coefficients(a.begin(), a.begin() + static_cast<long>(d));
        for (const Channels wanted : subsets(d)) {
            const std::size_t n = 6, width = 9;
            Tape<double> tape;
            const V seeded = tape.leaf(random_matrix(random, n + d, width));
            std::vector<V> parts{rows(seeded, 0, n)};
            for (std::size_t k = 0; k < d; ++k) parts.push_back(broadcast_row(rows(seeded, n + k, 1), n));
            parts.push_back(tape.constant(Matrix<double>(n, width)));
            const Jet<double> full = uniform_jet(stack_rows(parts), n, d, {true, d, true});
            const V fused = tanh_jet_seeded(seeded, coefficients, wanted).stack;
            const V plain = plain_tanh_jet(full, coefficients, wanted);
            CHECK(difference(fused, plain) < 1e-14);
            const V weights = tape.constant(random_matrix(random, plain.shape().rows, width));
            CHECK(difference(gradient(sum(weights * fused), seeded), gradient(sum(weights * plain), seeded)) < 1e-12);
        }
    }
}

TEST_CASE("points with different channels in one stack are the points of each kind in a stack of their own") {
    Random random(6);
    const std::vector<double> a{1.0, -4.0};
    // In an order that saves rows, and in one that does not.
    const std::vector<std::vector<Channels>> orders{
        {{.directions = 2, .second = true}, {.second = true}, {.directions = 1}, {.value = true}},
        {{.value = true}, {.second = true}, {.value = true, .directions = 1}, {.directions = 2}}};
    const std::vector<std::size_t> sizes{3, 4, 2, 5};
    for (const std::vector<Channels>& order : orders) {
        std::vector<PointGroup> groups;
        std::size_t n = 0;
        for (std::size_t k = 0; k < order.size(); ++k) {
            groups.push_back({{n, sizes[k]}, order[k]});
            n += sizes[k];
        }
        const std::size_t width = 7;
        Tape<double> tape;
        const V seeded = tape.leaf(random_matrix(random, n + 2, width));
        const V w = tape.constant(random_matrix(random, width, width)),
                b = tape.constant(random_matrix(random, 1, width));
        const auto layers = [&](V stack, const JetLayout& carried, const JetLayout& wanted) {
            return tanh_jet(affine_jet(tanh_jet_seeded(stack, a, carried), w, b, 1), a, wanted);
        };
        Jet<double> together = layers(seeded, carried_layout(groups, n, 2), wanted_layout(groups));
        V sum_together = tape.scalar(0), sum_alone = tape.scalar(0);
        for (const PointGroup& group : groups) {
            const PointRange points = group.points;
            const Channels wanted = group.wanted;
            const V own = stack_rows<double>({rows(seeded, points.first, points.count), rows(seeded, n, 2)});
            const Jet<double> alone =
                layers(own, uniform_layout({true, 2, true}, points.count, 2), uniform_layout(wanted, points.count, 2));
            together.points = points;
            const auto compare = [&](V one, V other) {
                CHECK(difference(one, other) < 1e-14);
                const V weights = tape.constant(random_matrix(random, points.count, width));
                sum_together = sum_together + sum(weights * one);
                sum_alone = sum_alone + sum(weights * other);
            };
            if (wanted.value) compare(together.value(), alone.value());
            for (std::size_t k = 0; k < wanted.directions; ++k) compare(together.first(k), alone.first(k));
            if (wanted.second) compare(together.second(), alone.second());
        }
        CHECK(difference(gradient(sum_together, seeded), gradient(sum_alone, seeded)) < 1e-13);
    }
    // Interior points carry four rows, those of u_t two, those of u one.
    const std::vector<PointGroup> wave{
        {{0, 3}, {.second = true}}, {{3, 2}, {.directions = 1}}, {{5, 4}, {.value = true}}};
    CHECK(carried_layout(wave, 9, 2).rows() == 3 * 4 + 2 * 2 + 4);
    CHECK(wanted_layout(wave).rows() == 3 + 2 + 4);
}

TEST_CASE("jets of any number of threads are the same bytes") {
    const auto run = [](int threads) {
        const test::ThreadCount scope(threads);
        Random random(5);
        Tape<double> tape;
        const V seeded = tape.leaf(random_matrix(random, 302, 200));
        const Jet<double> u = tanh_jet_seeded(seeded, {1.0, -4.0}, Channels{true, 2, true});
        const V g = gradient(sum(square(tanh_jet(u, {1.0, -4.0}, Channels{.second = true}).stack)), seeded);
        return Matrix<double>(g.value());
    };
    const Matrix<double> one = run(1);
    CHECK(one == run(2));
    CHECK(one == run(3));
}

TEST_CASE("a second gradient through the fused adjoint is refused") {
    Tape<double> tape;
    const V g = tape.leaf(Matrix<double>(3, 2, 0.5));
    const V first = gradient(sum(tanh_jet_seeded(g, {1.0}, Channels{.second = true}).stack), g);
    CHECK_THROWS_WITH_AS(gradient(sum(first), g), "tanh_jet_adjoint can be differentiated once only", std::logic_error);
}

TEST_CASE("tanh by plain operators is the fused tanh, and several operators are one at a time") {
    Random random(9);
    const std::size_t n = 4, width = 5, d = 2;
    Tape<double> tape;
    const Channels all{true, d, 2};
    const V stack = tape.leaf(random_matrix(random, uniform_layout(all, n, d).rows(), width));
    const V given = tape.leaf(random_matrix(random, n, 1));
    const Jet<double> g = uniform_jet(stack, n, d, all);
    const std::vector<SecondOrder> parts{{{0, 0, 1.0}, {1, 1, -4.0}},
                                         {{0, 1, 3.0}, {.i = 1, .j = 1, .a = 2.0, .given = 0}}};
    const Jet<double> y = activation_jet<double>(g, tanh, parts, given, all);
    const Jet<double> one =
        uniform_jet(stack_rows<double>({g.value(), g.first(0), g.first(1), g.second(0)}), n, d, {true, d, 1});
    const Jet<double> fused = tanh_jet(one, {1.0, -4.0}, Channels{true, d, 1});
    CHECK(difference(stack_rows<double>({y.value(), y.first(0), y.first(1), y.second(0)}), fused.stack) < 1e-14);
    const V plain = gradient(sum(square(rows(y.stack, 0, n * (2 + d)))), stack);
    const V fast = gradient(sum(square(fused.stack)), stack);
    CHECK(difference(plain, fast) < 1e-13);
    // L_1 by its definition, number by number.
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < width; ++j) {
            const double t = std::tanh(g.value().value()(i, j)), p = 1 - t * t, g_0 = g.first(0).value()(i, j),
                         g_1 = g.first(1).value()(i, j);
            const double q = 3 * g_0 * g_1 + 2 * given.value()(i, 0) * g_1 * g_1;
            CHECK(test::close(y.second(1).value()(i, j), p * g.second(1).value()(i, j) - 2 * t * p * q, 1e-13, 1e-14));
        }
    }
    CHECK_THROWS_AS(activation_jet<double>(g, tanh, {parts[0]}, given, all), ShapeError);
    CHECK_NOTHROW(gradient(sum(gradient(sum(y.stack), stack)), stack));
}

TEST_CASE("channels that are not there are refused") {
    Tape<double> tape;
    const V g = tape.leaf(Matrix<double>(4, 2));
    const Jet<double> u = tanh_jet_seeded(g, {1.0}, Channels{.value = true});
    CHECK(u.value().shape() == Shape{3, 2});
    CHECK_THROWS_AS(u.first(0), ShapeError);
    CHECK_THROWS_AS(u.second(), ShapeError);
    CHECK_THROWS_AS(tanh_jet(u, {1.0}, Channels{.second = true}), ShapeError);
    CHECK_THROWS_AS(tanh_jet_seeded(g, {}, Channels{.value = true}), ShapeError);
    CHECK_THROWS_AS(tanh_jet_seeded(g, {1, 1, 1, 1}, Channels{.value = true}), ShapeError);
    CHECK_THROWS_AS(seeded_stack<double>(Matrix<double>(3, 2), {0.0}, {1.0}), ShapeError);
    JetLayout beyond;
    beyond.value = {1, 3};  // of points 0, 1, 2
    CHECK_THROWS_WITH_AS(tanh_jet_seeded(g, {1.0}, beyond), "tanh_jet_seeded: points: 3x1 with 3x1", ShapeError);
}

TEST_CASE("layouts of more directions than there are, and fused jets of more than three, are refused") {
    CHECK_THROWS_WITH_AS(uniform_layout({.directions = 2}, 5, 1), "jet: directions: 2x1 with 1x1", ShapeError);
    CHECK_THROWS_WITH_AS(wanted_layout({{{SIZE_MAX, 2}, {.value = true}}}),
                         "jet: points: first 18446744073709551615, count 2, of 18446744073709551615", ShapeError);
    CHECK_FALSE(PointRange{0, 3}.contains({SIZE_MAX, 2}));
    CHECK_FALSE(PointRange{0, 3}.contains({1, SIZE_MAX}));
    CHECK(PointRange{SIZE_MAX - 2, 2}.contains(SIZE_MAX - 1));
    Tape<double> tape;
    const Jet<double> four = uniform_jet(tape.leaf(Matrix<double>(30, 2)), 5, 4, {true, 4, 1});
    CHECK_THROWS_WITH_AS(tanh_jet(four, {1, 1, 1, 1}, Channels{.value = true}), "tanh_jet: channels: 30x2 with 5x4",
                         ShapeError);
    const Jet<double> two = uniform_jet(tape.leaf(Matrix<double>(20, 2)), 5, 1, {true, 1, 2});
    CHECK_THROWS_AS(tanh_jet(two, {1}, Channels{.second = 2}), ShapeError);
    CHECK_THROWS_WITH_AS(uniform_jet(tape.leaf(Matrix<double>(4, 2)), 5, 1, {.value = true}), "jet: rows: 4x2 with 5x2",
                         ShapeError);
}

TEST_CASE("the seed of x is the scaled points over the diagonal of 1/deviation") {
    const Matrix<double> seed = seeded_stack<double>({{1, 2}, {3, 4}}, {1.0, 0.0}, {2.0, 4.0});
    CHECK(seed == Matrix<double>{{0, 0.5}, {1, 1}, {0.5, 0}, {0, 0.25}});
}
