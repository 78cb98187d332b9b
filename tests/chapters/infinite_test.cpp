#include "chapters/01-infinite-width/claims.hpp"
#include "tests/chapters/bands.hpp"

using namespace pinn;
using namespace pinn::infinite;
using pinn::test::holds;

namespace {

// 10,000 outputs y = sqrt(s) z, z ~ N(0, 1), where s was said to be `s` and the limit `V`.
Marginal outputs(double true_variance, double s, double V) {
    Marginal m{.c = 0, .width = 4, .V = V, .y = std::vector<double>(10'000), .s = std::vector<double>(10'000, s)};
    Random random(11);
    random.fill_normal<double>(m.y, std::sqrt(true_variance));
    return m;
}

}  // namespace

TEST_CASE("chapter 01: N^-1/3, 1/N and a wrong limit, whose error stays, miss every band of a slope") {
    for (const double slope : {-1.0 / 3, -1.0, 0.0}) {
        CHECK(!holds(claims, "Eq. (2.4)", "slope of the error of Sigma, L = 1", slope));
        CHECK(!holds(claims, "Eq. (2.8)", "slope of the error of Theta, L = 3", slope));
        CHECK(!holds(claims, "C3", "d = 2: slope of the error of Theta, x.x'/d + 1", slope));
    }
    for (const double slope : {-0.5, 0.0}) {
        CHECK(!holds(claims, "Eq. (2.4)", "slope of the excess kurtosis of f(1) - f(-1), L = 2", slope));
    }
    CHECK(!holds(claims, "C3", "d = 2: variance of g^(0) at x = (1, ..., 1)", 3));  // as printed, d + 1
}

TEST_CASE("chapter 01: outputs of another variance than the stated one miss the bands of the chi-squared tests") {
    const char *const given = "P(chi2 <= sum y^2/s), y = f(1), width 4, L = 1",
                      *const limit = "P(chi2 <= sum y^2/limit), y = f(1), width 1, L = 1";
    CHECK(holds(claims, "Eq. (2.4)", given, conditional_probability(outputs(1.4, 1.4, 1.4))));
    CHECK(!holds(claims, "Eq. (2.4)", given, conditional_probability(outputs(1.4 * 1.1, 1.4, 1.4))));
    CHECK(holds(claims, "Eq. (2.4)", limit, covariance_probability(outputs(1.4, 1.4, 1.4))));
    CHECK(!holds(claims, "Eq. (2.4)", limit, covariance_probability(outputs(0.4, 1.4, 1.4))));  // no output bias
}

TEST_CASE("chapter 01: the distance from a Gaussian sees one neuron, and passes what is Gaussian") {
    Marginal m = outputs(1.4, 1.4, 1.4);
    CHECK(holds(claims, "Eq. (2.4)", "sqrt(M) D at the largest width of f(1) - f(-1), L = 1", kolmogorov(m)));
    CHECK(!holds(claims, "Eq. (2.4)", "sqrt(M) D of f(1) - f(-1), width 1, L = 1", kolmogorov(m)));
    Random random(12);
    for (double& y : m.y) y *= std::abs(random.normal());  // as of one neuron: a product of two normal numbers
    CHECK(!holds(claims, "Eq. (2.4)", "sqrt(M) D at the largest width of f(1) - f(-1), L = 1", kolmogorov(m)));
    CHECK(holds(claims, "Eq. (2.4)", "sqrt(M) D of f(1) - f(-1), width 1, L = 1", kolmogorov(m)));
}
