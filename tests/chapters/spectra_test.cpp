#include "chapters/06-spectral-bias/arithmetics.hpp"

#include "tests/support.hpp"

using namespace pinn;
using pinn::test::close;

TEST_CASE("the Jacobian with 100 digits, by formulas written out, is the tape's to rounding") {
    const PoissonExperiment experiment{.problem = {1}, .interior = equispaced(7, 0, 1)};
    for (const bool z_scored : {false, true}) {
        for (const auto parameterization : {Parameterization::ntk, Parameterization::standard}) {
            const Setting setting{parameterization, z_scored, LossConvention::half_sums};
            const Mlp<double> network = experiment.network(setting, 1, 9, 3);
            const Matrix<double> J = experiment.rows_with_copies(experiment.jacobian(network));
            const Matrix<Extended> exact = spectral::extended_jacobian(experiment, network);
            REQUIRE(J.shape() == exact.shape());
            double largest = 0;
            for (const double entry : J.values()) largest = std::max(largest, std::abs(entry));
            for (std::size_t i = 0; i < J.size(); ++i) {
                CHECK(close(J.values()[i], static_cast<double>(exact.values()[i]), 1e-13, 1e-15 * largest));
            }
        }
    }
}

TEST_CASE("the four arithmetics agree on the leading eigenvalues, copies or weights") {
    const PoissonExperiment experiment{.problem = {1}, .interior = equispaced(12, 0, 1)};
    const Setting setting{Parameterization::ntk, true, LossConvention::half_sums};
    const spectral::Arithmetics K = spectral::arithmetics(experiment, setting, 5);
    CHECK(K.in_double.size() == 112);  // 50 copies of each end
    CHECK(K.exact.size() == 14);
    for (std::size_t i = 0; i < 5; ++i) {
        CHECK(close(K.in_float[i], K.exact[i], 1e-4, 0));
        CHECK(close(K.in_double[i], K.exact[i], 1e-10, 0));
        CHECK(close(K.singular[i], K.exact[i], 1e-12, 0));
    }
    for (std::size_t i = 0; i < K.exact.size(); ++i) CHECK(close(K.singular[i], K.exact[i], 1e-6, 0));
}

TEST_CASE("resolved_down_to stops before the first eigenvalue that is off by more than 10 %") {
    CHECK(spectral::resolved_down_to({8, 4, 2.3, 1}, {8, 4, 2, 1}) == 0.5);
    CHECK(spectral::resolved_down_to({8, 4, 2.1, 1}, {8, 4, 2, 1}) == 0.125);
}
