#include "lib/training/loss.hpp"

#include "lib/kernel/empirical.hpp"
#include "lib/pde/poisson.hpp"
#include "lib/pde/sampling.hpp"
#include "lib/pde/wave.hpp"
#include "tests/support.hpp"

using namespace pinn;
using test::close;

TEST_CASE("d/dt o = - K D e with D of kernel_weights: the outputs after a tiny gradient step, every convention") {
    Random random(1);
    const Matrix<double> interior = equispaced(7, 0, 1), boundary = repeated_ends(2, 0, 1);
    const Poisson problem{2};
    std::vector<Condition<double>> conditions{problem.boundary<double>(boundary), problem.interior<double>(interior)};
    conditions[1].weights = {0, 0.5, 1, 2, 3, 0.25, 7};
    const Mlp<double> network({{1, 12, 1}, Parameterization::standard, InputScaling::z_scored(interior)}, random);
    const Matrix<double> K = kernel(network, conditions);
    const std::vector<double> lambda{30.0, 0.5};
    for (const auto convention : {LossConvention::half_sums, LossConvention::half_means, LossConvention::means}) {
        const std::vector<double> d = kernel_weights(conditions, convention, lambda);
        Tape<double> tape;
        const MlpOnTape<double> u(tape, network);
        const Loss<double> loss = record_loss(tape, u, conditions, convention, lambda);
        const std::vector<Var<double>> slope = gradient(loss.total, u.parameters());
        const auto errors = [&] {
            std::vector<double> e;
            for (const Var<double>& part : loss.errors) {
                for (std::size_t i = 0; i < part.shape().rows; ++i) e.push_back(part.value()(i, 0));
            }
            return e;
        };
        const auto move = [&](double along) {  // theta - along grad L(theta_0)
            const std::vector<Matrix<double>> start{network.weights[0], network.biases[0], network.weights[1],
                                                    network.biases[1]};
            for (std::size_t k = 0; k < 4; ++k) tape.assign(u.parameters()[k], start[k].view());
            tape.evaluate();
            std::vector<Matrix<double>> moved = start;
            for (std::size_t k = 0; k < 4; ++k) {
                const Matrix<double> g(slope[k].value());
                for (std::size_t i = 0; i < g.size(); ++i) moved[k].values()[i] -= along * g.values()[i];
            }
            for (std::size_t k = 0; k < 4; ++k) tape.assign(u.parameters()[k], moved[k].view());
            tape.evaluate();
            return errors();
        };
        const std::vector<double> e = errors();
        const double h = 1e-9;
        const std::vector<double> high = move(h), low = move(-h);
        double largest = 0;
        std::vector<double> expected(e.size());
        for (std::size_t i = 0; i < e.size(); ++i) {
            for (std::size_t j = 0; j < e.size(); ++j) expected[i] -= K(i, j) * d[j] * e[j];
            largest = std::max(largest, std::abs(expected[i]));
        }
        for (std::size_t i = 0; i < e.size(); ++i) {
            CHECK(close((high[i] - low[i]) / (2 * h), expected[i], 1e-5, 1e-5 * largest));
        }
    }
    CHECK_THROWS_WITH_AS(kernel_weights(conditions, LossConvention::means, {1.0}), "kernel_weights: 2x1 with 1x1",
                         ShapeError);
}

TEST_CASE("a point of weight 3 counts as three in a sum, one of weight 0 as none, and K does not know") {
    Random random(2);
    const Poisson problem{2};
    const Matrix<double> one{{0.1}, {0.4}, {0.7}}, thrice{{0.4}, {0.1}, {0.4}, {0.4}};
    Condition<double> weighted = problem.interior<double>(one);
    weighted.weights = {1, 3, 0};
    const Mlp<double> network({{1, 9, 1}, Parameterization::ntk, InputScaling::raw(1)}, random);
    const auto loss_and_slope = [&](const Condition<double>& condition, LossConvention convention) {
        Tape<double> tape;
        const MlpOnTape<double> u(tape, network);
        const Loss<double> loss = record_loss(tape, u, {condition}, convention, {0.5});
        return std::pair(double(loss.total.scalar()), Matrix<double>(gradient(loss.total, u.parameters()[0]).value()));
    };
    const auto [found, slope] = loss_and_slope(weighted, LossConvention::half_sums);
    const auto [expected, expected_slope] = loss_and_slope(problem.interior<double>(thrice), LossConvention::half_sums);
    CHECK(close(found, expected, 1e-14));
    CHECK(test::max_difference(slope, expected_slope) < 1e-11);
    CHECK(close(loss_and_slope(weighted, LossConvention::means).first, 2.0 / 3 * found, 1e-14));
    const Condition<double> plain = problem.interior<double>(one);
    CHECK(kernel(network, weighted, weighted) == kernel(network, plain, plain));
    CHECK(jacobian(network, weighted) == jacobian(network, plain));
    CHECK(kernel_trace(network, weighted) == kernel_trace(network, plain));

    Tape<double> tape;
    const MlpOnTape<double> u(tape, network);
    const Loss<double> loss = record_loss(tape, u, {weighted}, LossConvention::means, {1});
    weighted.points(0, 0) = 0.2;
    CHECK_NOTHROW(loss.set_data(u, {weighted}));
    weighted.weights[0] = 2;
    CHECK_THROWS_WITH_AS(
        loss.set_data(u, {weighted}),
        "condition r: new data come with other weights of the points; only points and targets may change",
        NumericalError);
}

TEST_CASE("kernel weights are lambda, lambda / N and 2 lambda / N") {
    const Poisson problem{1};
    const std::vector<Condition<float>> conditions{problem.boundary<float>(repeated_ends(2, 0, 1)),
                                                   problem.interior<float>(equispaced(5, 0, 1))};
    const std::vector<double> lambda{3, 7};
    const auto d = [&](LossConvention convention) { return kernel_weights(conditions, convention, lambda); };
    CHECK(d(LossConvention::half_sums) == std::vector<double>{3, 3, 3, 3, 7, 7, 7, 7, 7});
    for (std::size_t i = 0; i < 9; ++i) {
        CHECK(close(d(LossConvention::half_means)[i], i < 4 ? 3.0 / 4 : 7.0 / 5, 1e-15));
        CHECK(close(d(LossConvention::means)[i], i < 4 ? 6.0 / 4 : 14.0 / 5, 1e-15));
    }
}

namespace {

const Wave::Sizes small{.side = 4, .velocity = 7, .interior = 9, .velocity_at_values = false};
const Wave::Sizes tied{.side = 4, .velocity = 4, .interior = 9, .velocity_at_values = true};
const std::vector<double> wave_lambda{3000, 30, 1};

Mlp<double> wave_network(std::uint64_t seed, std::vector<std::size_t> widths = {2, 30, 30, 30, 1}) {
    Random random(seed);
    const InputScaling scaling = InputScaling::z_scored(Wave::uniform(1000, random));
    return {{std::move(widths), Parameterization::glorot, scaling}, random};
}

// A loss on a tape of its own, with its gradient.
struct Recorded {
    Tape<double> tape;
    MlpOnTape<double> u;
    Loss<double> loss;
    std::vector<Var<double>> slopes;

    Recorded(const Mlp<double>& network, const std::vector<Condition<double>>& conditions, LossConvention convention,
             const std::vector<double>& lambda)
        : u(tape, network),
          loss(record_loss(tape, u, conditions, convention, lambda)),
          slopes(gradient(loss.total, u.parameters())) {}

    std::vector<double> gradient_entries() const {
        std::vector<double> entries;
        for (const Var<double>& slope : slopes) {
            const Matrix<double> g(slope.value());
            entries.insert(entries.end(), g.values().begin(), g.values().end());
        }
        return entries;
    }
    bool same_numbers(const Recorded& other) const {
        bool same = loss.total.scalar() == other.loss.total.scalar() && gradient_entries() == other.gradient_entries();
        for (std::size_t k = 0; k < loss.errors.size(); ++k) {
            same = same && loss.terms[k].scalar() == other.loss.terms[k].scalar() &&
                   Matrix<double>(loss.errors[k].value()) == Matrix<double>(other.loss.errors[k].value());
        }
        return same;
    }
};

double largest_entry(const std::vector<double>& entries) {
    double largest = 0;
    for (const double entry : entries) largest = std::max(largest, std::abs(entry));
    return largest;
}

// Conditions of two operators, one of them nonlinear, with targets, in an order that belongs to neither.
std::vector<Condition<double>> two_operators(Random& random) {
    std::vector<Condition<double>> wave = Wave::conditions<double>(small, random);
    const auto laplace = [&](const char* name, std::size_t n, Channels channels, auto applied) {
        return Condition<double>{name,    Wave::uniform(n, random),         {1.0, 0.5}, channels,
                                 applied, test::random_matrix(random, n, 1)};
    };
    const auto cubic = [](const Jet<double>& u) {
        const Var<double> value = u.value();
        return u.second() + value * square(value);
    };
    const auto slope = [](const Jet<double>& u) { return u.first(1); };
    return {wave[0], laplace("cubic", 5, {.value = true, .second = true}, cubic), wave[2],
            laplace("slope", 3, {.directions = 2}, slope), wave[1]};
}

}  // namespace

TEST_CASE("the gradient of the wave loss is its fourth-order central differences, at 50 random parameters") {
    for (const Wave::Sizes& sizes : {small, Wave::loss_sizes}) {
        Random random(3);
        const std::vector<Condition<double>> conditions = Wave::conditions<double>(sizes, random);
        const Mlp<double> network = wave_network(2);
        const std::vector<double> exact =
            Recorded(network, conditions, LossConvention::means, wave_lambda).gradient_entries();
        REQUIRE(exact.size() == network.parameter_count());
        const double largest = largest_entry(exact);

        Tape<double> tape;
        const MlpOnTape<double> u(tape, network);
        const Loss<double> loss = record_loss(tape, u, conditions, LossConvention::means, wave_lambda);
        for (int i = 0; i < 50; ++i) {
            const auto p = static_cast<std::size_t>(random.uniform(0, static_cast<double>(exact.size())));
            std::size_t k = 0, entry = p;
            for (; entry >= Matrix<double>(u.parameters()[k].value()).size(); ++k) {
                entry -= Matrix<double>(u.parameters()[k].value()).size();
            }
            double& theta = tape.leaf_value(u.parameters()[k]).data[entry];
            const double before = theta, h = 1e-3;
            const auto at = [&](double shift) {
                theta = before + shift;
                tape.evaluate();
                return loss.total.scalar();
            };
            const double differences = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
            theta = before;
            CHECK(close(exact[p], differences, 0, 1e-7 * largest));
        }
    }
}

TEST_CASE("one pass for all conditions is the sum of losses recorded one condition at a time, in any order") {
    const Mlp<double> network = wave_network(4, {2, 12, 10, 1});
    Random random(5);
    const std::vector<Condition<double>> mixed = two_operators(random);
    const std::vector<Condition<double>> wave{mixed[0], mixed[4], mixed[2]};
    Condition<double> again = wave[0];
    again.name = "again";
    const std::vector<Condition<double>> shared = Wave::conditions<double>(tied, random);
    const std::vector<std::vector<Condition<double>>> lists{wave,
                                                            {wave[2], wave[0], wave[1]},
                                                            {wave[1], wave[2], wave[0]},
                                                            {wave[0], again, wave[2]},
                                                            mixed,
                                                            shared,
                                                            {shared[2], shared[0], shared[1]},
                                                            {shared[1], shared[0], shared[2]},
                                                            {shared[0], wave[1], shared[2]}};
    for (const std::vector<Condition<double>>& conditions : lists) {
        for (const auto convention : {LossConvention::half_sums, LossConvention::half_means, LossConvention::means}) {
            std::vector<double> lambda{3000, 30, 1, 7, 0.2};
            lambda.resize(conditions.size());
            const Recorded together(network, conditions, convention, lambda);
            double total = 0;
            std::vector<double> slopes(network.parameter_count(), 0.0);
            for (std::size_t k = 0; k < conditions.size(); ++k) {
                const Recorded alone(network, {conditions[k]}, convention, {lambda[k]});
                total += alone.loss.total.scalar();
                const std::vector<double> part = alone.gradient_entries();
                for (std::size_t p = 0; p < slopes.size(); ++p) slopes[p] += part[p];
                CHECK(close(together.loss.terms[k].scalar(), alone.loss.terms[0].scalar(), 1e-12));
                CHECK(test::relative_difference(Matrix<double>(together.loss.errors[k].value()),
                                                Matrix<double>(alone.loss.errors[0].value())) < 1e-12);
            }
            CHECK(close(together.loss.total.scalar(), total, 1e-12));
            const std::vector<double> all = together.gradient_entries();
            for (std::size_t p = 0; p < all.size(); ++p) {
                CHECK(close(all[p], slopes[p], 0, 1e-12 * largest_entry(slopes)));
            }
        }
    }
}

TEST_CASE("errors of conditions with different coefficients are those of plain repeated differentiation") {
    const Mlp<double> network = wave_network(6, {2, 12, 10, 1});
    Random random(7);
    const std::vector<Condition<double>> conditions = two_operators(random);
    const Recorded together(network, conditions, LossConvention::means, {1, 1, 1, 1, 1});
    for (std::size_t k = 0; k < conditions.size(); ++k) {
        Tape<double> tape;
        const MlpOnTape<double> net(tape, network);
        const Var<double> x = tape.leaf(conditions[k].points), u = net.forward(x), du = gradient(sum(u), x);
        const Var<double> u_0 = columns(du, 0, 1), u_1 = columns(du, 1, 1);
        const Var<double> u_00 = columns(gradient(sum(u_0), x), 0, 1), u_11 = columns(gradient(sum(u_1), x), 1, 1);
        // The order of two_operators().
        const std::vector<Var<double>> applied{u, u_00 + 0.5 * u_11 + u * square(u), u_00 + -4.0 * u_11, u_1, u_0};
        Matrix<double> expected(applied[k].value());
        for (std::size_t i = 0; i < expected.rows(); ++i) expected(i, 0) -= conditions[k].target(i, 0);
        CHECK(test::relative_difference(Matrix<double>(together.loss.errors[k].value()), expected) < 1e-11);
    }
}

TEST_CASE("a loss with new data is the loss recorded there, to the last bit, and back") {
    const Mlp<double> network = wave_network(8, {2, 12, 10, 1});
    Random random(9);
    const std::vector<std::function<std::vector<Condition<double>>()>> draws{
        [&] { return Wave::conditions<double>(small, random); }, [&] { return Wave::conditions<double>(tied, random); },
        [&] { return two_operators(random); }};
    for (const auto& draw : draws) {
        const std::vector<Condition<double>> first = draw(), second = draw();
        const std::vector<double> lambda(first.size(), 2.5);
        const Recorded at_first(network, first, LossConvention::means, lambda);
        const Recorded at_second(network, second, LossConvention::means, lambda);
        Recorded moved(network, first, LossConvention::means, lambda);
        CHECK(moved.same_numbers(at_first));
        CHECK(!moved.same_numbers(at_second));
        moved.loss.set_data(moved.u, second);
        CHECK(moved.same_numbers(at_first));  // takes effect with evaluate()
        moved.tape.evaluate();
        CHECK(moved.same_numbers(at_second));
        moved.loss.set_data(moved.u, first);
        moved.tape.evaluate();
        CHECK(moved.same_numbers(at_first));
    }
}

TEST_CASE("points that a condition shares with the next are evaluated once, and stay shared") {
    const Mlp<double> network = wave_network(14, {2, 12, 10, 1});
    Random random(15);
    const std::vector<Condition<double>> all = Wave::conditions<double>(tied, random);
    const auto rows = [&](const std::vector<Condition<double>>& conditions) {
        const Recorded recorded(network, conditions, LossConvention::means, std::vector<double>(conditions.size(), 1));
        return recorded.loss.data[0].placed.seed.stack.shape().rows - 2;  // but those of the two directions
    };
    CHECK(rows(all) == 9 + 4 + 8);
    CHECK(rows({all[2], all[0], all[1]}) == 9 + 4 + 8);
    CHECK(rows({all[1], all[0], all[2]}) == 9 + 4 + 12);  // not the next of the list
    std::vector<Condition<double>> apart = all;
    apart[1].points(3, 1) += 0.1;
    CHECK(rows(apart) == 9 + 4 + 12);

    const Recorded recorded(network, all, LossConvention::means, {1, 1, 1});
    CHECK_THROWS_WITH_AS(
        recorded.loss.set_data(recorded.u, apart),
        "set_data: conditions u and u_t were recorded with points in common, which have to stay the same", ShapeError);

    const Matrix<double> ends{{0, 0.1}, {0, 0.3}, {0, 0.6}, {0, 0.9}};  // all points of both
    const std::vector<Condition<double>> both{Wave::value<double>(ends, Matrix<double>(4, 1, 1.0)),
                                              Wave::velocity<double>(ends, Matrix<double>(4, 1, 2.0))};
    CHECK(rows(both) == 4);
    const auto total = [&](const std::vector<Condition<double>>& conditions) {
        const Recorded made(network, conditions, LossConvention::means, std::vector<double>(conditions.size(), 1));
        return made.loss.total.value()(0, 0);
    };
    CHECK(close(total(both), total({both[0]}) + total({both[1]}), 1e-13, 0));
}

TEST_CASE("data of other sizes are refused") {
    const Mlp<double> network = wave_network(10, {2, 12, 10, 1});
    Random random(11);
    const std::vector<Condition<double>> first = two_operators(random), second = two_operators(random);
    const Recorded recorded(network, first, LossConvention::means, {1, 1, 1, 1, 1});
    std::vector<Condition<double>> fewer = second;
    fewer.pop_back();
    CHECK_THROWS_WITH_AS(recorded.loss.set_data(recorded.u, fewer), "set_data: conditions: 5x1 with 4x1", ShapeError);
    std::vector<Condition<double>> wrong = second;
    wrong[1].points = Matrix<double>(6, 2);
    CHECK_THROWS_WITH_AS(recorded.loss.set_data(recorded.u, wrong), "condition cubic: has 6 new points for 5",
                         ShapeError);
    wrong = second;
    wrong[3].target = Matrix<double>(4, 1);
    CHECK_THROWS_WITH_AS(recorded.loss.set_data(recorded.u, wrong),
                         "condition slope: targets are 4x1 for 3 points; accepted is 3x1", ShapeError);
    wrong = second;
    wrong[4].points = Matrix<double>(small.velocity, 3);
    CHECK_THROWS_AS(recorded.loss.set_data(recorded.u, wrong), ShapeError);
}

TEST_CASE("data that are refused change nothing, whichever condition does not fit") {
    const Mlp<double> network = wave_network(12, {2, 12, 10, 1});
    Random random(13);
    const std::vector<Condition<double>> first = two_operators(random), second = two_operators(random);
    const std::vector<double> lambda(5, 1.0);
    const Recorded undisturbed(network, first, LossConvention::means, lambda);
    for (std::size_t k = 0; k < 5; ++k) {
        for (const int what : {0, 1, 2}) {
            CAPTURE(k);
            CAPTURE(what);
            Recorded recorded(network, first, LossConvention::means, lambda);
            std::vector<Condition<double>> wrong = second;
            const std::size_t n = wrong[k].points.rows();
            if (what == 0) wrong[k].points = Matrix<double>(n + 1, 2);
            if (what == 1) wrong[k].points = Matrix<double>(n, 1);
            if (what == 2) wrong[k].target = Matrix<double>(n, 2);
            CHECK_THROWS_AS(recorded.loss.set_data(recorded.u, wrong), ShapeError);
            recorded.tape.evaluate();
            CHECK(recorded.same_numbers(undisturbed));
        }
    }
}
