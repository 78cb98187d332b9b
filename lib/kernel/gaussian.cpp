#include "lib/kernel/gaussian.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "lib/dense/elementwise.hpp"

namespace pinn {

namespace {

constexpr double range = 10;  // phi(10) = 8e-23
constexpr double first_step = 1.0 / 3;
constexpr double tolerance = 1e-12;
constexpr double smallest_step = 1.0 / 1024;

double density(double a) { return std::exp(-a * a / 2) / std::sqrt(2 * std::numbers::pi); }

}  // namespace

GaussianRule gaussian_rule(double step) {
    GaussianRule rule;
    const int last = static_cast<int>(range / step);
    for (int m = -last; m <= last; ++m) {
        rule.nodes.push_back(m * step);
        rule.weights.push_back(step * density(m * step));
    }
    return rule;
}

GaussianRule even_gaussian_rule(double step) {
    GaussianRule rule;
    const int last = static_cast<int>(range / step);
    for (int m = 0; m <= last; ++m) {
        rule.nodes.push_back(m * step);
        rule.weights.push_back((m == 0 ? 1 : 2) * step * density(m * step));
    }
    return rule;
}

void tanh_derivatives(std::span<const double> x, Matrix<double>& rows) {
    const std::size_t n = x.size();
    check_shapes(rows.cols() == n, "tanh_derivatives", {1, n}, rows.shape());
    if (rows.rows() == 0) return;
    tanh(x, rows.row(0));
    for (std::size_t k = 0; k + 1 < rows.rows(); ++k) {
        double* next = rows.row(k + 1).data();
        for (std::size_t i = 0; i < n; ++i) next[i] = k == 0 ? 1 : 0;
        double binomial = 1;  // C(k, j)
        for (std::size_t j = 0; j <= k; ++j) {
            const double *f = rows.row(j).data(), *g = rows.row(k - j).data();
#pragma omp simd
            for (std::size_t i = 0; i < n; ++i) next[i] -= binomial * f[i] * g[i];
            binomial *= static_cast<double>(k - j) / static_cast<double>(j + 1);
        }
    }
}

double weighted_sum(std::span<const double> w, std::span<const double> f, std::span<const double> g) {
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (std::size_t i = 0; i < w.size(); ++i) sum += w[i] * f[i] * g[i];
    return sum;
}

double weighted_modulus(std::span<const double> w, std::span<const double> f, std::span<const double> g) {
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (std::size_t i = 0; i < w.size(); ++i) sum += std::abs(w[i] * f[i] * g[i]);
    return sum;
}

// u = L_11 a, v = L_21 a + L_22 b with L the Cholesky factor of Lambda.  The inner sum, over b, serves all p at once.
TanhMoments tanh_moments(const Covariances<double>& lambda, std::size_t orders, double step) {
    const double L_11 = std::sqrt(lambda.xx), L_21 = lambda.xy / L_11;
    const double rest = lambda.yy - L_21 * L_21;
    const bool singular = rest <= 8e-16 * lambda.yy;  // u and v are proportional: b does not enter
    const double L_22 = singular ? 0 : std::sqrt(rest);

    const GaussianRule rule_a = even_gaussian_rule(step / std::max({1.0, L_11, std::abs(L_21)}));
    const GaussianRule rule_b = singular ? GaussianRule{{0}, {1}} : gaussian_rule(step / std::max(1.0, L_22));

    std::vector<double> u(rule_a.nodes.size()), v(rule_b.nodes.size());
    const std::vector<double> ones(v.size(), 1);
    for (std::size_t m = 0; m < u.size(); ++m) u[m] = L_11 * rule_a.nodes[m];
    Matrix<double> sigma_u(orders, u.size()), sigma_v(orders, v.size());
    tanh_derivatives(u, sigma_u);

    TanhMoments result{Matrix<double>(orders, orders), Matrix<double>(orders, orders)};
    for (std::size_t m = 0; m < u.size(); ++m) {
        for (std::size_t n = 0; n < v.size(); ++n) v[n] = L_21 * rule_a.nodes[m] + L_22 * rule_b.nodes[n];
        tanh_derivatives(v, sigma_v);
        for (std::size_t q = 0; q < orders; ++q) {
            const double sum = weighted_sum(rule_b.weights, sigma_v.row(q), ones);
            const double modulus = weighted_modulus(rule_b.weights, sigma_v.row(q), ones);
            for (std::size_t p = q % 2; p < orders; p += 2) {
                const double outer = rule_a.weights[m] * sigma_u(p, m);
                result.value(p, q) += outer * sum;
                result.modulus(p, q) += std::abs(outer) * modulus;
            }
        }
    }
    return result;
}

Converged halve_until_equal(const char* function, double width,
                            const std::function<Quadrature(double step)>& quadrature) {
    if (first_step / width >= smallest_step) {
        Quadrature before = quadrature(first_step);
        for (double step = first_step / 2; step / width >= smallest_step; step /= 2) {
            Quadrature now = quadrature(step);
            Converged converged{now.results, {}, 0, step};
            for (std::size_t i = 0; i < now.sums.size(); ++i) {
                const double change = std::abs(now.sums[i] - before.sums[i]);
                if (change == 0) continue;
                const double relative = change / now.moduli[i];
                converged.largest_change =
                    std::max(converged.largest_change,
                             std::isnan(relative) ? std::numeric_limits<double>::infinity() : relative);
            }
            if (converged.largest_change <= tolerance) {
                for (std::size_t i = 0; i < now.results.size(); ++i) {
                    converged.changes.push_back(std::abs(now.results[i] - before.results[i]));
                }
                return converged;
            }
            before = std::move(now);
        }
    }
    throw NumericalError(std::string(function) + ": accuracy 1e-12 is not reached at the smallest step 1/1024");
}

}  // namespace pinn
