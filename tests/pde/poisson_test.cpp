#include "lib/pde/poisson.hpp"

#include "lib/pde/sampling.hpp"
#include "tests/support.hpp"

using namespace pinn;
using test::close;

TEST_CASE("f is u_xx, by central differences") {
    const double h = 1e-3;
    for (const double a : {1.0, 2.0, 4.0}) {
        const Poisson problem{a};
        CHECK(close(problem.exact(0.5 / a), 1, 1e-15));
        for (const double x : {0.0, 0.1, 0.37, 0.9}) {
            CHECK(close(problem.exact(x), std::sin(a * 3.14159265358979324 * x), 1e-14, 1e-15));
            const double u_xx = (problem.exact(x + h) - 2 * problem.exact(x) + problem.exact(x - h)) / (h * h);
            // h^2/12 u'''' plus eps/h^2
            CHECK(close(problem.forcing(x), u_xx, 1e-4, std::pow(a * 3.15, 4) * h * h / 12 + 1e-9));
        }
    }
}

TEST_CASE("the exact solution's values and derivatives satisfy both conditions") {
    const Poisson problem{4};
    const Matrix<double> x = equispaced(7, 0, 1);
    const Condition<double> boundary = problem.boundary<double>(x), interior = problem.interior<double>(x);
    CHECK(boundary.name == "u");
    CHECK(interior.name == "r");
    // A jet that holds u and u_xx of the solution itself: [u; u_xx] stacked by rows.
    Tape<double> tape;
    Matrix<double> stack(14, 1);
    for (std::size_t i = 0; i < 7; ++i) {
        stack(i, 0) = problem.exact(x(i, 0));
        stack(7 + i, 0) = problem.forcing(x(i, 0));
    }
    const Jet<double> u = uniform_jet(tape.leaf(stack), 7, 1, {.value = true, .second = true});
    CHECK(Matrix<double>(boundary.applied(u).value()) == boundary.target);
    CHECK(Matrix<double>(interior.applied(u).value()) == interior.target);
    CHECK_THROWS_AS(problem.boundary<double>(Matrix<double>(3, 2)), ShapeError);
}

TEST_CASE("equispaced points include both ends, repeated ends come in two blocks") {
    const Matrix<double> points = equispaced(5, -1, 1);
    CHECK(points == Matrix<double>{{-1}, {-0.5}, {0}, {0.5}, {1}});
    CHECK(equispaced(1, 3, 4) == Matrix<double>{{3}});
    CHECK(equispaced(0, 3, 4).rows() == 0);
    CHECK(repeated_ends(2, 0, 1) == Matrix<double>{{0}, {0}, {1}, {1}});
    CHECK(repeated_ends(0, 0, 1).shape() == Shape{0, 1});
}

TEST_CASE("points of what is no interval are refused by name, and more copies than there are addresses") {
    CHECK_THROWS_WITH_AS(equispaced(5, 1, 0),
                         "equispaced: [1, 0] is not an interval: accepted are finite low < high at a finite distance",
                         NumericalError);
    CHECK_THROWS_AS(equispaced(1, 3, 3), NumericalError);
    CHECK_THROWS_AS(equispaced(5, 0, NAN), NumericalError);
    CHECK_THROWS_AS(equispaced(5, -1.7e308, 1.7e308), NumericalError);
    CHECK_THROWS_WITH_AS(
        repeated_ends(2, 1, 1),
        "repeated_ends: [1, 1] is not an interval: accepted are finite low < high at a finite distance",
        NumericalError);
    CHECK_THROWS_AS(repeated_ends(std::size_t{1} << 63, 0, 1), ShapeError);
}
