#include "lib/pde/wave.hpp"

#include "tests/support.hpp"

using namespace pinn;
using test::close;

namespace {

const std::vector<Wave::Sizes> all_sizes{
    Wave::loss_sizes,
    Wave::kernel_sizes,
    {.side = 3, .velocity = 5, .interior = 4, .velocity_at_values = false},
};

std::vector<Condition<double>> drawn(const Wave::Sizes& sizes, std::uint64_t seed) {
    Random random(seed);
    return Wave::conditions<double>(sizes, random);
}

bool same_data(const std::vector<Condition<double>>& a, const std::vector<Condition<double>>& b) {
    bool same = a.size() == b.size();
    for (std::size_t k = 0; same && k < a.size(); ++k) same = a[k].points == b[k].points && a[k].target == b[k].target;
    return same;
}

// Fourth-order central differences of f at 0.
template <class F>
double slope(F f, double h) {
    return (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);
}
template <class F>
double curvature(F f, double h) {
    return (16 * (f(h) + f(-h)) - (f(2 * h) + f(-2 * h)) - 30 * f(0)) / (12 * h * h);
}

}  // namespace

TEST_CASE("the exact solution satisfies u_tt = 4 u_xx, is 0 on both ends and starts at rest in the given shape") {
    Random random(1);
    const double pi = std::numbers::pi;
    for (int i = 0; i < 100; ++i) {
        const double t = random.uniform(), x = random.uniform();
        CHECK(close(Wave::exact_tt(t, x), 4 * Wave::exact_xx(t, x), 1e-13, 1e-12));
        CHECK(Wave::exact(t, 0) == 0);
        CHECK(close(Wave::exact(t, 1), 0, 0, 1e-15));
        CHECK(close(Wave::exact(0, x), std::sin(pi * x) + std::sin(4 * pi * x) / 2, 1e-14, 1e-15));
        CHECK(Wave::exact_t(0, x) == 0);
        // Both modes have the period 1 in t.
        CHECK(close(Wave::exact(t + 1, x), Wave::exact(t, x), 0, 1e-13));
    }
    CHECK(Wave::coefficients() == std::vector<double>{1, -4});
}

TEST_CASE("the derivatives of the exact solution are central differences") {
    Random random(2);
    const double h = 1e-3;
    for (int i = 0; i < 100; ++i) {
        const double t = random.uniform(), x = random.uniform();
        const auto along_t = [&](double s) { return Wave::exact(t + s, x); };
        const auto along_x = [&](double s) { return Wave::exact(t, x + s); };
        // h^4/30 and h^4/90 times the next derivatives, (8 pi)^5/2 and (8 pi)^6/2 at most.
        CHECK(close(Wave::exact_t(t, x), slope(along_t, h), 0, 3e-7));
        CHECK(close(Wave::exact_x(t, x), slope(along_x, h), 0, 3e-7));
        CHECK(close(Wave::exact_tt(t, x), curvature(along_t, h), 0, 2e-6));
        CHECK(close(Wave::exact_xx(t, x), curvature(along_x, h), 0, 2e-6));
    }
}

TEST_CASE("the exact solution satisfies the three conditions at the points drawn, of all sizes") {
    for (const Wave::Sizes& sizes : all_sizes) {
        for (const Condition<double>& condition : drawn(sizes, 3)) {
            const std::size_t n = condition.points.rows();
            // A jet that holds the solution itself: [u; u_t; u_x; u_tt - 4 u_xx] stacked by rows.
            Matrix<double> stack(4 * n, 1);
            for (std::size_t i = 0; i < n; ++i) {
                const double t = condition.points(i, 0), x = condition.points(i, 1);
                stack(i, 0) = Wave::exact(t, x);
                stack(n + i, 0) = Wave::exact_t(t, x);
                stack(2 * n + i, 0) = Wave::exact_x(t, x);
                stack(3 * n + i, 0) = Wave::exact_tt(t, x) - 4 * Wave::exact_xx(t, x);
            }
            Tape<double> tape;
            const Jet<double> u = uniform_jet(tape.leaf(stack), n, 2, {.value = true, .directions = 2, .second = true});
            const Matrix<double> applied(condition.applied(u).value());
            CHECK(test::max_difference(applied, condition.target) < 1e-12);
            CHECK(condition.coefficients == Wave::coefficients());
        }
    }
}

TEST_CASE("every condition is drawn on its sides, with the counts asked for, and fills them") {
    for (const Wave::Sizes& sizes : all_sizes) {
        const std::vector<Condition<double>> all = drawn(sizes, 4);
        REQUIRE(all.size() == 3);
        CHECK(all[0].name == "u");
        CHECK(all[1].name == "u_t");
        CHECK(all[2].name == "r");
        CHECK(all[0].points.shape() == Shape{3 * sizes.side, 2});
        CHECK(all[1].points.shape() == Shape{sizes.velocity, 2});
        CHECK(all[2].points.shape() == Shape{sizes.interior, 2});
        for (const Condition<double>& condition : all) {
            CHECK(condition.target.shape() == Shape{condition.points.rows(), 1});
            for (const double coordinate : condition.points.values()) CHECK((0 <= coordinate && coordinate <= 1));
        }
        for (std::size_t i = 0; i < sizes.side; ++i) {
            CHECK(all[0].points(i, 0) == 0);
            CHECK(all[0].points(sizes.side + i, 1) == 0);
            CHECK(all[0].points(2 * sizes.side + i, 1) == 1);
            CHECK(all[0].target(i, 0) == Wave::exact(0, all[0].points(i, 1)));
            CHECK(all[0].target(sizes.side + i, 0) == 0);
            CHECK(all[0].target(2 * sizes.side + i, 0) == 0);
        }
        for (std::size_t i = 0; i < sizes.velocity; ++i) {
            CHECK(all[1].points(i, 0) == 0);
            if (sizes.velocity_at_values) CHECK(all[1].points(i, 1) == all[0].points(i, 1));
            if (!sizes.velocity_at_values && i < sizes.side) CHECK(all[1].points(i, 1) != all[0].points(i, 1));
        }
        CHECK(test::max_entry(all[1].target) == 0);
        CHECK(test::max_entry(all[2].target) == 0);
        for (std::size_t k = 0; k < 2 && sizes.interior >= 100; ++k) {
            // 0.95^300 = 2e-7: neither end of either coordinate is missed.
            double low = 1, high = 0;
            for (std::size_t i = 0; i < sizes.interior; ++i) {
                low = std::min(low, all[2].points(i, k));
                high = std::max(high, all[2].points(i, k));
            }
            CHECK(low < 0.05);
            CHECK(high > 0.95);
        }
    }
}

TEST_CASE("the stream of numbers goes to the points in the order that the header states") {
    for (const Wave::Sizes& sizes : all_sizes) {
        Random random(5), by_hand(5);
        std::vector<Condition<double>> all = Wave::conditions<double>(sizes, random);
        for (int draws = 0; draws < 2; ++draws) {
            const auto& [u, u_t, r] = std::tie(all[0].points, all[1].points, all[2].points);
            for (std::size_t i = 0; i < sizes.side; ++i) CHECK(u(i, 1) == by_hand.uniform());
            for (std::size_t i = sizes.side; i < 3 * sizes.side; ++i) CHECK(u(i, 0) == by_hand.uniform());
            for (std::size_t i = 0; i < sizes.velocity && !sizes.velocity_at_values; ++i) {
                CHECK(u_t(i, 1) == by_hand.uniform());
            }
            for (std::size_t i = 0; i < sizes.interior; ++i) {
                CHECK(r(i, 0) == by_hand.uniform());
                CHECK(r(i, 1) == by_hand.uniform());
            }
            Wave::draw(sizes, random, all);
        }
    }
}

TEST_CASE("one seed draws the same points in every precision, another seed or a second draw others") {
    for (const Wave::Sizes& sizes : all_sizes) {
        const std::vector<Condition<double>> first = drawn(sizes, 6);
        CHECK(same_data(first, drawn(sizes, 6)));
        CHECK(!same_data(first, drawn(sizes, 7)));
        Random random(6), same(6);
        const std::vector<Condition<float>> in_float = Wave::conditions<float>(sizes, same);
        std::vector<Condition<double>> again = Wave::conditions<double>(sizes, random);
        for (std::size_t k = 0; k < 3; ++k) CHECK(in_float[k].points == first[k].points);
        Wave::draw(sizes, random, again);
        for (std::size_t k = 0; k < 3; ++k) {
            CHECK(again[k].points.shape() == first[k].points.shape());
            CHECK(!(again[k].points == first[k].points));
        }
        CHECK(!(again[0].target == first[0].target));
    }
    Random random(8), same(8);
    const Matrix<double> square = Wave::uniform(50, random);
    CHECK(square.shape() == Shape{50, 2});
    for (const double coordinate : square.values()) CHECK(coordinate == same.uniform());
}

TEST_CASE("conditions of other sizes are refused, and sizes that contradict themselves") {
    Random random(9);
    std::vector<Condition<double>> all = drawn(Wave::loss_sizes, 9);
    const std::vector<Condition<double>> before = all;
    CHECK_THROWS_WITH_AS(Wave::draw(Wave::kernel_sizes, random, all), "Wave::draw: points: 100x2 with 300x2",
                         ShapeError);
    for (const auto part : {&Wave::Sizes::side, &Wave::Sizes::velocity, &Wave::Sizes::interior}) {
        Wave::Sizes other = Wave::loss_sizes;
        other.*part += 1;
        CHECK_THROWS_AS(Wave::draw(other, random, all), ShapeError);
    }
    CHECK(same_data(all, before));
    for (std::size_t k = 0; k < 3; ++k) {
        std::vector<Condition<double>> points = before, targets = before;
        points[k].points = Matrix<double>(points[k].points.rows() + 1, 2);
        targets[k].target = Matrix<double>(targets[k].target.rows() + 1, 1);
        CHECK_THROWS_AS(Wave::draw(Wave::loss_sizes, random, points), ShapeError);
        CHECK_THROWS_AS(Wave::draw(Wave::loss_sizes, random, targets), ShapeError);
    }
    const Wave::Sizes more_velocities{.side = 3, .velocity = 4, .interior = 2, .velocity_at_values = true};
    CHECK_THROWS_AS(Wave::conditions<double>(more_velocities, random), ShapeError);
    all.pop_back();
    CHECK_THROWS_AS(Wave::draw(Wave::loss_sizes, random, all), ShapeError);
    Random fresh(9);
    CHECK(random.uniform() == fresh.uniform());  // nothing was drawn
}

TEST_CASE("conditions at given points: each side has its points and weights, and integrals of the data are exact") {
    const WeightedPoints side = gauss_legendre(20, 0, 1),
                         interior = product(gauss_legendre(3, 0, 1), gauss_legendre(2, 0, 1));
    const std::vector<Condition<double>> all = Wave::conditions<double>(side, interior);
    const Condition<double>&u = all[0], &u_t = all[1], &r = all[2];
    REQUIRE(u.points.rows() == 60);
    double squares = 0;
    for (std::size_t i = 0; i < 60; ++i) {
        const double t = u.points(i, 0), x = u.points(i, 1), s = side.points(i % 20, 0);
        CHECK(t == (i < 20 ? 0 : s));
        CHECK(x == (i < 20 ? s : i < 40 ? 0 : 1));
        CHECK(close(u.target(i, 0), Wave::exact(t, x), 1e-14, 1e-15));
        CHECK(u.weights[i] == side.weights[i % 20]);
        squares += u.weights[i] * u.target(i, 0) * u.target(i, 0) / 60;
    }
    CHECK(close(squares, (1 + 0.25) / 2 / 3, 1e-12));  // over three sides, two of them zero
    for (std::size_t i = 0; i < 20; ++i) {
        CHECK(u_t.points(i, 0) == 0);
        CHECK(u_t.points(i, 1) == side.points(i, 0));
        CHECK(u_t.target(i, 0) == 0);
    }
    CHECK(u_t.weights == side.weights);
    CHECK(r.points == interior.points);
    CHECK(r.weights == interior.weights);
    CHECK(Wave::conditions<double>(WeightedPoints{side.points, {}}, interior)[0].weights.empty());
    CHECK_THROWS_AS(Wave::conditions<double>(interior, interior), ShapeError);
    CHECK_THROWS_AS(check_condition(Wave::conditions<double>(side, side)[2],
                                    {{2, 3, 1}, Parameterization::ntk, InputScaling::raw(2)}),
                    ShapeError);
}
