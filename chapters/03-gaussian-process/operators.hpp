// The linear operators and depths that Theorem 4.1 is extended to  (paper: Remark 4.2).
#pragma once

#include <string>
#include <vector>

#include "lib/kernel/limit.hpp"
#include "lib/network/mlp.hpp"

namespace pinn::process {

struct Case {
    std::string name;
    std::size_t hidden_layers;
    LinearOperator A;  // without the value itself, whose output bias would add to the covariance
    Matrix<double> points;
};

inline std::vector<Case> remark_cases() {
    const Matrix<double> line{{0.0}, {0.25}, {0.5}, {0.75}, {1.0}};
    const Matrix<double> square{{0.0, 0.5}, {0.25, 0.0}, {0.5, 1.0}, {0.75, 0.25}, {1.0, 0.75}};  // rows (t, x)
    return {
        {"1 hidden layer, u_x", 1, {0, {1}, {0}}, line},
        {"1 hidden layer, u_x + u_xx", 1, {0, {1}, {1}}, line},
        {"1 hidden layer, u_tt - 4 u_xx", 1, {0, {0, 0}, {1, -4}}, square},
        {"2 hidden layers, u_xx", 2, {0, {0}, {1}}, line},
        {"2 hidden layers, u_x + u_xx", 2, {0, {1}, {1}}, line},
        {"3 hidden layers, u_xx", 3, {0, {0}, {1}}, line},
    };
}

// A applied to the last hidden layer, by jets: points x N.
inline Matrix<double> applied_to_hidden_layer(const LinearOperator& A, const Mlp<double>& network,
                                              const Matrix<double>& points) {
    Tape<double> tape;
    const MlpOnTape<double> u(tape, network);
    const Channels channels{.value = true, .directions = A.second.size(), .second = true};
    const Jet<double> f = u.forward_jet_layers(points, A.second, channels).inputs.back();
    Matrix<double> Af(f.second().value());
    for (std::size_t k = 0; k < A.first.size(); ++k) {
        const Matrix<double> first(f.first(k).value());
        for (std::size_t i = 0; i < Af.size(); ++i) Af.values()[i] += A.first[k] * first.values()[i];
    }
    return Af;
}

// A_x A_x' Sigma^(L) at all pairs of points: n x n.
inline Matrix<double> operator_limits_at(const Case& c) {
    Matrix<double> Sigma(c.points.rows(), c.points.rows());
    for (std::size_t i = 0; i < Sigma.rows(); ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            const auto x = c.points.row(i), x_prime = c.points.row(j);
            Sigma(i, j) = Sigma(j, i) =
                operator_limits(x, x_prime, c.hidden_layers, c.A, c.A, InputCovariance::scaled).Sigma.value;
        }
    }
    return Sigma;
}

}  // namespace pinn::process
