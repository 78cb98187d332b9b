#include "lib/kernel/limit.hpp"

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <numbers>

#include "lib/dense/gemm.hpp"
#include "lib/foundation/parallel.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/pde/sampling.hpp"
#include "lib/pde/wave.hpp"
#include "lib/spectrum/jacobi.hpp"
#include "tests/support.hpp"

using namespace pinn;
using test::close;

namespace {

constexpr InputCovariance printed = InputCovariance::printed, scaled = InputCovariance::scaled;
using Point = std::vector<double>;

// tanh and its derivatives, by hand.
struct Sigma {
    double s0, s1, s2, s3;
    explicit Sigma(double a) : s0(std::tanh(a)), s1(1 - s0 * s0), s2(-2 * s0 * s1), s3(s1 * (6 * s0 * s0 - 2)) {}
};

// What one neuron of (4.2) adds to u and to u_xx at x, and their derivatives in W0, W1, b0, for W1 = 1.
struct Neuron {
    double u, u_W0, u_b0, u_xx, u_xx_W0, u_xx_b0;  // d/dW1 is the function itself
    Neuron(double W0, double b0, double x) {
        const Sigma s(W0 * x + b0);
        u = s.s0;
        u_W0 = s.s1 * x;
        u_b0 = s.s1;
        u_xx = s.s2 * W0 * W0;
        u_xx_W0 = s.s3 * x * W0 * W0 + 2 * s.s2 * W0;
        u_xx_b0 = s.s3 * W0 * W0;
    }
};

double normal_density(double a) { return std::exp(-a * a / 2) / std::sqrt(2 * std::numbers::pi); }

// E[h(u, v)], u, v ~ N(0, 1), by nested adaptive Gauss-Kronrod quadrature.
template <class H>
double plane_expectation(const H& h) {
    using Rule = boost::math::quadrature::gauss_kronrod<double, 31>;
    const auto inner = [&](double u) {
        return normal_density(u) *
               Rule::integrate([&](double v) { return normal_density(v) * h(u, v); }, -9.0, 9.0, 6, 1e-11);
    };
    return Rule::integrate(inner, -9.0, 9.0, 6, 1e-10);
}

const std::vector<std::pair<double, double>> pairs{{0.3, 0.7}, {1, 1}, {-0.5, 1.2}, {0, 2}};

OperatorLimits one_layer(double x, double y, const LinearOperator& A, const LinearOperator& B) {
    return operator_limits(Point{x}, Point{y}, 1, A, B, printed);
}

// Coefficients of central differences of fourth order for {1, d, d^2}, at -2h, ..., 2h.
using Stencil = std::array<double, 5>;
Stencil stencil(int derivative, double h) {
    if (derivative == 0) return {0, 0, 1, 0, 0};
    if (derivative == 1) return {1 / (12 * h), -8 / (12 * h), 0, 8 / (12 * h), -1 / (12 * h)};
    return {-1 / (12 * h * h), 16 / (12 * h * h), -30 / (12 * h * h), 16 / (12 * h * h), -1 / (12 * h * h)};
}

// x shifted and the weight that A's difference quotient gives it.
std::vector<std::pair<Point, double>> differences(const LinearOperator& A, const Point& x, double h) {
    std::vector<std::pair<Point, double>> terms{{x, A.value}};
    for (std::size_t k = 0; k < x.size(); ++k) {
        const Stencil first = stencil(1, h), second = stencil(2, h);
        for (std::size_t n = 0; n < 5; ++n) {
            Point shifted = x;
            shifted[k] += (static_cast<double>(n) - 2) * h;
            const double weight = A.first[k] * first[n] + A.second[k] * second[n];
            if (weight != 0) terms.emplace_back(shifted, weight);
        }
    }
    return terms;
}

// A_x B_x' of Sigma^(L) and Theta^(L) by differences of layer_limits(), error O(h^4).
std::pair<double, double> quotients(const Point& x, const Point& y, std::size_t L, const LinearOperator& A,
                                    const LinearOperator& B, InputCovariance covariance, double h) {
    double Sigma = 0, Theta = 0;
    for (const auto& [a, weight_a] : differences(A, x, h)) {
        for (const auto& [b, weight_b] : differences(B, y, h)) {
            if (weight_a * weight_b == 0) continue;
            const LayerLimits limits = layer_limits(a, b, L, covariance);
            Sigma += weight_a * weight_b * limits.Sigma.back().value;
            Theta += weight_a * weight_b * limits.Theta.value;
        }
    }
    return {Sigma, Theta};
}

// The same extrapolated (Richardson): error O(h^6), about 1e-7 here; rounding about 1e-15 / h^4, less than that.
std::pair<double, double> by_differences(const Point& x, const Point& y, std::size_t L, const LinearOperator& A,
                                         const LinearOperator& B, InputCovariance covariance) {
    const auto [Sigma, Theta] = quotients(x, y, L, A, B, covariance, 0.02);
    const auto [coarse_Sigma, coarse_Theta] = quotients(x, y, L, A, B, covariance, 0.04);
    return {(16 * Sigma - coarse_Sigma) / 15, (16 * Theta - coarse_Theta) / 15};
}

struct Sample {
    double sum = 0, squares = 0, count = 0;
    void add(double value) {
        sum += value;
        squares += value * value;
        ++count;
    }
    double mean() const { return sum / count; }
    double error() const { return std::sqrt((squares / count - mean() * mean()) / count); }
    double deviations_from(double value) const { return std::abs(mean() - value) / error(); }
};

}  // namespace

// ---- One hidden layer -----------------------------------------------------------------------------------------------

TEST_CASE("limits of one hidden layer are what nested Gauss-Kronrod quadrature of the neurons' products gives") {
    for (const auto& [x_, y_] : pairs) {
        const double x = x_, y = y_;
        CAPTURE(x);
        CAPTURE(y);
        const PoissonLimits limits = poisson_limits(x, y);
        const auto E = [&](auto product) {
            return plane_expectation([&](double u, double v) { return product(Neuron(u, v, x), Neuron(u, v, y)); });
        };
        const double Sigma = E([](Neuron a, Neuron b) { return a.u * b.u; });
        CHECK(close(limits.Sigma.value, Sigma + 1, 1e-9));
        CHECK(close(limits.Sigma_u_xx.value, E([](Neuron a, Neuron b) { return a.u * b.u_xx; }), 1e-9, 1e-10));
        CHECK(close(limits.Sigma_xx.value, E([](Neuron a, Neuron b) { return a.u_xx * b.u_xx; }), 1e-9, 1e-10));
        const auto uu = [](Neuron a, Neuron b) { return a.u_W0 * b.u_W0 + a.u * b.u + a.u_b0 * b.u_b0; };
        const auto ur = [](Neuron a, Neuron b) { return a.u_W0 * b.u_xx_W0 + a.u * b.u_xx + a.u_b0 * b.u_xx_b0; };
        const auto rr = [](Neuron a, Neuron b) {
            return a.u_xx_W0 * b.u_xx_W0 + a.u_xx * b.u_xx + a.u_xx_b0 * b.u_xx_b0;
        };
        CHECK(close(limits.Theta_uu.total().value, E(uu) + 1, 1e-9));
        CHECK(close(limits.Theta_ur.total().value, E(ur), 1e-9));
        CHECK(close(limits.Theta_rr.total().value, E(rr), 1e-9));
    }
}

TEST_CASE("the two routes agree: Taylor series through the recursion, and the sums of Appendix C") {
    const LinearOperator one = LinearOperator::identity(1), xx = LinearOperator::second_order({1});
    for (const auto& [x_, y_] :
         {std::pair{0.3, 0.7}, {1., 1.}, {-0.5, 1.2}, {0., 2.}, {0., 0.}, {2., 1.9}, {0.7, 0.3}}) {
        const double x = x_, y = y_;
        CAPTURE(x);
        CAPTURE(y);
        const PoissonLimits limits = poisson_limits(x, y);
        const OperatorLimits uu = one_layer(x, y, one, one), ur = one_layer(x, y, one, xx),
                             rr = one_layer(x, y, xx, xx);
        CHECK(close(uu.Sigma.value, limits.Sigma.value, 1e-13));
        CHECK(close(ur.Sigma.value, limits.Sigma_u_xx.value, 1e-11, 1e-12));
        CHECK(close(rr.Sigma.value, limits.Sigma_xx.value, 1e-11, 1e-12));
        CHECK(close(uu.Theta.value, limits.Theta_uu.total().value, 1e-13));
        CHECK(close(ur.Theta.value, limits.Theta_ur.total().value, 1e-11, 1e-12));
        CHECK(close(rr.Theta.value, limits.Theta_rr.total().value, 1e-11, 1e-12));
    }
}

TEST_CASE("the recursion of Section 2 starts with the limits of one hidden layer") {
    const PoissonLimits limits = poisson_limits(0.3, 0.7);
    const LayerLimits layers = layer_limits(Point{0.3}, Point{0.7}, 2, scaled);
    CHECK(layers.Sigma.size() == 3);
    CHECK(layers.Sigma_prime.size() == 3);
    CHECK(close(layers.Sigma[1].value, limits.Sigma.value, 1e-14));
    CHECK(close(layers.Sigma_prime[1].value, limits.Theta_uu.b0.value, 1e-14));
    CHECK(close(layer_limits(Point{0.3}, Point{0.7}, 1, scaled).Theta.value, limits.Theta_uu.total().value, 1e-14));
}

TEST_CASE("Theta_ur is not symmetric in its points; Theta_uu and Theta_rr are") {
    const PoissonLimits there = poisson_limits(0.3, 0.7), back = poisson_limits(0.7, 0.3);
    CHECK(std::abs(there.Theta_ur.total().value - back.Theta_ur.total().value) > 0.01);
    CHECK(close(there.Theta_uu.total().value, back.Theta_uu.total().value, 1e-14));
    CHECK(close(there.Theta_rr.total().value, back.Theta_rr.total().value, 1e-13));
    CHECK(close(there.I[1].value, back.I[2].value, 1e-13));  // I_2 and I_3 change places
}

TEST_CASE("at x = x' = 0 the Gaussian u comes out as its moments 1 and 3, and three of I_1..I_4 vanish") {
    const PoissonLimits limits = poisson_limits(0, 0);
    const auto E = [](auto h) { return plane_expectation([&](double, double v) { return h(Sigma(v)); }); };
    const double second = E([](Sigma s) { return s.s2 * s.s2; }), third = E([](Sigma s) { return s.s3 * s.s3; });
    CHECK(limits.Theta_uu.W0.value == 0);
    CHECK(limits.Theta_ur.W0.value == 0);
    for (std::size_t k = 0; k < 3; ++k) CHECK(limits.I[k].value == 0);
    CHECK(close(limits.I[3].value, 4 * second, 1e-9));
    CHECK(close(limits.Sigma_xx.value, 3 * second, 1e-9));
    CHECK(close(limits.Theta_rr.b0.value, 3 * third, 1e-9));
    CHECK(close(limits.Sigma.value, 1 + E([](Sigma s) { return s.s0 * s.s0; }), 1e-9));
    CHECK(close(limits.Theta_uu.b0.value, E([](Sigma s) { return s.s1 * s.s1; }), 1e-9));
}

TEST_CASE("parts add up, and the output bias counts once") {
    const PoissonLimits limits = poisson_limits(0.4, -1.1);
    CHECK(limits.Theta_uu.b1.value == 1);
    CHECK(limits.Theta_ur.b1.value == 0);
    CHECK(limits.Theta_rr.b1.value == 0);
    CHECK(close(limits.Theta_uu.W1.value, limits.Sigma.value - 1, 1e-15));  // E[s z], without the + 1 of (2.4)
    const Parts& rr = limits.Theta_rr;
    CHECK(close(rr.total().value, rr.W0.value + rr.W1.value + rr.b0.value, 1e-15));
    CHECK(rr.W1.value == limits.Sigma_xx.value);
    CHECK(limits.Theta_ur.W1.value == limits.Sigma_u_xx.value);
    double I = 0;
    for (const Limit& summand : limits.I) I += summand.value;
    CHECK(close(rr.W0.value, I, 1e-14));
}

TEST_CASE("printed and correct limits of the W0 part differ by the lost factors 1, 2, 2, 4") {
    const PoissonLimits limits = poisson_limits(0.6, -0.9);
    const std::array<double, 4> lost{1, 2, 2, 4};
    for (std::size_t k = 0; k < 4; ++k) {
        CHECK(limits.I[k].value == lost[k] * limits.J[k].value);
        CHECK(limits.J[k].value != 0);
    }
    const double square = plane_expectation(
        [](double u, double v) { return u * u * std::pow(Sigma(0.6 * u + v).s1 * Sigma(-0.9 * u + v).s3, 2); });
    CHECK(close(limits.C_ur_printed.value, square, 1e-9));
}

TEST_CASE("finite sums of 200,000 neurons lie within 5 standard errors of the limits and far from the printed ones") {
    const double x = 0.6, y = -0.9;
    const PoissonLimits limits = poisson_limits(x, y);
    Random random(11);
    std::array<Sample, 4> I;
    Sample Sigma_xx, C_ur, uu, ur, rr;
    for (int n = 0; n < 200000; ++n) {
        const double W0 = random.normal(), b0 = random.normal(), W1 = random.normal(), W = W1 * W1;
        const Sigma s(W0 * x + b0), z(W0 * y + b0);
        const Neuron a(W0, b0, x), b(W0, b0, y);
        I[0].add(W * std::pow(W0, 4) * s.s3 * z.s3 * x * y);
        I[1].add(2 * W * std::pow(W0, 3) * s.s3 * z.s2 * x);
        I[2].add(2 * W * std::pow(W0, 3) * s.s2 * z.s3 * y);
        I[3].add(4 * W * W0 * W0 * s.s2 * z.s2);
        C_ur.add(W * a.u_b0 * b.u_xx_b0);
        Sigma_xx.add(W * a.u_xx * b.u_xx);
        uu.add(W * (a.u_W0 * b.u_W0 + a.u_b0 * b.u_b0) + a.u * b.u + 1);
        ur.add(W * (a.u_W0 * b.u_xx_W0 + a.u_b0 * b.u_xx_b0) + a.u * b.u_xx);
        rr.add(W * (a.u_xx_W0 * b.u_xx_W0 + a.u_xx_b0 * b.u_xx_b0) + a.u_xx * b.u_xx);
    }
    for (std::size_t k = 0; k < 4; ++k) {
        CHECK(I[k].deviations_from(limits.I[k].value) < 5);
        if (k > 0) CHECK(I[k].deviations_from(limits.J[k].value) > 10);
    }
    CHECK(C_ur.deviations_from(limits.Theta_ur.b0.value) < 5);
    CHECK(C_ur.deviations_from(limits.C_ur_printed.value) > 10);
    CHECK(Sigma_xx.deviations_from(limits.Sigma_xx.value) < 5);
    CHECK(uu.deviations_from(limits.Theta_uu.total().value) < 5);
    CHECK(ur.deviations_from(limits.Theta_ur.total().value) < 5);
    CHECK(rr.deviations_from(limits.Theta_rr.total().value) < 5);
}

TEST_CASE("the reached accuracy is honest: a plain sum with a far smaller step agrees within it and rounding") {
    for (const auto& [x_, y_] : {std::pair{0.3, 0.7}, {2., -1.5}, {5., 4.5}}) {
        const double x = x_, y = y_, step_u = 1 / (24 * std::max(1.0, std::abs(x))), step_v = 1.0 / 24;
        const int nodes_u = static_cast<int>(10 / step_u);
        const PoissonLimits limits = poisson_limits(x, y);
        long double Sigma_xx = 0, Sigma = 1, C_rr = 0;  // a million terms
        for (int m = -nodes_u; m <= nodes_u; ++m) {
            for (int n = -240; n <= 240; ++n) {
                const double u = m * step_u, v = n * step_v;
                const double weight = step_u * step_v * normal_density(u) * normal_density(v);
                if (weight < 1e-24) continue;
                const Neuron a(u, v, x), b(u, v, y);
                Sigma += weight * a.u * b.u;
                Sigma_xx += weight * a.u_xx * b.u_xx;
                C_rr += weight * a.u_xx_b0 * b.u_xx_b0;
            }
        }
        const auto agrees = [](Limit limit, long double fine) {
            return std::abs(double(limit.value - fine)) <= limit.accuracy + 2e-14 && limit.accuracy < 1e-12;
        };
        CHECK(agrees(limits.Sigma, Sigma));
        CHECK(agrees(limits.Sigma_xx, Sigma_xx));
        CHECK(agrees(limits.Theta_rr.b0, C_rr));
    }
}

TEST_CASE("large points still reach their accuracy: E[s' z'] at x = x' = 10 against Gauss-Kronrod in one variable") {
    // u x + v = sqrt(x^2 + 1) a: one Gaussian variable.
    using Rule = boost::math::quadrature::gauss_kronrod<double, 31>;
    const double scale = std::sqrt(101.0);
    const auto h = [&](double a) { return normal_density(a) * std::pow(Sigma(scale * a).s1, 2); };
    CHECK(close(poisson_limits(10, 10).Theta_uu.b0.value, Rule::integrate(h, -3.0, 3.0, 12, 1e-13), 1e-11));
    CHECK(close(layer_limits(Point{10}, Point{10}, 1, scaled).Sigma_prime[1].value,
                Rule::integrate(h, -3.0, 3.0, 12, 1e-13), 1e-11));
}

// ---- Deep networks --------------------------------------------------------------------------------------------------

TEST_CASE("Sigma^(0) is exact: printed x.x' + 1, scaled x.x'/d + 1; they agree for d = 1 only") {
    const Point x{0.5, -2, 1}, y{1, 0.25, 3};
    CHECK(layer_limits(x, y, 1, printed).Sigma[0].value == 4);
    CHECK(layer_limits(x, y, 1, scaled).Sigma[0].value == 2);
    CHECK(layer_limits(x, y, 1, scaled).Sigma[0].accuracy == 0);
    const LayerLimits a = layer_limits(Point{0.3}, Point{0.7}, 2, printed),
                      b = layer_limits(Point{0.3}, Point{0.7}, 2, scaled);
    CHECK(a.Theta.value == b.Theta.value);
}

TEST_CASE("Sigma of independent inputs is 1, and Theta is the sum over layers of (2.8)") {
    // x.x' = -1: u and v are uncorrelated, so E[tanh u tanh v] = 0 and E[tanh' u tanh' v] = E[tanh' u] E[tanh' v].
    const LayerLimits limits = layer_limits(Point{-0.5}, Point{2}, 3, printed);
    CHECK(close(limits.Sigma[1].value, 1, 0, 1e-15));
    const auto mean = [](double variance) {
        return plane_expectation([&](double, double v) { return Sigma(std::sqrt(variance) * v).s1; });
    };
    CHECK(close(limits.Sigma_prime[1].value, mean(1.25) * mean(5), 1e-9));
    double Theta = 0;
    for (std::size_t h = 1; h <= 4; ++h) {
        double product = limits.Sigma[h - 1].value;
        for (std::size_t i = h; i <= 3; ++i) product *= limits.Sigma_prime[i].value;
        Theta += product;
    }
    CHECK(close(limits.Theta.value, Theta, 1e-14));
}

TEST_CASE("Sigma^(2) is the expectation under Lambda^(2) by another quadrature") {
    const Point x{0.4}, y{-1.3};
    const double S_xx = layer_limits(x, x, 1, printed).Sigma[1].value,
                 S_yy = layer_limits(y, y, 1, printed).Sigma[1].value,
                 S_xy = layer_limits(x, y, 1, printed).Sigma[1].value;
    const double L_11 = std::sqrt(S_xx), L_21 = S_xy / L_11, L_22 = std::sqrt(S_yy - L_21 * L_21);
    const auto E = [&](auto h) {
        return plane_expectation([&](double a, double b) { return h(Sigma(L_11 * a), Sigma(L_21 * a + L_22 * b)); });
    };
    const LayerLimits limits = layer_limits(x, y, 2, printed);
    CHECK(close(limits.Sigma[2].value, 1 + E([](Sigma s, Sigma z) { return s.s0 * z.s0; }), 1e-9));
    CHECK(close(limits.Sigma_prime[2].value, E([](Sigma s, Sigma z) { return s.s1 * z.s1; }), 1e-9));
}

TEST_CASE("layer limits are symmetric in their points, and continuous where Lambda becomes singular") {
    const Point x{0.2, 0.9}, y{1.1, -0.4};
    const LayerLimits there = layer_limits(x, y, 3, scaled), back = layer_limits(y, x, 3, scaled);
    for (std::size_t h = 0; h <= 3; ++h) {
        CHECK(close(there.Sigma[h].value, back.Sigma[h].value, 1e-14));
        CHECK(close(there.Sigma_prime[h].value, back.Sigma_prime[h].value, 1e-14));
    }
    CHECK(close(there.Theta.value, back.Theta.value, 1e-14));
    const double at = layer_limits(x, x, 3, scaled).Theta.value;
    for (const double h : {1e-3, 1e-6, 1e-8, 1e-10}) {
        CHECK(close(layer_limits(x, Point{0.2 + h, 0.9}, 3, scaled).Theta.value, at, 0, 2 * h + 1e-14));
    }
    // |Sigma(x, x')|^2 <= Sigma(x, x) Sigma(x', x'): equality at x = x' only.
    CHECK(std::pow(there.Sigma[3].value, 2) <
          layer_limits(x, x, 3, scaled).Sigma[3].value * layer_limits(y, y, 3, scaled).Sigma[3].value);
}

TEST_CASE("operator limits at depth 1 to 3 are finite differences of layer limits") {
    const LinearOperator one = LinearOperator::identity(1), first = LinearOperator::derivative(1, 0),
                         second = LinearOperator::second_order({1}), mixed{0.5, {-2}, {0.3}};
    for (const std::size_t L : {1, 2, 3}) {
        for (const auto& [A, B] : {std::pair{one, one},
                                   {one, first},
                                   {first, one},
                                   {first, first},
                                   {one, second},
                                   {second, first},
                                   {second, second},
                                   {mixed, second},
                                   {mixed, mixed}}) {
            for (const auto& [x, y] : {std::pair{0.3, 0.7}, {0.5, 0.5}}) {
                const OperatorLimits limits = operator_limits(Point{x}, Point{y}, L, A, B, printed);
                const auto [Sigma, Theta] = by_differences({x}, {y}, L, A, B, printed);
                CHECK(close(limits.Sigma.value, Sigma, 1e-6, 1e-7));
                CHECK(close(limits.Theta.value, Theta, 1e-6, 1e-7));
                CHECK(limits.Theta.accuracy < 1e-10);
            }
        }
    }
}

TEST_CASE("operator limits in two dimensions are finite differences too: wave operator, gradients, both covariances") {
    const LinearOperator wave = LinearOperator::second_order({1, -4}), one = LinearOperator::identity(2),
                         d_t = LinearOperator::derivative(2, 0), all{0.7, {1, -0.5}, {0.2, 0.4}};
    const Point x{0.3, 0.8}, y{0.6, 0.1};
    for (const InputCovariance covariance : {printed, scaled}) {
        for (const auto& [A, B] : {std::pair{wave, wave}, {one, wave}, {d_t, wave}, {all, all}}) {
            const OperatorLimits limits = operator_limits(x, y, 2, A, B, covariance);
            const auto [Sigma, Theta] = by_differences(x, y, 2, A, B, covariance);
            CHECK(close(limits.Sigma.value, Sigma, 1e-6, 1e-7));
            CHECK(close(limits.Theta.value, Theta, 1e-6, 1e-7));
        }
    }
}

TEST_CASE("operator limits without derivatives are layer limits, at any depth, and A and B may change places") {
    const LinearOperator one = LinearOperator::identity(2), wave = LinearOperator::second_order({1, -4});
    const Point x{0.3, 0.8}, y{0.6, 0.1};
    for (const std::size_t L : {1, 2, 4}) {
        const LayerLimits layers = layer_limits(x, y, L, scaled);
        const OperatorLimits limits = operator_limits(x, y, L, one, one, scaled);
        CHECK(close(limits.Sigma.value, layers.Sigma[L].value, 1e-14));
        CHECK(close(limits.Theta.value, layers.Theta.value, 1e-14));
        CHECK(close(operator_limits(x, y, L, one, wave, scaled).Theta.value,
                    operator_limits(y, x, L, wave, one, scaled).Theta.value, 1e-12, 1e-12));
    }
}

TEST_CASE("networks of the library have the scaled limits as their mean kernel, for the wave operator in d = 2") {
    // One hidden layer: the mean of K over networks is the limit, at every width.
    const Matrix<double> points{{0.3, 0.8}, {0.6, 0.1}};
    Sample uu, ur, rr;
    Random random(4);
    for (int n = 0; n < 3000; ++n) {
        const Mlp<double> network({{2, 40, 1}, Parameterization::ntk, InputScaling::raw(2)}, random);
        const Matrix<double> J_u = jacobian(network, Wave::value<double>(points, Matrix<double>(2, 1)));
        const Matrix<double> J_r = jacobian(network, Wave::residual<double>(points));
        uu.add(multiply_nt(J_u, J_u)(0, 1));
        ur.add(multiply_nt(J_u, J_r)(0, 1));
        rr.add(multiply_nt(J_r, J_r)(0, 1));
    }
    const LinearOperator one = LinearOperator::identity(2), wave = LinearOperator::second_order(Wave::coefficients());
    const auto Theta = [&](const LinearOperator& A, const LinearOperator& B, InputCovariance covariance) {
        return operator_limits(points.row(0), points.row(1), 1, A, B, covariance).Theta.value;
    };
    CHECK(uu.deviations_from(Theta(one, one, scaled)) < 5);
    CHECK(ur.deviations_from(Theta(one, wave, scaled)) < 5);
    CHECK(rr.deviations_from(Theta(wave, wave, scaled)) < 5);
    CHECK(uu.deviations_from(Theta(one, one, printed)) > 5);
}

TEST_CASE("mixed derivatives: the second derivative along a diagonal is that of one dimension, and axes may turn") {
    const double h = 1 / std::sqrt(2.0), s = 0.7, t = -0.4;
    const std::vector<double> x{h * s, h * s}, y{h * t, h * t};
    LinearOperator along = LinearOperator::second_order({0.5, 0.5});  // ((d_0 + d_1) / sqrt 2)^2
    along.mixed = {{0, 1}};
    const LinearOperator one = LinearOperator::identity(2);
    const PoissonLimits line = poisson_limits(s, t);
    const auto limits = [&](const LinearOperator& A, const LinearOperator& B) {
        return operator_limits(x, y, 1, A, B, printed);
    };
    CHECK(close(limits(along, along).Theta.value, line.Theta_rr.total().value, 1e-10));
    CHECK(close(limits(along, along).Sigma.value, line.Sigma_xx.value, 1e-10));
    CHECK(close(limits(one, along).Theta.value, line.Theta_ur.total().value, 1e-10));

    // d_0 d_1 is (d_s^2 - d_t^2) / 2 on axes that are turned by an eighth, for every depth.
    const std::vector<double> a{0.3, 0.8}, b{-0.6, 0.1};
    const auto turned = [&](const std::vector<double>& p) {
        return std::vector<double>{h * (p[0] + p[1]), h * (p[0] - p[1])};
    };
    const LinearOperator u_xy{0, {0, 0}, {0, 0}, {{0, 1}}}, difference = LinearOperator::second_order({0.5, -0.5});
    for (const std::size_t depth : {1, 3}) {
        const OperatorLimits mixed = operator_limits(a, b, depth, u_xy, u_xy, scaled);
        const OperatorLimits diagonal = operator_limits(turned(a), turned(b), depth, difference, difference, scaled);
        CHECK(close(mixed.Theta.value, diagonal.Theta.value, 1e-10));
        CHECK(close(mixed.Sigma.value, diagonal.Sigma.value, 1e-10));
    }
    LinearOperator beyond = u_xy;
    beyond.mixed = {{0, 2}};
    CHECK_THROWS_AS(operator_limits(a, b, 1, beyond, u_xy, scaled), ShapeError);
    beyond.mixed = {{1, 1}};
    CHECK_THROWS_AS(operator_limits(a, b, 1, u_xy, beyond, scaled), ShapeError);
}

TEST_CASE("networks of the library have the limits as their mean kernel, for coefficients that depend on the point") {
    const Matrix<double> points{{0.3, 0.8}, {0.6, 0.1}}, given{{2, -1}, {0.5, 3}};
    const SecondOrder L{
        {.i = 0, .j = 0, .given = 0}, {.i = 0, .j = 1, .a = -2, .given = 1}, {.i = 1, .j = 1, .a = 0.5}};
    const Condition<double> u = Wave::value<double>(points, Matrix<double>(2, 1));
    Condition<double> r = Wave::residual<double>(points);
    r.coefficients = {};
    r.parts = {L};
    r.given = given;
    Sample ur, rr;
    Random random(11);
    for (int n = 0; n < 3000; ++n) {
        const Mlp<double> network({{2, 20, 1}, Parameterization::ntk, InputScaling::raw(2)}, random);
        const Matrix<double> J_u = jacobian(network, u), J_r = jacobian(network, r);
        ur.add(multiply_nt(J_u, J_r)(0, 1));
        rr.add(multiply_nt(J_r, J_r)(0, 1));
    }
    const auto at = [&](std::size_t i) {
        return LinearOperator{0, {0, 0}, {given(i, 0), 0.5}, {{0, 1, -2 * given(i, 1)}}};
    };
    const auto Theta = [&](const LinearOperator& A, const LinearOperator& B) {
        return operator_limits(points.row(0), points.row(1), 1, A, B, scaled).Theta.value;
    };
    CHECK(ur.deviations_from(Theta(LinearOperator::identity(2), at(1))) < 5);
    CHECK(rr.deviations_from(Theta(at(0), at(1))) < 5);
    CHECK(rr.deviations_from(Theta(at(1), at(0))) > 5);
}

// ---- K* -------------------------------------------------------------------------------------------------------------

TEST_CASE("limit_kernel equals poisson_limits entry by entry") {
    const Matrix<double> boundary{{0}, {1}, {-1.5}}, interior{{0.1}, {0.5}, {1}, {2.5}};
    const LimitKernel kernel = limit_kernel(boundary, interior);
    REQUIRE(kernel.K_ur.shape() == Shape{3, 4});
    CHECK(kernel.accuracy < 1e-12);
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
            const double entry = poisson_limits(boundary(i, 0), boundary(j, 0)).Theta_uu.total().value;
            CHECK(close(kernel.K_uu(i, j), entry, 1e-13, 1e-13));
        }
        for (std::size_t j = 0; j < 4; ++j) {
            const double entry = poisson_limits(boundary(i, 0), interior(j, 0)).Theta_ur.total().value;
            CHECK(close(kernel.K_ur(i, j), entry, 1e-12, 1e-13));
        }
    }
    for (std::size_t i = 0; i < 4; ++i) {
        for (std::size_t j = 0; j < 4; ++j) {
            const double entry = poisson_limits(interior(i, 0), interior(j, 0)).Theta_rr.total().value;
            CHECK(close(kernel.K_rr(i, j), entry, 1e-12, 1e-13));
        }
    }
}

TEST_CASE("K* is symmetric and positive semi-definite, and the same bytes for any number of threads") {
    const Matrix<double> boundary{{0}, {0}, {1}, {1}}, interior = equispaced(21, 0, 1);
    const test::ThreadCount scope(1);
    const Matrix<double> K = limit_kernel(boundary, interior).K();
    set_thread_count(2);
    CHECK(limit_kernel(boundary, interior).K() == K);
    for (std::size_t i = 0; i < K.rows(); ++i) {
        for (std::size_t j = 0; j < i; ++j) CHECK(K(i, j) == K(j, i));
    }
    const EigenDecomposition<double> spectrum = jacobi(K, {.vectors = false});
    CHECK(spectrum.values.back() > -25 * 2.3e-16 * spectrum.values.front());
    CHECK(spectrum.values.front() > 1);
    // Repeated boundary points: two of the four eigenvalues of K_uu are rounding.
    const EigenDecomposition<double> K_uu = jacobi(limit_kernel(boundary, interior).K_uu, {.vectors = false});
    CHECK(K_uu.values[1] > 0.1);
    CHECK(std::abs(K_uu.values[2]) < 1e-14);
}

TEST_CASE("limit_kernel takes no points for no rows") {
    const LimitKernel kernel = limit_kernel(Matrix<double>(0, 1), Matrix<double>{{0.5}});
    CHECK(kernel.K_uu.shape() == Shape{0, 0});
    CHECK(kernel.K_ur.shape() == Shape{0, 1});
    CHECK(kernel.K().shape() == Shape{1, 1});
}

// ---- Refusals -------------------------------------------------------------------------------------------------------

TEST_CASE("what is not finite, does not fit or cannot be reached is refused by name") {
    const LinearOperator one = LinearOperator::identity(1), two = LinearOperator::identity(2);
    const Point x{0.5}, bad{NAN}, wide{0.5, 0.5}, none;
    LinearOperator infinite = one;
    infinite.second[0] = INFINITY;

    CHECK_THROWS_WITH_AS(poisson_limits(NAN, 0), "poisson_limits: x is not finite", NumericalError);
    CHECK_THROWS_WITH_AS(poisson_limits(0, INFINITY), "poisson_limits: x_prime is not finite", NumericalError);
    CHECK_THROWS_WITH_AS(layer_limits(bad, x, 1, printed), "layer_limits: x is not finite", NumericalError);
    CHECK_THROWS_WITH_AS(layer_limits(x, bad, 1, printed), "layer_limits: x_prime is not finite", NumericalError);
    CHECK_THROWS_WITH_AS(operator_limits(bad, x, 1, one, one, printed), "operator_limits: x is not finite",
                         NumericalError);
    CHECK_THROWS_WITH_AS(operator_limits(x, x, 1, one, infinite, printed), "operator_limits: B is not finite",
                         NumericalError);
    CHECK_THROWS_WITH_AS(limit_kernel(Matrix<double>{{0}, {NAN}}, Matrix<double>{{0}}),
                         "limit_kernel: entry 1 is not finite", NumericalError);

    CHECK_THROWS_WITH_AS(layer_limits(x, wide, 1, printed), "layer_limits: 1x1 with 2x1", ShapeError);
    CHECK_THROWS_WITH_AS(layer_limits(none, none, 1, printed), "layer_limits: 0x1 with 0x1", ShapeError);
    CHECK_THROWS_WITH_AS(layer_limits(x, x, 0, printed), "layer_limits: no hidden layer", ShapeError);
    CHECK_THROWS_WITH_AS(operator_limits(x, x, 0, one, one, printed), "operator_limits: no hidden layer", ShapeError);
    CHECK_THROWS_WITH_AS(operator_limits(x, x, 1, one, two, printed), "operator_limits: 2x2 with 1x1", ShapeError);
    CHECK_THROWS_WITH_AS(LinearOperator::derivative(2, 2), "LinearOperator::derivative: 2x1 with 2x1", ShapeError);
    CHECK_THROWS_WITH_AS(limit_kernel(Matrix<double>(2, 2), Matrix<double>(1, 1)), "limit_kernel: 2x2 with 2x1",
                         ShapeError);

    const std::string unreached = ": accuracy 1e-12 is not reached at the smallest step 1/1024";
    CHECK_THROWS_WITH_AS(poisson_limits(1e3, 0), ("poisson_limits" + unreached).c_str(), NumericalError);
    CHECK_THROWS_WITH_AS(layer_limits(Point{1e200}, x, 1, printed), ("layer_limits" + unreached).c_str(),
                         NumericalError);
    CHECK_THROWS_WITH_AS(operator_limits(x, Point{400}, 2, one, one, printed), ("operator_limits" + unreached).c_str(),
                         NumericalError);
    CHECK_THROWS_WITH_AS(limit_kernel(Matrix<double>{{500}}, Matrix<double>{{0}}), ("limit_kernel" + unreached).c_str(),
                         NumericalError);
}
