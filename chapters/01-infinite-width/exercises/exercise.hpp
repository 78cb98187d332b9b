// Exercises of chapter 01: contracts. Do not change this file; write answer.cpp.
#pragma once

#include <cstddef>
#include <span>

#include "chapters/exercise.hpp"
#include "lib/kernel/gaussian.hpp"

namespace exercise {

using pinn::Covariances;

struct Expectations {
    double value;       // E[sigma(u) sigma(v)]
    double derivative;  // E[sigma'(u) sigma'(v)]
};

// 1. Both expectations for sigma = erf, erf(a) = 2/sqrt(pi) int_0^a e^(-t^2) dt, in closed form.
// Lambda: the covariances of (u, v), positive semi-definite, perhaps singular, perhaps large.
Expectations erf_expectations(const Covariances<double>& Lambda);

// 2. Theta^(L)(x, x') for sigma = sin, L = hidden_layers >= 1, with Sigma^(0)(x, x') = x.x'/d + 1; the network is
//    otherwise that of the chapter. In closed form: no quadrature.
// x, x_prime: d numbers each.
double sine_theta(std::span<const double> x, std::span<const double> x_prime, std::size_t hidden_layers);

// 3. One hidden layer of N neurons, d = 1, sigma = tanh. The root of the mean square of
//    (1/N) sum_k f_k(x) f_k(x') + 1 - Sigma^(1)(x, x') over networks, to a relative 1e-9, |x| and |x'| up to 20.
double covariance_error(double x, double x_prime, std::size_t N);

// 4. sigma = tanh, weights of variance w2 and biases of variance b2, where b2 > 0, or b2 = 0 and w2 > 1:
//    Sigma^(h)(x, x') = w2 E[sigma(u) sigma(v)] + b2, (u, v) ~ N(0, Lambda^(h)). After many layers
//    Sigma^(h)(x, x) = Sigma^(h)(x', x') = q, the same for all x; let c be the correlation Sigma^(h)(x, x') / q.
//    The factor by which one further layer multiplies 1 - c, for inputs with c close to 1.
double depth_rate(double w2, double b2);

//    The w2 at which this factor is 1, for biases of variance b2 > 0.
double critical_weight_variance(double b2);

}  // namespace exercise
