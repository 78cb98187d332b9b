#include "lib/training/trainer.hpp"

#include "lib/pde/sampling.hpp"
#include "lib/pde/wave.hpp"
#include "tests/support.hpp"
#include "tests/training/plain_poisson.hpp"

using namespace pinn;
using test::close;

namespace {

const Poisson problem{4};
const Matrix<double> interior = equispaced(100, 0, 1);
const Matrix<double> boundary = repeated_ends(50, 0, 1);

Mlp<double> official_network(std::uint64_t seed, std::size_t width = 100) {
    Random random(seed);
    return {{{1, width, 1}, Parameterization::standard, InputScaling::z_scored(interior)}, random};
}

std::vector<Condition<double>> conditions() {
    return {problem.boundary<double>(boundary), problem.interior<double>(interior)};
}

}  // namespace

TEST_CASE("300 steps of the trainer are 300 steps of the loop written by hand") {
    const Mlp<double> network = official_network(3);
    test::PlainPoisson plain(network, problem, boundary, interior);
    Trainer<double> trainer(network, conditions(), LossConvention::means, {80.0, 1.0}, GradientDescent{1e-5});
    for (int i = 0; i < 300; ++i) plain.step(80.0, 1e-5);
    trainer.run(300);
    const Mlp<double> trained = trainer.network();
    for (std::size_t j = 0; j < 100; ++j) {
        CHECK(close(trained.weights[0](0, j), plain.parameters[0][j], 1e-11, 1e-12));
        CHECK(close(trained.biases[0](0, j), plain.parameters[1][j], 1e-11, 1e-12));
        CHECK(close(trained.weights[1](j, 0), plain.parameters[2][j], 1e-11, 1e-12));
    }
    CHECK(close(trained.biases[1](0, 0), plain.c, 1e-11));
    CHECK(trainer.steps_done() == 300);
}

TEST_CASE("with u = 0 the loss terms are the data's sums in each convention") {
    Mlp<double> zero = official_network(1);
    for (auto* part : {&zero.weights[1], &zero.biases[1]}) *part = Matrix<double>(part->shape());
    const std::vector<Condition<double>> both = conditions();
    double sum_b = 0, sum_r = 0;
    for (const double y : both[0].target.values()) sum_b += y * y;
    for (const double y : both[1].target.values()) sum_r += y * y;
    for (const auto& [convention, factor] : {std::pair{LossConvention::half_sums, 0.5},
                                             {LossConvention::half_means, 0.005},
                                             {LossConvention::means, 0.01}}) {
        Trainer<double> trainer(zero, both, convention, {7.0, 3.0}, GradientDescent{1e-5});
        CHECK(close(trainer.loss_terms()[0], factor * sum_b, 1e-12));
        CHECK(close(trainer.loss_terms()[1], factor * sum_r, 1e-12));
        CHECK(close(trainer.loss(), factor * (7 * sum_b + 3 * sum_r), 1e-12));
    }
}

TEST_CASE("means move the parameters twice as far as half means, half sums 100 times as far for 100 points") {
    const auto moved = [](LossConvention convention) {
        const Mlp<double> network = official_network(5);
        Trainer<double> trainer(network, conditions(), convention, {1.0, 1.0}, GradientDescent{1e-9});
        trainer.step();
        return trainer.network().weights[1](17, 0) - network.weights[1](17, 0);
    };
    const double half_means = moved(LossConvention::half_means);
    CHECK(close(moved(LossConvention::means), 2 * half_means, 1e-6));
    CHECK(close(moved(LossConvention::half_sums), 100 * half_means, 1e-6));
}

TEST_CASE("new weights take effect with the next step") {
    const Mlp<double> network = official_network(6);
    Trainer<double> changed(network, conditions(), LossConvention::means, {1.0, 1.0}, GradientDescent{1e-5});
    Trainer<double> given(network, conditions(), LossConvention::means, {50.0, 2.0}, GradientDescent{1e-5});
    changed.set_lambda({50.0, 2.0});
    changed.run(3);
    given.run(3);
    CHECK(changed.network().weights[0] == given.network().weights[0]);
    CHECK_THROWS_WITH_AS(changed.set_lambda({1.0}),
                         "the loss has 1 weight for the conditions u, r; accepted is one for each", ShapeError);
}

TEST_CASE("float training follows double training to float rounding") {
    const Mlp<double> network = official_network(2);
    Random random(2);
    const Mlp<float> network_float(network.settings(), random);
    Trainer<double> exact(network, conditions(), LossConvention::means, {1.0, 1.0}, GradientDescent{1e-5});
    Trainer<float> rounded(network_float, {problem.boundary<float>(boundary), problem.interior<float>(interior)},
                           LossConvention::means, {1.0, 1.0}, GradientDescent{1e-5});
    exact.run(100);
    rounded.run(100);
    CHECK(close(rounded.loss(), exact.loss(), 1e-3));
}

TEST_CASE("a diverging run stops with its step and rate, before it moves the parameters to NaN") {
    Trainer<double> trainer(official_network(0), conditions(), LossConvention::half_sums, {1.0, 1.0},
                            GradientDescent{1e-2});
    CHECK_THROWS_AS(trainer.run(100'000), DivergenceError);
    CHECK(trainer.steps_done() < 1000);
    try {
        trainer.step();
    } catch (const DivergenceError& error) {
        const std::string message = error.what();
        CHECK(message.find("at step " + std::to_string(trainer.steps_done())) != std::string::npos);
        CHECK(message.find("learning rate 0.01") != std::string::npos);
        CHECK(message.find('\n') == std::string::npos);
    }
}

TEST_CASE("conditions and weights that do not fit are refused") {
    const Mlp<double> network = official_network(0, 5);
    const GradientDescent optimizer{1e-5};
    CHECK_THROWS_WITH_AS(Trainer<double>(network, conditions(), LossConvention::means, {1.0}, optimizer),
                         "the loss has 1 weight for the conditions u, r; accepted is one for each", ShapeError);
    CHECK_THROWS_AS(Trainer<double>(network, {}, LossConvention::means, {}, optimizer), ShapeError);
    std::vector<Condition<double>> wrong = conditions();
    wrong[1].target = Matrix<double>(99, 1);
    CHECK_THROWS_WITH_AS(Trainer<double>(network, wrong, LossConvention::means, {1.0, 1.0}, optimizer),
                         "condition r: targets are 99x1 for 100 points; accepted is 100x1", ShapeError);
}

TEST_CASE("what a training says after new weights, new data or a restored state is of the present parameters") {
    const Mlp<double> network = official_network(8, 20), other = official_network(9, 20);
    const Adam rule{.learning_rate = 1e-3, .decay = 0.9, .decay_steps = 7};
    const auto made = [&](const Mlp<double>& at, const std::vector<Condition<double>>& data,
                          const std::vector<double>& lambda) {
        return Trainer<double>(at, data, LossConvention::means, lambda, rule);
    };
    std::vector<Condition<double>> shifted = conditions();
    for (double& y : shifted[1].target.values()) y += 1;
    Trainer<double> trainer = made(network, conditions(), {1, 1});
    trainer.run(20);
    const auto says_what = [&](const Trainer<double>& expected) {
        CHECK(trainer.loss() == expected.loss());
        CHECK(trainer.loss_terms() == expected.loss_terms());
        CHECK(Matrix<double>(trainer.error(1)) == Matrix<double>(expected.error(1)));
    };
    trainer.set_lambda({7, 1});
    says_what(made(trainer.network(), conditions(), {7, 1}));
    trainer.set_data(shifted);
    says_what(made(trainer.network(), shifted, {7, 1}));
    trainer.restore(made(other, conditions(), {1, 1}).state());
    says_what(made(other, shifted, {7, 1}));
    // Reading it changes nothing: the next step is that of a training that was not asked.
    Trainer<double> silent = made(network, conditions(), {7, 1}), asked = made(network, conditions(), {7, 1});
    for (int step = 0; step < 3; ++step) {
        for (Trainer<double>* one : {&silent, &asked}) one->set_data(step % 2 == 0 ? shifted : conditions());
        CHECK(asked.loss() > 0);
        silent.step();
        asked.step();
    }
    CHECK(silent.network().weights == asked.network().weights);
}

TEST_CASE(
    "a weight too large for the precision, or negative, is refused by the name of its condition, and no weight is "
    "set") {
    Random random(2);
    const Mlp<float> network({{1, 5, 1}, Parameterization::standard, InputScaling::z_scored(interior)}, random);
    const std::vector<Condition<float>> both{problem.boundary<float>(boundary), problem.interior<float>(interior)};
    const char* const message = "weight of condition r: 7e+45 is not finite in float";
    Trainer<float> trainer(network, both, LossConvention::means, {1, 1}, GradientDescent{1e-5});
    const double loss = trainer.loss();
    CHECK_THROWS_WITH_AS(trainer.set_lambda({3, 7e45}), message, NumericalError);
    CHECK(trainer.loss() == loss);
    CHECK_THROWS_WITH_AS(Trainer<float>(network, both, LossConvention::means, {1, 7e45}, GradientDescent{1e-5}),
                         message, NumericalError);
    CHECK_THROWS_AS(trainer.set_lambda({NAN, 1}), NumericalError);
    const char* const negative = "weight of condition u: -0.5 is negative";
    CHECK_THROWS_WITH_AS(trainer.set_lambda({-0.5, 1}), negative, NumericalError);
    CHECK_THROWS_WITH_AS(Trainer<float>(network, both, LossConvention::means, {-0.5, 1}, GradientDescent{1e-5}),
                         negative, NumericalError);
    CHECK(trainer.loss() == loss);
}

TEST_CASE("a rule that measures other conditions, or the same in another order, is refused") {
    const Mlp<double> network = official_network(4, 20);
    const std::vector<Condition<double>> both = conditions(), swapped{both[1], both[0]};
    Trainer<double> trainer(network, both, LossConvention::means, {1, 1}, GradientDescent{1e-5});
    Weights<double> right(WeightRule::trace_ratio, network, both, LossConvention::means);
    Weights<double> wrong(WeightRule::trace_ratio, network, swapped, LossConvention::means);
    CHECK_THROWS_WITH_AS(train(trainer, 1, wrong, 1), "weights: conditions are r, u; accepted are u, r",
                         NumericalError);
    CHECK(trainer.steps_done() == 0);
    train(trainer, 1, right, 1);
    CHECK(trainer.steps_done() == 1);
    // Of a network that sees its inputs otherwise, the traces are others.
    Random random(4);
    const Mlp<double> raw({{1, 20, 1}, Parameterization::standard, InputScaling::raw(1)}, random);
    Weights<double> elsewhere(WeightRule::trace_ratio, raw, both, LossConvention::means);
    CHECK_THROWS_WITH_AS(elsewhere.update(trainer.on_tape()),
                         "assign: the networks differ in parameterization, scaling of inputs or features",
                         NumericalError);
}

TEST_CASE("errors and parameters are those the last step started from, read where they lie") {
    const Mlp<double> network = official_network(8, 20);
    Trainer<double> trainer(network, conditions(), LossConvention::means, {1.0, 1.0}, GradientDescent{1e-5});
    trainer.run(4);
    const Mlp<double> before = trainer.network();
    trainer.step();
    const Matrix<double> u = before(boundary);
    for (std::size_t i = 0; i < boundary.rows(); ++i) {
        CHECK(close(trainer.error(0)(i, 0), u(i, 0) - problem.exact(boundary(i, 0)), 1e-12, 1e-13));
    }
    double sum = 0;
    for (std::size_t i = 0; i < interior.rows(); ++i) sum += std::pow(trainer.error(1)(i, 0), 2);
    CHECK(close(trainer.loss_terms()[1], sum / 100, 1e-12));
    CHECK(Matrix<double>(trainer.on_tape().parameters()[2].value()) == trainer.network().weights[1]);
    CHECK_THROWS_WITH_AS(trainer.error(2), "error(2): there are 2 conditions", ShapeError);
}

TEST_CASE("weights are computed at steps 0, m, 2m, ... of the trainer, and no step is taken with other ones") {
    const Mlp<double> network = official_network(9, 20);
    constexpr std::size_t steps = 11;
    for (const std::size_t interval : {1, 4, 100}) {
        // By hand: Algorithm 1 with traces of explicit Jacobians, a new trainer wherever the weights change.
        Mlp<double> by_hand = network;
        std::vector<std::vector<double>> expected;
        for (std::size_t n = 0; n < steps; ++n) {
            if (n % interval == 0) {
                std::vector<double> traces;
                for (const Condition<double>& condition : conditions()) {
                    traces.push_back(kernel_trace(jacobian(by_hand, condition)));
                }
                expected.push_back({(traces[0] + traces[1]) / traces[0], (traces[0] + traces[1]) / traces[1]});
            }
            Trainer<double> one(by_hand, conditions(), LossConvention::means, expected.back(), GradientDescent{1e-5});
            one.step();
            by_hand = one.network();
        }
        Trainer<double> trainer(network, conditions(), LossConvention::means, {1.0, 1.0}, GradientDescent{1e-5});
        Weights<double> weights(WeightRule::trace_ratio, network, conditions(), LossConvention::means);
        std::size_t observed = 0;
        const auto observe = [&] {
            const std::vector<double>& now = expected[observed++ / interval];
            for (std::size_t k : {0, 1}) CHECK(close(weights.lambda()[k], now[k], 1e-10));
        };
        train(trainer, 6, weights, interval, observe);  // in two pieces, the cut beside the interval
        train(trainer, steps - 6, weights, interval, observe);
        CHECK(observed == steps);
        CHECK(test::relative_difference(trainer.network().weights[0], by_hand.weights[0]) < 1e-12);
    }
    Trainer<double> trainer(network, conditions(), LossConvention::means, {1.0, 1.0}, GradientDescent{1e-5});
    Weights<double> fixed({2.0, 1.0});
    CHECK_THROWS_WITH_AS(train(trainer, 1, fixed, 0), "train: weights are updated every 0 steps", std::logic_error);
}

TEST_CASE("fixed weights are those of the trainer that was made with them") {
    const Mlp<double> network = official_network(10, 20);
    Trainer<double> given(network, conditions(), LossConvention::means, {50.0, 2.0}, GradientDescent{1e-5});
    Trainer<double> set(network, conditions(), LossConvention::means, {1.0, 1.0}, GradientDescent{1e-5});
    Weights<double> fixed({50.0, 2.0});
    given.run(5);
    train(set, 5, fixed, 2);
    CHECK(set.network().weights[0] == given.network().weights[0]);
    CHECK(fixed.measured().empty());
}

namespace {

template <class T>
bool same_state(const TrainerState<T>& a, const TrainerState<T>& b) {
    bool same = a.steps_done == b.steps_done && a.parameters == b.parameters && a.moments.size() == b.moments.size();
    for (std::size_t k = 0; same && k < a.moments.size(); ++k) {
        same = a.moments[k].first == b.moments[k].first && a.moments[k].second == b.moments[k].second;
    }
    return same;
}

const std::vector<Optimizer> optimizers{GradientDescent{1e-4}, HeavyBall{1e-4, 0.9}, Adam{},
                                        Adam{.learning_rate = 1e-2, .decay = 0.9, .decay_steps = 7}};
const Wave::Sizes wave_sizes{.side = 3, .velocity = 4, .interior = 6, .velocity_at_values = false};

template <class T>
Trainer<T> wave_trainer(std::uint64_t seed, const Optimizer& optimizer,
                        std::vector<std::size_t> widths = {2, 9, 7, 1}) {
    Random random(seed), points(1);
    const Mlp<T> network({std::move(widths), Parameterization::glorot, {{0.5, 0.5}, {0.3, 0.3}}}, random);
    return Trainer<T>(network, Wave::conditions<T>(wave_sizes, points), LossConvention::means, {100, 10, 1}, optimizer);
}

template <class T>
void goes_on_from_its_state() {
    for (const Optimizer& optimizer : optimizers) {
        auto whole = wave_trainer<T>(11, optimizer), first = wave_trainer<T>(11, optimizer);
        const TrainerState<T> start = whole.state();
        CHECK(start.steps_done == 0);
        whole.run(20);
        first.run(10);
        const TrainerState<T> saved = first.state();
        CHECK(saved.steps_done == 10);
        CHECK(saved.parameters.size() == 6);
        CHECK(saved.moments[0].first.size() == (std::holds_alternative<GradientDescent>(optimizer) ? 0 : 18));
        CHECK(saved.moments[0].second.size() == (std::holds_alternative<Adam>(optimizer) ? 18 : 0));
        auto second = wave_trainer<T>(12, optimizer);  // other initial weights
        second.run(3);
        second.restore(saved);
        CHECK(same_state(second.state(), saved));
        second.run(10);
        CHECK(second.steps_done() == 20);
        CHECK(same_state(second.state(), whole.state()));
        CHECK(second.loss() == whole.loss());
        CHECK(!same_state(saved, whole.state()));
        second.restore(start);  // and back to the start
        second.run(20);
        CHECK(same_state(second.state(), whole.state()));
    }
}

}  // namespace

TEST_CASE("a training restored at step 10 is at step 20 the training that never stopped, bit by bit") {
    goes_on_from_its_state<double>();
    goes_on_from_its_state<float>();
}

TEST_CASE("the state of another network is refused and changes nothing") {
    for (const Optimizer& optimizer : optimizers) {
        auto trainer = wave_trainer<double>(13, optimizer), undisturbed = wave_trainer<double>(13, optimizer);
        trainer.run(5);
        undisturbed.run(5);
        const TrainerState<double> good = trainer.state();
        std::vector<TrainerState<double>> foreign{
            wave_trainer<double>(13, optimizer, {2, 9, 8, 1}).state(),     // the first matrices fit
            wave_trainer<double>(13, optimizer, {2, 9, 7, 7, 1}).state(),  // another depth
            wave_trainer<double>(13, optimizer, {2, 5, 1}).state(),
            {}};
        for (int part = 0; part < 4; ++part) {
            TrainerState<double>& wrong = foreign.emplace_back(good);
            for (AlignedVector<double>& values : wrong.parameters) values.assign(values.size(), 1.5);
            wrong.steps_done = 77;
            if (part == 0) wrong.parameters.back().clear();
            if (part == 1) wrong.moments.back().first.assign(2, 0.5);
            if (part == 2) wrong.moments.back().second.assign(2, 0.5);
            if (part == 3) wrong.moments.pop_back();
        }
        for (const TrainerState<double>& state : foreign) {
            CHECK_THROWS_AS(trainer.restore(state), ShapeError);
            CHECK(same_state(trainer.state(), good));
        }
        trainer.run(5);
        undisturbed.run(5);
        CHECK(same_state(trainer.state(), undisturbed.state()));
    }
}

TEST_CASE("a training with new points in every step is a chain of trainers, each made at its points") {
    Random random(14), points(15);
    Mlp<double> by_hand({{2, 9, 7, 1}, Parameterization::glorot, {{0.5, 0.5}, {0.3, 0.3}}}, random);
    const GradientDescent rule{1e-4};
    const std::vector<double> lambda{100, 10, 1};
    std::vector<Condition<double>> now = Wave::conditions<double>(wave_sizes, points);
    Trainer<double> trainer(by_hand, now, LossConvention::means, lambda, rule);
    for (int step = 0; step < 5; ++step) {
        Wave::draw(wave_sizes, points, now);
        trainer.set_data(now);
        trainer.step();
        Trainer<double> one(by_hand, now, LossConvention::means, lambda, rule);
        one.step();
        by_hand = one.network();
        CHECK(trainer.loss() == one.loss());
        CHECK(trainer.loss_terms() == one.loss_terms());
        CHECK(trainer.network().weights == by_hand.weights);
        CHECK(trainer.network().biases == by_hand.biases);
    }
    now.pop_back();
    CHECK_THROWS_WITH_AS(trainer.set_data(now), "set_data: conditions: 3x1 with 2x1", ShapeError);
}
