// One gradient-descent step of Problem 7.2 written out by hand: no tape, no products, two loops over the neurons for
// each point. The oracle of the trainer, and the time that its step is measured against.
//
//     u(x) = w . tanh(v z + b) + c,   z = (x - mean)/s,   u_xx = w . [sigma''(v z + b) v^2] / s^2
//     L = (lambda_b / N_b) sum (u(x_b) - g)^2 + (1 / N_r) sum (u_xx(x_r) - f)^2
//
// Standard parameterization, z-scored inputs, means: the authors' code  (paper: Fig. 4).
#pragma once

#include <array>

#include "lib/dense/elementwise.hpp"
#include "lib/network/mlp.hpp"
#include "lib/pde/poisson.hpp"

namespace pinn::test {

struct PlainPoisson {
    Poisson problem;
    double mean, s;
    AlignedVector<double> z_b, g, z_r, f;                       // points and data
    std::array<AlignedVector<double>, 3> parameters, gradient;  // v, b, w
    double c;
    AlignedVector<double> tanh_row;  // tanh at one point

    PlainPoisson(const Mlp<double>& network, const Poisson& poisson, const Matrix<double>& boundary,
                 const Matrix<double>& interior)
        : problem(poisson), mean(network.settings().scaling.mean[0]), s(network.settings().scaling.deviation[0]) {
        for (const double x : boundary.values()) z_b.push_back((x - mean) / s), g.push_back(problem.exact(x));
        for (const double x : interior.values()) z_r.push_back((x - mean) / s), f.push_back(problem.forcing(x));
        const auto copy = [](const Matrix<double>& m) {
            return AlignedVector<double>(m.values().begin(), m.values().end());
        };
        parameters = {copy(network.weights[0]), copy(network.biases[0]), copy(network.weights[1])};
        c = network.biases[1](0, 0);
        gradient = parameters;
        tanh_row = parameters[0];
    }

    void step(double lambda_b, double learning_rate) {
        const std::size_t n = parameters[0].size();
        for (auto& part : gradient) std::fill(part.begin(), part.end(), 0.0);
        const double *v = parameters[0].data(), *b = parameters[1].data(), *w = parameters[2].data();
        double *dv = gradient[0].data(), *db = gradient[1].data(), *dw = gradient[2].data(), *t = tanh_row.data();
        double dc = 0;
        for (std::size_t i = 0; i < z_b.size(); ++i) {
            const double z = z_b[i];
            double u = 0;
#pragma omp simd reduction(+ : u)
            for (std::size_t j = 0; j < n; ++j) {
                t[j] = vector_tanh(v[j] * z + b[j]);
                u += w[j] * t[j];
            }
            const double delta = 2 * lambda_b / static_cast<double>(z_b.size()) * (u + c - g[i]);
            dc += delta;
#pragma omp simd
            for (std::size_t j = 0; j < n; ++j) {
                const double dg = delta * w[j] * (1 - t[j] * t[j]);
                dw[j] += delta * t[j];
                dv[j] += dg * z;
                db[j] += dg;
            }
        }
        const double s2 = 1 / (s * s);
        for (std::size_t i = 0; i < z_r.size(); ++i) {
            const double z = z_r[i];
            double u_xx = 0;
#pragma omp simd reduction(+ : u_xx)
            for (std::size_t j = 0; j < n; ++j) {
                t[j] = vector_tanh(v[j] * z + b[j]);
                u_xx += w[j] * -2 * t[j] * (1 - t[j] * t[j]) * v[j] * v[j];
            }
            const double delta = 2 / static_cast<double>(z_r.size()) * (s2 * u_xx - f[i]) * s2;
#pragma omp simd
            for (std::size_t j = 0; j < n; ++j) {
                const double p = 1 - t[j] * t[j], second = -2 * t[j] * p, third = p * (6 * t[j] * t[j] - 2);
                dw[j] += delta * second * v[j] * v[j];
                dv[j] += delta * w[j] * (third * z * v[j] * v[j] + 2 * second * v[j]);
                db[j] += delta * w[j] * third * v[j] * v[j];
            }
        }
        for (std::size_t part = 0; part < 3; ++part) {
            for (std::size_t j = 0; j < n; ++j) parameters[part][j] -= learning_rate * gradient[part][j];
        }
        c -= learning_rate * dc;
    }
};

}  // namespace pinn::test
