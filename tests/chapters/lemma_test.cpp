#include "chapters/02-pinn-kernel/lemma.hpp"

#include "chapters/02-pinn-kernel/claims.hpp"
#include "lib/pde/sampling.hpp"
#include "lib/training/trainer.hpp"
#include "tests/chapters/bands.hpp"

using namespace pinn;
using pinn::test::holds;

namespace {

// The slope of Lemma 3.1 with another matrix instead of K.
double slope_with(const Start& start, const Matrix<double>& K) {
    const Vector velocity = predicted_velocity(K, start.output, start.y);
    Vector mismatch;
    for (const double step : step_sizes) {
        const double eta = step / start.lambda_max;
        Trainer<double> trainer(start.network, start.conditions, LossConvention::half_sums, {1, 1},
                                GradientDescent{eta});
        trainer.step();
        Vector predicted = start.output;
        for (std::size_t i = 0; i < predicted.size(); ++i) predicted[i] += eta * velocity[i];
        mismatch.push_back(distance(outputs(trainer.network(), start.conditions), predicted) / start.error_norm);
    }
    return slope(start, mismatch);
}

}  // namespace

TEST_CASE("chapter 02: a kernel without K_ur, and one that is off by a factor of 2, miss the slope of Lemma 3.1") {
    const Start start{network_of<double>(1, 20, 4),
                      conditions_of<double>(Equation::cubic, {1}, repeated_ends(1, 0, 1), equispaced(8, 0, 1))};
    const char* const row = "slope of the mismatch, u_xx + u^3, 1 hidden";
    CHECK(holds(claims, "Remark 3.4", row, slope_with(start, start.K)));
    Matrix<double> blocks = start.K, twice = start.K;
    for (std::size_t b = 0; b < 2; ++b) {
        for (std::size_t r = 2; r < blocks.rows(); ++r) blocks(b, r) = blocks(r, b) = 0;
    }
    for (double& entry : twice.values()) entry *= 2;
    CHECK(!holds(claims, "Remark 3.4", row, slope_with(start, blocks)));
    CHECK(!holds(claims, "Remark 3.4", row, slope_with(start, twice)));
}

TEST_CASE("chapter 02: K with K_ur doubled is not semi-definite, by any band of Remark 3.3") {
    const Start start{network_of<double>(1, 20, 4),
                      conditions_of<double>(Equation::poisson, {1}, repeated_ends(1, 0, 1), equispaced(8, 0, 1))};
    const auto smallest = [](const Matrix<double>& K) {
        const std::vector<double> lambda = jacobi(K, {.vectors = false}).values;
        return lambda.back() / (static_cast<double>(lambda.size()) * 0x1p-53 * lambda.front());
    };
    Matrix<double> K = start.K;
    CHECK(holds(claims, "Remark 3.3", "lambda_min / (n eps lambda_max), K, double", smallest(K)));
    for (std::size_t b = 0; b < 2; ++b) {
        for (std::size_t r = 2; r < K.rows(); ++r) K(b, r) = K(r, b) = 2 * K(b, r);
    }
    CHECK(!holds(claims, "Remark 3.3", "lambda_min / (n eps lambda_max), K, double", smallest(K)));
    // A true negative eigenvalue is the same in both arithmetics, so in units of eps it is 2^-29 times as large.
    CHECK(!holds(claims, "Remark 3.3", "lambda_min / (eps lambda_max) of K, float over double", 0x1p-29));
}
