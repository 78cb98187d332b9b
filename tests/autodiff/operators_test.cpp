#include "lib/autodiff/operators.hpp"

#include <functional>

#include "tests/support.hpp"

using namespace pinn;
using test::close;
using test::random_matrix;

namespace {

using V = Var<double>;

// phi(s) = F(x + s v) and its derivatives at s = 0, F(x) = sum of all entries of f(x). The n-th derivative is recorded
// as <gradient(phi^(n-1), x), v>, so that each order differentiates the rules of the order before.
struct Derivatives {
    Tape<double> tape;
    Matrix<double> at, direction;
    V x;
    std::vector<V> phi;

    Derivatives(const std::function<V(V)>& f, Matrix<double> x0, Matrix<double> v, int order)
        : at(std::move(x0)), direction(std::move(v)), x(tape.leaf(at)) {
        const V v_node = tape.constant(direction);
        phi.push_back(sum(f(x)));
        for (int n = 0; n < order; ++n) phi.push_back(sum(gradient(phi.back(), x) * v_node));
    }

    double value(int order, double s) {
        Matrix<double> moved = at;
        for (std::size_t k = 0; k < moved.size(); ++k) moved.values()[k] += s * direction.values()[k];
        tape.assign(x, moved.view());
        spoil_values();
        tape.evaluate();
        return phi[static_cast<std::size_t>(order)].scalar();
    }

    // An operator writes all of its value, and needs nothing that stood there.
    void spoil_values() {
        for (std::int32_t i = 0; i <= phi.back().index; ++i) {
            const auto& node = tape.node(V{&tape, i});
            if (node.op == nullptr || node.constant || node.op->name == std::string("rows")) continue;  // rows: a view
            std::fill_n(node.value.data, node.value.rows * node.value.cols, NAN);
        }
    }

    // Fourth-order central difference of the derivative one order below.
    double difference(int order) {
        const double h = 1e-3;
        const auto d = [&](double s) { return value(order - 1, s) - value(order - 1, -s); };
        return (8 * d(h) - d(2 * h)) / (12 * h);
    }
};

void check_three_orders(const char* name, const std::function<V(V)>& f, Shape shape) {
    INFO(name);
    Random random(11);
    Derivatives derivatives(f, random_matrix(random, shape.rows, shape.cols),
                            random_matrix(random, shape.rows, shape.cols), 3);
    for (int order = 1; order <= 3; ++order) {
        INFO("order " << order);
        const double value = derivatives.value(order, 0);
        // Truncation h^4 f^(5) / 30 and rounding eps f / h, both near 1e-12 for the values of size 1 to 100 here.
        CHECK(close(value, derivatives.difference(order), 1e-8, 1e-8));
        CHECK(std::abs(value) > 1e-6);  // the case does test something
    }
}

// A matrix of constants on the tape of x.
V constant_like(V x, std::size_t rows, std::size_t cols, std::uint64_t seed) {
    Random random(seed);
    return x.tape->constant(random_matrix(random, rows, cols));
}

// Weights entries unequally and bends them, so that a rule that is linear is still tested to third order.
V bend(V y) { return square(y) * sin(y) * constant_like(y, y.shape().rows, y.shape().cols, 5); }

}  // namespace

TEST_CASE("elementwise operators: three orders of derivatives agree with differences of the order below") {
    const Shape shape{3, 4};
    check_three_orders(
        "add", [](V x) { return bend(x + sin(x)); }, shape);
    check_three_orders(
        "subtract", [](V x) { return bend(x - sin(x)); }, shape);
    check_three_orders(
        "times", [](V x) { return bend(x * cos(x)); }, shape);
    check_three_orders(
        "divide", [](V x) { return bend(sin(x) / exp(cos(x))); }, shape);
    check_three_orders(
        "scale", [](V x) { return bend(-1.7 * x) + bend(x * 0.7) + bend(x / 0.9); }, shape);
    check_three_orders(
        "shift", [](V x) { return bend(1.5 + x) + bend(x + 0.5) + bend(x - 0.2) + bend(0.3 - x); }, shape);
    check_three_orders(
        "number over", [](V x) { return 2.5 / (1.5 + square(x)); }, shape);
    check_three_orders(
        "log", [](V x) { return bend(log(1.5 + square(x))); }, shape);
    check_three_orders(
        "negate", [](V x) { return bend(-x); }, shape);
    check_three_orders(
        "square", [](V x) { return square(square(x)); }, shape);
    check_three_orders(
        "exp", [](V x) { return exp(x); }, shape);
    check_three_orders(
        "sin", [](V x) { return sin(x); }, shape);
    check_three_orders(
        "cos", [](V x) { return cos(x); }, shape);
    check_three_orders(
        "tanh", [](V x) { return tanh(x); }, shape);
}

TEST_CASE("sums, differences, products and quotients with numbers are those of numbers, in float too") {
    const double x = 0.7, y = -1.3;
    const auto check = [&](auto zero, double rounding) {
        using T = decltype(zero);
        Tape<T> tape;
        const Var<T> a = tape.leaf(Matrix<T>(2, 3, T(x))), b = tape.leaf(Matrix<T>(2, 3, T(y)));
        for (const auto& [found, expected] : std::vector<std::pair<Var<T>, double>>{{a / b, x / y},
                                                                                    {a + 2, x + 2},
                                                                                    {2 + a, 2 + x},
                                                                                    {a - 2, x - 2},
                                                                                    {2 - a, 2 - x},
                                                                                    {a * 3, 3 * x},
                                                                                    {a / 3, x / 3},
                                                                                    {3 / b, 3 / y},
                                                                                    {log(a), std::log(x)}}) {
            const Matrix<T> entries(found.value());
            for (const T entry : entries.values()) CHECK(close(entry, expected, rounding));
        }
    };
    check(0.0, 1e-15);
    check(0.f, 1e-6);
}

TEST_CASE("products in all transpose forms: three orders, in either factor") {
    for (const Transpose ta : {Transpose::no, Transpose::yes}) {
        for (const Transpose tb : {Transpose::no, Transpose::yes}) {
            const Shape left = ta == Transpose::no ? Shape{3, 4} : Shape{4, 3};
            const Shape right = tb == Transpose::no ? Shape{4, 2} : Shape{2, 4};
            check_three_orders(
                "left", [&](V x) { return bend(product(x, constant_like(x, right.rows, right.cols, 3), ta, tb, 0.4)); },
                left);
            check_three_orders(
                "right", [&](V x) { return bend(product(constant_like(x, left.rows, left.cols, 3), x, ta, tb, 0.4)); },
                right);
        }
    }
    check_three_orders("both", [](V x) { return bend(0.2 * product(sin(x), x, Transpose::yes)); }, {3, 2});
}

TEST_CASE("affine layers: three orders in input, weights and bias, thin and wide") {
    for (const std::size_t k : {1, 3, 6}) {  // up to 4 columns are multiplied row by row
        const auto a = [&](V x) { return constant_like(x, 5, k, 1); };
        const auto w = [&](V x) { return constant_like(x, k, 3, 2); };
        const auto b = [&](V x) { return constant_like(x, 1, 3, 3); };
        check_three_orders("input", [&](V x) { return bend(affine(x, w(x), b(x), 0.5, 4)); }, {5, k});
        check_three_orders("weights", [&](V x) { return bend(affine(a(x), x, b(x), 0.5, 4)); }, {k, 3});
        check_three_orders("bias", [&](V x) { return bend(affine(a(x), w(x), x, 0.5, 4)); }, {1, 3});
    }
}

TEST_CASE("an affine layer is its product plus the bias on the first rows") {
    Random random(4);
    for (const std::size_t k : {1, 4, 5, 33}) {
        Tape<double> tape;
        const V a = tape.leaf(random_matrix(random, 7, k)), w = tape.leaf(random_matrix(random, k, 9));
        const V b = tape.leaf(random_matrix(random, 1, 9));
        const V fused = affine(a, w, b, 0.3, 4);
        const V plain = product(a, w, Transpose::no, Transpose::no, 0.3) + pad_rows(broadcast_row(b, 4), 0, 7);
        CHECK(test::max_difference(Matrix<double>(fused.value()), Matrix<double>(plain.value())) < 1e-14);
    }
}

TEST_CASE("sums, broadcasts, slices and stacks: three orders") {
    const Shape shape{4, 3};
    check_three_orders(
        "sum", [](V x) { return bend(0.1 * sum(square(x))); }, shape);
    check_three_orders(
        "mean", [](V x) { return bend(mean(exp(x))); }, shape);
    check_three_orders(
        "column_sums", [](V x) { return bend(column_sums(sin(x))); }, shape);
    check_three_orders(
        "broadcast",
        [](V x) {
            return bend(broadcast(0.2 * sum(sin(x)), {2, 5}));
        },
        shape);
    check_three_orders("broadcast_row", [](V x) { return bend(broadcast_row(sin(x), 3)); }, {1, 4});
    check_three_orders(
        "rows", [](V x) { return bend(rows(sin(x), 1, 2)); }, shape);
    check_three_orders(
        "columns", [](V x) { return bend(columns(sin(x), 1, 2)); }, shape);
    check_three_orders(
        "pad_rows", [](V x) { return bend(pad_rows(sin(x), 1, 7)); }, shape);
    check_three_orders(
        "pad_columns", [](V x) { return bend(pad_columns(sin(x), 2, 6)); }, shape);
    check_three_orders(
        "stack_rows",
        [](V x) {
            return bend(stack_rows<double>({x, sin(x), rows(x, 0, 1)}));
        },
        shape);
    check_three_orders(
        "stack_columns",
        [](V x) {
            return bend(stack_columns<double>({x, exp(x), x}));
        },
        shape);
}

TEST_CASE("tanh at one point: the derivatives are the polynomials in t = tanh x") {
    Tape<double> tape;
    const V x = tape.leaf(Matrix<double>{{0.7}});
    const V y = tanh(x);
    const V d1 = gradient(y, x), d2 = gradient(d1, x), d3 = gradient(d2, x), d4 = gradient(d3, x);
    for (const double at : {0.7, -2.1, 0.0, 30.0}) {
        tape.assign(x, Matrix<double>{{at}}.view());
        tape.evaluate();
        const double t = std::tanh(at), p = 1 - t * t;
        CHECK(close(y.scalar(), t, 1e-15));
        CHECK(close(d1.scalar(), p, 1e-14, 1e-15));
        CHECK(close(d2.scalar(), -2 * t * p, 1e-13, 1e-15));
        CHECK(close(d3.scalar(), p * (6 * t * t - 2), 1e-13, 1e-14));
        CHECK(close(d4.scalar(), p * t * (16 - 24 * t * t), 1e-13, 1e-14));
    }
}

TEST_CASE("ranges whose end overflows are refused, also where the sum wraps to one that fits") {
    Tape<double> tape;
    const V a = tape.leaf({{1, 2}, {3, 4}});
    for (const std::size_t first : {SIZE_MAX, SIZE_MAX - 1}) {
        CHECK_THROWS_AS(rows(a, first, 2), ShapeError);
        CHECK_THROWS_AS(rows(a, 1, first), ShapeError);
        CHECK_THROWS_AS(columns(a, first, 2), ShapeError);
        CHECK_THROWS_AS(columns(a, 1, first), ShapeError);
        CHECK_THROWS_AS(pad_rows(a, first, 3), ShapeError);
        CHECK_THROWS_AS(pad_columns(a, first, 3), ShapeError);
    }
    CHECK_THROWS_WITH_AS(columns(a, SIZE_MAX, 2), "columns: first 18446744073709551615, count 2, of 2", ShapeError);
    // 2^63 x 2 entries wrap to none.
    CHECK_THROWS_WITH_AS(broadcast(sum(a), {std::size_t{1} << 63, 2}), "broadcast: 9223372036854775808x2 is too large",
                         ShapeError);
    CHECK_THROWS_AS(pad_rows(a, 0, std::size_t{1} << 63), ShapeError);
}

TEST_CASE("what does not fit is refused, by the operation's name and both shapes") {
    Tape<double> tape;
    const V a = tape.leaf(Matrix<double>(3, 4)), b = tape.leaf(Matrix<double>(5, 2));
    CHECK_THROWS_WITH_AS(a + b, "add: 3x4 with 5x2", ShapeError);
    CHECK_THROWS_WITH_AS(a * b, "times: 3x4 with 5x2", ShapeError);
    CHECK_THROWS_WITH_AS(a / b, "divide: 3x4 with 5x2", ShapeError);
    CHECK_THROWS_WITH_AS(product(a, b), "product: 3x4 with 5x2", ShapeError);
    CHECK_THROWS_WITH_AS(rows(a, 2, 2), "row_block: first 2, count 2, of 3", ShapeError);
    CHECK_THROWS_WITH_AS(columns(a, 3, 2), "columns: first 3, count 2, of 4", ShapeError);
    CHECK_THROWS_WITH_AS(pad_rows(a, 1, 3), "pad_rows: first 1, count 3, of 3", ShapeError);
    CHECK_THROWS_AS(pad_columns(a, 1, 4), ShapeError);
    CHECK_THROWS_WITH_AS(stack_rows<double>({a, b}), "stack_rows: 3x4 with 5x2", ShapeError);
    CHECK_THROWS_AS(stack_columns<double>({a, b}), ShapeError);
    CHECK_THROWS_AS(broadcast_row(a, 2), ShapeError);
    CHECK_THROWS_AS(broadcast(a, {3, 3}), ShapeError);
    CHECK_THROWS_AS(affine(a, b, b, 1, 0), ShapeError);
    const V w = tape.leaf(Matrix<double>(4, 2)), bias = tape.leaf(Matrix<double>(1, 2));
    CHECK_THROWS_WITH_AS(affine(a, w, a, 1, 0), "affine: bias: 3x4 with 4x2", ShapeError);
    CHECK_THROWS_WITH_AS(affine(a, w, bias, 1, 4), "affine: biased rows: 4x1 with 3x4", ShapeError);
    CHECK_THROWS_AS(mean(tape.leaf(Matrix<double>(0, 3))), ShapeError);
}
