// Finite networks, by the equations of Section 2 that main.cpp defines, and how far one is from its limits Sigma^(L)
// and Theta^(L).
#pragma once

#include <array>
#include <vector>

#include "lib/foundation/parallel.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/kernel/limit.hpp"
#include "lib/network/mlp.hpp"
#include "lib/report/study.hpp"

namespace pinn::infinite {

constexpr std::size_t depths = 3;  // one, two and three hidden layers

// low, 2 low, 4 low, ... up to high.
inline std::vector<double> powers_of_two(double low, double high) {
    std::vector<double> widths;
    for (double width = low; width <= high; width *= 2) widths.push_back(width);
    return widths;
}

// A network of d inputs with hidden layers of one width, drawn from the stream of a seed  (paper: Eq. (2.3)).
Mlp<double> draw_network(std::size_t d, std::size_t hidden_layers, double width, Random& random);

// g^(h) at the points, N x d: N x width of layer h  (paper: Eq. (2.1)).
Matrix<double> preactivations(Mlp<double> network, std::size_t h, const Matrix<double>& points);

// The covariance of the outputs at N points over the output layer's parameters, the hidden layers given: N x N.
Matrix<double> conditional_covariance(const Mlp<double>& network, const Matrix<double>& points);

// Sigma^(h) and Theta^(L) at all pairs of some points, each pair by quadrature on its own
// (paper: Eq. (2.4), Eq. (2.5), Eq. (2.8)).
struct Limits {
    std::vector<Matrix<double>> Sigma;  // [h] = Sigma^(h), h = 0..L
    Matrix<double> Theta;               // Theta^(L)
};
inline Limits limits(const Matrix<double>& points, std::size_t hidden_layers, InputCovariance covariance) {
    const Matrix<double> square(points.rows(), points.rows());
    Limits limits{std::vector(hidden_layers + 1, square), square};
    // Row i writes entries (i, j) and (j, i) for j <= i: no two rows write the same.
    parallel_for(points.rows(), [&](std::size_t i) {
        for (std::size_t j = 0; j <= i; ++j) {
            const LayerLimits pair = layer_limits(points.row(i), points.row(j), hidden_layers, covariance);
            for (std::size_t h = 0; h <= hidden_layers; ++h) {
                limits.Sigma[h](i, j) = limits.Sigma[h](j, i) = pair.Sigma[h].value;
            }
            limits.Theta(i, j) = limits.Theta(j, i) = pair.Theta.value;
        }
    });
    return limits;
}

// Networks of one depth and input dimension, looked at in some points, and what they should tend to.
struct Family {
    Matrix<double> points;
    std::size_t hidden_layers;
    // With Sigma^(0) = x.x'/d + 1 and x.x' + 1, the same for d = 1.
    Limits scaled = limits(points, hidden_layers, InputCovariance::scaled);
    Limits printed = limits(points, hidden_layers, InputCovariance::printed);
};

// Relative errors of one network against the limits with x.x'/d + 1, and of Theta against the one with x.x' + 1.
struct Errors {
    double Sigma, Theta, Theta_printed;
};
// A run: at every width one network of each family, those of 1, 2, ... hidden layers and that of C3.
struct AtWidth {
    std::array<Errors, depths + 1> family;
};
using Run = std::vector<AtWidth>;

// Root mean squares over the runs at every width, for the family of index f.
inline std::vector<double> root_mean_squares(const Runs<Run>& runs, std::size_t f, double Errors::*error) {
    std::vector<double> found;
    for (std::size_t w = 0; w < runs[0].size(); ++w) {
        found.push_back(root_mean_square(runs.each([&](const Run& run) { return run[w].family[f].*error; })));
    }
    return found;
}

void draw_concentration(const std::vector<double>& N, const Runs<Run>& runs, Study& study);  // figures.cpp

// C3: in the printed first covariance the factor 1/sqrt(d_0) of (2.1) is lost  (c03-first-covariance.cpp).
Matrix<double> points_in(std::size_t d);
void first_covariance(std::size_t d, const std::vector<double>& N, const Runs<Run>& runs, Study& study);

}  // namespace pinn::infinite
