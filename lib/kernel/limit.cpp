#include "lib/kernel/limit.hpp"

#include <algorithm>
#include <cmath>

#include "lib/dense/gemm.hpp"
#include "lib/dense/vector.hpp"
#include "lib/foundation/parallel.hpp"
#include "lib/kernel/gaussian.hpp"

namespace pinn {

// ---- Section 2: the recursion ---------------------------------------------------------------------------------------

namespace {

// [h - 1] = the moments under Lambda^(h), h = 1..L, for the three pairs of arguments.
std::vector<Covariances<TanhMoments>> layer_moments(Covariances<double> sigma, std::size_t hidden_layers,
                                                    std::size_t orders, double step) {
    std::vector<Covariances<TanhMoments>> layers;
    for (std::size_t h = 1; h <= hidden_layers; ++h) {
        layers.push_back({tanh_moments({sigma.xx, sigma.xx, sigma.xx}, orders, step), tanh_moments(sigma, orders, step),
                          tanh_moments({sigma.yy, sigma.yy, sigma.yy}, orders, step)});
        const Covariances<TanhMoments>& m = layers.back();
        sigma = {m.xx.value(0, 0) + 1, m.xy.value(0, 0) + 1, m.yy.value(0, 0) + 1};
    }
    return layers;
}

void check_point(std::span<const double> x, const std::string& name) {
    for (const double coordinate : x) {
        if (!std::isfinite(coordinate)) throw NumericalError(name + " is not finite");
    }
}

void check_pair(std::span<const double> x, std::span<const double> x_prime, std::size_t hidden_layers,
                const std::string& function) {
    check_shapes(x.size() == x_prime.size() && !x.empty(), function.c_str(), {x.size(), 1}, {x_prime.size(), 1});
    if (hidden_layers == 0) throw ShapeError(function + ": no hidden layer");
    check_point(x, function + ": x");
    check_point(x_prime, function + ": x_prime");
}

double scale_of(InputCovariance covariance, std::size_t dimension) {
    return covariance == InputCovariance::printed ? 1 : 1 / static_cast<double>(dimension);
}

Covariances<double> input_covariances(std::span<const double> x, std::span<const double> y, double scale) {
    Covariances<double> sigma{1, 1, 1};
    for (std::size_t k = 0; k < x.size(); ++k) {
        sigma.xx += scale * x[k] * x[k];
        sigma.xy += scale * x[k] * y[k];
        sigma.yy += scale * y[k] * y[k];
    }
    return sigma;
}

// The largest factor L_11, L_21, L_22 of a layer: beyond the first, Lambda is at most 2.
double width_of(const Covariances<double>& sigma) { return std::sqrt(std::max({2.0, sigma.xx, sigma.yy})); }

}  // namespace

LayerLimits layer_limits(std::span<const double> x, std::span<const double> x_prime, std::size_t hidden_layers,
                         InputCovariance covariance) {
    check_pair(x, x_prime, hidden_layers, "layer_limits");
    const Covariances<double> sigma_0 = input_covariances(x, x_prime, scale_of(covariance, x.size()));

    // Results: Sigma^(1), Sigma'^(1), ..., Sigma^(L), Sigma'^(L), Theta^(L).
    const Converged converged = halve_until_equal("layer_limits", width_of(sigma_0), [&](double step) {
        Quadrature quadrature;
        double theta = sigma_0.xy;
        for (const Covariances<TanhMoments>& layer : layer_moments(sigma_0, hidden_layers, 2, step)) {
            for (const TanhMoments& m : {layer.xx, layer.xy, layer.yy}) {
                quadrature.sums.insert(quadrature.sums.end(), {m.value(0, 0), m.value(1, 1)});
                quadrature.moduli.insert(quadrature.moduli.end(), {m.modulus(0, 0), m.modulus(1, 1)});
            }
            const double sigma = layer.xy.value(0, 0) + 1, sigma_prime = layer.xy.value(1, 1);
            theta = sigma + sigma_prime * theta;
            quadrature.results.insert(quadrature.results.end(), {sigma, sigma_prime});
        }
        quadrature.results.push_back(theta);
        return quadrature;
    });

    LayerLimits limits{{{sigma_0.xy, 0}}, {{1, 0}}, {converged.results.back(), converged.changes.back()}};
    for (std::size_t h = 0; h < hidden_layers; ++h) {
        limits.Sigma.push_back({converged.results[2 * h], converged.changes[2 * h]});
        limits.Sigma_prime.push_back({converged.results[2 * h + 1], converged.changes[2 * h + 1]});
    }
    return limits;
}

// ---- Linear operators: Taylor series through the same recursion -----------------------------------------------------

namespace {

constexpr std::size_t orders = 8;  // sigma^(0..7): Sigma needs 2 i + j <= 6, Sigma' one more

// sum_{m, n <= 2} c[m][n] t^m t'^n, higher powers dropped.
struct Taylor {
    std::array<std::array<double, 3>, 3> c{};

    static Taylor constant(double value) {
        Taylor series;
        series.c[0][0] = value;
        return series;
    }
    Taylor& add(double factor, const Taylor& other) {
        for (std::size_t m = 0; m < 3; ++m) {
            for (std::size_t n = 0; n < 3; ++n) c[m][n] += factor * other.c[m][n];
        }
        return *this;
    }
};

Taylor operator*(const Taylor& f, const Taylor& g) {
    Taylor product;
    for (std::size_t m = 0; m < 3; ++m) {
        for (std::size_t n = 0; n < 3; ++n) {
            for (std::size_t i = 0; i <= m; ++i) {
                for (std::size_t j = 0; j <= n; ++j) product.c[m][n] += f.c[i][j] * g.c[m - i][n - j];
            }
        }
    }
    return product;
}

// 1, e, e^2, e^3, e^4 of e = f without its constant term.
std::array<Taylor, 5> powers(Taylor f) {
    f.c[0][0] = 0;
    std::array<Taylor, 5> result{Taylor::constant(1), f};
    for (std::size_t i = 2; i < 5; ++i) result[i] = result[i - 1] * f;
    return result;
}

// E[sigma^(p)(u) sigma^(p)(v)] as a series, from the series of Lambda and the moments at its constant terms: Taylor's
// formula with Price's derivatives. Each increment has a factor t or t', so i + j + k <= 4.
Taylor expectation(std::size_t p, const TanhMoments& moments, const Covariances<Taylor>& lambda) {
    const Covariances<std::array<Taylor, 5>> power{powers(lambda.xx), powers(lambda.xy), powers(lambda.yy)};
    constexpr std::array<double, 5> factorial{1, 1, 2, 6, 24};
    Taylor sum;
    for (std::size_t i = 0; i <= 2; ++i) {
        for (std::size_t k = 0; k <= 2; ++k) {
            const Taylor both = power.xx[i] * power.yy[k];
            for (std::size_t j = 0; i + j + k <= 4; ++j) {
                const double halves = static_cast<double>(1U << (i + k));
                const double factor = 1 / (halves * factorial[i] * factorial[j] * factorial[k]);
                sum.add(factor * moments.value(p + 2 * i + j, p + 2 * k + j), both * power.xy[j]);
            }
        }
    }
    return sum;
}

struct SigmaTheta {
    Taylor Sigma, Theta;
};

// Sigma^(L) and Theta^(L) at x + t v, x' + t' w.
SigmaTheta taylor_limits(const std::vector<Covariances<TanhMoments>>& layers, std::span<const double> x,
                         std::span<const double> y, std::span<const double> v, std::span<const double> w,
                         double scale) {
    const Covariances<double> base = input_covariances(x, y, scale);
    Covariances<Taylor> sigma;
    sigma.xx.c = {{{base.xx, 0, 0}, {2 * scale * dot(x, v), 0, 0}, {scale * dot(v, v), 0, 0}}};
    sigma.xy.c = {{{base.xy, scale * dot(x, w), 0}, {scale * dot(y, v), scale * dot(v, w), 0}, {0, 0, 0}}};
    sigma.yy.c = {{{base.yy, 2 * scale * dot(y, w), scale * dot(w, w)}, {0, 0, 0}, {0, 0, 0}}};

    Taylor theta = sigma.xy;
    for (const Covariances<TanhMoments>& layer : layers) {
        const Taylor sigma_prime = expectation(1, layer.xy, sigma);
        sigma = {expectation(0, layer.xx, {sigma.xx, sigma.xx, sigma.xx}), expectation(0, layer.xy, sigma),
                 expectation(0, layer.yy, {sigma.yy, sigma.yy, sigma.yy})};
        for (Taylor* covariance : {&sigma.xx, &sigma.xy, &sigma.yy}) covariance->c[0][0] += 1;
        theta = (sigma_prime * theta).add(1, sigma.xy);
    }
    return {sigma.xy, theta};
}

// The terms of A in one direction v:  sum_m terms_m c[m],  with d/dt = 1! c[1], d^2/dt^2 = 2! c[2].
struct Direction {
    std::vector<double> v;
    std::array<double, 3> terms;
};

// Unit vectors, its value with the first one; and a sum of two for each mixed derivative.
std::vector<Direction> directions_of(const LinearOperator& A) {
    std::vector<Direction> directions;
    for (std::size_t k = 0; k < A.first.size(); ++k) {
        std::vector<double> unit(A.first.size(), 0);
        unit[k] = 1;
        directions.push_back({unit, {k == 0 ? A.value : 0, A.first[k], 2 * A.second[k]}});
    }
    for (const SecondTerm& term : A.mixed) {
        std::vector<double> both(A.first.size(), 0);
        both[term.i] = both[term.j] = 1;
        directions.push_back({both, {0, 0, term.a}});
        for (const std::size_t k : {term.i, term.j}) directions[k].terms[2] -= term.a;
    }
    return directions;
}

void check_operator(const LinearOperator& A, const std::string& name, std::size_t d) {
    check_shapes(A.first.size() == d && A.second.size() == d, "operator_limits", {A.first.size(), A.second.size()},
                 {d, d});
    check_point(std::array{A.value}, "operator_limits: " + name);
    check_point(A.first, "operator_limits: " + name);
    check_point(A.second, "operator_limits: " + name);
    for (const SecondTerm& term : A.mixed) {
        check_shapes(term.i < d && term.j < d && term.i != term.j, "operator_limits: mixed", {term.i, term.j}, {d, d});
        check_point(std::array{term.a}, "operator_limits: " + name);
    }
}

}  // namespace

LinearOperator LinearOperator::identity(std::size_t dimension) {
    return {1, std::vector<double>(dimension), std::vector<double>(dimension)};
}

LinearOperator LinearOperator::derivative(std::size_t dimension, std::size_t k) {
    check_shapes(k < dimension, "LinearOperator::derivative", {k, 1}, {dimension, 1});
    LinearOperator result{0, std::vector<double>(dimension), std::vector<double>(dimension)};
    result.first[k] = 1;
    return result;
}

LinearOperator LinearOperator::second_order(std::vector<double> coefficients) {
    return {0, std::vector<double>(coefficients.size()), coefficients};
}

OperatorLimits operator_limits(std::span<const double> x, std::span<const double> x_prime, std::size_t hidden_layers,
                               const LinearOperator& A, const LinearOperator& B, InputCovariance covariance) {
    const std::size_t d = x.size();
    check_pair(x, x_prime, hidden_layers, "operator_limits");
    check_operator(A, "A", d);
    check_operator(B, "B", d);
    const double scale = scale_of(covariance, d);
    const Covariances<double> sigma_0 = input_covariances(x, x_prime, scale);
    const std::vector<Direction> of_A = directions_of(A), of_B = directions_of(B);

    const Converged converged = halve_until_equal("operator_limits", 1.5 * width_of(sigma_0), [&](double step) {
        // sigma^(7) has a pole of order eight: steps a little finer than usual.
        const std::vector<Covariances<TanhMoments>> layers = layer_moments(sigma_0, hidden_layers, orders, step / 1.5);
        Quadrature quadrature;
        for (const Covariances<TanhMoments>& layer : layers) {
            for (const TanhMoments& m : {layer.xx, layer.xy, layer.yy}) {
                for (std::size_t p = 0; p < orders; ++p) {
                    for (std::size_t q = p % 2; q < orders && p + q <= 10; q += 2) {
                        quadrature.sums.push_back(m.value(p, q));
                        quadrature.moduli.push_back(m.modulus(p, q));
                    }
                }
            }
        }
        double Sigma = 0, Theta = 0;
        for (const auto& [v, a] : of_A) {
            for (const auto& [w, b] : of_B) {
                const SigmaTheta series = taylor_limits(layers, x, x_prime, v, w, scale);
                for (std::size_t m = 0; m < 3; ++m) {
                    for (std::size_t n = 0; n < 3; ++n) {
                        Sigma += a[m] * b[n] * series.Sigma.c[m][n];
                        Theta += a[m] * b[n] * series.Theta.c[m][n];
                    }
                }
            }
        }
        quadrature.results = {Sigma, Theta};
        return quadrature;
    });
    return {{converged.results[0], converged.changes[0]}, {converged.results[1], converged.changes[1]}};
}

// ---- One hidden layer, d = 1: the sums of Appendix C ----------------------------------------------------------------

namespace {

// E[u^k s^(i) z^(j)], k <= 4, i, j <= 3, as a flat list; only k + i + j even (the others are 0 and not computed).
// Last comes E[u^2 (s' z''')^2].
constexpr std::size_t position(std::size_t k, std::size_t i, std::size_t j) { return (k * 4 + i) * 4 + j; }
constexpr std::size_t squared = position(5, 0, 0);

Quadrature poisson_moments(double x, double x_prime, double step) {
    const double width = std::max({1.0, std::abs(x), std::abs(x_prime)});
    const GaussianRule rule_u = even_gaussian_rule(step / width), rule_v = gaussian_rule(step);
    const std::size_t n = rule_v.nodes.size();
    Matrix<double> s(4, n), z(4, n);
    std::vector<double> argument(n), s1_z3(n);
    const auto evaluate = [&](double shift, Matrix<double>& rows) {
        for (std::size_t i = 0; i < n; ++i) argument[i] = shift + rule_v.nodes[i];
        tanh_derivatives(argument, rows);
    };

    Quadrature quadrature{std::vector<double>(squared + 1), std::vector<double>(squared + 1), {}};
    const auto add = [&](std::size_t at, double outer, double sum, double modulus) {
        quadrature.sums[at] += outer * sum;
        quadrature.moduli[at] += outer * modulus;
    };
    for (std::size_t m = 0; m < rule_u.nodes.size(); ++m) {
        const double u = rule_u.nodes[m], weight = rule_u.weights[m];
        evaluate(u * x, s);
        evaluate(u * x_prime, z);
        for (std::size_t i = 0; i < 4; ++i) {
            for (std::size_t j = 0; j < 4; ++j) {
                const double sum = weighted_sum(rule_v.weights, s.row(i), z.row(j));
                const double modulus = weighted_modulus(rule_v.weights, s.row(i), z.row(j));
                double outer = weight * ((i + j) % 2 == 0 ? 1 : u);
                for (std::size_t k = (i + j) % 2; k <= 4; k += 2, outer *= u * u) {
                    add(position(k, i, j), outer, sum, modulus);
                }
            }
        }
        for (std::size_t i = 0; i < n; ++i) s1_z3[i] = s(1, i) * z(3, i);
        const double square = weighted_sum(rule_v.weights, s1_z3, s1_z3);
        add(squared, weight * u * u, square, square);
    }
    quadrature.results = quadrature.sums;
    return quadrature;
}

Limit operator+(const Limit& a, const Limit& b) { return {a.value + b.value, a.accuracy + b.accuracy}; }
Limit operator*(double factor, const Limit& a) { return {factor * a.value, std::abs(factor) * a.accuracy}; }

}  // namespace

Limit Parts::total() const { return W0 + W1 + b0 + b1; }

PoissonLimits poisson_limits(double x, double x_prime) {
    check_point(std::array{x}, "poisson_limits: x");
    check_point(std::array{x_prime}, "poisson_limits: x_prime");
    const double width = std::max({1.0, std::abs(x), std::abs(x_prime)});
    const Converged converged =
        halve_until_equal("poisson_limits", width, [&](double step) { return poisson_moments(x, x_prime, step); });
    const auto limit = [&](std::size_t at) { return Limit{converged.results[at], converged.changes[at]}; };
    const auto E = [&](std::size_t k, std::size_t i, std::size_t j) { return limit(position(k, i, j)); };
    const Limit one{1, 0}, zero{0, 0};
    const double xx = x * x_prime;

    PoissonLimits result;
    result.Sigma = E(0, 0, 0) + one;
    result.Sigma_u_xx = E(2, 0, 2);
    result.Sigma_xx = E(4, 2, 2);
    result.J = {xx * E(4, 3, 3), x * E(3, 3, 2), x_prime * E(3, 2, 3), E(2, 2, 2)};
    result.I = {result.J[0], 2 * result.J[1], 2 * result.J[2], 4 * result.J[3]};
    result.C_ur_printed = limit(squared);
    result.Theta_uu = {xx * E(0, 1, 1), E(0, 0, 0), E(0, 1, 1), one};
    result.Theta_ur = {xx * E(2, 1, 3) + 2 * x * E(1, 1, 2), E(2, 0, 2), E(2, 1, 3), zero};
    result.Theta_rr = {result.I[0] + result.I[1] + result.I[2] + result.I[3], E(4, 2, 2), E(4, 3, 3), zero};
    return result;
}

// ---- K* -------------------------------------------------------------------------------------------------------------

namespace {

// d A[u](x_i)/dtheta of the network whose neurons are (W0, b0) = (u, v_n), n = 1..N, for A = 1 or d^2/dx^2: row i holds
// the derivatives in W0, in W1, in b0, each times the square root of the neuron's weight.  Returns points x 3 N.
void neuron_jacobian(const Matrix<double>& points, bool second_derivative, double u, double weight,
                     const GaussianRule& rule, Matrix<double>& J) {
    const std::size_t n = rule.nodes.size();
    parallel_ranges(points.rows(), 16, [&](std::size_t first, std::size_t last) {
        Matrix<double> s(4, n);
        std::vector<double> argument(n);
        for (std::size_t i = first; i < last; ++i) {
            const double x = points(i, 0);
            for (std::size_t k = 0; k < n; ++k) argument[k] = u * x + rule.nodes[k];
            tanh_derivatives(argument, s);
            double* row = J.row(i).data();
            for (std::size_t k = 0; k < n; ++k) {
                const double root = std::sqrt(weight * rule.weights[k]);
                row[k] = root * (second_derivative ? u * u * s(3, k) * x + 2 * u * s(2, k) : s(1, k) * x);
                row[n + k] = root * (second_derivative ? u * u * s(2, k) : s(0, k));
                row[2 * n + k] = root * (second_derivative ? u * u * s(3, k) : s(1, k));
            }
        }
    });
}

LimitKernel kernel_at_step(const Matrix<double>& boundary, const Matrix<double>& interior, double width, double step) {
    const GaussianRule rule_u = even_gaussian_rule(step / width), rule_v = gaussian_rule(step);
    const std::size_t N_b = boundary.rows(), N_r = interior.rows(), n = rule_v.nodes.size();
    LimitKernel kernel{Matrix<double>(N_b, N_b, 1.0), Matrix<double>(N_b, N_r), Matrix<double>(N_r, N_r)};  // 1: b1
    Matrix<double> J_u(N_b, 3 * n), J_r(N_r, 3 * n);
    for (std::size_t m = 0; m < rule_u.nodes.size(); ++m) {
        neuron_jacobian(boundary, false, rule_u.nodes[m], rule_u.weights[m], rule_v, J_u);
        neuron_jacobian(interior, true, rule_u.nodes[m], rule_u.weights[m], rule_v, J_r);
        multiply<double>(1, J_u.view(), Transpose::no, J_u.view(), Transpose::yes, kernel.K_uu.view(), true);
        multiply<double>(1, J_u.view(), Transpose::no, J_r.view(), Transpose::yes, kernel.K_ur.view(), true);
        multiply<double>(1, J_r.view(), Transpose::no, J_r.view(), Transpose::yes, kernel.K_rr.view(), true);
    }
    return kernel;
}

}  // namespace

Matrix<double> LimitKernel::K() const {
    const std::size_t N_b = K_uu.rows(), N_r = K_rr.rows();
    Matrix<double> K(N_b + N_r, N_b + N_r);
    for (std::size_t i = 0; i < N_b; ++i) {
        for (std::size_t j = 0; j < N_b; ++j) K(i, j) = K_uu(i, j);
        for (std::size_t j = 0; j < N_r; ++j) K(i, N_b + j) = K(N_b + j, i) = K_ur(i, j);
    }
    for (std::size_t i = 0; i < N_r; ++i) {
        for (std::size_t j = 0; j < N_r; ++j) K(N_b + i, N_b + j) = K_rr(i, j);
    }
    return K;
}

LimitKernel limit_kernel(const Matrix<double>& boundary, const Matrix<double>& interior) {
    double width = 1;
    for (const Matrix<double>* points : {&boundary, &interior}) {
        check_shapes(points->cols() == 1, "limit_kernel", points->shape(), {points->rows(), 1});
        check_finite(points->values(), "limit_kernel");
        for (const double x : points->values()) width = std::max(width, std::abs(x));
    }
    LimitKernel kernel;
    const Converged converged = halve_until_equal("limit_kernel", width, [&](double step) {
        kernel = kernel_at_step(boundary, interior, width, step);
        const Matrix<double> K = kernel.K();
        Quadrature quadrature{{K.values().begin(), K.values().end()}, {}, {}};
        for (std::size_t i = 0; i < K.rows(); ++i) {
            for (std::size_t j = 0; j < K.cols(); ++j)
                quadrature.moduli.push_back(std::sqrt(K(i, i)) * std::sqrt(K(j, j)));
        }
        return quadrature;
    });
    kernel.accuracy = converged.largest_change;
    return kernel;
}

}  // namespace pinn
