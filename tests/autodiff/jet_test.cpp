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
    for (std::size_t k = 0; wanted.first && k < g.dimension; ++k) parts.push_back(p * g.first(k));
    if (wanted.second) {
        V second = p * g.second();
        const V curvature = -2.0 * (t * p);
        for (std::size_t k = 0; k < g.dimension; ++k) second = second + a[k] * (curvature * square(g.first(k)));
        parts.push_back(second);
    }
    return stack_rows(parts);
}

const std::vector<Channels> subsets{{.value = true},
                                    {.first = true},
                                    {.second = true},
                                    {.value = true, .first = true},
                                    {.value = true, .second = true},
                                    {.first = true, .second = true},
                                    {.value = true, .first = true, .second = true}};

double difference(V a, V b) { return test::max_difference(Matrix<double>(a.value()), Matrix<double>(b.value())); }

}  // namespace

TEST_CASE("the fused tanh of a full stack and its adjoint agree with plain operators, every subset of channels") {
    Random random(3);
    for (const std::size_t d : {1, 2, 3}) {
        const std::vector<double> a{1.0, -4.0, 0.5};
        const std::vector<double> coefficients(a.begin(), a.begin() + static_cast<long>(d));
        for (const Channels wanted : subsets) {
            for (const bool second_carried : {true, false}) {
                if (wanted.second && !second_carried) continue;
                const Channels carried{.value = true, .first = true, .second = second_carried};
                const std::size_t n = 5, width = 7;
                Tape<double> tape;
                const V stack = tape.leaf(random_matrix(random, n * block_count(carried, d), width));
                const Jet<double> g{stack, n, d, carried};
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
        for (const Channels wanted : subsets) {
            const std::size_t n = 6, width = 9;
            Tape<double> tape;
            const V seeded = tape.leaf(random_matrix(random, n + d, width));
            std::vector<V> parts{rows(seeded, 0, n)};
            for (std::size_t k = 0; k < d; ++k) parts.push_back(broadcast_row(rows(seeded, n + k, 1), n));
            parts.push_back(tape.constant(Matrix<double>(n, width)));
            const Jet<double> full{stack_rows(parts), n, d, {true, true, true}};
            const V fused = tanh_jet_seeded(seeded, coefficients, wanted).stack;
            const V plain = plain_tanh_jet(full, coefficients, wanted);
            CHECK(difference(fused, plain) < 1e-14);
            const V weights = tape.constant(random_matrix(random, plain.shape().rows, width));
            CHECK(difference(gradient(sum(weights * fused), seeded), gradient(sum(weights * plain), seeded)) < 1e-12);
        }
    }
}

TEST_CASE("jets of any number of threads are the same bytes") {
    const auto run = [](int threads) {
        const int before = thread_count();
        set_thread_count(threads);
        Random random(5);
        Tape<double> tape;
        const V seeded = tape.leaf(random_matrix(random, 302, 200));
        const Jet<double> u = tanh_jet_seeded(seeded, {1.0, -4.0}, {true, true, true});
        const V g = gradient(sum(square(tanh_jet(u, {1.0, -4.0}, {.second = true}).stack)), seeded);
        set_thread_count(before);
        return Matrix<double>(g.value());
    };
    const Matrix<double> one = run(1);
    CHECK(one == run(2));
    CHECK(one == run(3));
}

TEST_CASE("a second gradient through the fused adjoint is refused") {
    Tape<double> tape;
    const V g = tape.leaf(Matrix<double>(3, 2, 0.5));
    const V first = gradient(sum(tanh_jet_seeded(g, {1.0}, {.second = true}).stack), g);
    CHECK_THROWS_WITH_AS(gradient(sum(first), g), "tanh_jet_adjoint can be differentiated once only", std::logic_error);
}

TEST_CASE("channels that are not there are refused") {
    Tape<double> tape;
    const V g = tape.leaf(Matrix<double>(4, 2));
    const Jet<double> u = tanh_jet_seeded(g, {1.0}, {.value = true});
    CHECK(u.value().shape() == Shape{3, 2});
    CHECK_THROWS_AS(u.first(0), ShapeError);
    CHECK_THROWS_AS(u.second(), ShapeError);
    CHECK_THROWS_AS(tanh_jet(u, {1.0}, {.second = true}), ShapeError);
    CHECK_THROWS_AS(tanh_jet_seeded(g, {}, {.value = true}), ShapeError);
    CHECK_THROWS_AS(tanh_jet_seeded(g, {1, 1, 1, 1}, {.value = true}), ShapeError);
    CHECK_THROWS_AS(seeded_stack<double>(Matrix<double>(3, 2), {0.0}, {1.0}), ShapeError);
}

TEST_CASE("the seed of x is the scaled points over the diagonal of 1/deviation") {
    const Matrix<double> seed = seeded_stack<double>({{1, 2}, {3, 4}}, {1.0, 0.0}, {2.0, 4.0});
    CHECK(seed == Matrix<double>{{0, 0.5}, {1, 1}, {0.5, 0}, {0, 0.25}});
}
