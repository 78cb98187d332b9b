// Chapter 03: Gaussian process
// Paper:  Theorem 4.1, Remark 4.2, Appendix B, Eqs (4.2)-(4.6)
// Run:    make run-chapter-03
// Writes: build/results/chapter-03.csv, build/figures/ch03-gp-{paths,covariance,quantiles,kurtosis}.csv
// Takes:  8 s; 1 minute with PROFILE=paper
//
// New against chapter 01: derivatives of the network in the place of its values. A pool of random networks of every
// width from 1 to 16384 is drawn once, and every claim about one hidden layer is read off it. Given its hidden layer,
// u_xx is exactly Gaussian, because the output weights are; what is random beyond that is one matrix, the conditional
// covariance V_N. So V_N is what is followed.

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "chapters/03-gaussian-process/figures.hpp"
#include "chapters/03-gaussian-process/normality.hpp"
#include "chapters/03-gaussian-process/pool.hpp"
#include "lib/dense/factor.hpp"
#include "lib/report/options.hpp"
#include "lib/report/results.hpp"
#include "lib/report/statistics.hpp"

using namespace pinn;

namespace {

// What the quick profile shrinks, besides the number of seeds.
struct Sizes {
    std::size_t deep_seeds;     // networks of each width for Remark 4.2
    std::size_t deep_exponent;  // their largest width is 2^deep_exponent
};
constexpr Sizes quick{.deep_seeds = 500, .deep_exponent = 9};
constexpr Sizes paper{.deep_seeds = 1000, .deep_exponent = 10};

// A test sees any finite width if it is given enough networks, so their number is part of the claim: this many, in
// both profiles, at a level of one in a thousand.
constexpr std::size_t tested_networks = 4000;
constexpr double level = 1e-3;
constexpr std::size_t narrow_exponent = 3;  // width 8: where the tails are still heavy

// Root mean square over seeds, for every width.
std::vector<double> errors(const Pool& pool, double Draw::*error) {
    std::vector<double> found;
    for (const std::vector<Draw>& draws : pool) {
        found.push_back(root_mean_square(over_seeds(draws, [&](const Draw& draw) { return draw.*error; })));
    }
    return found;
}

std::vector<Draw> first_networks(const std::vector<Draw>& draws) {
    const std::size_t count = std::min(draws.size(), tested_networks);
    return {draws.begin(), draws.begin() + static_cast<std::ptrdiff_t>(count)};
}

// ---- Is it Gaussian? ------------------------------------------------------------------------------------------------

// w . u_xx against N(0, w^T Sigma_xx w): 32 cells.
Pearson direction_test(const std::vector<Draw>& draws, const Direction& direction) {
    std::vector<std::size_t> counts(32);
    for (const double z : standardized(draws, direction)) ++counts[cell(normal_cdf(z), counts.size())];
    return pearson(counts);
}

// (u, u_xx) at the last point against N(0, [[Sigma, c], [c, Sigma_xx]]): u is scaled, u_xx is freed of what u predicts
// of it and scaled, and the plane of the two is cut into 6 x 6 cells. A wrong c shows as well as a wrong shape.
Pearson pair_test(const std::vector<Draw>& draws, const Limits& limits, double c) {
    constexpr std::size_t side = 6;
    std::vector<std::size_t> counts(side * side);
    const double variance = limits.Sigma(last, last), slope = c / variance;
    const double rest = limits.Sigma_xx(last, last) - slope * c;
    for (const Draw& draw : draws) {
        const double z = draw.u[last] / std::sqrt(variance);
        const double z_xx = (draw.u_xx[last] - slope * draw.u[last]) / std::sqrt(rest);
        ++counts[cell(normal_cdf(z), side) * side + cell(normal_cdf(z_xx), side)];
    }
    return pearson(counts);
}

// u_xx at all five points together: u_xx^T Sigma_xx^{-1} u_xx is chi-squared with five degrees of freedom. 32 cells.
Pearson joint_test(const std::vector<Draw>& draws, const Limits& limits) {
    std::vector<std::size_t> counts(32);
    const PivotedCholesky<double> factor = pivoted_cholesky(limits.Sigma_xx);
    for (const Draw& draw : draws) {
        Matrix<double> u_xx(point_count, 1);
        std::copy(draw.u_xx.begin(), draw.u_xx.end(), u_xx.values().begin());
        const double form = multiply_tn(u_xx, factor.solve(u_xx))(0, 0);
        ++counts[cell(chi_squared_cdf(point_count, form), counts.size())];
    }
    return pearson(counts);
}

// The smallest width from which on no test rejects; NaN if the widest one does.
double passes_from(const std::vector<Pearson>& tests) {
    double width = NAN;
    for (std::size_t e = tests.size(); e-- > 0 && tests[e].p >= level;) width = static_cast<double>(width_of(e));
    return width;
}

// The mean of u u_xx over the networks, at the last point, minus its limit, in standard errors of Gaussian variables.
double cross_covariance_score(const std::vector<Draw>& draws, const Limits& limits) {
    const double c = limits.Sigma_u_xx(last, last);
    const double variance = limits.Sigma(last, last) * limits.Sigma_xx(last, last) + c * c;
    const double sample = mean(over_seeds(draws, [](const Draw& draw) { return draw.u[last] * draw.u_xx[last]; }));
    return (sample - c) / std::sqrt(variance / static_cast<double>(draws.size()));
}

// ---- Moments and tails ----------------------------------------------------------------------------------------------

// E[u_xx^2] = E[V] and E[u_xx^4] = 3 E[V^2], since u_xx given V is N(0, V): the largest over widths and points, over
// the bounds E[W^4] sup|sigma''|^2 and 3 E[W^8] sup|sigma''|^4.
std::array<double, 2> largest_moments_over_bounds(const Pool& pool) {
    const double sup = 4 / (3 * std::sqrt(3.0));  // of |tanh''|, where tanh^2 = 1/3
    std::array<double, 2> largest{};
    for (const std::vector<Draw>& draws : pool) {
        for (std::size_t i = 0; i < point_count; ++i) {
            const std::vector<double> V = over_seeds(draws, [&](const Draw& draw) { return draw.V[i]; });
            largest[0] = std::max(largest[0], mean(V) / (3 * std::pow(sup, 2)));
            largest[1] = std::max(largest[1], 3 * std::pow(root_mean_square(V), 2) / (3 * 105 * std::pow(sup, 4)));
        }
    }
    return largest;
}

// Excess kurtosis of u_xx at the first point, for every width: 3 Var(V) / (E V)^2, because u_xx given V is N(0, V).
// (In the sample kurtosis of u_xx itself it would drown.)
std::vector<double> excess_kurtosis(const Pool& pool) {
    std::vector<double> found;
    for (const std::vector<Draw>& draws : pool) {
        const std::vector<double> V = over_seeds(draws, [](const Draw& draw) { return draw.V[0]; });
        found.push_back(3 * std::pow(standard_deviation(V) / mean(V), 2));
    }
    return found;
}

// ---- Rates: values[e] belongs to width 2^e --------------------------------------------------------------------------

struct Exponents {
    std::size_t first, last;
};

std::vector<double> widths(Exponents range) {
    std::vector<double> found;
    for (std::size_t e = range.first; e <= range.last; ++e) found.push_back(static_cast<double>(width_of(e)));
    return found;
}

double slope(const std::vector<double>& values, Exponents range) {
    return log_log_slope(widths(range), std::span(values).subspan(range.first, range.last - range.first + 1));
}

// The C of values ~ C N^power, as a geometric mean over the widths.
double constant(const std::vector<double>& values, Exponents range, double power) {
    double sum = 0;
    for (std::size_t e = range.first; e <= range.last; ++e) {
        sum += std::log(values[e]) - power * std::log(static_cast<double>(width_of(e)));
    }
    return std::exp(sum / static_cast<double>(range.last - range.first + 1));
}

// ---- Any depth, any linear operator  (paper: Remark 4.2) ------------------------------------------------------------

struct Case {
    std::string name;
    std::size_t hidden_layers;
    LinearOperator A;
    Matrix<double> points;
};

std::vector<Case> remark_cases() {
    const Matrix<double> line{{0.0}, {0.25}, {0.5}, {0.75}, {1.0}};
    const Matrix<double> square{{0.0, 0.5}, {0.25, 0.0}, {0.5, 1.0}, {0.75, 0.25}, {1.0, 0.75}};  // rows (t, x)
    return {
        {"1 hidden layer, u_x", 1, {0, {1}, {0}}, line},
        {"1 hidden layer, u_x + u_xx", 1, {0, {1}, {1}}, line},
        {"1 hidden layer, u_tt - 4 u_xx", 1, {0, {0, 0}, {1, -4}}, square},
        {"2 hidden layers, u_xx", 2, {0, {0}, {1}}, line},
        {"2 hidden layers, u_x + u_xx", 2, {0, {1}, {1}}, line},
        {"3 hidden layers, u_xx", 3, {0, {0}, {1}}, line},
    };
}

// A applied to the last hidden layer, by jets: points x N.  For A without the value itself, whose output bias would add
// to the covariance.
Matrix<double> applied_to_hidden_layer(const Mlp<double>& network, const LinearOperator& A,
                                       const Matrix<double>& points) {
    Tape<double> tape;
    const MlpOnTape<double> u(tape, network);
    const Channels channels{.value = true, .directions = A.second.size(), .second = true};
    const Jet<double> f = u.forward_jet_layers(points, A.second, channels).inputs.back();
    Matrix<double> Af(f.second().value());
    for (std::size_t k = 0; k < A.first.size(); ++k) {
        const ConstMatrixView<double> first = f.first(k).value();
        for (std::size_t i = 0; i < Af.rows(); ++i) {
            for (std::size_t j = 0; j < Af.cols(); ++j) Af(i, j) += A.first[k] * first(i, j);
        }
    }
    return Af;
}

// A_x A_x' Sigma^(L) at all pairs of points.
Matrix<double> operator_limits_at(const Case& c) {
    const std::size_t n = c.points.rows();
    Matrix<double> Sigma(n, n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            const OperatorLimits pair =
                operator_limits(c.points.row(i), c.points.row(j), c.hidden_layers, c.A, c.A, InputCovariance::scaled);
            Sigma(i, j) = Sigma(j, i) = pair.Sigma.value;
        }
    }
    return Sigma;
}

// Root mean square over seeds of the relative error of the conditional covariance of A u, at widths 2^0 .. 2^end.
std::vector<double> operator_errors(const Case& c, std::size_t end, const std::vector<std::uint64_t>& seeds,
                                    bool show_progress) {
    const Matrix<double> Sigma = operator_limits_at(c);
    Matrix<double> found(end + 1, seeds.size());
    Progress progress(c.name, seeds.size(), "seeds", show_progress);
    parallel_for(seeds.size(), [&](std::size_t seed) {
        Random random(seeds[seed]);
        for (std::size_t e = 0; e <= end; ++e) {
            std::vector<std::size_t> layers(c.hidden_layers + 2, width_of(e));
            layers.front() = c.points.cols();
            layers.back() = 1;
            const Matrix<double> Af = applied_to_hidden_layer(raw_ntk_network(layers, random), c.A, c.points);
            found(e, seed) = relative_error(over_output_weights(Af, Af).values(), Sigma.values());
        }
        progress.advance();
    });
    std::vector<double> errors;
    for (std::size_t e = 0; e <= end; ++e) errors.push_back(root_mean_square(found.row(e)));
    return errors;
}

// ---- The argument ---------------------------------------------------------------------------------------------------

struct Study {
    Matrix<double> points;
    Limits limits = limits_at(points);
    Direction point = first_point(limits);  // u_xx at the first point
    Direction rough = roughest(limits);     // the combination of the five values that varies least
    Pool pool{};
};

// V_N is a mean of N independent matrices h h^T of mean Sigma_xx: at every width its mean is Sigma_xx, and its root
// mean square error is one constant over sqrt(N). Bands: 0.1 on either side of a slope; about four standard errors of
// the quick profile on either side of a ratio.
void covariance(Results& results, const Study& study) {
    constexpr Exponents range{4, 12};
    const std::vector<double> V = errors(study.pool, &Draw::covariance_error);
    results.claim("Theorem 4.1", "slope, conditional covariance of u_xx", slope(V, range), {.low = -0.6, .high = -0.4});
    results.claim("Theorem 4.1", "its constant, measured / exact",
                  constant(V, range, -0.5) / exact_covariance_constant(study.points, study.limits),
                  {.low = 0.95, .high = 1.05});
    results.claim("Theorem 4.1", "slope, conditional covariance of u and u_xx",
                  slope(errors(study.pool, &Draw::cross_error), range), {.low = -0.6, .high = -0.4});
    const std::vector<double> narrow =
        over_seeds(study.pool[narrow_exponent], [](const Draw& draw) { return draw.V[0]; });
    results.claim("Theorem 4.1", "variance of u_xx at width 8 / Sigma_xx", mean(narrow) / study.point.variance,
                  {.low = 0.9, .high = 1.1});
}

// At one point, of (u, u_xx), at five points together. Two tests that have to reject show that such a test sees heavy
// tails and a wrong cross-covariance.
void normality(Results& results, const Study& study, const std::vector<Pearson>& one_point,
               const std::vector<Pearson>& five_points, std::size_t tested) {
    const std::vector<Draw> draws = first_networks(study.pool[tested]);
    const double c = study.limits.Sigma_u_xx(last, last);
    results.claim("Theorem 4.1", "p-value, u_xx at one point", one_point[tested].p, {.low = level});
    results.claim("Theorem 4.1", "p-value of the same at width 8", one_point[narrow_exponent].p, {.high = 1e-6});
    results.claim("Theorem 4.1", "p-value, (u, u_xx)", pair_test(draws, study.limits, c).p, {.low = level});
    results.claim("Theorem 4.1", "p-value of the same without Sigma_u_xx", pair_test(draws, study.limits, 0).p,
                  {.high = 1e-6});
    results.claim("Theorem 4.1", "E[u u_xx] - Sigma_u_xx, in standard errors",
                  cross_covariance_score(study.pool[tested], study.limits), {.low = -3.3, .high = 3.3});
    results.claim("Theorem 4.1", "p-value, u_xx at five points", five_points[tested].p, {.low = level});
    results.measure("Theorem 4.1", "width from which one point passes", passes_from(one_point));
    results.measure("Theorem 4.1", "width from which five points pass", passes_from(five_points));
}

constexpr Exponents tail_range{3, 9};  // widths 8 to 512, where the tails are heavy enough to measure

// The bound behind uniform integrability, and the tails: the excess kurtosis is one constant over N.
void tails(Results& results, const Study& study, const std::vector<double>& excess) {
    const std::array<double, 2> moments = largest_moments_over_bounds(study.pool);
    const double exact = exact_kurtosis_constant(study.points, study.point);
    results.claim("Theorem 4.1", "largest E[u_xx^2] / bound", moments[0], {.low = 0, .high = 1});
    results.claim("Theorem 4.1", "largest E[u_xx^4] / bound", moments[1], {.low = 0, .high = 1});
    results.claim("Theorem 4.1", "slope, excess kurtosis of u_xx", slope(excess, tail_range),
                  {.low = -1.1, .high = -0.9});
    results.claim("Theorem 4.1", "its constant, measured / exact value", constant(excess, tail_range, -1) / exact,
                  {.low = 0.9, .high = 1.1});
    results.measure("Theorem 4.1", "N x excess kurtosis, one point", exact);
    results.measure("Theorem 4.1", "N x excess kurtosis, roughest direction",
                    exact_kurtosis_constant(study.points, study.rough));
}

int chapter(const Options& options) {
    Results results("03", options);
    const Sizes& sizes = options.paper_profile() ? paper : quick;
    const std::vector<std::uint64_t> seeds = options.seeds();

    // 1. Draw the pool, and compute what it should tend to.
    Study study{.points = {{options.number("x")}, {0.25}, {0.5}, {0.75}, {1}}};
    study.pool = draw_pool(seeds, study.points, study.limits, options.progress());

    // 2. The one random matrix tends to Sigma_xx  (paper: Eq. (4.6)).
    covariance(results, study);

    // 3. So u_xx, and (u, u_xx), tend to Gaussian processes  (paper: Theorem 4.1).
    std::vector<Pearson> one_point, five_points;
    for (const std::vector<Draw>& draws : study.pool) {
        one_point.push_back(direction_test(first_networks(draws), study.point));
        five_points.push_back(joint_test(first_networks(draws), study.limits));
    }
    normality(results, study, one_point, five_points, static_cast<std::size_t>(options.integer("exponent")));

    // 4. How heavy the tails are before that  (paper: Appendix B for the moments).
    const std::vector<double> excess = excess_kurtosis(study.pool);
    tails(results, study, excess);

    // 5. Any linear operator, any depth  (paper: Remark 4.2). Narrow deep networks have a second order in 1/N besides,
    //    so the fit begins where every error is below one.
    CovarianceFigure figure(results);
    figure.add("1 hidden layer, u_xx", errors(study.pool, &Draw::covariance_error));
    const std::size_t deep = std::min(seeds.size(), sizes.deep_seeds);
    for (const Case& c : remark_cases()) {
        const std::vector<double> found =
            operator_errors(c, sizes.deep_exponent, {seeds.begin(), seeds.begin() + static_cast<std::ptrdiff_t>(deep)},
                            options.progress());
        results.claim("Remark 4.2", "slope, " + c.name, slope(found, {6, sizes.deep_exponent}),
                      {.low = -0.6, .high = -0.4});
        figure.add(c.name, found);
    }

    // 6. The other pictures.
    write_paths(results, seeds.front());
    write_quantiles(results, study.pool, study.point, study.rough);
    write_kurtosis(results, excess, exact_kurtosis_constant(study.points, study.point),
                   exact_kurtosis_constant(study.points, study.rough), one_point, five_points, level,
                   slope(excess, tail_range));
    return results.write();
}

}  // namespace

int main(int argc, char** argv) {
    Options options("03", "Gaussian process");
    options.default_seeds({.quick = 4000, .paper = 40'000});
    options.add_number("x", 0, -2, 2,
                       "the first of the five points: where the marginal law and its tails are measured");
    options.add_integer("exponent", exponents - 1, 0, exponents - 1, "normality is tested at width 2^exponent");
    return options.run(argc, argv, chapter);
}
