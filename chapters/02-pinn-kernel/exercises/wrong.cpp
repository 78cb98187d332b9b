// Mistakes that students make, one in each task.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "chapters/02-pinn-kernel/exercises/exercise.hpp"
#include "lib/spectrum/jacobi.hpp"

namespace exercise {

namespace {

// The derivative is computed and written down as a constant: the first one is right where it was recorded, and nothing
// is left to be differentiated or replayed.
const pinn::Operator<double> softplus_operator{"softplus",
                                               [](const pinn::Step<double>& step) {
                                                   const auto a = step.in(0);
                                                   for (std::size_t i = 0; i < a.rows; ++i) {
                                                       for (std::size_t j = 0; j < a.cols; ++j) {
                                                           step.out()(i, j) = std::max(a(i, j), 0.0) +
                                                                              std::log1p(std::exp(-std::abs(a(i, j))));
                                                       }
                                                   }
                                               },
                                               [](const pinn::Rule<double>& rule) {
                                                   Matrix<double> slope(rule.in(0).value());
                                                   for (double& value : slope.values())
                                                       value = 1 / (1 + std::exp(-value));
                                                   rule.give(0, rule.dy * rule.y.tape->constant(slope));
                                               }};

}  // namespace

Var<double> softplus(Var<double> a) { return a.tape->record(softplus_operator, {a}, a.shape()); }

// kappa stands in the coefficients of L already: here it is squared.
std::vector<Condition<double>> heat_conditions(double kappa, const Matrix<double>& sides, const Matrix<double>& initial,
                                               const Matrix<double>& interior) {
    const auto value = [](const pinn::Jet<double>& u) { return u.value(); };
    const auto residual = [kappa](const pinn::Jet<double>& u) { return u.first(0) - kappa * u.second(); };
    Matrix<double> start(initial.rows(), 1);
    for (std::size_t i = 0; i < initial.rows(); ++i) start(i, 0) = std::sin(std::numbers::pi * initial(i, 1));
    const std::vector<double> L{0, kappa};
    return {{"u", sides, L, {.value = true}, value, Matrix<double>(sides.rows(), 1)},
            {"u_0", initial, L, {.value = true}, value, start},
            {"r", interior, L, {.directions = 1, .second = true}, residual, Matrix<double>(interior.rows(), 1)}};
}

// Differentiates the part of every matrix of parameters with respect to that matrix only: no mixed derivatives.
std::vector<double> curvature(const Mlp<double>& network, const Matrix<double>& points,
                              const std::vector<Matrix<double>>& v) {
    pinn::Tape<double> tape;
    const pinn::MlpOnTape<double> on_tape(tape, network);
    const Var<double> x = tape.leaf(points), u = on_tape.forward(x);
    const Var<double> u_xx = pinn::gradient(pinn::sum(pinn::gradient(pinn::sum(u), x)), x);
    std::vector<double> result;
    for (const Var<double>& outputs : {u, u_xx}) {
        for (std::size_t i = 0; i < points.rows(); ++i) {
            double sum = 0;
            for (std::size_t k = 0; k < v.size(); ++k) {
                const Var<double> theta = on_tape.parameters()[k], direction = tape.constant(v[k]);
                const Var<double> first = pinn::sum(direction * pinn::gradient(pinn::rows(outputs, i, 1), theta));
                sum += pinn::sum(direction * pinn::gradient(first, theta)).scalar();
            }
            result.push_back(sum);
        }
    }
    return result;
}

// The lengths of the errors where those of the gradients belong.
double gradient_cosine(const Matrix<double>& K, std::size_t N_b, const std::vector<double>& e) {
    double bb = 0, br = 0, rr = 0;
    for (std::size_t i = 0; i < N_b; ++i) {
        bb += e[i] * e[i];
        for (std::size_t j = N_b; j < e.size(); ++j) br += e[i] * K(i, j) * e[j];
    }
    for (std::size_t j = N_b; j < e.size(); ++j) rr += e[j] * e[j];
    return br / std::sqrt(bb * rr);
}

std::vector<double> mode_cosines(const Matrix<double>& K, std::size_t N_b) {
    const Matrix<double> modes = pinn::jacobi(K).vectors;
    std::vector<double> cosines;
    for (std::size_t i = 0; i < K.rows(); ++i) {
        cosines.push_back(gradient_cosine(K, N_b, {modes.row(i).begin(), modes.row(i).end()}));
    }
    return cosines;
}

}  // namespace exercise
