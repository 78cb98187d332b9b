#include "lib/dense/vector.hpp"

#include <cmath>

#include "lib/foundation/check.hpp"

namespace pinn {

double sum(std::span<const double> v) {
    double sum = 0;
    for (const double entry : v) sum += entry;
    return sum;
}

double dot(std::span<const double> v, std::span<const double> w) {
    check_shapes(v.size() == w.size(), "dot", {v.size(), 1}, {w.size(), 1});
    double sum = 0;
    for (std::size_t i = 0; i < v.size(); ++i) sum += v[i] * w[i];
    return sum;
}

double norm(std::span<const double> v) { return std::sqrt(dot(v, v)); }

double distance(std::span<const double> v, std::span<const double> w) {
    check_shapes(v.size() == w.size(), "distance", {v.size(), 1}, {w.size(), 1});
    double sum = 0;
    for (std::size_t i = 0; i < v.size(); ++i) sum += (v[i] - w[i]) * (v[i] - w[i]);
    return std::sqrt(sum);
}

double relative_error(std::span<const double> v, std::span<const double> exact) {
    return distance(v, exact) / norm(exact);
}

}  // namespace pinn
