// What the headers of tests/pde/equations/ share: each is an equation as a user would write it, its conditions at
// points that are drawn, about n on each side.
#pragma once

#include <array>
#include <cmath>
#include <numbers>

#include "lib/pde/condition.hpp"
#include "lib/pde/sampling.hpp"

namespace pinn::equations {

using U = Jet<double>;
using Conditions = std::vector<Condition<double>>;
constexpr double pi = std::numbers::pi;

// n points drawn from the box low_k <= x_k < high_k.  n x d.
inline Matrix<double> in_box(std::size_t n, const std::vector<double>& low, const std::vector<double>& high,
                             Random& random) {
    Matrix<double> points(n, low.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        points.data()[i] = random.uniform(low[i % low.size()], high[i % low.size()]);
    }
    return points;
}

// The same points with x_k = value: on a face.
inline Matrix<double> on_face(Matrix<double> points, std::size_t k, double value) {
    for (std::size_t i = 0; i < points.rows(); ++i) points(i, k) = value;
    return points;
}

// n points drawn from each of the 2 d faces of a box.
inline Matrix<double> on_faces(std::size_t n, const std::vector<double>& low, const std::vector<double>& high,
                               Random& random) {
    std::vector<Matrix<double>> faces;
    for (std::size_t k = 0; k < low.size(); ++k) {
        for (const double value : {low[k], high[k]}) faces.push_back(on_face(in_box(n, low, high, random), k, value));
    }
    return stack_rows(faces);
}

}  // namespace pinn::equations
