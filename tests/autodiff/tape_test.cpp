#include "lib/autodiff/tape.hpp"

#include <stdexcept>

#include "lib/autodiff/operators.hpp"
#include "tests/support.hpp"

using namespace pinn;
using test::close;
using test::random_matrix;

using V = Var<double>;

TEST_CASE("what is recorded after a leaf was given a new value is of the new value throughout") {
    for (const bool in_place : {false, true}) {
        Tape<double> tape;
        const V x = tape.leaf({{3}}), y = x * square(x);
        if (in_place) {
            tape.leaf_value(x)(0, 0) = 5;
        } else {
            tape.assign(x, Matrix<double>{{5}}.view());
        }
        const V slope = gradient(y, x);
        CHECK(y.scalar() == 125);
        CHECK(slope.scalar() == 75);
    }
}

TEST_CASE("what is stale is evaluated once, before the next operator is recorded, and not before every later one") {
    static int evaluations = 0;
    static const Operator<double> counted{"counted",
                                          [](const Step<double>& step) {
                                              ++evaluations;
                                              step.out().data[0] = step.in(0).data[0];
                                          },
                                          nullptr};
    Tape<double> tape;
    const V x = tape.leaf({{3}}), y = tape.record(counted, {x}, {1, 1});
    CHECK(evaluations == 1);
    tape.assign(x, Matrix<double>{{5}}.view());
    const V z = x + x;
    CHECK(evaluations == 2);
    CHECK((z + x).scalar() == 15);
    CHECK(y.scalar() == 5);
    CHECK(evaluations == 2);
}

TEST_CASE("a node that is used twice receives both contributions") {
    Tape<double> tape;
    const V a = tape.leaf(Matrix<double>{{3}});
    const V b = a + a;
    const V c = b * b;  // 4 a^2
    const V dc = gradient(c, a);
    CHECK(c.scalar() == 36);
    CHECK(dc.scalar() == 24);
    CHECK(gradient(dc, a).scalar() == 8);
    CHECK(gradient(c, b).scalar() == 12);
}

TEST_CASE("gradient() may be called again and again, for other outputs and inputs of one tape") {
    Tape<double> tape;
    const V x = tape.leaf(Matrix<double>{{2}}), y = tape.leaf(Matrix<double>{{5}});
    const V f = x * x * y, g = x + y;
    const std::vector<V> first = gradient(f, {x, y}), second = gradient(f, {x, y});
    CHECK(first[0].scalar() == 20);
    CHECK(first[1].scalar() == 4);
    CHECK(second[0].scalar() == 20);
    CHECK(gradient(g, x).scalar() == 1);
    CHECK(gradient(first[0], y).scalar() == 4);
    CHECK(gradient(g, f).scalar() == 0);  // g does not depend on f
    CHECK(gradient(f, g).scalar() == 0);  // nor f on g, which was recorded later
    CHECK(gradient(f, f).scalar() == 1);
}

TEST_CASE("replaying with new leaves gives what recording with them gives, byte for byte") {
    Random random(21);
    const Matrix<double> w0 = random_matrix(random, 4, 6), w1 = random_matrix(random, 4, 6);
    const auto build = [](Tape<double>& tape, V w) {
        Random seeded(2);
        const V a = tape.constant(random_matrix(seeded, 5, 4));
        const V u = tanh(product(a, w));
        const V g = gradient(sum(square(u) * sin(u)), w);
        return gradient(sum(square(g)), w) + tape.constant(Matrix<double>(4, 6, 1.0));
    };
    Tape<double> replayed, fresh;
    const V w = replayed.leaf(w0);
    const V replayed_result = build(replayed, w);
    const std::size_t nodes = replayed.size();
    replayed.assign(w, w1.view());
    replayed.evaluate();
    const V fresh_result = build(fresh, fresh.leaf(w1));
    CHECK(Matrix<double>(replayed_result.value()) == Matrix<double>(fresh_result.value()));
    CHECK(replayed.size() == nodes);
}

TEST_CASE("a chain of 100,000 nodes is recorded, differentiated and replayed") {
    Tape<double> tape;
    const V x = tape.leaf(Matrix<double>{{1.0}});
    V y = x;
    for (int i = 0; i < 100'000; ++i) y = 1.00001 * y;
    const V slope = gradient(y, x);
    CHECK(close(slope.scalar(), std::exp(100'000 * std::log(1.00001)), 1e-10));
    tape.assign(x, Matrix<double>{{2.0}}.view());
    tape.evaluate();
    CHECK(close(y.scalar(), 2 * slope.scalar(), 1e-10));
}

TEST_CASE("float tapes give the double results to float rounding") {
    Random random(8);
    const Matrix<double> w = random_matrix(random, 3, 3);
    Matrix<float> w_float(3, 3);
    for (std::size_t k = 0; k < w.size(); ++k) w_float.values()[k] = static_cast<float>(w.values()[k]);
    Tape<double> tape;
    Tape<float> tape_float;
    const Var<double> x = tape.leaf(w);
    const Var<float> x_float = tape_float.leaf(w_float);
    const double exact = sum(gradient(sum(exp(tanh(product(x, x)))), x)).scalar();
    const double rounded = sum(gradient(sum(exp(tanh(product(x_float, x_float)))), x_float)).scalar();
    CHECK(close(rounded, exact, 1e-5));
}

TEST_CASE("what does not fit a tape is refused, in one line") {
    Tape<double> tape, other;
    const V a = tape.leaf(Matrix<double>(3, 4));
    CHECK_THROWS_WITH_AS(gradient(a, a), "gradient: 3x4 with 1x1", ShapeError);
    CHECK_THROWS_WITH_AS(a.scalar(), "scalar: 3x4 with 1x1", ShapeError);
    CHECK_THROWS_WITH_AS(tape.assign(a, Matrix<double>(4, 3).view()), "assign: 3x4 with 4x3", ShapeError);
    CHECK_THROWS_WITH_AS(tape.assign(tape.constant(Matrix<double>(1, 1)), Matrix<double>(1, 1).view()),
                         "only leaves can be given a value", std::logic_error);
    CHECK_THROWS_AS(tape.assign(a + a, Matrix<double>(3, 4).view()), std::logic_error);
    CHECK_THROWS_WITH_AS(a + other.leaf(Matrix<double>(3, 4)), "a variable of another tape, or of none",
                         std::logic_error);
    CHECK_THROWS_AS(tape.node(V{}), std::logic_error);
}
