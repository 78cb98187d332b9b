#include "lib/training/weights.hpp"

#include "lib/pde/poisson.hpp"
#include "lib/pde/sampling.hpp"
#include "lib/pde/wave.hpp"
#include "lib/training/trainer.hpp"
#include "tests/support.hpp"

using namespace pinn;
using test::close;

namespace {

const Poisson sine{4};
const Matrix<double> inside = equispaced(30, 0, 1);
const Matrix<double> ends = repeated_ends(5, 0, 1);

template <class T>
std::vector<Condition<T>> thirty_points() {
    return {sine.boundary<T>(ends), sine.interior<T>(inside)};
}

template <class T = double>
Mlp<T> standard_network(std::uint64_t seed, std::vector<std::size_t> widths = {1, 40, 1}) {
    Random random(seed);
    return {{std::move(widths), Parameterization::standard, InputScaling::z_scored(inside)}, random};
}

// J and e of one condition, explicitly.
struct Explicit {
    Matrix<double> J;
    std::vector<double> e;

    Explicit(const Mlp<double>& network, const Condition<double>& condition) : J(jacobian(network, condition)) {
        Tape<double> tape;
        const MlpOnTape<double> u(tape, network);
        const Var<double> applied =
            condition.applied(u.forward_jet(condition.points, condition.coefficients, condition.channels));
        for (std::size_t i = 0; i < J.rows(); ++i) e.push_back(applied.value()(i, 0) - condition.target(i, 0));
    }
    // |J^T v|
    double pulled_back(const std::vector<double>& v) const {
        double squares = 0;
        for (std::size_t p = 0; p < J.cols(); ++p) {
            double sum = 0;
            for (std::size_t i = 0; i < J.rows(); ++i) sum += J(i, p) * v[i];
            squares += sum * sum;
        }
        return std::sqrt(squares);
    }
    double measured(WeightRule rule, LossConvention convention) const {
        double e2 = 0, K_ee = 0, sum = 0;
        switch (rule) {
            case WeightRule::trace_ratio:
                return kernel_trace(J);
            case WeightRule::root_rayleigh: {
                const Matrix<double> K = multiply_nt(J, J);
                for (std::size_t i = 0; i < e.size(); ++i) {
                    e2 += e[i] * e[i];
                    for (std::size_t j = 0; j < e.size(); ++j) K_ee += e[i] * K(i, j) * e[j];
                }
                return std::sqrt(K_ee / e2);
            }
            case WeightRule::entry_sum: {
                const Matrix<double> K = multiply_nt(J, J);
                for (const double entry : K.values()) sum += entry;
                return sum;
            }
            default:
                return 2 * loss_factor(convention, e.size()) * pulled_back(e);
        }
    }
};

std::vector<LossConvention> all_conventions() {
    return {LossConvention::half_sums, LossConvention::half_means, LossConvention::means};
}

}  // namespace

TEST_CASE("every rule measures what explicit J and e give, in every convention, at initialization and after training") {
    for (const std::vector<std::size_t>& widths : {std::vector<std::size_t>{1, 40, 1}, {1, 12, 14, 1}}) {
        for (const LossConvention convention : all_conventions()) {
            const Mlp<double> network = standard_network(1, widths);
            const std::vector<Condition<double>> both = thirty_points<double>();
            for (const WeightRule rule : all_weight_rules()) {
                Trainer<double> trainer(network, both, LossConvention::means, {10.0, 1.0}, GradientDescent{1e-5});
                Weights<double> weights(rule, network, both, convention);
                for (const bool trained : {false, true}) {
                    if (trained) {
                        trainer.run(3);
                        weights.update(trainer.on_tape());
                    }
                    const Mlp<double> now = trained ? trainer.network() : network;
                    for (std::size_t k = 0; k < 2; ++k) {
                        CHECK(close(weights.measured()[k], Explicit(now, both[k]).measured(rule, convention), 1e-10));
                    }
                }
            }
        }
    }
}

TEST_CASE("gradient norms are central differences of the loss terms") {
    const Mlp<double> network = standard_network(2, {1, 8, 1});
    const std::vector<Condition<double>> both = thirty_points<double>();
    for (const LossConvention convention : all_conventions()) {
        const Weights<double> weights(WeightRule::gradient_norm, network, both, convention);
        const auto terms = [&](const Mlp<double>& at) {
            Tape<double> tape;
            const Loss<double> loss = record_loss(tape, MlpOnTape<double>(tape, at), both, convention, {1.0, 1.0});
            return std::vector<double>{loss.terms[0].scalar(), loss.terms[1].scalar()};
        };
        std::vector<double> squares(2, 0.0);
        const double h = 1e-5;
        for (std::size_t layer : {0, 1}) {
            for (auto part : {&Mlp<double>::weights, &Mlp<double>::biases}) {
                for (std::size_t i = 0; i < (network.*part)[layer].size(); ++i) {
                    Mlp<double> plus = network, minus = network;
                    (plus.*part)[layer].values()[i] += h;
                    (minus.*part)[layer].values()[i] -= h;
                    const std::vector<double> high = terms(plus), low = terms(minus);
                    for (std::size_t k : {0, 1}) squares[k] += std::pow((high[k] - low[k]) / (2 * h), 2);
                }
            }
        }
        for (std::size_t k : {0, 1}) CHECK(close(weights.measured()[k], std::sqrt(squares[k]), 1e-6));
    }
}

TEST_CASE("the formulas: inverse rules share sum 1/lambda = 1, the proportional one has sum lambda = 1") {
    const std::vector<double> measured{2, 6, 12};
    std::vector<double> lambda(3);
    for (const WeightRule rule : all_weight_rules()) {
        if (rule == WeightRule::gradient_norm) continue;
        weights_from(rule, measured, WeightScale::as_defined, lambda);
        CHECK(lambda == std::vector<double>{10, 20.0 / 6, 20.0 / 12});
        weights_from(rule, measured, WeightScale::last_is_one, lambda);
        for (std::size_t k = 0; k < 3; ++k) CHECK(close(lambda[k], 12 / measured[k], 1e-15));
    }
    weights_from(WeightRule::gradient_norm, measured, WeightScale::as_defined, lambda);
    CHECK(lambda == std::vector<double>{0.1, 0.3, 0.6});
    weights_from(WeightRule::gradient_norm, measured, WeightScale::last_is_one, lambda);
    for (std::size_t k = 0; k < 3; ++k) CHECK(close(lambda[k], measured[k] / 12, 1e-15));
    std::vector<double> two(2);
    CHECK_THROWS_WITH_AS(weights_from(WeightRule::trace_ratio, measured, WeightScale::as_defined, two),
                         "weights_from: 3x1 with 2x1", ShapeError);
}

TEST_CASE("weights of Algorithm 1 are at least 1, their reciprocals sum to 1, and sum_k lambda_k Tr K_kk is alike") {
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        Random random(seed);
        const Mlp<double> network({{2, 15, 15, 1}, Parameterization::glorot, InputScaling::raw(2)}, random);
        const Matrix<double> points = test::random_matrix(random, 9, 2);
        const Matrix<double> zero(9, 1);
        const std::vector<Condition<double>> three{
            Wave::value<double>(points, zero), Wave::velocity<double>(points, zero), Wave::residual<double>(points)};
        const Weights<double> weights(WeightRule::trace_ratio, network, three, LossConvention::means);
        double reciprocals = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            CHECK(weights.lambda()[k] >= 1);
            reciprocals += 1 / weights.lambda()[k];
            CHECK(
                close(weights.lambda()[k] * weights.measured()[k], weights.lambda()[0] * weights.measured()[0], 1e-13));
        }
        CHECK(close(reciprocals, 1, 1e-14));
    }
}

TEST_CASE("the five rules disagree on the paper's problem, some in the direction  (paper: C17)") {
    const Mlp<double> network = standard_network(3, {1, 100, 1});
    std::vector<double> lambda_b;
    for (const WeightRule rule : all_weight_rules()) {
        const Weights<double> weights(rule, network, thirty_points<double>(), LossConvention::means,
                                      WeightScale::last_is_one);
        CHECK(weights.lambda()[1] == 1);
        lambda_b.push_back(weights.lambda()[0]);
    }
    CHECK(lambda_b[0] > 10);  // trace ratio: the boundary is given more
    CHECK(lambda_b[1] > 1);   // inverse too
    CHECK(lambda_b[2] < 1);   // proportional: less
    CHECK(lambda_b[4] > 10);
    CHECK(close(lambda_b[2] * lambda_b[4], 1, 1e-12));
}

TEST_CASE("float weights are double weights to float rounding, along a training") {
    for (const WeightRule rule : all_weight_rules()) {
        const Mlp<double> network = standard_network(4);
        const Mlp<float> rounded = standard_network<float>(4);
        Trainer<double> trainer(network, thirty_points<double>(), LossConvention::means, {1.0, 1.0},
                                GradientDescent{1e-6});
        Trainer<float> trainer_float(rounded, thirty_points<float>(), LossConvention::means, {1.0, 1.0},
                                     GradientDescent{1e-6});
        Weights<double> weights(rule, network, thirty_points<double>(), LossConvention::means,
                                WeightScale::last_is_one);
        Weights<float> weights_float(rule, rounded, thirty_points<float>(), LossConvention::means,
                                     WeightScale::last_is_one);
        for (const std::size_t steps : {0, 50}) {
            train(trainer, steps, weights, 10);
            train(trainer_float, steps, weights_float, 10);
            for (std::size_t k : {0, 1}) {
                CHECK(close(weights_float.measured()[k], weights.measured()[k], 1e-4));
                CHECK(close(weights_float.lambda()[k], weights.lambda()[k], 1e-4));
            }
        }
    }
}

TEST_CASE("a weight that is not finite stops the training with the rule and the condition") {
    // Where u = 0 is what the data ask for, there is no gradient, and the inverse of its norm is no weight.
    Mlp<double> network = standard_network(5);
    for (Matrix<double>* part : {&network.weights[1], &network.biases[1]}) *part = Matrix<double>(part->shape());
    std::vector<Condition<double>> met = thirty_points<double>();
    met[0].target = Matrix<double>(ends.rows(), 1);
    CHECK_THROWS_WITH_AS(Weights<double>(WeightRule::inverse_gradient_norm, network, met, LossConvention::means),
                         "weights by inverse gradient norm: condition u: the weight is inf, measured 0",
                         DivergenceError);
    // Parameters that a training has left behind.
    network = standard_network(5);
    Weights<double> weights(WeightRule::trace_ratio, network, thirty_points<double>(), LossConvention::means);
    Tape<double> tape;
    const MlpOnTape<double> diverged(tape, network);
    tape.leaf_value(diverged.parameters()[2])(3, 0) = NAN;
    CHECK_THROWS_WITH_AS(weights.update(diverged), "weights by trace ratio: condition u: measured nan",
                         DivergenceError);
}

TEST_CASE("a trace that is rounding stops the training: the network sees both points of a pair as one") {
    Random random(3);
    const Mlp<double> network(
        {{2, 9, 1}, Parameterization::ntk, InputScaling::raw(1), FourierFeatures{Matrix<double>{{1}}}}, random);
    const Matrix<double> x = equispaced(5, 0.1, 0.4), next = equispaced(5, 1.1, 1.4);
    std::vector<Condition<double>> both = thirty_points<double>();
    both[1] = {.name = "periodic",
               .points = x,
               .channels = {.value = true},
               .applied = [](const Jet<double>& u) { return u.value() - u.partner().value(); },
               .target = Matrix<double>(5, 1),
               .partners = next};
    bool stopped = false;
    try {
        const Weights<double> weights(WeightRule::trace_ratio, network, both, LossConvention::means);
    } catch (const DivergenceError& error) {
        stopped = true;
        const std::string message = error.what();
        CHECK(message.starts_with("weights by trace ratio: condition periodic: measured "));
        CHECK(message.ends_with(", which is rounding"));
    }
    CHECK(stopped);
    // Where the pair is no period it is a trace, however large the other is.
    both[1].partners = equispaced(5, 1.1000001, 1.4000001);
    both[0].applied = [](const Jet<double>& u) { return 1e3 * u.value(); };
    CHECK_NOTHROW(Weights<double>(WeightRule::trace_ratio, network, both, LossConvention::means));
}

TEST_CASE("weights at new points and targets are those recorded there, by every rule, in float and double") {
    const Wave::Sizes sizes{.side = 4, .velocity = 6, .interior = 7, .velocity_at_values = false};
    const auto compare = [&]<class T>(T) {
        Random random(6), other(7);
        const MlpSettings settings{{2, 9, 8, 1}, Parameterization::glorot, {{0.5, 0.5}, {0.3, 0.3}}};
        const Mlp<T> network(settings, random), moved(settings, other);
        Tape<T> tape;
        const MlpOnTape<T> parameters(tape, moved);
        std::vector<Condition<T>> now = Wave::conditions<T>(sizes, random);
        for (const WeightRule rule : all_weight_rules()) {
            Weights<T> weights(rule, network, now, LossConvention::means);
            const std::vector<double> at_first = weights.measured();
            for (int draws = 0; draws < 2; ++draws) {
                Wave::draw(sizes, random, now);
                now[2].target = test::random_matrix(random, sizes.interior, 1);
                weights.set_data(now);
                CHECK((draws > 0 || weights.measured() == at_first));  // nothing is measured before update()
                weights.update(parameters);
                const Weights<T> fresh(rule, moved, now, LossConvention::means);
                CHECK(weights.measured() == fresh.measured());
                CHECK(weights.lambda() == fresh.lambda());
            }
        }
    };
    compare(0.0);
    compare(0.0F);
}

TEST_CASE("another number of conditions or points is refused by every rule; fixed weights have no points") {
    const Mlp<double> network = standard_network(7);
    for (const WeightRule rule : all_weight_rules()) {
        const Weights<double> weights(rule, network, thirty_points<double>(), LossConvention::means);
        std::vector<Condition<double>> wrong = thirty_points<double>();
        wrong.pop_back();
        CHECK_THROWS_WITH_AS(weights.set_data(wrong), "Weights: conditions: 2x1 with 1x1", ShapeError);
        for (std::size_t k : {0, 1}) {
            wrong = thirty_points<double>();
            wrong[k].points = Matrix<double>(3, 1);
            CHECK_THROWS_AS(weights.set_data(wrong), ShapeError);
        }
    }
    Weights<double> fixed({3.0, 1.0});
    fixed.set_data(thirty_points<double>());
    CHECK(fixed.lambda() == std::vector<double>{3, 1});
}

TEST_CASE("conditions with weights of their points are refused by every rule, which counts all points alike") {
    Random random(1);
    Condition<double> condition = Poisson{1}.interior<double>(equispaced(3, 0, 1));
    condition.weights = {0.5, 1, 1.5};
    const Mlp<double> network({{1, 5, 1}, Parameterization::ntk, InputScaling::raw(1)}, random);
    for (const WeightRule rule : all_weight_rules()) {
        CHECK_THROWS_WITH_AS(Weights<double>(rule, network, {condition}, LossConvention::means),
                             ("weights by " + to_string(rule) +
                              ": condition r has weights of its points; the rule counts all points alike")
                                 .c_str(),
                             NumericalError);
    }
}
