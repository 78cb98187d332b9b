#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "chapters/01-infinite-width/exercises/exercise.hpp"
#include "chapters/ask.hpp"
#include "chapters/drawn.hpp"
#include "lib/autodiff/operators.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/kernel/limit.hpp"
#include "tests/support.hpp"

using namespace pinn;
using test::close;

namespace {

using std::numbers::pi;
using Function = double (*)(double);
using Point = std::vector<double>;

double erf_value(double a) { return std::erf(a); }
double erf_slope(double a) { return 2 / std::sqrt(pi) * std::exp(-a * a); }
double sine(double a) { return std::sin(a); }
double cosine(double a) { return std::cos(a); }

// E[f(u) f(v)], (u, v) ~ N(0, Lambda), by the trapezoidal rule in two independent variables. All functions here are
// analytic in the whole plane: at a step of 1/8 it is exact to rounding for variances up to 4.
double expectation(Function f, const Covariances<double>& Lambda) {
    const GaussianRule rule = gaussian_rule(1.0 / 8);
    const double L_11 = std::sqrt(Lambda.xx), L_21 = Lambda.xy / L_11;
    const double L_22 = std::sqrt(std::max(0.0, Lambda.yy - L_21 * L_21));
    double sum = 0;
    for (std::size_t m = 0; m < rule.nodes.size(); ++m) {
        double inner = 0;
        for (std::size_t n = 0; n < rule.nodes.size(); ++n) {
            inner += rule.weights[n] * f(L_21 * rule.nodes[m] + L_22 * rule.nodes[n]);
        }
        sum += rule.weights[m] * f(L_11 * rule.nodes[m]) * inner;
    }
    return sum;
}

// ---- Kernels of networks with sigma = sin ---------------------------------------------------------------------------

double scaled_product(const Point& x, const Point& x_prime) {
    double sum = 0;
    for (std::size_t k = 0; k < x.size(); ++k) sum += x[k] * x_prime[k];
    return sum / static_cast<double>(x.size()) + 1;
}

// paper: Eq. (2.8) as it is printed, a sum of products; every expectation by quadrature.
double summed_theta(const Point& x, const Point& x_prime, std::size_t hidden_layers) {
    std::vector<Covariances<double>> Sigma{
        {scaled_product(x, x), scaled_product(x, x_prime), scaled_product(x_prime, x_prime)}};
    std::vector<double> Sigma_prime{1};
    for (std::size_t h = 0; h < hidden_layers; ++h) {
        const auto [xx, xy, yy] = Sigma.back();
        Sigma_prime.push_back(expectation(cosine, Sigma.back()));
        Sigma.push_back({expectation(sine, {xx, xx, xx}) + 1, expectation(sine, {xx, xy, yy}) + 1,
                         expectation(sine, {yy, yy, yy}) + 1});
    }
    double sum = 0;
    for (std::size_t h = 1; h <= hidden_layers + 1; ++h) {
        double product = 1;
        for (std::size_t k = h; k <= hidden_layers; ++k) product *= Sigma_prime[k];
        sum += Sigma[h - 1].xy * product;
    }
    return sum;
}

// Ker_0(x, x') of one network, by two gradients.
double network_kernel(const Point& x, const Point& x_prime, std::size_t hidden_layers, std::size_t width,
                      Random& random) {
    Tape<double> tape;
    std::vector<Var<double>> parameters;
    std::vector<std::size_t> widths(hidden_layers + 2, width);
    widths.front() = x.size();
    widths.back() = 1;
    for (std::size_t h = 0; h + 1 < widths.size(); ++h) {
        parameters.push_back(tape.leaf(test::random_matrix(random, widths[h], widths[h + 1])));
        parameters.push_back(tape.leaf(test::random_matrix(random, 1, widths[h + 1])));
    }
    std::vector<std::vector<Var<double>>> gradients;
    for (const Point& point : {x, x_prime}) {
        Matrix<double> row(1, point.size());
        std::copy(point.begin(), point.end(), row.values().begin());
        Var<double> f = tape.constant(row);
        for (std::size_t h = 0; h + 1 < widths.size(); ++h) {
            const double factor = 1 / std::sqrt(static_cast<double>(widths[h]));
            const Var<double> g = affine(f, parameters[2 * h], parameters[2 * h + 1], factor, 1);
            f = h < hidden_layers ? sin(g) : g;
        }
        gradients.push_back(gradient(f, parameters));
    }
    double kernel = 0;
    for (std::size_t k = 0; k < parameters.size(); ++k) {
        const ConstMatrixView<double> a = gradients[0][k].value(), b = gradients[1][k].value();
        for (std::size_t i = 0; i < a.rows * a.cols; ++i) kernel += a.data[i] * b.data[i];
    }
    return kernel;
}

// ---- tanh, layer after layer ----------------------------------------------------------------------------------------

// ((1/N) sum_k f_k(x) f_k(x') + 1 - Sigma^(1))^2 over independent networks: its mean and the standard error of that.
struct Sampled {
    double mean, standard_error;
};
Sampled squared_error(double x, double x_prime, std::size_t N, std::size_t networks) {
    Random random(drawn_seed());
    const double Sigma = layer_limits(std::array{x}, std::array{x_prime}, 1, InputCovariance::scaled).Sigma[1].value;
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < networks; ++i) {
        double average = 1;
        for (std::size_t k = 0; k < N; ++k) {
            const double W = random.normal(), b = random.normal();
            average += std::tanh(W * x + b) * std::tanh(W * x_prime + b) / static_cast<double>(N);
        }
        const double square = std::pow(average - Sigma, 2);
        sum += square;
        squares += square * square;
    }
    const double n = static_cast<double>(networks), mean = sum / n;
    return {mean, std::sqrt((squares / n - mean * mean) / n)};
}

// The variance and the covariance of two inputs of equal length, one layer on.
Covariances<double> next_layer(const Covariances<double>& S, double w2, double b2) {
    const Covariances<double> same{S.xx, S.xx, S.xx};
    const double q = w2 * tanh_moments(same, 1, 1.0 / 8).value(0, 0) + b2;
    return {q, w2 * tanh_moments(S, 1, 1.0 / 8).value(0, 0) + b2, q};
}

Covariances<double> after_layers(double w2, double b2, int layers, double c) {
    Covariances<double> S{1 + b2, c * (1 + b2), 1 + b2};
    for (int h = 0; h < layers; ++h) S = next_layer(S, w2, b2);
    return S;
}

}  // namespace

TEST_CASE("1 [8] both expectations are those of a quadrature in two variables") {
    const double xx = drawn(0.3, 3), yy = drawn(0.3, 3), xy = drawn(-0.9, 0.9) * std::sqrt(xx * yy);
    const Covariances<double> lambdas[] = {{1, 0.3, 1},     {2, -1.1, 0.7}, {0.5, 0.5, 1.5},
                                           {1.7, 1.7, 1.7}, {3, 0, 0.2},    {xx, xy, yy}};
    for (const Covariances<double>& Lambda : lambdas) {
        const exercise::Expectations found = ask(exercise::erf_expectations, Lambda);
        CHECK(close(found.value, expectation(erf_value, Lambda), 1e-10, 1e-14));
        CHECK(close(found.derivative, expectation(erf_slope, Lambda), 1e-10));
    }
}

TEST_CASE("1 [8] Price's theorem: the second is the derivative of the first in the covariance of u and v") {
    const double h = 1e-5;  // a central difference: h^2 of truncation, eps / h of rounding
    const double xx = drawn(1.2, 2);
    for (const double xy : {-0.8, 0.0, 0.4, drawn(-0.9, 0.9)}) {
        const double above = ask(exercise::erf_expectations, {xx, xy + h, 0.9}).value;
        const double below = ask(exercise::erf_expectations, {xx, xy - h, 0.9}).value;
        const Covariances<double> Lambda{xx, xy, 0.9};
        CHECK(close((above - below) / (2 * h), ask(exercise::erf_expectations, Lambda).derivative, 1e-8));
        CHECK(close((above - below) / (2 * h), expectation(erf_slope, Lambda), 1e-8));  // zeros agree, too
    }
}

TEST_CASE("1 [9] for large pre-activations erf is the sign, and the slope is seen only where both are near zero") {
    for (const double rho : {-0.9, 0.0, drawn(0.1, 0.9), 0.99}) {
        const double s = 1e10;
        const exercise::Expectations found = ask(exercise::erf_expectations, {s, rho * s, s});
        // E[sign u sign v]: u and v differ in sign with probability arccos(rho) / pi.
        CHECK(close(found.value, 1 - 2 * std::acos(rho) / pi, 1e-8, 1e-8));
        // erf' integrates to 2, so in the limit it is twice a delta function: 4 times the density at (0, 0).
        CHECK(close(found.derivative, 4 / (2 * pi * s * std::sqrt(1 - rho * rho)), 1e-8));
    }
    // u = v: det(I + 2 Lambda) = 1 + 4 s, of which (1 + 2 s)^2 - (2 s)^2 keeps no digit.
    for (const double s : {1e8, 1e12}) {
        const exercise::Expectations found = ask(exercise::erf_expectations, {s, s, s});
        CHECK(close(found.value, 1 - 2 / pi * std::atan(std::sqrt(1 + 4 * s) / (2 * s)), 1e-6));
        CHECK(close(found.derivative, 4 / pi / std::sqrt(1 + 4 * s), 1e-6));
    }
}

TEST_CASE("2 [8] for one hidden layer it is the mean kernel of a network of any width") {
    // W1^2 cos cos (x.x'/d + 1) + sin sin + 1, averaged over a neuron: W0 . x / sqrt(d) + b0 has covariance Sigma^(0).
    for (const auto& [x, y] :
         {std::pair<Point, Point>{{1}, {0.5}}, {{-1}, {drawn(0.3, 1.5)}}, {{1, drawn(-1, 1)}, {0.3, -1}}}) {
        const Covariances<double> S{scaled_product(x, x), scaled_product(x, y), scaled_product(y, y)};
        const double mean = expectation(cosine, S) * S.xy + expectation(sine, S) + 1;
        CHECK(close(ask(exercise::sine_theta, x, y, 1), mean, 1e-10));
    }
}

TEST_CASE("2 [9] for up to four hidden layers it is the sum of products of Eq. 2.8, by quadrature") {
    const double both = drawn(1, 2);
    for (const auto& [x, y] :
         {std::pair<Point, Point>{{1}, {drawn(-1, 1)}}, {{1, 0.2}, {0.3, drawn(-1, 1)}}, {{both}, {both}}}) {
        for (const std::size_t L : {1, 2, 3, 4}) {
            const double Theta = ask(exercise::sine_theta, x, y, L);
            CHECK(close(Theta, summed_theta(x, y, L), 1e-10));
            CHECK(close(ask(exercise::sine_theta, y, x, L), Theta, 1e-12));
        }
    }
}

TEST_CASE("2 [8] wide networks with sigma = sin have this kernel") {
    // The mean over 400 networks of width 64. Terms of order 1/N shift it by less than half a percent (3000 networks
    // show it); with another seed, six standard errors would be exceeded with a probability below 1e-6.
    const Point x{1}, y{drawn(-0.8, 0.8)};
    for (const std::size_t L : {2, 3}) {
        Random random(drawn_seed());
        std::vector<double> kernels;
        for (int network = 0; network < 400; ++network) kernels.push_back(network_kernel(x, y, L, 64, random));
        double mean = 0, squares = 0;
        for (const double value : kernels) {
            mean += value / 400;
            squares += value * value / 400;
        }
        const double standard_error = std::sqrt((squares - mean * mean) / 400);
        CHECK(close(ask(exercise::sine_theta, x, y, L), mean, 0.01, 6 * standard_error));
    }
}

TEST_CASE("3 [8] at x = x' = 0 only the bias is left: one Gaussian variable; four times the neurons, half the error") {
    const TanhMoments moments = tanh_moments({1, 1, 1}, 4, 1.0 / 16);
    // sigma^2 = 1 - sigma', sigma^3 = sigma + sigma''/2, hence sigma^4 = sigma^2 + sigma sigma''/2.
    const double second = moments.value(0, 0), fourth = second + moments.value(0, 2) / 2;
    for (const std::size_t N : {std::size_t{1}, std::size_t{4}, static_cast<std::size_t>(drawn(5, 1000))}) {
        const double expected = std::sqrt((fourth - second * second) / static_cast<double>(N));
        CHECK(close(ask(exercise::covariance_error, 0, 0, N), expected, 1e-9));
    }
    const double x = drawn(-1, 1);
    CHECK(close(ask(exercise::covariance_error, x, 1, 25), 2 * ask(exercise::covariance_error, x, 1, 100), 1e-12));
}

TEST_CASE("3 [9] networks of four neurons err so much") {
    // Mean squares of 20000 networks; with another seed, six standard errors would be exceeded with a probability
    // below 1e-6.
    for (const auto& [x, y] : {std::pair{1.0, -1.0}, {drawn(0.3, 0.8), drawn(1, 2)}, {-1.5, -1.5}}) {
        const Sampled sampled = squared_error(x, y, 4, 20000);
        const double found = std::pow(ask(exercise::covariance_error, x, y, 4), 2);
        CHECK(close(found, sampled.mean, 0, 6 * sampled.standard_error));
    }
}

TEST_CASE("3 [8] far from the origin, where tanh is steep in the weight, it is still exact to nine digits") {
    // x = x': g ~ N(0, 1 + x^2), one variable, in steps so small that the pole of tanh does not matter.
    for (const double x : {drawn(4, 6), -20.0}) {
        const double deviation = std::sqrt(1 + x * x);
        const GaussianRule rule = gaussian_rule(1 / (16 * deviation));
        double second = 0, fourth = 0;
        for (std::size_t m = 0; m < rule.nodes.size(); ++m) {
            const double t = std::tanh(deviation * rule.nodes[m]);
            second += rule.weights[m] * t * t;
            fourth += rule.weights[m] * t * t * t * t;
        }
        CHECK(close(ask(exercise::covariance_error, x, x, 1), std::sqrt(fourth - second * second), 1e-9));
        CHECK(close(ask(exercise::covariance_error, x, -x, 1), ask(exercise::covariance_error, -x, x, 1), 1e-12));
    }
}

TEST_CASE("4 [8] with variances 1 it is the ratio of 1 - c in consecutive layers of the chapter's network") {
    const auto apart = [](const LayerLimits& xx, const LayerLimits& xy, const LayerLimits& yy, std::size_t h) {
        return 1 - xy.Sigma[h].value / std::sqrt(xx.Sigma[h].value * yy.Sigma[h].value);
    };
    const std::array x{1.0}, y{drawn(-1, -0.3)};
    const LayerLimits xx = layer_limits(x, x, 9, InputCovariance::scaled),
                      xy = layer_limits(x, y, 9, InputCovariance::scaled),
                      yy = layer_limits(y, y, 9, InputCovariance::scaled);
    // The ratio is off by about 1 - c of the layer, 1e-4 here; rounding of c adds 1e-15 / 1e-4.
    CHECK(close(ask(exercise::depth_rate, 1, 1), apart(xx, xy, yy, 9) / apart(xx, xy, yy, 8), 1e-3));
    // And of a network with other weights: nine layers on, 1 - c is 1e-4 or less.
    const double w2 = drawn(0.5, 0.9);
    const Covariances<double> before = after_layers(w2, 1, 9, 0.9), after = next_layer(before, w2, 1);
    CHECK(close(ask(exercise::depth_rate, w2, 1), (1 - after.xy / after.xx) / (1 - before.xy / before.xx), 1e-3));
}

TEST_CASE("4 [8] it is the slope of a layer at c = 1, for any variances") {
    for (const auto& [w2, b2] :
         {std::pair{1.0, 1.0}, {4.0, 0.0}, {9.0, 0.5}, {2.0, 0.1}, {drawn(2, 8), drawn(0.1, 1)}}) {
        const double q = after_layers(w2, b2, 200, 1).xx, h = 1e-5;
        const double c = next_layer({q, (1 - h) * q, q}, w2, b2).xy / q;
        CHECK(close(ask(exercise::depth_rate, w2, b2), (1 - c) / h, 1e-3));  // one-sided: about h of truncation
    }
}

TEST_CASE("4 [9] below the critical variance two inputs merge with depth, above it they stay apart") {
    double before = 1;
    for (const double b2 : {0.1, drawn(0.3, 0.7), 1.0}) {
        const double w2 = ask(exercise::critical_weight_variance, b2);
        CAPTURE(w2);
        REQUIRE(w2 > before);  // biases pull inputs together, so the weights must be larger
        REQUIRE(w2 < 100);
        before = w2;
        const Covariances<double> below = after_layers(0.8 * w2, b2, 60, 0.9),
                                  above = after_layers(1.25 * w2, b2, 60, 0.9);
        CHECK(1 - below.xy / below.xx < 1e-3);
        CHECK(1 - above.xy / above.xx > 1e-2);
        // And there the derivatives balance the weights: w2 E[sigma'(u)^2] = 1.
        const double q = after_layers(w2, b2, 200, 1).xx;
        CHECK(close(w2 * tanh_moments({q, q, q}, 2, 1.0 / 8).value(1, 1), 1, 1e-6));
    }
}
