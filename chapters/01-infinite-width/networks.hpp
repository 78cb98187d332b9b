// The equations of Section 2 for finite networks, defined in main.cpp.
#pragma once

#include <cstdint>
#include <vector>

#include "lib/kernel/empirical.hpp"
#include "lib/network/mlp.hpp"

namespace pinn::infinite {

constexpr std::size_t depths = 3;  // one, two and three hidden layers
using Widths = std::vector<std::size_t>;

// low, 2 low, 4 low, ... up to high.
inline Widths powers_of_two(std::size_t low, std::size_t high) {
    Widths widths;
    for (std::size_t width = low; width <= high; width *= 2) widths.push_back(width);
    return widths;
}

// A network of d inputs with hidden layers of one width, drawn from the stream of a seed  (paper: Eq. (2.3)).
Mlp<double> draw_network(std::size_t d, std::size_t hidden_layers, std::size_t width, Random& random);

// g^(h) at the points, N x d: N x width of layer h  (paper: Eq. (2.1)).
Matrix<double> preactivations(Mlp<double> network, std::size_t h, const Matrix<double>& points);

// The covariance of the outputs at N points over the output layer's parameters, the hidden layers given: N x N.
Matrix<double> conditional_covariance(const Mlp<double>& network, const Matrix<double>& points);

// Ker_0 at N points: N x N  (paper: Eq. (2.6)).
Matrix<double> initial_kernel(const Mlp<double>& network, const Matrix<double>& points);

}  // namespace pinn::infinite
