// An answer with full marks.
#include <algorithm>

#include "chapters/10-elsewhere/exercises/exercise.hpp"
#include "lib/dense/vector.hpp"
#include "lib/kernel/dynamics.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/pde/sampling.hpp"
#include "lib/spectrum/jacobi.hpp"

namespace exercise {

using namespace pinn;

double wait(const Matrix<double>& K, const std::vector<double>& e, double share) {
    const EigenDecomposition<double> spectrum = jacobi(K);
    const std::vector<double> c = components(spectrum, e);
    double held = 0;
    std::size_t i = 0;
    while ((held += c[i] * c[i]) < share * dot(c, c) && i + 1 < c.size()) ++i;
    return spectrum.values[0] / spectrum.values[i];
}

// The rows of J_k are multiplied by c, so Tr K_kk is by c^2.
std::vector<double> weights_in_other_units(const std::vector<double>& traces, std::size_t k, double c) {
    std::vector<double> scaled = traces, weights;
    scaled[k] *= c * c;
    for (const double trace : scaled) weights.push_back(sum(scaled) / trace);
    return weights;
}

std::vector<Condition<double>> duffing(const Matrix<double>& times, double gamma) {
    const auto f = [gamma](const double* t) {
        return -4 * std::cos(2 * t[0]) + gamma * (0.5 - 2 * std::sin(2 * t[0])) + std::pow(duffing_exact(t[0]), 3);
    };
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
         .target = {{0.5}}},
        {.name = "r",
         .points = times,
         .coefficients = {1},
         .channels = {.value = true, .directions = 1, .second = 1},
         .applied =
             [gamma](const Jet<double>& u) { return u.second() + gamma * u.first(0) + u.value() * square(u.value()); },
         .target = values_at(times, f)}};
}

double duffing_imbalance(const Mlp<double>& network, const Matrix<double>& times, double gamma) {
    std::vector<double> traces;
    for (const Condition<double>& condition : duffing(times, gamma)) traces.push_back(kernel_trace(network, condition));
    return std::ranges::max(traces) / std::ranges::min(traces);
}

// Both have the spectrum 2 factor, then small ones; e_a lies along the first eigenvector, e_b along the last.
Balanced counter_example(std::size_t n, double factor) {
    Balanced found{Matrix<double>(n, n), Matrix<double>(n, n), std::vector<double>(n), std::vector<double>(n)};
    for (std::size_t i = 0; i < n; ++i) {
        const double value = i == 0 ? 2 * factor : 1 - 0.5 * static_cast<double>(i) / static_cast<double>(n);
        found.K_a(i, i) = found.K_b(i, i) = value;
    }
    found.e_a.front() = found.e_b.back() = 1;
    return found;
}

}  // namespace exercise
