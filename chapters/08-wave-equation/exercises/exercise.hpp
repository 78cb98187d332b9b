// Exercises of chapter 08: contracts. Do not change this file; write answer.cpp.
#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <optional>
#include <vector>

#include "chapters/exercise.hpp"
#include "lib/pde/wave.hpp"
#include "lib/training/checkpoint.hpp"

namespace exercise {

using pinn::Condition;
using pinn::Matrix;

// 1. What the weights of Algorithm 1 do to the trace of K~ = K D, for any numbers of points and sides.
//    L_k is a sum of `sides` means, each over points / sides points, so d_i = 2 sides lambda_k / points for a point i
//    of term k.
struct Term {
    double trace;        // Tr K_k > 0
    std::size_t points;  // N_k >= 1, all its sides together
    std::size_t sides;   // of as many points each
};
// Tr K~ with the weights of Algorithm 1 over Tr K~ with all lambda_k = 1.  terms: at least one.
double trace_growth(const std::vector<Term>& terms);
// The smallest number that trace_growth() never exceeds, whatever the traces are.  Reads points and sides only.
double growth_bound(const std::vector<Term>& terms);

// 2. The Klein-Gordon equation with a cubic term, u_tt - u_xx + u^3 = f on [0, 1]^2, points (t, x). The forcing f and
//    the data are those that make this its solution:
inline double klein_gordon_exact(double t, double x) {
    return std::cos(2 * t) * std::sin(std::numbers::pi * x) + t * x;
}
// Four conditions in this order: u at `initial`, u at `sides`, u_t at `initial`, the equation at `interior`.
// initial: N_0 x 2 with t = 0; sides: N_s x 2 with x = 0 or 1; interior: N_r x 2.
std::vector<Condition<double>> klein_gordon(const Matrix<double>& initial, const Matrix<double>& sides,
                                            const Matrix<double>& interior);

// 3. Adam with decoupled weight decay and a linear warm-up. Step t = steps_done + 1 is
//        theta <- theta - rate_t (m^ / (sqrt(v^) + epsilon) + weight_decay theta),
//        rate_t = adam.rate(steps_done) min(1, t / warm_up), without the second factor if warm_up = 0;
//    m^ and v^ are Adam's, of the gradient alone.
struct AdamW {
    pinn::Adam adam;
    double weight_decay = 0;
    std::size_t warm_up = 0;  // steps
};
// gradient: of theta's shape.  moments: empty before the first step.
void update(const AdamW& rule, std::size_t steps_done, Matrix<double>& theta, const Matrix<double>& gradient,
            pinn::Moments<double>& moments);
// How far step t of plain Adam can move a parameter, in units of its rate: the largest |m^| / sqrt(v^) over all
// gradients g_1, .., g_t that are not all zero.  epsilon = 0; 0 < beta1, beta2 < 1; t >= 1.
double largest_step(const pinn::Adam& adam, std::size_t t);

// 4. A training of the wave equation that draws points every third step and smooths its weights.
struct Training {
    static constexpr pinn::Wave::Sizes sizes{.side = 4, .velocity = 4, .interior = 8, .velocity_at_values = true};
    static constexpr std::size_t draw_every = 3, weigh_every = 5;

    pinn::Random random;                        // of the network, then of all points
    pinn::Mlp<double> start;                    // the network as it starts
    std::vector<Condition<double>> conditions;  // {u, u_t, r} at the points in use
    std::vector<double> lambda{1, 1, 1};        // in use: smoothed
    pinn::Trainer<double> trainer;              // has its own copy of points and lambda
    pinn::Weights<double> weights;              // Algorithm 1, with a copy of the points

    explicit Training(std::uint64_t seed)
        : random(seed),
          start({{2, 8, 8, 1}, pinn::Parameterization::glorot, pinn::InputScaling::raw(2)}, random),
          conditions(pinn::Wave::conditions<double>(sizes, random)),
          trainer(start, conditions, pinn::LossConvention::means, lambda, pinn::Adam{}),
          weights(pinn::WeightRule::trace_ratio, start, conditions, pinn::LossConvention::means) {}

    void step() {
        const std::size_t n = trainer.steps_done();
        if (n % draw_every == 0) {
            pinn::Wave::draw(sizes, random, conditions);
            trainer.set_data(conditions);
            weights.set_data(conditions);
        }
        if (n % weigh_every == 0) {
            const std::vector<double>& now = weights.update(trainer.on_tape());
            for (std::size_t k = 0; k < lambda.size(); ++k) lambda[k] = 0.9 * lambda[k] + 0.1 * now[k];
            trainer.set_lambda(lambda);
        }
        trainer.step();
    }
};
// What a colleague keeps. A training that goes on from it is another training.
struct Faulty {
    pinn::TrainerState<double> trainer;
    std::string random;
};
// Everything that the rest of the training depends on, between any two steps. Use the fields of Checkpoint as you like.
pinn::Checkpoint<double> saved(const Training& training);
// Makes any training, of whatever seed and after however many steps, go on as the one that was saved, bit by bit.
void go_on(Training& training, const pinn::Checkpoint<double>& checkpoint);

// A training is stopped after n >= 1 steps; everything is kept but one part, which is instead as in a new training of
// the same seed. The number of the first step (n, n + 1, ...: `steps_done` before it) after which the parameters are
// not those of the training that was never stopped; nothing if there is none.
enum class Part {
    moments,            // of Adam, all zero then
    stream,             // Training::random
    points_of_trainer,  // the trainer's copy
    points_of_weights,  // the copy in Training::weights
    lambda,             // Training::lambda
    lambda_of_trainer   // the trainer's copy
};
std::optional<std::size_t> first_wrong_step(Part forgotten, std::size_t n);

}  // namespace exercise
