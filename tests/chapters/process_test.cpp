#include "chapters/03-gaussian-process/claims.hpp"
#include "tests/chapters/bands.hpp"

using namespace pinn;
using namespace pinn::process;
using pinn::test::close;
using pinn::test::holds;

namespace {

constexpr double rho = 0.4;

// Pearson's p-value of 4000 pairs that `draw` makes, both numbers together.
template <class Draw>
double p_together(const Draw& draw) {
    std::vector<double> uniform;
    for (std::uint64_t seed = 0; seed < tested_networks; ++seed) {
        Random random(seed + 50'000);
        uniform.push_back(pair_chi_squared(draw(random), rho));
    }
    return pearson(uniform).p();
}

}  // namespace

TEST_CASE("chapter 03: normal pairs miss the band of C19, pairs that are normal one by one are in it") {
    const char* const row = "pairs: p-value of both together";
    CHECK(holds(claims, "C19", row, p_together([](Random& r) { return pair_that_is_not_normal(rho, r); })));
    CHECK(!holds(claims, "C19", row, p_together([](Random& r) {
                     const double z = r.normal();
                     return Pair{z, rho * z + std::sqrt(1 - rho * rho) * r.normal()};
                 })));
}

TEST_CASE("chapter 03: the pairs of C19 have the stated correlation, of either sign; numbers of their own have not") {
    for (const double correlation : {rho, -rho, 0.0}) {
        Runs<Pair> pairs;
        for (std::uint64_t seed = 0; seed < 4000; ++seed) {
            Random random(seed);
            pairs.runs.push_back(pair_that_is_not_normal(correlation, random));
        }
        const char* const row = "pairs: correlation - that of u_xx, in standard errors";
        CHECK(holds(claims, "C19", row, correlation_score(pairs, correlation)));
        CHECK(holds(claims, "C19", row, correlation_score(pairs, rho)) == (correlation == rho));
    }
}

TEST_CASE("chapter 03: other rates, another constant and a variance with a term of 1/N miss their bands") {
    for (const double slope : {-1.0 / 3, -1.0, 0.0}) {
        CHECK(!holds(claims, "Theorem 4.1", "slope, conditional covariance of u_xx", slope));
        CHECK(!holds(claims, "Remark 4.2", "slope, 3 hidden layers, u_xx", slope));
    }
    for (const double slope : {-0.5, 0.0}) {
        CHECK(!holds(claims, "Theorem 4.1", "slope, excess kurtosis of u_xx", slope));
    }
    for (const double wrong : {1 / std::sqrt(2), std::sqrt(2)}) {
        CHECK(!holds(claims, "Theorem 4.1", "its constant, measured / exact", wrong));
        CHECK(!holds(claims, "Theorem 4.1", "its constant, measured / exact value", wrong));
    }
    for (const double wrong : {1 - 1 / 8., 1 + 1 / 8.}) {
        CHECK(!holds(claims, "Theorem 4.1", "variance of u_xx at width 8 / Sigma_xx", wrong));
    }
    // The moments at width 1 over bounds without E[W0^4] = 3 and E[W0^8] = 105.
    CHECK(!holds(claims, "Theorem 4.1", "largest E[u_xx^2] / bound", 3 * 0.51));
    CHECK(!holds(claims, "Theorem 4.1", "largest E[u_xx^4] / bound", 105 * 0.33));
}

TEST_CASE("chapter 03: values of the limit pass their tests, with a variance that is off by a fifth they do not") {
    Matrix<double> points{{0}, {0.25}, {0.5}, {0.75}, {1}};
    const Limits limits = limits_at(points);
    for (const double factor : {1.0, 1.2}) {
        Pool independent;  // u and u_xx of the limit's variances, but independent of each other
        std::vector<double> uniform;
        for (std::uint64_t seed = 0; seed < tested_networks; ++seed) {
            Random random(seed + 70'000);
            Draw draw{};
            draw.u = random.normal() * std::sqrt(limits.Sigma.values().back());
            draw.u_xx.back() = random.normal() * std::sqrt(limits.Sigma_xx.values().back());
            draw.u_xx.front() = random.normal() * std::sqrt(factor * limits.Sigma_xx(0, 0));
            uniform.push_back(direction_cdf(first_point(limits))(draw));
            independent.runs.push_back({draw});
        }
        CHECK(holds(claims, "Theorem 4.1", "p-value, u_xx at one point", pearson(uniform).p()) == (factor == 1));
        CHECK(!holds(claims, "Theorem 4.1", "E[u u_xx] - Sigma_u_xx, in standard errors",
                     cross_covariance_score(0, independent, limits)));
    }
}
