// C19: normality at every point and the right covariance, which is what the steps of Appendix B give, do not make a
// Gaussian process; all finite-dimensional laws do. Shown twice: by pairs of numbers that have the marginal laws and
// the covariance of u_xx at two points and are not normal together, and by networks of a width at which one point
// passes the test and five do not, though their covariance is that of the limit at every width.

#include "chapters/03-gaussian-process/normality.hpp"

namespace pinn::process {

// With probability |rho| the second number is the first, times the sign of rho; else it is drawn on its own. Each is
// N(0, 1), and E[z_1 z_2] = rho.
Pair pair_that_is_not_normal(double rho, Random& random) {
    const double z = random.normal(), own = random.normal();
    return {z, random.uniform() < std::abs(rho) ? (rho < 0 ? -z : z) : own};
}

void finite_dimensional(const Pool& pool, const Limits& limits, Study& study) {
    const Matrix<double>& S = limits.Sigma_xx;
    const double rho = S(0, 1) / std::sqrt(S(0, 0) * S(1, 1));
    const auto pairs = study.sample("pairs", study.seeds(tested_networks), [rho](auto seed) {
        Random random(seed);
        return pair_that_is_not_normal(rho, random);
    });
    const auto p_of = [&](auto cdf) { return pearson(pairs.each(cdf)).p(); };
    study.report("C19", "pairs: p-value of the first number", p_of([](const Pair& z) { return normal_cdf(z.first); }));
    study.report("C19", "pairs: p-value of the second", p_of([](const Pair& z) { return normal_cdf(z.second); }));
    study.report("C19", "pairs: correlation - that of u_xx, in standard errors", correlation_score(pairs, rho));
    study.report("C19", "pairs: p-value of both together",
                 p_of([rho](const Pair& z) { return pair_chi_squared(z, rho); }));

    constexpr std::size_t e = 8;  // width 256
    study.report("C19", "networks of width 256: p-value of u_xx at one point",
                 pearson(of_width(e, pool, direction_cdf(first_point(limits)))).p());
    study.report("C19", "networks of width 256: p-value of u_xx at five points",
                 pearson(of_width(e, pool, joint_cdf(limits))).p());
}

}  // namespace pinn::process
