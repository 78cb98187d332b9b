#include "chapters/06-spectral-bias/arithmetics.hpp"

#include "chapters/06-spectral-bias/claims.hpp"
#include "chapters/06-spectral-bias/findings.hpp"
#include "tests/chapters/bands.hpp"

using namespace pinn;
using pinn::test::close;
using pinn::test::holds;

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

TEST_CASE("chapter 06: a power law and a matrix of rank 2 do not decay as Fig. 1 does") {
    const char* const row = "index of the first eigenvalue of K below 1e-7 of the largest, NTK, raw, half sums";
    double i = 1;
    while (std::pow(i, -4) >= 1e-7) ++i;
    CHECK(!holds(spectral::claims, "Fig. 1", row, i));
    CHECK(!holds(spectral::claims, "Fig. 1", row, 3));
    // Eigenvectors in another order than that of their oscillations.
    for (const double slope : {-1.0, 0.0}) {
        CHECK(!holds(spectral::claims, "Eq. (5.3)",
                     "sign changes per index of the eigenvectors of K_rr, NTK, raw, half sums", slope));
    }
}

TEST_CASE("chapter 06: rates of another order, of another loss and of a network that stays miss their bands") {
    const auto misses = [](const char* item, const std::string& quantity, double value) {
        for (const char* const profile : {"quick", "paper"}) {
            CHECK(!holds(spectral::claims, item, quantity, value, profile));
        }
    };
    misses("Eq. (5.3)", "largest deviation of 5 rates of decay, width 10000, s = 0.01", 0.5);     // a factor of 2
    misses("Eq. (5.3)", "largest deviation of 5 rates of decay, width 10000, s = 0.01", 0.0055);  // as of s = 1
    for (const double power : {0.0, 1 / 3., 0.5}) {
        misses("Eq. (5.3)", "deviation of the rates, s = 1: width 100 / width 10000", std::pow(100, power));
    }
    for (const double order : {0.0, 0.5, 2.0}) {
        misses("Eq. (5.3)", "deviation of the rates, width 10000: s = 1 / s = 0.01", std::pow(100, order));
    }
    misses("C19", "the same at step 100: width 100 / width 1000", 1);
    misses("C19", "the same at width 1000: step 1000 / step 10", 1);
    misses("C4", "width 10000, u at test points: mismatch as printed / with o(0)", 1);
    for (const double M : {16., 64.}) {  // no nearer to the mean than one network is
        misses("C4", "printed (4.10) with K*: distance to the mean of M networks x sqrt(M) / to one network",
               std::sqrt(M));
    }
    // A network that is never trained, after as many steps as the leading component needs.
    const spectral::Problem p;
    const spectral::Initial start(p.experiment, spectral::trained, 100, 0, 1);
    const std::vector<double> foreseen = apply(start.K, descent_decay(p.rate, 10'000), start.error);
    misses("Eq. (5.2)", "predicted - trained outputs / ||[g; f]||, largest over training, width 10000",
           distance(foreseen, start.error) / norm(start.data));
}

TEST_CASE("chapter 06: the blocks swapped, and 1/s^2 instead of 1/s^4, miss the bands of C16") {
    const auto ratio = [](const Setting& setting, double power) {
        const spectral::Problem p;
        std::vector<double> ratios;
        for (std::uint64_t seed = 30; seed < 50; ++seed) {
            const Matrix<double> J = p.experiment.rows_with_copies(p.experiment.jacobian(p.network(setting, seed)));
            ratios.push_back(spectral::trace(J, spectral::Block::K_rr) / spectral::trace(J, spectral::Block::K_uu));
        }
        return median(ratios) * std::pow(p.experiment.scaling(setting).deviation[0], 4 - power);
    };
    const char *const raw = "c(K_rr) / c(K_uu), NTK, raw", *const z_scored = "c(K_rr) / c(K_uu), NTK, z-scored";
    const double r = ratio(spectral::ntk_raw, 4), z = ratio(spectral::trained, 4);
    CHECK(holds(spectral::claims, "C16", raw, r));
    CHECK(!holds(spectral::claims, "C16", z_scored, r));
    CHECK(holds(spectral::claims, "C16", z_scored, z));
    CHECK(!holds(spectral::claims, "C16", raw, z));
    CHECK(!holds(spectral::claims, "C16", z_scored, 1 / z));
    CHECK(!holds(spectral::claims, "C16", z_scored, ratio(spectral::trained, 2)));
}
