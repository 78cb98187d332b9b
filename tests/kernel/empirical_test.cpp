#include "lib/kernel/empirical.hpp"

#include "lib/foundation/parallel.hpp"
#include "lib/pde/poisson.hpp"
#include "lib/pde/sampling.hpp"
#include "lib/pde/wave.hpp"
#include "tests/support.hpp"

using namespace pinn;
using test::close;
using test::random_matrix;
using test::relative_difference;

namespace {

Mlp<double> network(std::vector<std::size_t> widths, Parameterization parameterization, std::uint64_t seed) {
    Random random(seed);
    return {{std::move(widths), parameterization, {{0.5}, {0.29}}}, random};
}

// A[u](x) of the condition at its points, through a fresh tape.
Matrix<double> applied(const Mlp<double>& net, const Condition<double>& condition) {
    Tape<double> tape;
    const MlpOnTape<double> u(tape, net);
    return Matrix<double>(
        condition.applied(u.forward_jet(condition.points, condition.coefficients, condition.channels)).value());
}

// u_xx + u^3: nonlinear, reads two channels.
Condition<double> cubic(const Matrix<double>& points) {
    Condition<double> condition = Poisson{1}.interior<double>(points);
    condition.channels = {.value = true, .second = true};
    condition.applied = [](const Jet<double>& u) {
        const Var<double> value = u.value();
        return u.second() + value * square(value);
    };
    return condition;
}

}  // namespace

TEST_CASE("the example of the front page: the kernel of Problem 7.2 and the weights of Algorithm 1") {
    // example
    Random random(0);
    const Matrix<double> ends = equispaced(2, 0, 1), interior = equispaced(100, 0, 1);
    const Mlp<double> network({{1, 100, 1}, Parameterization::ntk, InputScaling::z_scored(interior)}, random);
    const Condition<double> u = Poisson{4}.boundary<double>(ends), r = Poisson{4}.interior<double>(interior);

    const Matrix<double> K = kernel(network, {u, r});  // [[K_uu, K_ur], [K_ru, K_rr]], 102 x 102
    const double K_uu = kernel_trace(network, u), K_rr = kernel_trace(network, r);
    const double lambda_b = (K_uu + K_rr) / K_uu, lambda_r = (K_uu + K_rr) / K_rr;  // Eqs (6.5), (6.6)
    // end of the example
    const Matrix<double> J = jacobian(network, {u, r});
    CHECK(relative_difference(K, multiply_nt(J, J)) < 1e-13);
    CHECK(close(1 / lambda_b + 1 / lambda_r, 1, 1e-14));
    CHECK(close(K_uu + K_rr, kernel_trace(J), 1e-13));
}

TEST_CASE("rows of the Jacobian are central differences in every parameter") {
    const Matrix<double> points = equispaced(4, 0, 1);
    for (const std::vector<std::size_t>& widths : {std::vector<std::size_t>{1, 7, 1}, {1, 5, 6, 4, 1}}) {
        for (const Condition<double>& condition :
             {Poisson{1}.boundary<double>(points), Poisson{1}.interior<double>(points), cubic(points)}) {
            const Mlp<double> net = network(widths, Parameterization::ntk, 3);
            const Matrix<double> J = jacobian(net, condition);
            REQUIRE(J.shape() == Shape{4, net.parameter_count()});
            const double scale = test::max_entry(J), h = 1e-5;
            std::size_t column = 0;
            for (std::size_t layer = 0; layer < net.layers(); ++layer) {
                for (const bool weights : {true, false}) {
                    const std::size_t size = (weights ? net.weights : net.biases)[layer].size();
                    for (std::size_t k = 0; k < size; ++k, ++column) {
                        Mlp<double> plus = net, minus = net;
                        (weights ? plus.weights : plus.biases)[layer].values()[k] += h;
                        (weights ? minus.weights : minus.biases)[layer].values()[k] -= h;
                        const Matrix<double> high = applied(plus, condition), low = applied(minus, condition);
                        for (std::size_t i = 0; i < 4; ++i) {
                            CHECK(close(J(i, column), (high(i, 0) - low(i, 0)) / (2 * h), 1e-6, 1e-7 * scale));
                        }
                    }
                }
            }
            CHECK(column == J.cols());
        }
    }
}

TEST_CASE("kernel blocks of one hidden layer are the finite sums of Appendix C") {
    // NTK parameterization, raw inputs: W0, W1, b0 parts of K_uu and of K_rr at (x, x')  (paper: Theorem 4.3).
    const std::size_t n = 40;
    Random random(8);
    const Mlp<double> net({{1, n, 1}, Parameterization::ntk, InputScaling::raw(1)}, random);
    const Matrix<double> points{{0.3}, {0.8}};
    const Matrix<double> J_u = jacobian(net, Poisson{1}.boundary<double>(points));
    const Matrix<double> J_r = jacobian(net, Poisson{1}.interior<double>(points));
    const Matrix<double> K_uu = multiply_nt(J_u, J_u), K_rr = multiply_nt(J_r, J_r);
    double uu = 1, rr = 0;
    for (std::size_t j = 0; j < n; ++j) {
        const double w0 = net.weights[0](0, j), w1 = net.weights[1](j, 0), b0 = net.biases[0](0, j);
        const double s = std::tanh(w0 * 0.3 + b0), z = std::tanh(w0 * 0.8 + b0);
        const auto d1 = [](double t) { return 1 - t * t; };
        const auto d2 = [](double t) { return -2 * t * (1 - t * t); };
        const auto d3 = [](double t) { return (1 - t * t) * (6 * t * t - 2); };
        uu += (w1 * w1 * d1(s) * d1(z) * (0.3 * 0.8 + 1) + s * z) / n;
        const double dw0_s = w1 * (d3(s) * 0.3 * w0 * w0 + 2 * w0 * d2(s)),
                     dw0_z = w1 * (d3(z) * 0.8 * w0 * w0 + 2 * w0 * d2(z));
        rr += (dw0_s * dw0_z + std::pow(w0, 4) * (d2(s) * d2(z) + w1 * w1 * d3(s) * d3(z))) / n;
    }
    CHECK(close(K_uu(0, 1), uu, 1e-12));
    CHECK(close(K_rr(0, 1), rr, 1e-12));
    CHECK(close(kernel_trace(J_u), K_uu(0, 0) + K_uu(1, 1), 1e-13));
    CHECK(close(kernel_trace(J_r), K_rr(0, 0) + K_rr(1, 1), 1e-13));
}

TEST_CASE("the kernel does not depend on the data") {
    const Mlp<double> net = network({1, 6, 1}, Parameterization::standard, 1);
    const Matrix<double> points = equispaced(5, 0, 1);
    CHECK(jacobian(net, Poisson{1}.interior<double>(points)) == jacobian(net, Poisson{4}.interior<double>(points)));
}

namespace {

// Conditions that read every set of channels, in d dimensions; the last two are nonlinear.
std::vector<Condition<double>> all_kinds(std::size_t d, Random& random) {
    const std::vector<double> all{1.0, -4.0, 0.3}, a(all.begin(), all.begin() + static_cast<long>(d));
    using J = const Jet<double>&;
    const auto condition = [&](std::size_t n, Channels channels, std::function<Var<double>(J)> applied) {
        return Condition<double>{"A",      random_matrix(random, n, d), a,
                                 channels, std::move(applied),          Matrix<double>(n, 1)};
    };
    return {condition(5, {.value = true}, [](J u) { return u.value(); }),
            condition(4, {.directions = d}, [d](J u) { return u.first(d - 1); }),
            condition(6, {.second = true}, [](J u) { return u.second(); }),
            condition(3, {.value = true, .second = true},
                      [](J u) {
                          const Var<double> value = u.value();
                          return u.second() + value * square(value);
                      }),
            condition(7, {.value = true, .directions = d, .second = true},
                      [](J u) { return u.second() + u.value() * u.first(0); })};
}

}  // namespace

TEST_CASE(
    "explicit Jacobian, Gram by Gram and traces agree to 1e-11: depths 1 to 4, dimensions 1 to 3, every operator") {
    for (const std::size_t d : {1, 2, 3}) {
        for (const std::size_t hidden : {1, 2, 3, 4}) {
            for (const auto parameterization : {Parameterization::ntk, Parameterization::standard}) {
                std::vector<std::size_t> widths{d};
                for (std::size_t h = 0; h < hidden; ++h) widths.push_back(8 + 3 * h);
                widths.push_back(1);
                Random random(100 * d + hidden);
                const std::vector<double> shift(d, 0.3), scale(d, 0.6);
                const Mlp<double> net({widths, parameterization, {shift, scale}}, random);
                const std::vector<Condition<double>> conditions = all_kinds(d, random);
                const Matrix<double> K = kernel(net, conditions);
                std::size_t row = 0;
                for (const Condition<double>& A : conditions) {
                    const Matrix<double> J_A = jacobian(net, A);
                    CHECK(close(kernel_trace(net, A), kernel_trace(J_A), 1e-11));
                    std::size_t col = 0;
                    for (const Condition<double>& B : conditions) {
                        const Matrix<double> expected = multiply_nt(J_A, jacobian(net, B));
                        CHECK(relative_difference(kernel(net, A, B), expected) < 1e-11);
                        Matrix<double> block(expected.shape());
                        for (std::size_t i = 0; i < block.rows(); ++i) {
                            for (std::size_t j = 0; j < block.cols(); ++j) block(i, j) = K(row + i, col + j);
                        }
                        CHECK(relative_difference(block, expected) < 1e-11);
                        col += expected.cols();
                    }
                    row += J_A.rows();
                }
            }
        }
    }
}

TEST_CASE("the scaled kernel is J diag(p) J^T with the explicit J, in slices of every size, and K for p = 1") {
    // Widths around a slice of 4096 columns: one slice, several, one row to a slice.
    for (const std::vector<std::size_t>& widths :
         {std::vector<std::size_t>{2, 9, 7, 1}, {2, 150, 100, 1}, {2, 3, 4100, 1}}) {
        for (const auto parameterization : {Parameterization::ntk, Parameterization::glorot}) {
            Random random(21);
            const Mlp<double> net({widths, parameterization, {{0.4, 0.5}, {0.3, 0.2}}}, random);
            const std::vector<Condition<double>> conditions = all_kinds(2, random);
            const Matrix<double> J = jacobian(net, conditions);
            Matrix<double> scaled = J;
            std::vector<Matrix<double>> p, ones;
            std::size_t column = 0;
            for (std::size_t layer = 0; layer < net.layers(); ++layer) {
                for (const Shape shape : {net.weights[layer].shape(), net.biases[layer].shape()}) {
                    ones.emplace_back(shape.rows, shape.cols, 1.0);
                    random.fill_uniform(p.emplace_back(shape).values(), 0, 10);
                    p.back().values()[0] = 0;
                    for (const double scale : p.back().values()) {
                        for (std::size_t i = 0; i < J.rows(); ++i) scaled(i, column) *= scale;
                        ++column;
                    }
                }
            }
            CHECK(relative_difference(scaled_kernel(net, conditions, p), multiply_nt(scaled, J)) < 1e-11);
            CHECK(relative_difference(scaled_kernel(net, conditions, ones), kernel(net, conditions)) < 1e-11);
            p[1](0, 0) = -1;
            CHECK_THROWS_WITH_AS(scaled_kernel(net, conditions, p), "scaled_kernel: a scale is negative or not finite",
                                 NumericalError);
            p.pop_back();
            CHECK_THROWS_AS(scaled_kernel(net, conditions, p), ShapeError);
        }
    }
}

TEST_CASE("with Fourier features J is central differences, and kernel and traces are made of it, points moved or not") {
    for (const std::size_t d : {1, 2}) {
        Random random(31 + d);
        MlpSettings settings{{8, 6, 5, 1}, Parameterization::ntk, {std::vector(d, 0.4), std::vector(d, 0.3)}};
        settings.features = FourierFeatures::gaussian(4, d, 0.5, random);
        const Mlp<double> net(settings, random);
        std::vector<Condition<double>> conditions = all_kinds(d, random);
        const Matrix<double> J = jacobian(net, conditions);
        CHECK(relative_difference(kernel(net, conditions), multiply_nt(J, J)) < 1e-11);
        std::size_t row = 0;
        for (Condition<double>& condition : conditions) {
            const double h = 1e-5;
            Mlp<double> plus = net, minus = net;  // the entry (2, 3) of W^(0), then of b^(1)
            plus.weights[0](2, 3) += h, minus.weights[0](2, 3) -= h;
            const Matrix<double> high = applied(plus, condition), low = applied(minus, condition);
            for (std::size_t i = 0; i < high.rows(); ++i, ++row) {
                CHECK(close(J(row, 2 * 6 + 3), (high(i, 0) - low(i, 0)) / (2 * h), 1e-6, 1e-7 * test::max_entry(J)));
            }
            CHECK(close(kernel_trace(net, condition), kernel_trace(jacobian(net, condition)), 1e-11));
            Tape<double> tape;
            const MlpOnTape<double> u(tape, net);
            const KernelTrace<double> trace(u, condition);
            condition.points = random_matrix(random, condition.points.rows(), d);
            trace.move_points(u, condition);
            tape.evaluate();
            CHECK(close(trace.value(), kernel_trace(jacobian(net, condition)), 1e-11));
        }
    }
}

TEST_CASE("Jacobian and traces in float are those in double to float rounding, on the paper's problem") {
    const Matrix<double> interior = equispaced(50, 0, 1), boundary = repeated_ends(2, 0, 1);
    const MlpSettings settings{{1, 100, 1}, Parameterization::standard, InputScaling::z_scored(interior)};
    Random random(7), same(7);
    const Mlp<double> exact(settings, random);
    const Mlp<float> rounded(settings, same);
    const auto agree = [&](const Condition<float>& in_float, const Condition<double>& in_double) {
        const Matrix<float> J = jacobian(rounded, in_float);
        const Matrix<double> expected = jacobian(exact, in_double);
        Matrix<double> widened(J.shape());
        std::copy(J.values().begin(), J.values().end(), widened.values().begin());
        CHECK(relative_difference(widened, expected) < 1e-5);
        CHECK(close(kernel_trace(J), kernel_trace(expected), 1e-5));
        CHECK(close(kernel_trace(rounded, in_float), kernel_trace(expected), 1e-5));
    };
    agree(Poisson{4}.boundary<float>(boundary), Poisson{4}.boundary<double>(boundary));
    agree(Poisson{4}.interior<float>(interior), Poisson{4}.interior<double>(interior));
}

TEST_CASE("a recorded trace follows the parameters: replayed, it is the trace of a network drawn afresh") {
    for (const auto parameterization : {Parameterization::ntk, Parameterization::standard}) {
        Random random(4), other(40);
        const MlpSettings settings{{2, 9, 7, 1}, parameterization, {{0.4, 0.5}, {0.3, 0.2}}};
        const Mlp<double> recorded(settings, random), moved(settings, other);
        Tape<double> tape, source;
        const MlpOnTape<double> u(tape, recorded);
        const std::vector<Condition<double>> conditions = all_kinds(2, random);
        std::vector<KernelTrace<double>> traces;
        for (const Condition<double>& condition : conditions) traces.emplace_back(u, condition);
        for (std::size_t k = 0; k < conditions.size(); ++k) {
            CHECK(close(traces[k].value(), kernel_trace(jacobian(recorded, conditions[k])), 1e-11));
        }
        u.assign(MlpOnTape<double>(source, moved));
        tape.evaluate();
        for (std::size_t k = 0; k < conditions.size(); ++k) {
            CHECK(close(traces[k].value(), kernel_trace(jacobian(moved, conditions[k])), 1e-11));
        }
    }
}

TEST_CASE("blocks between different outputs of one network") {
    Random random(5);
    const Mlp<double> net({{2, 9, 7, 3}, Parameterization::ntk, InputScaling::raw(2)}, random);
    const auto output = [&](std::size_t n, std::size_t k) {
        return Condition<double>{"A",
                                 random_matrix(random, n, 2),
                                 Wave::coefficients(),
                                 {.second = true},
                                 [k](const Jet<double>& u) { return columns(u.second(), k, 1); },
                                 Matrix<double>(n, 1)};
    };
    const Condition<double> A = output(4, 0), B = output(5, 2);
    CHECK(relative_difference(kernel(net, A, B), multiply_nt(jacobian(net, A), jacobian(net, B))) < 1e-11);
    Condition<double> whole = A;
    whole.applied = [](const Jet<double>& u) { return u.second(); };
    CHECK_THROWS_WITH_AS(kernel(net, whole, B),
                         "condition A: its operator gives 4x3 at 4 points; accepted is one number for each point",
                         ShapeError);
    CHECK_THROWS_AS(jacobian(net, whole), ShapeError);
}

TEST_CASE("the kernel of a condition with itself is symmetric to the bit, in float and double, for any threads") {
    Random random(6);
    const Mlp<float> net({{2, 40, 40, 1}, Parameterization::glorot, InputScaling::raw(2)}, random);
    Matrix<double> points(60, 2);
    random.fill_uniform(points.values(), 0, 1);
    const Condition<float> r = Wave::residual<float>(points);
    const test::ThreadCount scope(1);
    const Matrix<float> K = kernel(net, r, r);
    set_thread_count(2);
    CHECK(K == kernel(net, r, r));
    for (std::size_t i = 0; i < 60; ++i) {
        for (std::size_t j = 0; j < i; ++j) REQUIRE(K(i, j) == K(j, i));
    }
}

TEST_CASE("a recorded trace of nested derivatives moves its points, and refuses another number of them") {
    Random random(3);
    const Mlp<double> net({{1, 7, 1}, Parameterization::ntk, InputScaling::raw(1)}, random);
    Condition<double> condition{.name = "r",
                                .points = equispaced(4, 0, 1),
                                .channels = {.nested = true},
                                .applied =
                                    [](const Jet<double>& u) {
                                        return u.derivative({0, 0, 0});
                                    },
                                .target = Matrix<double>(4, 1)};
    Tape<double> tape;
    const MlpOnTape<double> u(tape, net);
    const KernelTrace<double> trace(u, condition);
    const double before = trace.value();
    Condition<double> wrong = condition;
    wrong.points = equispaced(5, 0, 1);
    CHECK_THROWS_AS(trace.move_points(u, wrong), ShapeError);
    CHECK(trace.value() == before);
    condition.points = equispaced(4, 1, 2);
    trace.move_points(u, condition);
    CHECK(close(trace.value(), kernel_trace(jacobian(net, condition)), 1e-11));
    CHECK(!close(trace.value(), before, 1e-6));
}

TEST_CASE("a recorded trace whose points move is the trace recorded at the new points, for every set of channels") {
    for (const auto parameterization : {Parameterization::ntk, Parameterization::glorot}) {
        for (const std::size_t d : {1, 2, 3}) {
            Random random(9 + d);
            const MlpSettings settings{
                {d, 9, 7, 1}, parameterization, {std::vector<double>(d, 0.4), std::vector<double>(d, 0.3)}};
            const Mlp<double> net(settings, random);
            Tape<double> tape;
            const MlpOnTape<double> u(tape, net);
            for (Condition<double>& condition : all_kinds(d, random)) {
                const KernelTrace<double> trace(u, condition);
                const double before = trace.value();
                const std::size_t n = condition.points.rows();
                for (const Matrix<double>& points : {Matrix<double>(n + 1, d), Matrix<double>(n, d + 1)}) {
                    Condition<double> wrong = condition;
                    wrong.points = points;
                    CHECK_THROWS_AS(trace.move_points(u, wrong), ShapeError);
                    tape.evaluate();
                    CHECK(trace.value() == before);
                }
                condition.points = random_matrix(random, n, d);
                trace.move_points(u, condition);
                tape.evaluate();
                CHECK(trace.value() == kernel_trace(net, condition));
                CHECK(close(trace.value(), kernel_trace(jacobian(net, condition)), 1e-11));
                CHECK(!close(trace.value(), before, 1e-6));
            }
        }
    }
}
