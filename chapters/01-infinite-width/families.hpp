// Sigma^(L) and Theta^(L) at some points, and how far one network of finite width is from them.
#pragma once

#include <cmath>
#include <vector>

#include "chapters/01-infinite-width/networks.hpp"
#include "lib/foundation/parallel.hpp"
#include "lib/kernel/limit.hpp"
#include "lib/report/study.hpp"

namespace pinn::infinite {

// Sigma^(h) and Theta^(L) at all pairs of some points, each pair by quadrature on its own
// (paper: Eq. (2.4), Eq. (2.8)).
struct Limits {
    std::vector<Matrix<double>> Sigma;  // [h] = Sigma^(h), h = 0..L
    Matrix<double> Theta;               // Theta^(L)
    double accuracy = 0;                // the largest change of an entry of Sigma^(L) or Theta^(L) at the last halving
};

inline Limits limits(const Matrix<double>& points, std::size_t hidden_layers, InputCovariance covariance) {
    const std::size_t n = points.rows();
    const Matrix<double> square(n, n);
    Limits limits{std::vector(hidden_layers + 1, square), square};
    std::vector<double> accuracies(n);
    // Row i writes entries (i, j) and (j, i) for j <= i: no two rows write the same.
    parallel_for(n, [&](std::size_t i) {
        for (std::size_t j = 0; j <= i; ++j) {
            const LayerLimits pair = layer_limits(points.row(i), points.row(j), hidden_layers, covariance);
            for (std::size_t h = 0; h <= hidden_layers; ++h) {
                limits.Sigma[h](i, j) = limits.Sigma[h](j, i) = pair.Sigma[h].value;
            }
            limits.Theta(i, j) = limits.Theta(j, i) = pair.Theta.value;
            accuracies[i] = std::max({accuracies[i], pair.Sigma.back().accuracy, pair.Theta.accuracy});
        }
    });
    limits.accuracy = maximum(accuracies);
    return limits;
}

// Networks of one depth and input dimension, looked at in some points, and what they should tend to.
struct Family {
    Matrix<double> points;
    std::size_t hidden_layers;
    // Sigma^(0) = x.x'/d + 1 and x.x' + 1, the same for d = 1.
    Limits scaled = limits(points, hidden_layers, InputCovariance::scaled);
    Limits printed = limits(points, hidden_layers, InputCovariance::printed);

    Mlp<double> draw(std::size_t width, Random& random) const {
        return draw_network(points.cols(), hidden_layers, width, random);
    }
};

// Four points in d dimensions: not all parallel, not all of one length.
inline Matrix<double> some_points(std::size_t d) {
    Matrix<double> points(4, d);
    for (std::size_t k = 0; k < d; ++k) {
        points(0, k) = 1;
        points(1, k) = k % 2 == 0 ? 1 : -1;
        points(2, k) = 0.5;
        points(3, k) = k == 0 ? 1 : 0;
    }
    return points;
}

// ||A - B||_F / ||B||_F
inline double relative_error(const Matrix<double>& A, const Matrix<double>& B) {
    double difference = 0, norm = 0;
    for (std::size_t i = 0; i < B.size(); ++i) {
        difference += std::pow(A.values()[i] - B.values()[i], 2);
        norm += std::pow(B.values()[i], 2);
    }
    return std::sqrt(difference / norm);
}

// Relative errors of one network against the limits with x.x'/d + 1, and of Theta against the one with x.x' + 1.
struct Errors {
    double Sigma, Theta, Theta_printed;
};

// Root mean squares over the runs at every width: of one family, that of index f, and one of its errors. A run has the
// errors of all families at all widths.
inline std::vector<double> root_mean_squares(const Runs<std::vector<Errors>>& runs, std::size_t f,
                                             double Errors::*member, std::size_t widths) {
    std::vector<double> found;
    for (std::size_t w = 0; w < widths; ++w) {
        found.push_back(root_mean_square(runs.each([&](const auto& run) { return run[f * widths + w].*member; })));
    }
    return found;
}

}  // namespace pinn::infinite
