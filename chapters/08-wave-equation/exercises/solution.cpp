#include <algorithm>

#include "chapters/08-wave-equation/exercises/exercise.hpp"
#include "lib/kernel/dynamics.hpp"

namespace exercise {

namespace {

double share(const Term& term) { return static_cast<double>(term.sides) / static_cast<double>(term.points); }

}  // namespace

// Tr K~ = sum_k d_k Tr K_k with d_k = 2 c_k lambda_k, c_k = sides / points. Algorithm 1 makes every lambda_k Tr K_k the
// sum of all traces.
double trace_growth(const std::vector<Term>& terms) {
    double all = 0, shares = 0, equal = 0;
    for (const Term& term : terms) {
        all += term.trace;
        shares += share(term);
        equal += share(term) * term.trace;
    }
    return shares * all / equal;
}

// The mean of the c_k, weighted by the traces, is not below their smallest, and as near to it as one likes.
double growth_bound(const std::vector<Term>& terms) {
    double shares = 0, smallest = INFINITY;
    for (const Term& term : terms) {
        shares += share(term);
        smallest = std::min(smallest, share(term));
    }
    return shares / smallest;
}

std::vector<Condition<double>> klein_gordon(const Matrix<double>& initial, const Matrix<double>& sides,
                                            const Matrix<double>& interior) {
    using std::numbers::pi;
    using Jet = pinn::Jet<double>;
    const auto at = [](const Matrix<double>& points, const auto& h) {
        Matrix<double> values(points.rows(), 1);
        for (std::size_t i = 0; i < points.rows(); ++i) values(i, 0) = h(points(i, 0), points(i, 1));
        return values;
    };
    const std::vector<double> L{1, -1};  // d_t^2 - d_x^2
    const auto value = [](const Jet& u) { return u.value(); };
    // t x has no second derivatives, and those of the wave multiply it by -4 and by -pi^2.
    const auto forcing = [](double t, double x) {
        return (pi * pi - 4) * std::cos(2 * t) * std::sin(pi * x) + std::pow(klein_gordon_exact(t, x), 3);
    };
    return {{"u_0", initial, L, {.value = true}, value, at(initial, klein_gordon_exact)},
            {"u_b", sides, L, {.value = true}, value, at(sides, klein_gordon_exact)},
            {"u_t",
             initial,
             L,
             {.directions = 1},
             [](const Jet& u) { return u.first(0); },
             at(initial, [](double, double x) { return x; })},
            {"r",
             interior,
             L,
             {.value = true, .second = true},
             [](const Jet& u) { return u.second() + square(u.value()) * u.value(); },
             at(interior, forcing)}};
}

// Adam on the gradient alone, at the rate of this step; the decay acts on what theta was before.
void update(const AdamW& rule, std::size_t steps_done, Matrix<double>& theta, const Matrix<double>& gradient,
            pinn::Moments<double>& moments) {
    pinn::Adam adam = rule.adam;
    const double t = static_cast<double>(steps_done + 1);
    if (rule.warm_up > 0) adam.learning_rate *= std::min(1.0, t / static_cast<double>(rule.warm_up));
    for (double& value : theta.values()) value *= 1 - adam.rate(steps_done) * rule.weight_decay;
    pinn::update<double>(adam, steps_done, theta.view(), gradient.view(), moments);
}

// With s_i = beta2^((t-i)/2) g_i, m = (1 - beta1) sum_i (beta1/sqrt(beta2))^(t-i) s_i and v = (1 - beta2) |s|^2: the
// largest m / sqrt(v) is by Cauchy and Schwarz the length of the row in front of s.
double largest_step(const pinn::Adam& adam, std::size_t t) {
    double squares = 0, power = 1;
    for (std::size_t j = 0; j < t; ++j) {
        squares += power;
        power *= adam.beta1 * adam.beta1 / adam.beta2;
    }
    // (1 - beta^t) / (1 - beta), also for a beta close to 1.
    const auto sum = [t](double beta) { return pinn::descent_response(1, t)(1 - beta); };
    return std::sqrt(sum(adam.beta2)) / sum(adam.beta1) * std::sqrt(squares);
}

pinn::Checkpoint<double> saved(const Training& training) {
    pinn::Checkpoint<double> checkpoint{
        "exercise 4", training.trainer.state(), {training.random.state()}, training.lambda, {}};
    for (const Condition<double>& condition : training.conditions) {
        for (const Matrix<double>* part : {&condition.points, &condition.target}) {
            checkpoint.history.insert(checkpoint.history.end(), part->values().begin(), part->values().end());
        }
    }
    return checkpoint;
}

void go_on(Training& training, const pinn::Checkpoint<double>& checkpoint) {
    auto next = checkpoint.history.begin();
    for (Condition<double>& condition : training.conditions) {
        for (Matrix<double>* part : {&condition.points, &condition.target}) {
            for (double& value : part->values()) value = *next++;
        }
    }
    training.trainer.restore(checkpoint.trainer);
    training.trainer.set_data(training.conditions);
    training.trainer.set_lambda(checkpoint.lambda);
    training.weights.set_data(training.conditions);
    training.random.restore(checkpoint.random.at(0));
    training.lambda = checkpoint.lambda;
}

// A part shows in the first step that reads it before it is written.
std::optional<std::size_t> first_wrong_step(Part forgotten, std::size_t n) {
    const auto next = [n](std::size_t every) { return (n + every - 1) / every * every; };  // multiple >= n
    const std::size_t drawn = next(Training::draw_every), weighed = next(Training::weigh_every);
    switch (forgotten) {
        case Part::moments:
            return n;
        case Part::stream:
            return drawn;
        case Part::points_of_trainer:
            return n < drawn ? std::optional(n) : std::nullopt;
        case Part::points_of_weights:
            return weighed < drawn ? std::optional(weighed) : std::nullopt;
        case Part::lambda:  // read when the next mean is made
            return weighed;
        case Part::lambda_of_trainer:
            return n < weighed ? std::optional(n) : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace exercise
