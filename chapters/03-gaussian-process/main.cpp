// Chapter 03: Gaussian process
// Paper:  Theorem 4.1, Remark 4.2, Appendix B, Eqs (4.2)-(4.6)
// Run:    make run-chapter-03
// Writes: build/results/chapter-03.csv, build/figures/ch03-gp-{paths,covariance,quantiles,kurtosis}.csv
// Takes:  8 s; 1 minute with PROFILE=paper
//
// New against chapter 01: derivatives of the network. Given its hidden layer, u_xx is exactly Gaussian, because the
// output weights are. What is random beyond that is one matrix, the conditional covariance V_N, which is followed here.

#include "chapters/03-gaussian-process/claims.hpp"
#include "chapters/03-gaussian-process/operators.hpp"
#include "lib/dense/elementwise.hpp"

using namespace pinn;
using namespace pinn::process;

// u(x)    = W1 . s / sqrt(N) + b1,   s_j = sigma(W0_j x + b0_j)              (paper: Eq. (4.2))
// u_xx(x) = W1 . h / sqrt(N),        h_j = W0_j^2 sigma''(W0_j x + b0_j)     (paper: Eq. (4.3))
HiddenTerms process::hidden_terms(std::span<const double> W0, std::span<const double> b0, const Matrix<double>& x) {
    HiddenTerms terms{{x.rows(), W0.size()}, {x.rows(), W0.size()}};
    for (std::size_t i = 0; i < x.rows(); ++i) {
        double *s = terms.s.row(i).data(), *h = terms.h.row(i).data();
#pragma omp simd
        for (std::size_t j = 0; j < W0.size(); ++j) {
            s[j] = vector_tanh(W0[j] * x(i, 0) + b0[j]);
            h[j] = -2 * s[j] * (1 - s[j] * s[j]) * W0[j] * W0[j];
        }
    }
    return terms;
}

// (1/N) sum_j a_j b_j': the covariance that W1 ~ N(0, 1) gives to W1 . a / sqrt(N) and W1 . b / sqrt(N). Of h with
// itself it is V_N, the one random matrix.
Matrix<double> process::over_output_weights(const Matrix<double>& a, const Matrix<double>& b) {
    Matrix<double> covariance = multiply_nt(a, b);
    for (double& entry : covariance.values()) entry /= static_cast<double>(a.cols());
    return covariance;
}

namespace {

void chapter(const Options& o, Study& study) {
    const auto report = [&](const char* quantity, double ours) { study.report("Theorem 4.1", quantity, ours); };

    // 1. The limits at five points, by quadrature; and networks of one hidden layer, whose V_N is made of the functions
    //    above (draw_of in pool.hpp). From its stream of numbers a seed draws a network of every width.
    const Matrix<double> points{{o.number("x")}, {0.25}, {0.5}, {0.75}, {1}};
    const Limits limits = limits_at(points);
    const Pool pool = study.sample("one hidden layer", study.seeds(), [&](auto seed) {
        return at_every_width(1, 1, widths.size(), seed, [&](const auto& net) { return draw_of(net, points, limits); });
    });

    // 2. V_N, a mean of N independent h h' of mean Sigma_xx, misses it by a constant over sqrt(N)  (paper: Eq. (4.6)).
    constexpr Fit fit{4, 12};  // widths 2^4 .. 2^12
    const auto V_errors = by_width(pool, &Draw::V_error, root_mean_square);
    report("slope, conditional covariance of u_xx", fit.slope(V_errors));
    report("its constant, measured / exact", fit.constant(V_errors, -0.5) / covariance_constant(points, limits));
    report("slope, conditional covariance of u and u_xx", fit.slope(by_width(pool, &Draw::C_error, root_mean_square)));
    report("variance of u_xx at width 8 / Sigma_xx", mean(of_width(width_8, pool, V_at(0))) / limits.Sigma_xx(0, 0));

    // 3. So u_xx is Gaussian in the limit: at one point; together with u; and at five points, which one point does not
    //    imply  (paper: Theorem 4.1). Two tests that have to reject see heavy tails and a wrong cross-covariance.
    const std::size_t wide = o.count("exponent");
    const auto one_point = direction_cdf(first_point(limits));
    const double c = limits.Sigma_u_xx.values().back();
    report("p-value, u_xx at one point", pearson(of_width(wide, pool, one_point)).p());
    report("p-value of the same at width 8", pearson(of_width(width_8, pool, one_point)).p());
    report("p-value, (u, u_xx)", pearson<36>(of_width(wide, pool, pair_cdf(limits, c))).p());
    report("p-value of the same without Sigma_u_xx", pearson<36>(of_width(wide, pool, pair_cdf(limits, 0))).p());
    report("E[u u_xx] - Sigma_u_xx, in standard errors", cross_covariance_score(wide, pool, limits));
    report("p-value, u_xx at five points", pearson(of_width(wide, pool, joint_cdf(limits))).p());

    // 4. Given V_N, u_xx is N(0, V_N), so E[u_xx^2] = E[V_N] and E[u_xx^4] = 3 E[V_N^2]. At every width these stay
    //    below E[W0^4] = 3 times max |sigma''|^2, and 3 E[W0^8] = 315 times max |sigma''|^4  (paper: Appendix B).
    const double sup = 4 / (3 * std::sqrt(3.0));  // of |tanh''|, where tanh^2 = 1/3
    double second = 0, fourth = 0;
    for (std::size_t i = 0; i < point_count; ++i) {
        second = std::max(second, maximum(by_width(pool, V_at(i), [](const auto& V) { return mean(V); })));
        fourth = std::max(fourth, 3 * std::pow(maximum(by_width(pool, V_at(i), root_mean_square)), 2));
    }
    report("largest E[u_xx^2] / bound", second / (3 * std::pow(sup, 2)));
    report("largest E[u_xx^4] / bound", fourth / (3 * 105 * std::pow(sup, 4)));

    // 5. Any linear operator, any depth  (paper: Remark 4.2). Narrow deep networks have a further error of order 1/N,
    //    so the fit begins where every error is below one.
    std::vector<std::pair<std::string, std::vector<double>>> errors{{"1 hidden layer, u_xx", V_errors}};
    const Fit deep{6, o.count("deep-exponent")};
    for (const Case& one : remark_cases()) {
        const Matrix<double> limit = operator_limits_at(one);
        const auto found = study.sample(one.name, study.seeds(o.count("deep-networks")), [&](auto seed) {
            return at_every_width(one.points.cols(), one.hidden_layers, deep.last + 1, seed, [&](const auto& net) {
                const Matrix<double> Af = applied_to_hidden_layer(one.A, net, one.points);
                return relative_error(over_output_weights(Af, Af).values(), limit.values());
            });
        });
        errors.push_back({one.name, by_width(found, std::identity(), root_mean_square)});
        study.report("Remark 4.2", "slope, " + one.name, deep.slope(errors.back().second));
    }

    // 6. C19: all points normal, with this covariance, are not yet a process. How wide is wide. And pictures.
    finite_dimensional(pool, limits, study);
    how_wide(pool, points, limits, study);
    pictures(errors, study);
}

}  // namespace

int main(int argc, char** argv) {
    Options options("03", "Gaussian process");
    options.default_seeds({.quick = 4000, .paper = 40'000});
    options.add_number("x", 0, -2, 2, "the first of five points, where the marginal law and its tails are measured");
    options.add_integer("exponent", 14, 0, 14, "normality is tested at width 2^exponent");
    options.add_integer("deep-networks", {.quick = 500, .paper = 1000}, 1, 1'000'000, "networks for Remark 4.2");
    options.add_integer("deep-exponent", {.quick = 9, .paper = 10}, 7, 14, "their largest width is 2^deep-exponent");
    return options.run(argc, argv, study_of(claims, chapter));
}
