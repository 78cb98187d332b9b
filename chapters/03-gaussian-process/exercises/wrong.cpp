// Mistakes that students make, one in each task.
#include <algorithm>
#include <cmath>

#include "chapters/03-gaussian-process/exercises/exercise.hpp"
#include "lib/dense/factor.hpp"
#include "lib/kernel/gaussian.hpp"
#include "lib/kernel/limit.hpp"
#include "lib/pde/sampling.hpp"

namespace exercise {

using pinn::Matrix;
using pinn::Var;

// Drops the cosine of the sum "because it oscillates": only for large omega is it small.
double sine_covariance_xx(double omega, double x, double x_prime) {
    const double k = omega * (x - x_prime);
    return std::pow(omega, 4) / 2 * (std::pow(k, 4) - 6 * k * k + 3) * std::exp(-k * k / 2);
}

// The square of the sum of first derivatives where the weighted sum of their squares belongs: right in one dimension
// with a = 1.
Jet<double> sine_jet(const Jet<double>& g, const std::vector<double>&) {
    const Var<double> s = pinn::sin(g.value()), c = pinn::cos(g.value());
    std::vector<Var<double>> channels{s};
    Var<double> gradient = g.first(0);
    for (std::size_t i = 0; i < g.dimension; ++i) {
        channels.push_back(c * g.first(i));
        if (i > 0) gradient = gradient + g.first(i);
    }
    channels.push_back(c * g.second() - s * pinn::square(gradient));
    return pinn::uniform_jet(pinn::stack_rows(channels), g.points.count, g.dimension,
                             {.value = true, .directions = g.dimension, .second = true});
}

// The kurtosis constant of the chapter, with another h: u_xx has no output bias, u has one.
double kurtosis_constant(double alpha, double beta, double x) {
    const pinn::GaussianRule rule = pinn::gaussian_rule(1.0 / 12);
    double second = 0, fourth = 0;
    for (std::size_t m = 0; m < rule.nodes.size(); ++m) {
        for (std::size_t n = 0; n < rule.nodes.size(); ++n) {
            const double t = std::tanh(rule.nodes[m] * x + rule.nodes[n]);
            const double h = alpha * t + beta * rule.nodes[m] * (1 - t * t);
            second += rule.weights[m] * rule.weights[n] * h * h;
            fourth += rule.weights[m] * rule.weights[n] * h * h * h * h;
        }
    }
    return 3 * (fourth / (second * second) - 1);
}

// Sigma_u_xx has u at its first argument and u_xx at its second; here they have changed places.
double variance_left(double x, const std::vector<double>& known) {
    const std::size_t n = known.size();
    Matrix<double> Sigma(n, n), c(n, 1);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) Sigma(i, j) = pinn::poisson_limits(known[i], known[j]).Sigma.value;
        c(i, 0) = pinn::poisson_limits(x, known[i]).Sigma_u_xx.value;
    }
    double left = pinn::poisson_limits(x, x).Sigma_xx.value;
    if (n == 0) return left;
    const Matrix<double> w = pinn::pivoted_cholesky(pinn::symmetrized(Sigma, "variance_left"), {0.0}).solve(c);
    for (std::size_t i = 0; i < n; ++i) left -= c(i, 0) * w(i, 0);
    return left;
}

// And the number of points is guessed from three values of a second difference.
std::size_t values_needed(double) { return 3; }

}  // namespace exercise
