// Mistakes that students make.
#include <algorithm>

#include "chapters/10-elsewhere/exercises/exercise.hpp"
#include "lib/dense/vector.hpp"
#include "lib/kernel/dynamics.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/pde/sampling.hpp"
#include "lib/spectrum/jacobi.hpp"

namespace exercise {

using namespace pinn;

// The share of |e|, not of |e|^2.
double wait(const Matrix<double>& K, const std::vector<double>& e, double share) {
    const EigenDecomposition<double> spectrum = jacobi(K);
    const std::vector<double> c = components(spectrum, e);
    double all = 0, held = 0;
    for (const double component : c) all += std::abs(component);
    std::size_t i = 0;
    while ((held += std::abs(c[i])) < share * all && i + 1 < c.size()) ++i;
    return spectrum.values[0] / spectrum.values[i];
}

// The trace by c, as the errors.
std::vector<double> weights_in_other_units(const std::vector<double>& traces, std::size_t k, double c) {
    std::vector<double> scaled = traces, weights;
    scaled[k] *= std::abs(c);
    for (const double trace : scaled) weights.push_back(sum(scaled) / trace);
    return weights;
}

// u'(0) is that of the cosine alone, and f forgets the friction.
std::vector<Condition<double>> duffing(const Matrix<double>& times, double gamma) {
    const auto f = [](const double* t) { return -4 * std::cos(2 * t[0]) + std::pow(duffing_exact(t[0]), 3); };
    return {
        {.name = "u",
         .points = {{0}},
         .coefficients = {1},
         .channels = {.value = true},
         .applied = [](const Jet<double>& u) { return u.value(); },
         .target = {{1}}},
        {.name = "u_t",
         .points = {{0}},
         .coefficients = {1},
         .channels = {.directions = 1},
         .applied = [](const Jet<double>& u) { return u.first(0); },
         .target = {{0}}},
        {.name = "r",
         .points = times,
         .coefficients = {1},
         .channels = {.value = true, .directions = 1, .second = 1},
         .applied =
             [gamma](const Jet<double>& u) { return u.second() + gamma * u.first(0) + u.value() * square(u.value()); },
         .target = values_at(times, f)}};
}

// Of the residual to u, whichever is larger.
double duffing_imbalance(const Mlp<double>& network, const Matrix<double>& times, double gamma) {
    const std::vector<Condition<double>> conditions = duffing(times, gamma);
    return kernel_trace(network, conditions[0]) / kernel_trace(network, conditions[2]);
}

// Another trace: what Algorithm 1 does see.
Balanced counter_example(std::size_t n, double factor) {
    Balanced found{Matrix<double>(n, n), Matrix<double>(n, n), std::vector<double>(n), std::vector<double>(n)};
    for (std::size_t i = 0; i < n; ++i) {
        found.K_a(i, i) = 2 * factor * static_cast<double>(n - i);
        found.K_b(i, i) = static_cast<double>(n - i);
    }
    found.e_a.front() = found.e_b.back() = 1;
    return found;
}

}  // namespace exercise
