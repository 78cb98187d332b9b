// Mistakes that students make, one in each task or more.
#include <algorithm>

#include "chapters/08-wave-equation/exercises/exercise.hpp"

namespace exercise {

// As many points in every term, as on the page: 3 + 1 + 1 = 5.
double trace_growth(const std::vector<Term>& terms) {
    double all = 0, sides = 0, equal = 0;
    for (const Term& term : terms) {
        const double count = static_cast<double>(term.sides);
        all += term.trace;
        sides += count;
        equal += count * term.trace;
    }
    return sides * all / equal;
}

double growth_bound(const std::vector<Term>& terms) {
    double sides = 0;
    for (const Term& term : terms) sides += static_cast<double>(term.sides);
    return sides;
}

// The operator of the chapter, speed 2, is left where it was.
std::vector<Condition<double>> klein_gordon(const Matrix<double>& initial, const Matrix<double>& sides,
                                            const Matrix<double>& interior) {
    using std::numbers::pi;
    using Jet = pinn::Jet<double>;
    const auto at = [](const Matrix<double>& points, const auto& h) {
        Matrix<double> values(points.rows(), 1);
        for (std::size_t i = 0; i < points.rows(); ++i) values(i, 0) = h(points(i, 0), points(i, 1));
        return values;
    };
    const std::vector<double> L = pinn::Wave::coefficients();
    const auto value = [](const Jet& u) { return u.value(); };
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

// The decay as a term of the loss: it goes through the moments, and Adam divides it away.
void update(const AdamW& rule, std::size_t steps_done, Matrix<double>& theta, const Matrix<double>& gradient,
            pinn::Moments<double>& moments) {
    pinn::Adam adam = rule.adam;
    const double t = static_cast<double>(steps_done + 1);
    if (rule.warm_up > 0) adam.learning_rate *= std::min(1.0, t / static_cast<double>(rule.warm_up));
    Matrix<double> slope = gradient;
    for (std::size_t i = 0; i < slope.size(); ++i) slope.values()[i] += rule.weight_decay * theta.values()[i];
    pinn::update<double>(adam, steps_done, theta.view(), slope.view(), moments);
}

// One gradient after a long silence: large, not the largest.
double largest_step(const pinn::Adam& adam, std::size_t t) {
    const double steps = static_cast<double>(t);
    return (1 - adam.beta1) / (1 - std::pow(adam.beta1, steps)) *
           std::sqrt((1 - std::pow(adam.beta2, steps)) / (1 - adam.beta2));
}

// Points are drawn from the stream, so the stream is enough: only where the next step draws.
pinn::Checkpoint<double> saved(const Training& training) {
    return {"exercise 4", training.trainer.state(), {training.random.state()}, training.lambda, {}};
}

void go_on(Training& training, const pinn::Checkpoint<double>& checkpoint) {
    training.trainer.restore(checkpoint.trainer);
    training.trainer.set_lambda(checkpoint.lambda);
    training.random.restore(checkpoint.random.at(0));
    training.lambda = checkpoint.lambda;
}

std::optional<std::size_t> first_wrong_step(Part forgotten, std::size_t n) {
    if (forgotten == Part::stream) return n + 1;
    return n;
}

}  // namespace exercise
