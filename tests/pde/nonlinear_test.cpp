#include "lib/pde/nonlinear.hpp"

#include "lib/pde/sampling.hpp"
#include "tests/support.hpp"

using namespace pinn;
using test::close;

namespace {

// N[u] of plain numbers.
double applied(Equation equation, double u, double u_x, double u_xx) {
    switch (equation) {
        case Equation::poisson:
            return u_xx;
        case Equation::cubic:
            return u_xx + u * u * u;
        case Equation::advection:
            break;
    }
    return u * u_x;
}

}  // namespace

TEST_CASE("sin(a pi x) solves the three equations, and N[u] of a network is that of its central differences") {
    const double pi = std::numbers::pi, h = 1e-4;
    Random random(3);
    const Mlp<double> network({{1, 20, 1}, Parameterization::ntk, InputScaling::raw(1)}, random);
    const auto at = [&](double x) { return network(Matrix<double>(1, 1, x))(0, 0); };
    for (const Equation equation : all_equations) {
        for (const double a : {1.0, 4.0}) {
            CAPTURE(formula(equation));
            CAPTURE(a);
            const Matrix<double> points = equispaced(30, 0, 1);
            const std::vector<Condition<double>> conditions =
                conditions_of<double>(equation, Poisson{a}, equispaced(2, 0, 1), points);
            REQUIRE(conditions.size() == 2);
            CHECK(conditions[0].target == Poisson{a}.boundary<double>(equispaced(2, 0, 1)).target);
            const Condition<double>& r = conditions[1];
            CHECK(r.name == "r");
            for (std::size_t i = 0; i < points.rows(); ++i) {
                const double x = points(i, 0), u = std::sin(a * pi * x), u_x = a * pi * std::cos(a * pi * x);
                CHECK(close(r.target(i, 0), applied(equation, u, u_x, -a * a * pi * pi * u), 1e-12, 1e-12));
            }
            Tape<double> tape;
            const MlpOnTape<double> on_tape(tape, network);
            const ConstMatrixView<double> found =
                r.applied(on_tape.forward_jet(points, r.coefficients, r.channels)).value();
            for (const std::size_t i : {0, 7, 29}) {
                const double x = points(i, 0), u = at(x), u_x = (at(x + h) - at(x - h)) / (2 * h),
                             u_xx = (at(x + h) - 2 * u + at(x - h)) / (h * h);
                CHECK(close(found(i, 0), applied(equation, u, u_x, u_xx), 1e-5, 1e-5));
            }
        }
        CHECK_THROWS_AS(interior<double>(equation, Poisson{1}, Matrix<double>(3, 2)), ShapeError);
    }
}
