// How wide is wide, and the figures of chapter 03.

#include "chapters/03-gaussian-process/normality.hpp"
#include "lib/pde/sampling.hpp"

namespace pinn::process {
namespace {

// Of u_xx, which given V is N(0, V). In the sample kurtosis of u_xx itself it would drown.
double excess_kurtosis(const std::vector<double>& V) { return 3 * std::pow(standard_deviation(V) / mean(V), 2); }

// The smallest width from which on no test rejects; NaN if the widest one does.
double passes_from(const std::vector<Pearson>& tests) {
    std::size_t e = tests.size();
    while (e > 0 && tests[e - 1].p() >= level) --e;
    return e < tests.size() ? widths[e] : NAN;
}

// Quantiles of w . u_xx over those of its limit.
void quantiles_figure(const Pool& pool, const Direction& point, const Direction& rough, Study& study) {
    std::vector<double> normal;
    for (int k = -30; k <= 30; ++k) normal.push_back(0.1 * k);
    std::vector<Column> columns{{"normal", normal}};
    for (const auto& [name, direction] : {std::pair{"point_", point}, {"rough_", rough}}) {
        for (const std::size_t e : {3U, 6U, 14U}) {
            std::vector<double> sorted = of_width(e, pool, standardized(direction)), quantiles;
            std::ranges::sort(sorted);
            for (const double z : normal) quantiles.push_back(sorted[cell(normal_cdf(z), sorted.size())]);
            columns.push_back({concat(name, widths[e]), quantiles});
        }
    }
    FigureData& figure = study.figure("ch03-gp-quantiles", columns);
    figure.comment("units: standard deviations of the limit");
    figure.comment(concat("networks: ", pool.size()));
}

}  // namespace

// Found besides: the theorem gives no width, and "Gaussian" comes at very different ones.
void how_wide(const Pool& pool, const Matrix<double>& points, const Limits& limits, Study& study) {
    const auto report = [&](const char* quantity, double ours) { study.report("Theorem 4.1", quantity, ours); };
    const Direction point = first_point(limits), rough = roughest(limits);
    const std::vector<Pearson> at_point = by_width(pool, direction_cdf(point), pearson<32>);
    const std::vector<Pearson> jointly = by_width(pool, joint_cdf(limits), pearson<32>);
    report("width from which one point passes", passes_from(at_point));
    report("width from which five points pass", passes_from(jointly));

    // Widths 8 to 512, where the tails are heavy enough to measure.
    constexpr Fit narrow{3, 9};
    const std::vector<double> excess = by_width(pool, V_at(0), excess_kurtosis);
    const double exact = kurtosis_constant(points, point), exact_rough = kurtosis_constant(points, rough);
    report("slope, excess kurtosis of u_xx", narrow.slope(excess));
    report("its constant, measured / exact value", narrow.constant(excess, -1) / exact);
    report("N x excess kurtosis, one point", exact);
    report("N x excess kurtosis, roughest direction", exact_rough);

    quantiles_figure(pool, point, rough, study);
    FigureData& figure =
        study.figure("ch03-gp-kurtosis", {"width", "excess", "exact", "exact_rough", "point", "joint", "critical"});
    figure.comment("slope: " + to_text(narrow.slope(excess), 4));
    for (std::size_t e = 0; e < widths.size(); ++e) {
        const double N = widths[e], freedom = at_point[e].freedom;
        figure.row(N, excess[e], exact / N, exact_rough / N, at_point[e].statistic / freedom,
                   jointly[e].statistic / freedom, at_point[e].critical() / freedom);
    }
}

void pictures(const std::vector<std::pair<std::string, std::vector<double>>>& errors, Study& study) {
    FigureData& covariance = study.figure("ch03-gp-covariance", {"case", "width", "error"});
    for (std::size_t c = 0; c < errors.size(); ++c) {
        const auto& [name, values] = errors[c];
        covariance.comment(concat("case ", c, ": ", name));
        for (std::size_t e = 3; e < values.size(); ++e) covariance.row(c, widths[e], values[e]);
    }

    const Matrix<double> x = equispaced(121, -1, 2);
    std::vector<double> deviation;
    for (const double at : x.values()) deviation.push_back(std::sqrt(poisson_limits(at, at).Sigma_xx.value));
    std::vector<Column> columns{{"x", std::vector(x.values().begin(), x.values().end())}, {"deviation", deviation}};
    Random random(study.seeds()[0]);
    for (const auto& [side, width] : {std::pair{"narrow_", widths[2]}, {"wide_", widths.back()}}) {
        for (int k = 1; k <= 12; ++k) {
            const Mlp<double> network = draw_network(1, 1, width, random);
            columns.push_back({concat(side, k), weighted(network, hidden_terms(network, x).h)});
        }
    }
    FigureData& u_xx = study.figure("ch03-gp-paths", columns);
    u_xx.comment("narrow: 4");
    u_xx.comment(concat("wide: ", widths.back()));
}

}  // namespace pinn::process
