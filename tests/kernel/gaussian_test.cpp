#include "lib/kernel/gaussian.hpp"

#include <numbers>

#include "tests/support.hpp"

using namespace pinn;
using test::close;

namespace {

template <class H>
double expectation(const GaussianRule& rule, H h) {
    double sum = 0;
    for (std::size_t m = 0; m < rule.nodes.size(); ++m) sum += rule.weights[m] * h(rule.nodes[m]);
    return sum;
}

}  // namespace

TEST_CASE("the rule has the moments 1, 3, 15, 105 of a normal variable, whole or halved") {
    for (const GaussianRule& rule : {gaussian_rule(1.0 / 3), even_gaussian_rule(1.0 / 3)}) {
        CHECK(close(expectation(rule, [](double) { return 1.0; }), 1, 1e-15));
        CHECK(close(expectation(rule, [](double a) { return a * a; }), 1, 1e-14));
        CHECK(close(expectation(rule, [](double a) { return std::pow(a, 4); }), 3, 1e-14));
        CHECK(close(expectation(rule, [](double a) { return std::pow(a, 8); }), 105, 1e-13));
    }
    CHECK(close(expectation(gaussian_rule(1.0 / 3), [](double a) { return a; }), 0, 0, 1e-15));
}

TEST_CASE("the error falls geometrically, and as the width of the strip says") {
    // 1 / (1 + a^2) has its poles at distance w = 1: the error is proportional to 1 / (e^(2 pi / step) - 1).
    const auto h = [](double a) { return 1 / (1 + a * a); };
    const double exact = std::sqrt(std::numbers::pi / 2) * std::exp(0.5) * std::erfc(std::sqrt(0.5));
    const double coarse = std::abs(expectation(gaussian_rule(1.0 / 2), h) - exact);
    const double fine = std::abs(expectation(gaussian_rule(1.0 / 4), h) - exact);
    CHECK(close(std::log(coarse / fine), 4 * std::numbers::pi, 0.01));
}

TEST_CASE("derivatives of tanh up to the seventh are the polynomials in t") {
    const std::vector<double> x{-20, -2.5, -0.3, 0, 1e-8, 0.7, 1.9, 40};
    Matrix<double> rows(8, x.size());
    tanh_derivatives(x, rows);
    // P_0 = t, P_(k+1) = (1 - t^2) P_k'
    std::vector<double> P{0, 1};
    for (std::size_t k = 0; k < 8; ++k) {
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double t = std::tanh(x[i]);
            double value = 0;
            for (std::size_t m = P.size(); m-- > 0;) value = value * t + P[m];
            CHECK(close(rows(k, i), value, 1e-12, 1e-12));
        }
        std::vector<double> next(P.size() + 1);
        for (std::size_t m = 1; m < P.size(); ++m) {
            next[m - 1] += static_cast<double>(m) * P[m];
            next[m + 1] -= static_cast<double>(m) * P[m];
        }
        P = next;
    }
    Matrix<double> narrow(2, 3);
    CHECK_THROWS_WITH_AS(tanh_derivatives(x, narrow), "tanh_derivatives: 1x8 with 2x3", ShapeError);
}

TEST_CASE("moments obey Price's theorem: their derivatives in Lambda are moments of derivatives") {
    // d/dLambda_12 E[sigma sigma] = E[sigma' sigma'],  d/dLambda_11 E[sigma sigma] = E[sigma'' sigma] / 2
    const double h = 1e-3;
    const auto value = [](double xx, double xy) { return tanh_moments({xx, xy, 2.0}, 1, 1.0 / 24).value(0, 0); };
    const TanhMoments at = tanh_moments({1.5, 0.6, 2.0}, 3, 1.0 / 24);
    const auto slope = [&](double dxx, double dxy) {
        const auto f = [&](double s) { return value(1.5 + s * dxx, 0.6 + s * dxy); };
        return (f(-2 * h) - 8 * f(-h) + 8 * f(h) - f(2 * h)) / (12 * h);
    };
    CHECK(close(slope(0, 1), at.value(1, 1), 1e-9));
    CHECK(close(slope(1, 0), at.value(2, 0) / 2, 1e-9));
}

TEST_CASE("one step serves narrow and wide variables") {
    for (const Covariances<double>& lambda : {Covariances<double>{400, 0, 2}, {2, 0, 400}, {2, 25, 400}}) {
        const TanhMoments coarse = tanh_moments(lambda, 3, 1.0 / 12), fine = tanh_moments(lambda, 3, 1.0 / 24);
        CHECK(test::max_difference(coarse.value, fine.value) < 1e-9);
    }
}

TEST_CASE("a singular covariance is one Gaussian variable") {
    const TanhMoments singular = tanh_moments({1.5, 1.5, 1.5}, 4, 1.0 / 12);
    const TanhMoments nearly = tanh_moments({1.5, 1.5, 1.5 + 1e-10}, 4, 1.0 / 12);
    CHECK(test::max_difference(singular.value, nearly.value) < 1e-8);
    const auto rule = gaussian_rule(1.0 / 24);
    const double square = expectation(rule, [](double a) { return std::pow(std::tanh(std::sqrt(1.5) * a), 2); });
    CHECK(close(singular.value(0, 0), square, 1e-13));
    const TanhMoments opposite = tanh_moments({1.5, -1.5, 1.5}, 1, 1.0 / 12);
    CHECK(close(opposite.value(0, 0), -square, 1e-13));
}

TEST_CASE("halving stops at the first agreement and reports what the last step changed") {
    std::vector<double> steps;
    const auto power = [&](double step) {
        steps.push_back(step);
        const double value = 1 + std::pow(step, 20);
        return Quadrature{{value}, {1.0}, {10 * value}};
    };
    // (1/3)^20 = 3e-10, (1/6)^20 = 3e-16: steps 1/3, 1/6 differ by 3e-10, 1/6 and 1/12 by 3e-16.
    const Converged converged = halve_until_equal("f", 1, power);
    CHECK(steps == std::vector<double>{1.0 / 3, 1.0 / 6, 1.0 / 12});
    CHECK(converged.step == 1.0 / 12);
    CHECK(converged.results[0] == 10 * (1 + std::pow(1.0 / 12, 20)));
    CHECK(converged.changes[0] < 1e-14);
    CHECK(converged.largest_change < 1e-15);

    const auto never = [](double step) { return Quadrature{{step}, {1.0}, {step}}; };
    const char* message = "f: accuracy 1e-12 is not reached at the smallest step 1/1024";
    CHECK_THROWS_WITH_AS(halve_until_equal("f", 1, never), message, NumericalError);
    CHECK_THROWS_WITH_AS(halve_until_equal("f", INFINITY, never), message, NumericalError);
    const auto none = [](double) { return Quadrature{{NAN}, {1.0}, {NAN}}; };
    CHECK_THROWS_WITH_AS(halve_until_equal("f", 1, none), message, NumericalError);
}
