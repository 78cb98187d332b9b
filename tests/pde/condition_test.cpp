#include "lib/pde/condition.hpp"

#include "lib/kernel/empirical.hpp"
#include "lib/pde/poisson.hpp"
#include "lib/pde/sampling.hpp"
#include "lib/training/gauss_newton.hpp"
#include "lib/training/trainer.hpp"
#include "lib/training/weights.hpp"
#include "tests/support.hpp"

using namespace pinn;

namespace {

using J = const Jet<double>&;
using Operator1 = std::function<Var<double>(J)>;

const std::size_t n = 12;
const Matrix<double> points = equispaced(n, 0.1, 0.9);

Mlp<double> network(std::size_t inputs = 1) {
    Random random(0);
    return {{{inputs, 10, 1}, Parameterization::ntk, InputScaling::raw(inputs)}, random};
}

Condition<double> condition(Channels channels, Operator1 applied) {
    return {"r", points, {1.0}, channels, std::move(applied), Matrix<double>(n, 1, 0.5)};
}

Condition<double> residual() {
    return condition({.second = true}, [](J u) { return u.second(); });
}

const char* const interacts =
    "condition r: its operator gives a point another number where it stands among others: it makes points interact, or "
    "holds numbers of its own at them; accepted are those of .given";
const char* const frozen =
    "condition r: its operator is another one when it is recorded again: it computes with .value() of u, given numbers "
    "or unknowns, and keeps what that was; accepted are operators of the variables themselves";
const char* const independent = "condition r: its operator does not depend on u, nor on an unknown coefficient";

// f of the present value of a variable, entry by entry: a constant on its tape.
Var<double> now(Var<double> v, double (*f)(double)) {
    Matrix<double> values(v.value());
    for (double& value : values.values()) value = f(value);
    return v.tape->constant(values);
}

// Every way in: whoever reads a condition, on a network. Each gives its message, which has to be one and the same.
template <class Error>
std::string refused(const Mlp<double>& net, const Condition<double>& bad) {
    const LossConvention means = LossConvention::means;
    const std::vector<std::function<void()>> ways{
        [&] { jacobian(net, bad); },
        [&] { kernel(net, bad, bad); },
        [&] { kernel(net, std::vector<Condition<double>>{bad}); },
        [&] { kernel_trace(net, bad); },
        [&] { Weights<double>(WeightRule::trace_ratio, net, {bad}, means); },
        [&] { Weights<double>(WeightRule::gradient_norm, net, {bad}, means); },
        [&] { Trainer<double>(net, {bad}, means, {1}, GradientDescent{1e-5}); },
        [&] { GaussNewton<double>(net, {bad}, means, {1}); },
    };
    std::string message;
    for (const auto& way : ways) {
        try {
            way();
            FAIL_CHECK("accepted");
        } catch (const Error& error) {
            if (message.empty()) message = error.what();
            CHECK(message == error.what());
        }
    }
    return message;
}

}  // namespace

TEST_CASE("an operator that makes points interact is refused by every route, and named") {
    const Operator1 gauge = [](J u) {
        const auto v = u.value();
        return v - broadcast(mean(v), v.shape());
    };
    CHECK(refused<NumericalError>(network(), condition({.value = true}, gauge)) == interacts);
    // One point that reads its neighbour, among twelve that do not.
    const Operator1 one_of_twelve = [](J u) {
        const auto v = u.value();
        const std::size_t count = v.shape().rows;
        if (count < 2) return v;
        return v + 1e-3 * pad_rows(rows(v, 0, 1), count - 1, count);
    };
    CHECK(refused<NumericalError>(network(), condition({.value = true}, one_of_twelve)) == interacts);
    // One whose own part is so large that the other's drowns, where u is not small.
    const Operator1 drowned = [](J u) {
        const auto v = u.value();
        return exp(20 * v) + broadcast(mean(v), v.shape());
    };
    CHECK(refused<NumericalError>(network(), condition({.value = true}, drowned)) == interacts);
    // The rows of the stack are those of the condition only where it stands alone.
    const Operator1 first_rows = [](J u) { return rows(u.stack, 0, u.points.count); };
    CHECK(refused<NumericalError>(network(), condition({.value = true}, first_rows)) == interacts);
    // A periodic pair gives half as many numbers as there are points.
    const Operator1 pair = [](J u) {
        const auto v = u.value();
        const std::size_t half = v.shape().rows / 2;
        return rows(v, 0, half) - rows(v, half, half);
    };
    CHECK(refused<ShapeError>(network(), condition({.value = true}, pair)) ==
          "condition r: its operator gives 6x1 at 12 points; accepted is one number for each point");
}

TEST_CASE("an operator that holds numbers of its own for every point is refused: they would not move with the points") {
    Matrix<double> k(n, 1);
    for (std::size_t i = 0; i < n; ++i) k(i, 0) = 1 + points(i, 0);
    CHECK(refused<ShapeError>(network(), condition({.second = true},
                                                   [k](J u) {
                                                       const auto v = u.second();
                                                       return v.tape->constant(k) * v;
                                                   })) ==
          "condition r: its operator fails at 4 points: times: 12x1 with 4x1; accepted is any number of points, "
          "with numbers that belong to them in .given");
    // Read entry by entry, as many as there are rows: different everywhere, at the last point, at two in the middle.
    Matrix<double> last(n, 1, 3.0), middle(n, 1, 1.0);
    last(n - 1, 0) = 4;
    middle(5, 0) = middle(6, 0) = -1;
    for (const Matrix<double>& held : {k, last, middle}) {
        const Operator1 times = [held](J u) {
            const auto v = u.value();
            return v.tape->constant(Matrix<double>(held.view().row_block(0, v.shape().rows))) * v;
        };
        const Operator1 plus = [held](J u) {
            const auto v = u.value();
            return v + v.tape->constant(Matrix<double>(held.view().row_block(0, v.shape().rows)));
        };
        CHECK(refused<NumericalError>(network(), condition({.value = true}, times)) == interacts);
        CHECK(refused<NumericalError>(network(), condition({.value = true}, plus)) == interacts);
        CHECK(refused<NumericalError>(network(), condition({.nested = true}, plus)) == interacts);
    }
    // Of one point: a matrix of one number is no number.
    Condition<double> one = condition({.value = true}, [](J u) { return u.value().tape->constant({{7}}) * u.value(); });
    one.points = one.target = {{0.5}};
    CHECK(refused<ShapeError>(network(), one).starts_with("condition r: its operator fails at 2 points: times: "));
    one.applied = [](J u) { return 7.0 * u.value(); };
    CHECK_NOTHROW(check_condition(one, network().settings()));
}

TEST_CASE("an operator that computes with present values is refused: it would keep them") {
    Condition<double> r = condition({}, nullptr);
    r.given = points;
    Mlp<double> net = network();
    net.unknowns = {{1}};
    for (const Operator1& applied : std::vector<Operator1>{
             [](J u) { return u.first(0) - now(u.value(), [](double v) { return std::exp(-v); }); },
             [](J u) { return u.first(0) * now(u.value(), [](double v) { return std::exp(v); }); },
             [](J u) { return u.value() * now(u.value(), [](double v) { return v < 0 ? -1.0 : 1.0; }); },
             [](J u) { return u.value() * now(u.first(0), [](double v) { return v < 0 ? 2.0 : 1.0; }); },
             [](J u) { return u.second() * now(u.value(), [](double v) { return 1 / v; }); },
             [](J u) { return u.value() * now(u.given(0), [](double v) { return std::log(v); }); },
             [](J u) { return u.value() * now(u.unknown(0), [](double v) { return v; }); },
             [](J u) { return u.unknown(0).value()(0, 0) * u.value(); },
             [](J u) { return log(u.value()) + now(u.given(0), [](double v) { return v; }); },
         }) {
        for (const Channels wanted : {Channels{true, 1, 1}, Channels{.nested = true}}) {
            r.channels = wanted;
            r.applied = applied;
            CHECK_THROWS_WITH_AS(check_condition(r, net.settings(), 1), frozen, NumericalError);
        }
    }
    r = condition({.value = true}, [](J u) { return u.value() * now(u.value(), [](double v) { return v; }); });
    CHECK(refused<NumericalError>(network(), r) == frozen);
    // One that is another each time.
    r.applied = [calls = std::make_shared<int>(0)](J u) { return double(++*calls) * u.value(); };
    CHECK_THROWS_WITH_AS(check_condition(r, network().settings()), frozen, NumericalError);
    // The same operators by variables are accepted, also where u is not in their domain.
    r.given = points;
    r.channels = {.value = true, .directions = 1, .second = 1};
    for (const Operator1& applied : std::vector<Operator1>{
             [](J u) { return u.first(0) - exp(-u.value()); },
             [](J u) { return u.second() / u.value() + log(u.given(0)) * u.value(); },
             [](J u) { return log(u.value() - 2) + 1 / u.given(0); },
             [](J u) { return u.unknown(0) * u.value() - 3; },
         }) {
        r.applied = applied;
        CHECK_NOTHROW(check_condition(r, net.settings(), 1));
    }
}

TEST_CASE("an operator that does not depend on u, nor on an unknown, is refused; which unknowns it reads is found") {
    Condition<double> r = condition({.value = true}, [](J u) { return 0.0 * u.value(); });
    CHECK(refused<NumericalError>(network(), r) == independent);
    r.given = points;
    r.applied = [](J u) { return square(u.given(0)); };
    CHECK(refused<NumericalError>(network(), r) == independent);
    r.applied = [](J u) { return u.value() - u.value() + 2; };
    CHECK(refused<NumericalError>(network(), r) == independent);
    r.applied = [](J u) { return u.value().tape->constant(Matrix<double>(u.points.count, 1, 3.0)); };
    CHECK(refused<NumericalError>(network(), r) == independent);
    // 0 at some of the points is no harm: a mask.
    for (std::size_t i = 0; i + 1 < n; ++i) r.given(i, 0) = 0;
    r.applied = [](J u) { return u.given(0) * u.value(); };
    CHECK_NOTHROW(check_condition(r, network().settings()));
    r.applied = [](J u) { return u.unknown(2) + u.unknown(0) * 2; };
    CHECK(check_condition(r, network().settings(), 3) == std::vector<bool>{true, false, true});
    r.applied = [](J u) { return u.value(); };
    CHECK(check_condition(r, network().settings(), 3) == std::vector<bool>(3, false));
}

TEST_CASE("what an operator makes of finite numbers has to be finite, or its condition is named") {
    const auto message = [](const auto& way) {
        try {
            way();
        } catch (const NumericalError& error) {
            return std::string(error.what());
        }
        return std::string("accepted");
    };
    const Mlp<double> net = network();
    const Condition<double> good = Poisson{1}.boundary<double>(points);
    const LossConvention means = LossConvention::means;
    for (const Operator1& applied :
         std::vector<Operator1>{[](J u) { return INFINITY * u.value(); }, [](J u) { return NAN * u.value(); },
                                [](J u) { return exp(1e5 * square(u.value())) + u.value(); },
                                [](J u) { return log(u.given(0)) * u.value(); }}) {
        Condition<double> r = condition({.value = true}, applied);
        r.given = points;
        r.given(3, 0) = 0;
        const std::vector<Condition<double>> both{good, r};
        for (const std::string& found : {message([&] { jacobian(net, both); }), message([&] { kernel(net, both); }),
                                         message([&] { kernel_trace(net, r); }), message([&] {
                                             Weights<double>(WeightRule::trace_ratio, net, both, means);
                                         })}) {
            CHECK(found.starts_with("condition r: a derivative of its operator is "));
        }
        CHECK(message([&] {
                  Weights<double>(WeightRule::gradient_norm, net, both, means);
              }).starts_with("weights by gradient norm: condition r: measured "));
        const std::string in_training = message([&] {
            Trainer<double>(net, both, means, {1, 1}, GradientDescent{1e-5}).step();
        });
        CHECK(in_training.find("; condition r: A[u] - y is ") != std::string::npos);
        const std::string by_newton = message([&] { GaussNewton<double>(net, both, means, {1, 1}).step(); });
        CHECK(by_newton.find("; condition r: A[u] - y is ") != std::string::npos);
    }
    // Finite derivatives whose products overflow.
    const Condition<double> large = condition({.value = true}, [](J u) { return 1e200 * u.value(); });
    CHECK(message([&] {
              kernel(net, std::vector<Condition<double>>{good, large});
          }) == "condition r: its kernel is not finite");
    CHECK(message([&] { kernel_trace(net, large); }) == "condition r: its trace is not finite");
}

TEST_CASE("conditions have names, all different, and there is one at least; unknowns are read by one of them") {
    Mlp<double> net = network();
    const Condition<double> r = residual();
    Condition<double> bad = r;
    bad.name = "";
    CHECK(refused<NumericalError>(net, bad) == "a condition has no name");
    const std::vector<Condition<double>> none, twice{r, r};
    const LossConvention means = LossConvention::means;
    CHECK_THROWS_WITH_AS(kernel(net, none), "kernel: no conditions", ShapeError);
    CHECK_THROWS_WITH_AS(jacobian(net, none), "jacobian: no conditions", ShapeError);
    const auto make = [&](const std::vector<Condition<double>>& list) {
        Trainer<double>(net, list, means, std::vector<double>(list.size(), 1), Adam{});
    };
    const auto weigh = [&](const std::vector<Condition<double>>& list) {
        Weights<double>(WeightRule::trace_ratio, net, list, means);
    };
    CHECK_THROWS_WITH_AS(make(none), "there are no conditions", ShapeError);
    CHECK_THROWS_WITH_AS(weigh(none), "there are no conditions", ShapeError);
    const char* const same = "two conditions are called r; accepted are different names";
    CHECK_THROWS_WITH_AS(make(twice), same, NumericalError);
    CHECK_THROWS_WITH_AS(weigh(twice), same, NumericalError);
    net.unknowns = {{1, 2}};
    bad = condition({.value = true}, [](J u) { return u.unknown(0) * u.value(); });
    CHECK_THROWS_WITH_AS(make({bad}), "unknown 1 of the network is read by no condition", NumericalError);
    Condition<double> second = condition({.value = true}, [](J u) { return u.unknown(1) * u.value(); });
    second.name = "s";
    CHECK_NOTHROW(make({bad, second}));
}

TEST_CASE("nonlinear operators of one point are accepted, where u may not be negative too") {
    for (const Operator1& applied : std::vector<Operator1>{
             [](J u) { return u.value() * u.first(0) - 0.01 * u.second(); },
             [](J u) { return exp(u.value()) + 1e6 * square(u.second()); },
             [](J u) { return u.value() * square(u.value()) - u.value(); },
         }) {
        CHECK_NOTHROW(check_condition(condition({true, 1, true}, applied), network().settings()));
    }
}

TEST_CASE("points, targets and coefficients that do not fit are refused by every route with one message") {
    Condition<double> bad = residual();
    bad.points = Matrix<double>(n, 2, 0.5);
    CHECK(refused<ShapeError>(network(), bad) == "condition r: points have 2 coordinates, the network 1 input");
    CHECK(refused<ShapeError>(network(2), residual()) == "condition r: points have 1 coordinate, the network 2 inputs");

    bad = residual();
    bad.points = Matrix<double>(0, 1);
    bad.target = Matrix<double>(0, 1);
    CHECK(refused<ShapeError>(network(), bad) == "condition r: has no points");

    for (const Shape shape : {Shape{n - 1, 1}, Shape{n, 2}, Shape{1, n}, Shape{0, 0}}) {
        bad = residual();
        bad.target = Matrix<double>(shape);
        CHECK(refused<ShapeError>(network(), bad) ==
              "condition r: targets are " + to_string(shape) + " for 12 points; accepted is 12x1");
    }

    bad = residual();
    bad.weights = {1, 2};
    CHECK(refused<ShapeError>(network(), bad) == "condition r: has 2 weights for 12 points; accepted are 12 or none");
    bad.weights.assign(n, 1);
    bad.weights[3] = -0.5;
    CHECK(refused<NumericalError>(network(), bad) ==
          "condition r: weight 3 is -0.5; accepted is a finite number that is not negative");

    bad.weights.assign(n, 0);
    CHECK(refused<NumericalError>(network(), bad) == "condition r: all weights of its points are 0");

    bad = residual();
    bad.coefficients = {1, 2};
    CHECK(refused<ShapeError>(network(), bad) == "condition r: L has 2 coefficients in 1 dimension");
    bad.coefficients = {};
    CHECK(refused<ShapeError>(network(), bad) == "condition r: L has 0 coefficients in 1 dimension");
    bad.coefficients = {NAN};
    CHECK(refused<NumericalError>(network(), bad) == "condition r: a coefficient of L is nan");

    bad = residual();
    bad.channels = {.value = true};
    CHECK(refused<ShapeError>(network(), bad) ==
          "condition r: its operator fails: u.second(0) is not there; accepted with .channels = {.second = 1}");
    bad = condition({.directions = 2}, [](J u) { return u.first(0); });
    CHECK(refused<ShapeError>(network(), bad) == "condition r: reads 2 first derivatives in 1 dimension");
    bad = residual();
    bad.applied = nullptr;
    CHECK(refused<ShapeError>(network(), bad) == "condition r: has no operator");
}

TEST_CASE("numbers that are not finite, or overflow when they are squared, are refused with the point") {
    for (const double x : {double(NAN), double(INFINITY), 1e200}) {
        Condition<double> bad = residual();
        bad.points(3, 0) = x;
        CHECK(refused<NumericalError>(network(), bad).starts_with("condition r: point 3: coordinate "));
        if (x == 1e200) continue;
        bad = residual();
        bad.target(5, 0) = x;
        CHECK(refused<NumericalError>(network(), bad).starts_with("condition r: target 5 is "));
    }
    Random random(1);
    const Mlp<float> net({{1, 4, 1}, Parameterization::ntk, InputScaling::raw(1)}, random);
    Matrix<double> far = points;
    far(2, 0) = 1e30;
    CHECK_THROWS_AS(kernel_trace(net, Poisson{1}.interior<float>(far)), NumericalError);
}

TEST_CASE("a condition without L needs no coefficients, and shares the pass of one that has them") {
    Random random(3);
    const Mlp<double> net({{2, 9, 7, 1}, Parameterization::ntk, InputScaling::raw(2)}, random);
    const Matrix<double> x = test::random_matrix(random, 8, 2);
    const auto made = [&](Channels channels, Operator1 applied, std::vector<double> coefficients) {
        return Condition<double>{"c", x, std::move(coefficients), channels, std::move(applied), Matrix<double>(8, 1)};
    };
    Condition<double> r = made({.second = true}, [](J u) { return u.second(); }, {1, -4});
    r.name = "r";
    for (const Channels channels : {Channels{.value = true}, Channels{.value = true, .directions = 2}}) {
        const Operator1 applied = channels.directions == 2 ? Operator1([](J u) { return u.value() * u.first(1); })
                                                           : [](J u) { return u.value(); };
        const Condition<double> without = made(channels, applied, {}), with = made(channels, applied, {1, -4});
        CHECK(jacobian(net, without) == jacobian(net, with));
        CHECK(kernel(net, {without, r}) == kernel(net, {with, r}));
        CHECK(kernel_trace(net, without) == kernel_trace(net, with));
        Tape<double> tape, other;
        const MlpOnTape<double> u(tape, net), v(other, net);
        const Loss<double> short_of = record_loss(tape, u, {without, r}, LossConvention::means, {1, 1});
        const Loss<double> whole = record_loss(other, v, {with, r}, LossConvention::means, {1, 1});
        CHECK(short_of.total.scalar() == whole.total.scalar());
        CHECK(tape.size() == other.size());
    }
}

TEST_CASE("new data of another condition are refused by every route that takes some, and change nothing") {
    const Mlp<double> net = network();
    const Condition<double> u = Poisson{1}.boundary<double>(points), r = Poisson{1}.interior<double>(points);
    Trainer<double> trainer(net, {u, r}, LossConvention::means, {1, 1}, GradientDescent{1e-5});
    GaussNewton<double> newton(net, {u, r}, LossConvention::means, {1, 1});
    const Weights<double> weights(WeightRule::trace_ratio, net, {u, r}, LossConvention::means);
    const Weights<double> norms(WeightRule::gradient_norm, net, {u, r}, LossConvention::means);
    const double loss = trainer.loss();
    const auto refused_as = [&](const std::vector<Condition<double>>& data, const char* message) {
        CHECK_THROWS_WITH_AS(trainer.set_data(data), message, NumericalError);
        CHECK_THROWS_WITH_AS(newton.set_data(data), message, NumericalError);
        CHECK_THROWS_WITH_AS(weights.set_data(data), message, NumericalError);
        CHECK_THROWS_WITH_AS(norms.set_data(data), message, NumericalError);
        CHECK(trainer.loss() == loss);
    };
    refused_as({r, u}, "new data for condition u are of condition r");
    Condition<double> other = r;
    other.coefficients = {25};
    refused_as({u, other}, "condition r: new data come with another operator; only points and targets may change");
    other = r;
    other.channels.value = true;
    refused_as({u, other}, "condition r: new data come with another operator; only points and targets may change");
    other = r;
    other.applied = [](J v) { return v.second(); };
    refused_as({u, other}, "condition r: new data come with another operator; only points and targets may change");
    other = r;
    other.target(7, 0) = NAN;
    refused_as({u, other}, "condition r: target 7 is nan");
}

TEST_CASE("networks that are taken apart, and products that overflow, are refused") {
    Mlp<double> net = network();
    net.biases.pop_back();
    CHECK(refused<ShapeError>(net, residual()) == "network: weights, biases: 2x2 with 2x1");
    CHECK_THROWS_WITH_AS(net(Matrix<double>(3, 1)), "Mlp: weights, biases: 2x2 with 2x1", ShapeError);
    net = network();
    net.weights[0] = Matrix<double>(1, 9);
    CHECK(refused<ShapeError>(net, residual()) == "network: weights: 1x10 with 1x9");
    Condition<double> large = residual();
    large.coefficients = {1e200};
    CHECK_THROWS_AS(kernel(network(), large, large), NumericalError);
    CHECK_THROWS_AS(kernel(network(), std::vector<Condition<double>>{large}), NumericalError);
    CHECK_THROWS_AS(kernel_trace(network(), large), NumericalError);
    Random random(0);
    FourierFeatures features{Matrix<double>(3, 1, NAN)};
    CHECK_THROWS_AS(Mlp<double>({{6, 4, 1}, Parameterization::ntk, InputScaling::raw(1), features}, random),
                    NumericalError);
}

TEST_CASE("given numbers, partners, parts and unknowns that do not fit are refused by every route with one message") {
    const Operator1 L1 = [](J u) { return u.second(1); };
    const std::string fails = "condition r: its operator fails: ";
    Condition<double> bad = residual();
    bad.given = Matrix<double>(n - 1, 2);
    CHECK(refused<ShapeError>(network(), bad) ==
          "condition r: has 11 rows of given numbers for 12 points; accepted are 12 or none");
    bad.given = Matrix<double>(n, 2);
    bad.given(4, 1) = NAN;
    CHECK(refused<NumericalError>(network(), bad) == "condition r: given number 9 is nan");
    bad = condition({.value = true}, [](J u) { return u.given(2) * u.value(); });
    CHECK(refused<ShapeError>(network(), bad) ==
          fails + "u.given(2) is not there; accepted are those below 0, the columns of .given");
    bad.given = Matrix<double>(n, 2);
    CHECK(refused<ShapeError>(network(), bad) ==
          fails + "u.given(2) is not there; accepted are those below 2, the columns of .given");
    bad = condition({.value = true}, [](J u) { return u.unknown(0) * u.value(); });
    CHECK(refused<ShapeError>(network(), bad) ==
          fails + "u.unknown(0) is not there; accepted are those below 0, the columns of network.unknowns");
    bad = condition({.value = true}, [](J u) { return u.derivative({0}); });
    CHECK(refused<ShapeError>(network(), bad) ==
          fails + "u.derivative() is not there; accepted with .channels = {.nested = true}");
    bad = condition({.nested = true}, [](J u) { return u.derivative({1}); });
    CHECK(refused<ShapeError>(network(), bad) ==
          fails + "u.derivative(1) is not there; accepted are directions below 1, the dimension");
    bad = condition({.value = true}, [](J u) { return u.partner().value(); });
    CHECK(refused<ShapeError>(network(), bad) == fails + "u.partner() is not there; accepted with .partners");
    bad.partners = Matrix<double>(3, 1);
    CHECK(refused<ShapeError>(network(), bad) == "condition r: has 3 partners for 12 points; accepted are 12 or none");
    bad.partners = points;
    CHECK(refused<NumericalError>(network(), bad) ==
          "condition r: its partners are its points; accepted are second points");
    bad.partners = Matrix<double>(n, 2);
    CHECK(refused<ShapeError>(network(), bad) == "condition r: partners have 2 coordinates, the network 1 input");
    bad.partners = Matrix<double>(n, 1, NAN);
    CHECK(refused<NumericalError>(network(), bad).starts_with("condition r: partner 0: coordinate nan"));

    bad = condition({.value = true, .directions = 1, .second = 1}, [](J u) { return u.first(1); });
    CHECK(refused<ShapeError>(network(), bad) ==
          fails + "u.first(1) is not there; accepted are those below 1, the dimension");
    bad.channels.directions = 0;
    bad.applied = [](J u) { return u.first(0); };
    CHECK(refused<ShapeError>(network(), bad) ==
          fails + "u.first(0) is not there; accepted with .channels = {.directions = 1}");
    bad.channels.value = false;
    bad.applied = [](J u) { return u.value(); };
    CHECK(refused<ShapeError>(network(), bad) == fails + "u.value() is not there; accepted with .channels = {.value}");
    bad.applied = L1;
    CHECK(refused<ShapeError>(network(), bad) ==
          fails + "u.second(1) is not there; accepted with .channels = {.second = 2}");
    bad = condition({.nested = true}, [](J u) { return u.second(1); });
    CHECK(refused<ShapeError>(network(), bad) == fails + "u.second(1) is not there; accepted with more .parts than 1");
    bad.applied = [](J) { return Var<double>{}; };
    CHECK(refused<ShapeError>(network(), bad) ==
          "condition r: its operator gives a variable of another tape, or of none");
    Tape<double> other;
    bad = condition({.value = true}, [o = other.leaf(Matrix<double>(n, 1))](J u) { return u.value() * o; });
    CHECK(refused<ShapeError>(network(), bad) == fails + "a variable of another tape, or of none");

    bad = condition({.second = 2}, L1);
    CHECK(refused<ShapeError>(network(), bad) == "condition r: reads 2 operators of second order; it has 1");
    bad.parts = {{{0, 0}}, {{0, 0}}};
    CHECK(refused<ShapeError>(network(), bad) ==
          "condition r: has coefficients and parts of second order; accepted is one of them");
    bad.coefficients = {};
    CHECK_NOTHROW(check_condition(bad, network().settings()));
    bad.parts[1] = {};
    CHECK(refused<ShapeError>(network(), bad) == "condition r: an operator of second order has no terms");
    bad.parts[1] = {{0, 1}};
    CHECK(refused<ShapeError>(network(), bad) ==
          "condition r: L has a term d_0 d_1; there are 1 dimension and 0 given numbers");
    bad.parts[1] = {{0, 0, INFINITY}};
    CHECK(refused<NumericalError>(network(), bad) == "condition r: a coefficient of L is inf");
    bad.parts[1] = {{.i = 0, .j = 0, .given = 1}};
    CHECK(refused<ShapeError>(network(), bad) ==
          "condition r: L has a term d_0 d_0 times given number 1; there are 1 dimension and 0 given numbers");
}

TEST_CASE("points interact through partners, given numbers and nested derivatives too, and are refused") {
    Condition<double> bad = condition({.value = true}, [](J u) {
        const auto v = u.partner().value();
        return u.value() - broadcast(mean(v), v.shape());
    });
    bad.partners = equispaced(n, 1.1, 1.9);
    CHECK(refused<NumericalError>(network(), bad) == interacts);
    bad.channels = {.nested = true};
    CHECK(refused<NumericalError>(network(), bad) == interacts);
    bad = condition({.value = true}, [](J u) { return broadcast(sum(u.given(0)), u.value().shape()) * u.value(); });
    bad.given = points;
    CHECK(refused<NumericalError>(network(), bad) == interacts);
    bad = condition({.nested = true}, [](J u) {
        const auto v = u.derivative({0, 0, 0});
        return v - broadcast(mean(v), v.shape());
    });
    CHECK(refused<NumericalError>(network(), bad) == interacts);
    bad.applied = [](J u) { return u.derivative({0, 0, 0}); };
    CHECK_NOTHROW(check_condition(bad, network().settings()));
}

TEST_CASE("given numbers belong to a pair: its partner reads the same") {
    Condition<double> r = condition({.second = 1}, [](J u) { return u.partner().given(0) * u.partner().second(); });
    r.given = points;
    r.partners = equispaced(n, 1.1, 1.9);
    Condition<double> plain = condition({.second = 1}, [](J u) { return u.given(0) * u.second(); });
    plain.points = r.partners;
    plain.given = r.given;
    CHECK(test::relative_difference(jacobian(network(), r), jacobian(network(), plain)) < 1e-14);
}

TEST_CASE("new data come with as many partners and given numbers, and with the same parts") {
    Condition<double> r =
        condition({.value = true, .second = 1}, [](J u) { return u.given(0) * u.second() - u.partner().value(); });
    r.given = points;
    r.partners = equispaced(n, 1.1, 1.9);
    Trainer<double> trainer(network(), {r}, LossConvention::means, {1}, GradientDescent{1e-5});
    Condition<double> other = r;
    other.given = Matrix<double>(n, 2);
    CHECK_THROWS_WITH_AS(trainer.set_data({other}),
                         "condition r: has new partners 12x1 and given numbers 12x2; accepted are 12x1 and 12x1",
                         ShapeError);
    other = r;
    other.partners = {};
    CHECK_THROWS_AS(trainer.set_data({other}), ShapeError);
    other = r;
    other.coefficients = {};
    other.parts = {{{0, 0}}};
    CHECK_THROWS_WITH_AS(trainer.set_data({other}),
                         "condition r: new data come with another operator; only points and targets may change",
                         NumericalError);
}

TEST_CASE("unknowns are parameters: counted, kept, trained, and refused if they are not a row of numbers") {
    Mlp<double> net = network();
    const std::size_t without = net.parameter_count();
    net.unknowns = {{0.5, 2}};
    CHECK(net.parameter_count() == without + 2);
    Tape<double> tape;
    CHECK(MlpOnTape<double>(tape, net).network().unknowns == net.unknowns);
    // A = c_1 u: J has u in the last column, and none of the first c.
    const Condition<double> A = condition({.value = true}, [](J u) { return u.unknown(1) * u.value(); });
    const Matrix<double> J = jacobian(net, A), u = net(points);
    for (std::size_t i = 0; i < n; ++i) {
        CHECK(J(i, without) == 0);
        CHECK(test::close(J(i, without + 1), u(i, 0), 1e-13));
    }
    CHECK(refused<ShapeError>(network(), A) ==
          "condition r: its operator fails: u.unknown(1) is not there; accepted are those below 0, the columns of "
          "network.unknowns");
    net.unknowns = Matrix<double>(2, 1);
    CHECK_THROWS_WITH_AS(MlpOnTape<double>(tape, net), "network: unknowns are a row: 1x2 with 2x1", ShapeError);
    net.unknowns = {{NAN}};
    CHECK_THROWS_AS(MlpOnTape<double>(tape, net), NumericalError);
}
