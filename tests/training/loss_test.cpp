#include "lib/training/loss.hpp"

#include "lib/kernel/empirical.hpp"
#include "lib/pde/poisson.hpp"
#include "lib/pde/sampling.hpp"
#include "tests/support.hpp"

using namespace pinn;
using test::close;

TEST_CASE("d/dt o = - K D e with D of kernel_weights: the outputs after a tiny gradient step, every convention") {
    Random random(1);
    const Matrix<double> interior = equispaced(7, 0, 1), boundary = repeated_ends(2, 0, 1);
    const Poisson problem{2};
    const std::vector<Condition<double>> conditions{problem.boundary<double>(boundary),
                                                    problem.interior<double>(interior)};
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
