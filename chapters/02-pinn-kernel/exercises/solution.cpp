#include <algorithm>
#include <cmath>
#include <numbers>

#include "chapters/02-pinn-kernel/exercises/exercise.hpp"
#include "lib/spectrum/jacobi.hpp"

namespace exercise {

namespace {

// log(1 + e^a) = max(a, 0) + log(1 + e^-|a|); the derivative is 1/(1 + e^-a) = (1 + tanh(a/2))/2, in operators again.
// The tape keeps the address of an operator: it must outlive every tape.
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
                                                   const Var<double> a = rule.in(0);
                                                   rule.give(0, 0.5 * (rule.dy + rule.dy * pinn::tanh(0.5 * a)));
                                               }};

}  // namespace

Var<double> softplus(Var<double> a) { return a.tape->record(softplus_operator, {a}, a.shape()); }

std::vector<Condition<double>> heat_conditions(double kappa, const Matrix<double>& sides, const Matrix<double>& initial,
                                               const Matrix<double>& interior) {
    const auto value = [](const pinn::Jet<double>& u) { return u.value(); };
    Matrix<double> start(initial.rows(), 1);
    for (std::size_t i = 0; i < initial.rows(); ++i) start(i, 0) = std::sin(std::numbers::pi * initial(i, 1));
    const std::vector<double> L{0, kappa};  // kappa u_xx; the first coordinate is t
    return {{"u", sides, L, {.value = true}, value, Matrix<double>(sides.rows(), 1)},
            {"u_0", initial, L, {.value = true}, value, start},
            {"r",
             interior,
             L,
             {.directions = 1, .second = true},
             [](const pinn::Jet<double>& u) { return u.first(0) - u.second(); },
             Matrix<double>(interior.rows(), 1)}};
}

// For every output o_i: v . grad (v . grad o_i), by differentiating twice on the tape itself; the jets would refuse.
std::vector<double> curvature(const Mlp<double>& network, const Matrix<double>& points,
                              const std::vector<Matrix<double>>& v) {
    pinn::Tape<double> tape;
    const pinn::MlpOnTape<double> on_tape(tape, network);
    const auto along_v = [&](Var<double> y) {
        const std::vector<Var<double>> parts = pinn::gradient(y, on_tape.parameters());
        Var<double> sum = tape.scalar(0);
        for (std::size_t k = 0; k < v.size(); ++k) sum = sum + pinn::sum(tape.constant(v[k]) * parts[k]);
        return sum;
    };
    const Var<double> x = tape.leaf(points), u = on_tape.forward(x);
    const Var<double> u_xx = pinn::gradient(pinn::sum(pinn::gradient(pinn::sum(u), x)), x);
    std::vector<double> result;
    for (const Var<double>& outputs : {u, u_xx}) {
        for (std::size_t i = 0; i < points.rows(); ++i) {
            result.push_back(along_v(along_v(pinn::rows(outputs, i, 1))).scalar());
        }
    }
    return result;
}

// grad L_b = J_u^T e_b and grad L_r = J_r^T e_r, so their inner products are quadratic forms of the blocks of K.
double gradient_cosine(const Matrix<double>& K, std::size_t N_b, const std::vector<double>& e) {
    double bb = 0, br = 0, rr = 0;
    for (std::size_t i = 0; i < e.size(); ++i) {
        for (std::size_t j = 0; j < e.size(); ++j) {
            const double term = e[i] * K(i, j) * e[j];
            if (i < N_b && j < N_b) bb += term;
            if (i < N_b && j >= N_b) br += term;
            if (i >= N_b && j >= N_b) rr += term;
        }
    }
    return br / std::sqrt(bb) / std::sqrt(rr);
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
