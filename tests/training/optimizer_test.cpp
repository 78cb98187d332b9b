#include "lib/training/optimizer.hpp"

#include "lib/pde/wave.hpp"
#include "lib/training/trainer.hpp"
#include "tests/support.hpp"

using namespace pinn;
using test::close;

namespace {

// Algorithm 1 of arXiv 1412.6980 line by line, one number at a time, in double.
struct PlainAdam {
    Adam rule;
    double m = 0, v = 0, beta1_t = 1, beta2_t = 1;
    int t = 0;

    explicit PlainAdam(const Adam& settings) : rule(settings) {}

    double step(double theta, double g) {
        ++t;
        beta1_t *= rule.beta1;
        beta2_t *= rule.beta2;
        m = rule.beta1 * m + (1 - rule.beta1) * g;
        v = rule.beta2 * v + (1 - rule.beta2) * g * g;
        const double m_hat = m / (1 - beta1_t), v_hat = v / (1 - beta2_t);
        const double rate = rule.learning_rate * std::exp(std::log(rule.decay) * (t - 1) / rule.decay_steps);
        return theta - rate * m_hat / (std::sqrt(v_hat) + rule.epsilon);
    }
};

const std::vector<Adam> rules{
    {},
    {.learning_rate = 1e-2, .decay = 0.9, .decay_steps = 5},
    {.learning_rate = 3e-3, .decay = 0.5, .decay_steps = 10, .beta1 = 0.5, .beta2 = 0.9, .epsilon = 1e-3},
};

// Gradients of 1e-9 (below epsilon) to 1e3, of either sign, and 0.
template <class T>
Matrix<T> gradients(Random& random, std::size_t rows, std::size_t cols) {
    Matrix<T> g = test::random_matrix<T>(random, rows, cols);
    for (std::size_t i = 0; i < g.size(); ++i) g.values()[i] *= static_cast<T>(std::pow(10, double(i % 13) - 9));
    g.values()[0] = 0;
    return g;
}

template <class T>
void compare_with_plain(double rtol) {
    for (const Adam& rule : rules) {
        Random random(1);
        Matrix<T> theta(7, 19);  // starts at 0: what is compared is the way gone
        Moments<T> moments;
        std::vector<PlainAdam> plain(theta.size(), PlainAdam(rule));
        std::vector<double> expected(theta.size(), 0.0);
        for (std::size_t step = 0; step < 20; ++step) {
            const Matrix<T> g = gradients<T>(random, 7, 19);
            update<T>(rule, step, theta.view(), g.view(), moments);
            for (std::size_t i = 0; i < theta.size(); ++i) {
                expected[i] = plain[i].step(expected[i], static_cast<double>(g.values()[i]));
                CHECK(close(static_cast<double>(theta.values()[i]), expected[i], rtol, rtol * rule.learning_rate));
                CHECK(close(static_cast<double>(moments.second[i]), plain[i].v, 20 * rtol));
            }
        }
        CHECK(theta.values()[0] == 0);
    }
}

}  // namespace

TEST_CASE("settings with which a step is none are refused by name, in a training before its first step") {
    const auto refused = [](const Optimizer& optimizer) { CHECK_THROWS_AS(check_settings(optimizer), NumericalError); };
    for (const double bad : {0.0, -1.0, double(NAN), double(INFINITY)}) {
        refused(GradientDescent{bad});
        refused(HeavyBall{bad, 0.9});
        refused(Adam{.learning_rate = bad});
        refused(Adam{.decay = bad});
        refused(Adam{.decay_steps = bad});
    }
    for (const double bad : {1.0, -0.1, double(NAN)}) {
        refused(HeavyBall{1e-5, bad});
        refused(Adam{.beta1 = bad});
        refused(Adam{.beta2 = bad});
    }
    refused(Adam{.epsilon = -1e-8});
    refused(Adam{.epsilon = 0});
    for (const Optimizer& right : {Optimizer(GradientDescent{1}), Optimizer(HeavyBall{1, 0}), Optimizer(Adam{})}) {
        CHECK_NOTHROW(check_settings(right));
    }
    CHECK_THROWS_WITH_AS(check_settings(Adam{.decay = 1.1}), "Adam: decay is 1.1; accepted is 0 < decay <= 1",
                         NumericalError);
}

TEST_CASE("20 steps of Adam are 20 steps of its algorithm written out, in double and in float") {
    compare_with_plain<double>(1e-12);
    compare_with_plain<float>(1e-5);
}

TEST_CASE("the first step of Adam has the size of the rate and the sign of the gradient, up to epsilon") {
    for (const Adam& rule : rules) {
        Random random(2);
        const Matrix<double> g = gradients<double>(random, 5, 26);
        Matrix<double> theta(5, 26);
        Moments<double> moments;
        update<double>(rule, 0, theta.view(), g.view(), moments);
        for (std::size_t i = 0; i < g.size(); ++i) {
            const double slope = g.values()[i], moved = theta.values()[i];
            CHECK(close(moved, -rule.learning_rate * slope / (std::abs(slope) + rule.epsilon), 1e-12));
            if (std::abs(slope) > 1e4 * rule.epsilon) {
                CHECK(close(moved, slope > 0 ? -rule.learning_rate : rule.learning_rate, 1e-4));
            }
        }
        CHECK(moments.first.size() == g.size());
        CHECK(moments.second.size() == g.size());
    }
}

TEST_CASE("the rate falls to its decay within decay_steps, continuously, and only if asked to") {
    const Adam decaying{.learning_rate = 2e-3, .decay = 0.9, .decay_steps = 1000};
    CHECK(decaying.rate(0) == 2e-3);
    CHECK(close(decaying.rate(500), 2e-3 * std::sqrt(0.9), 1e-15));
    CHECK(close(decaying.rate(1000), 2e-3 * 0.9, 1e-15));
    CHECK(close(decaying.rate(3000), 2e-3 * 0.729, 1e-14));
    CHECK(close(decaying.rate(1) / decaying.rate(0), std::exp(std::log(0.9) / 1000), 1e-15));
    CHECK(Adam{}.rate(0) == 1e-3);
    CHECK(Adam{}.rate(80'000) == 1e-3);
    CHECK(learning_rate(decaying, 700) == decaying.rate(700));
    CHECK(learning_rate(GradientDescent{1e-5}, 700) == 1e-5);
    CHECK(learning_rate(HeavyBall{1e-6, 0.9}, 700) == 1e-6);
}

TEST_CASE("gradient descent moves by rate times gradient and remembers nothing") {
    Matrix<double> theta{{1, 2}, {3, 4}};
    const Matrix<double> g{{8, -4}, {0, 2}};
    Moments<double> moments;
    update<double>(GradientDescent{0.25}, 17, theta.view(), g.view(), moments);
    CHECK(theta == Matrix<double>{{-1, 3}, {3, 3.5}});
    CHECK(moments.first.empty());
    CHECK(moments.second.empty());
}

TEST_CASE("heavy-ball momentum is its two lines, and gradient descent without momentum") {
    Matrix<double> theta{{1, 2}};
    Moments<double> moments;
    const HeavyBall rule{0.25, 0.5};
    update<double>(rule, 0, theta.view(), Matrix<double>{{8, -4}}.view(), moments);
    CHECK(theta == Matrix<double>{{-1, 3}});  // velocity (-2, 1)
    update<double>(rule, 1, theta.view(), Matrix<double>{{0, 4}}.view(), moments);
    CHECK(theta == Matrix<double>{{-2, 2.5}});  // velocity (-1, -0.5)
    CHECK(moments.first == AlignedVector<double>{-1, -0.5});
    CHECK(moments.second.empty());

    Random random(5);
    Matrix<float> ball = test::random_matrix<float>(random, 4, 5), plain = ball;
    Moments<float> of_ball, of_plain;
    for (std::size_t step = 0; step < 5; ++step) {
        const Matrix<float> g = test::random_matrix<float>(random, 4, 5);
        update<float>(HeavyBall{0.1, 0}, step, ball.view(), g.view(), of_ball);
        update<float>(GradientDescent{0.1}, step, plain.view(), g.view(), of_plain);
    }
    CHECK(test::max_difference(ball, plain) < 1e-6);
}

TEST_CASE("Adam gives the same bytes with any number of threads") {
    std::vector<Matrix<float>> results;
    for (const int threads : {1, 2, 3}) {
        const test::ThreadCount scope(threads);
        Random random(3);
        Matrix<float> theta = test::random_matrix<float>(random, 45, 1001);
        Moments<float> moments;
        for (std::size_t step = 0; step < 2; ++step) {
            const Matrix<float> g = test::random_matrix<float>(random, 45, 1001);
            update<float>(Adam{}, step, theta.view(), g.view(), moments);
        }
        results.push_back(theta);
    }
    CHECK(results[1] == results[0]);
    CHECK(results[2] == results[0]);
}

TEST_CASE("a trainer with Adam takes the steps of the plain algorithm with the gradient of its loss") {
    Random random(4);
    const std::vector<Condition<double>> conditions =
        Wave::conditions<double>({.side = 3, .velocity = 4, .interior = 5, .velocity_at_values = false}, random);
    const Mlp<double> network({{2, 8, 6, 1}, Parameterization::glorot, {{0.5, 0.5}, {0.3, 0.3}}}, random);
    const std::vector<double> lambda{100, 10, 1};
    for (const Adam& rule : rules) {
        Tape<double> tape;
        const MlpOnTape<double> u(tape, network);
        const Loss<double> loss = record_loss(tape, u, conditions, LossConvention::means, lambda);
        const std::vector<Var<double>> slopes = gradient(loss.total, u.parameters());
        std::vector<PlainAdam> plain(network.parameter_count(), PlainAdam(rule));
        Trainer<double> trainer(network, conditions, LossConvention::means, lambda, rule);
        for (int step = 0; step < 20; ++step) {
            trainer.step();
            CHECK(close(trainer.loss(), loss.total.scalar(), 1e-11));
            std::size_t p = 0;
            for (std::size_t k = 0; k < slopes.size(); ++k) {
                Matrix<double> theta(u.parameters()[k].value());
                const Matrix<double> g(slopes[k].value());
                for (std::size_t i = 0; i < g.size(); ++i, ++p) {
                    theta.values()[i] = plain[p].step(theta.values()[i], g.values()[i]);
                }
                tape.assign(u.parameters()[k], theta.view());
            }
            tape.evaluate();
        }
        for (std::size_t k = 0; k < slopes.size(); ++k) {
            const Matrix<double> expected(u.parameters()[k].value());
            CHECK(test::relative_difference(Matrix<double>(trainer.on_tape().parameters()[k].value()), expected) <
                  1e-10);
        }
    }
}
