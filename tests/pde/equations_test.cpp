// Sixteen equations as users would write them, one header each, and what holds of any: paper: Remark 3.4.
#include <chrono>
#include <cstdio>
#include <fstream>

#include "lib/kernel/empirical.hpp"
#include "lib/training/gauss_newton.hpp"
#include "lib/training/trainer.hpp"
#include "tests/pde/equations.hpp"
#include "tests/support.hpp"

using namespace pinn;

namespace {

// A[u] - y at all points with u the exact solution, by repeated differentiation of its formula.
double residual_of_solution(const equations::Equation& equation) {
    Random random(1);
    double largest = 0;
    for (const Condition<double>& condition : equation.conditions(5, random)) {
        const bool pairs = condition.partners.rows() > 0;
        const std::size_t n = condition.points.rows();
        Tape<double> tape;
        const Var<double> x =
            tape.leaf(pairs ? stack_rows<double>({condition.points, condition.partners}) : condition.points);
        Jet<double> u = uniform_jet(equation.exact(x), x.shape().rows, x.shape().cols, {.value = true});
        u.x = x;
        u.parts = parts_of(condition);
        u.points = {0, n};
        if (pairs) u.partners = {n, n};
        if (condition.given.cols() > 0) u.given_all = tape.leaf(condition.given);
        if (!equation.unknowns.empty()) {
            u.unknown_all = tape.leaf(Matrix<double>(n, 1, equation.unknowns[0]));
        }
        const Matrix<double> found(condition.applied(u).value());
        largest =
            std::max(largest, test::max_difference(found, condition.target) / (1 + test::max_entry(condition.target)));
    }
    return largest;
}

// The parameters of a network in the order of MlpOnTape::parameters().
std::vector<Matrix<double>*> parameters(Mlp<double>& network) {
    std::vector<Matrix<double>*> all;
    for (std::size_t h = 0; h < network.layers(); ++h) {
        all.push_back(&network.weights[h]);
        all.push_back(&network.biases[h]);
    }
    if (network.unknowns.size() > 0) all.push_back(&network.unknowns);
    return all;
}

// J by central differences of A[u] in theta, two steps extrapolated.
Matrix<double> differences(Mlp<double> network, const std::vector<Condition<double>>& conditions) {
    const auto outputs = [&] {
        std::vector<double> all;
        for (const Condition<double>& condition : conditions) {
            Tape<double> tape;
            const Matrix<double> A(condition.applied(place(MlpOnTape<double>(tape, network), condition).u).value());
            all.insert(all.end(), A.values().begin(), A.values().end());
        }
        return all;
    };
    Matrix<double> J(outputs().size(), network.parameter_count());
    std::size_t column = 0;
    for (Matrix<double>* part : parameters(network)) {
        for (double& theta : part->values()) {
            const double kept = theta;
            for (const auto& [h, weight] : {std::pair{1e-3, -1.0 / 3}, std::pair{5e-4, 4.0 / 3}}) {
                theta = kept + h;
                const std::vector<double> above = outputs();
                theta = kept - h;
                const std::vector<double> below = outputs();
                for (std::size_t i = 0; i < J.rows(); ++i) J(i, column) += weight * (above[i] - below[i]) / (2 * h);
            }
            theta = kept;
            ++column;
        }
    }
    return J;
}

}  // namespace

TEST_CASE("sixteen equations: the exact solution satisfies its conditions") {
    CHECK(equations::all().size() == 16);
    for (const equations::Equation& equation : equations::all()) {
        CAPTURE(equation.name);
        CHECK(residual_of_solution(equation) < 1e-12);
    }
}

TEST_CASE("sixteen equations: K by its three routes and by tape of tape is that of central differences") {
    for (const equations::Equation& equation : equations::all()) {
        CAPTURE(equation.name);
        Random random(2);
        const std::vector<Condition<double>> conditions = equation.conditions(2, random);
        const Mlp<double> network = equation.network({5, 4}, 3);
        const Matrix<double> J = jacobian(network, conditions), K = multiply_nt(J, J);
        CHECK(test::relative_difference(kernel(network, conditions), K) < 1e-11);
        double trace = 0;
        for (std::size_t i = 0, k = 0; k < conditions.size(); ++k) {
            double block = 0;
            for (const std::size_t end = i + conditions[k].points.rows(); i < end; ++i) block += K(i, i);
            CHECK(test::close(kernel_trace(network, conditions[k]), block, 1e-11));
            trace += block;
        }
        CHECK(test::close(kernel_trace(J), trace, 1e-12));
        // Two conditions by themselves: a cross block.
        const Matrix<double> J_a = jacobian(network, conditions.front()), J_b = jacobian(network, conditions.back());
        CHECK(test::max_difference(kernel(network, conditions.front(), conditions.back()), multiply_nt(J_a, J_b)) <
              1e-11 * test::max_entry(K));
        std::vector<Matrix<double>> ones;
        Mlp<double> copy = network;
        for (const Matrix<double>* part : parameters(copy)) ones.emplace_back(part->rows(), part->cols(), 1.0);
        CHECK(test::relative_difference(scaled_kernel(network, conditions, ones), K) < 1e-11);

        const Matrix<double> J_differences = differences(network, conditions);
        CHECK(test::relative_difference(K, multiply_nt(J_differences, J_differences)) < 1e-6);

        std::vector<Condition<double>> nested = conditions;
        for (Condition<double>& condition : nested) condition.channels.nested = true;
        CHECK(test::relative_difference(jacobian(network, nested), J) < 1e-11);
    }
}

TEST_CASE("sixteen equations: points, given numbers and partners that move are a fresh recording, to the last bit") {
    for (const equations::Equation& equation : equations::all()) {
        CAPTURE(equation.name);
        Random random(4);
        const Mlp<double> network = equation.network({5, 4}, 3);
        const std::vector<Condition<double>> before = equation.conditions(3, random),
                                             after = equation.conditions(3, random);
        const std::vector<double> lambda(before.size(), 1);
        Trainer<double> moved(network, before, LossConvention::means, lambda, Adam{}),
            fresh(network, after, LossConvention::means, lambda, Adam{});
        Weights<double> moved_weights(WeightRule::trace_ratio, network, before, LossConvention::means),
            fresh_weights(WeightRule::trace_ratio, network, after, LossConvention::means);
        CHECK(moved.loss() != fresh.loss());
        moved.set_data(after);
        moved_weights.set_data(after);
        for (std::size_t k = 0; k < after.size(); ++k) {
            CHECK(Matrix<double>(moved.error(k)) == Matrix<double>(fresh.error(k)));
        }
        moved_weights.update(moved.on_tape());
        CHECK(moved_weights.measured() == fresh_weights.measured());
        moved.run(2);
        fresh.run(2);
        CHECK(moved.loss() == fresh.loss());

        // Where the loss does not fall, both stay where they are. The unit of mu is that of the first step.
        GaussNewton<double> moved_newton(network, before, LossConvention::means, lambda),
            fresh_newton(network, after, LossConvention::means, lambda);
        moved_newton.set_data(after);
        CHECK(moved_newton.step() == fresh_newton.step());
        CHECK(moved_newton.loss() == fresh_newton.loss());
        CHECK(moved_newton.mu() == fresh_newton.mu());
    }
}

TEST_CASE("sixteen equations: Gauss-Newton finds each of them, with its unknown coefficients") {
    for (const equations::Equation& equation : equations::all()) {
        CAPTURE(equation.name);
        Random random(5);
        const std::vector<Condition<double>> conditions = equation.conditions(20, random);
        const Mlp<double> start = equation.network({10, 10}, 6);
        const Weights<double> weights(WeightRule::trace_ratio, start, conditions, LossConvention::means);
        GaussNewton<double> optimizer(start, conditions, LossConvention::means, weights.lambda(), accelerated);
        for (std::size_t step = 0; step < 30 && optimizer.step(); ++step) continue;
        const Mlp<double> found = optimizer.network();
        CHECK(equation.error(found) < 0.02);  // set after a look: the largest was 0.0126, of Helmholtz
        for (std::size_t k = 0; k < equation.unknowns.size(); ++k) {
            CHECK(test::close(found.unknowns(0, k), equation.unknowns[k], 0.01));
        }
    }
}

// The table of the equations: build/unit-tests --no-skip -tc='table of*'
TEST_CASE("table of sixteen equations" * doctest::skip()) {
    std::printf("%-28s %5s %9s %5s %9s %5s   Tr K_k before -> after Adam\n", "equation", "lines", "Adam", "s", "G-N",
                "s");
    for (const equations::Equation& equation : equations::all()) {
        Random random(7);
        const std::vector<Condition<double>> conditions = equation.conditions(40, random);
        const Mlp<double> start = equation.network({20, 20}, 8);
        std::ifstream header("tests/pde/equations/" + equation.header + ".hpp");
        int lines = 0;
        for (std::string line; std::getline(header, line);) lines += !line.empty() && !line.starts_with("//");

        const auto seconds = [](const auto& work) {
            const auto begin = std::chrono::steady_clock::now();
            work();
            return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        };
        Weights<double> weights(WeightRule::trace_ratio, start, conditions, LossConvention::means);
        const std::vector<double> before = weights.measured();
        Trainer<double> trainer(start, conditions, LossConvention::means, weights.lambda(), Adam{});
        const double of_adam = seconds([&] { train(trainer, 2000, weights, 100); });
        weights.update(trainer.on_tape());

        const Weights<double> fixed(WeightRule::trace_ratio, start, conditions, LossConvention::means);
        GaussNewton<double> newton(start, conditions, LossConvention::means, fixed.lambda(), accelerated);
        const double of_newton = seconds([&] {
            for (std::size_t step = 0; step < 100 && newton.step(); ++step) continue;
        });
        std::printf("%-28s %5d %9.1e %5.1f %9.1e %5.1f  ", equation.name.c_str(), lines,
                    equation.error(trainer.network()), of_adam, equation.error(newton.network()), of_newton);
        for (std::size_t k = 0; k < before.size(); ++k) {
            std::printf(" %s %.2g -> %.2g", conditions[k].name.c_str(), before[k], weights.measured()[k]);
        }
        for (std::size_t k = 0; k < equation.unknowns.size(); ++k) {
            std::printf("; c %.4f, %.4f", trainer.network().unknowns(0, k), newton.network().unknowns(0, k));
        }
        std::printf("\n");
        std::fflush(stdout);
    }
}
