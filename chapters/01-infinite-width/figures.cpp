// Rows and data of the figures.

#include "chapters/01-infinite-width/marginals.hpp"
#include "lib/dense/factor.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/pde/sampling.hpp"

namespace pinn::infinite {

void draw_concentration(const std::vector<double>& N, const Runs<Run>& runs, Study& study) {
    std::vector<Column> columns{{"width", N}};
    for (std::size_t L = 1; L <= depths; ++L) {
        columns.emplace_back(concat("Sigma_", L), root_mean_squares(runs, L - 1, &Errors::Sigma));
        columns.emplace_back(concat("Theta_", L), root_mean_squares(runs, L - 1, &Errors::Theta));
    }
    columns.emplace_back("scaled", root_mean_squares(runs, depths, &Errors::Theta));
    columns.emplace_back("printed", root_mean_squares(runs, depths, &Errors::Theta_printed));
    study.figure("ch01-concentration", columns)
        .comment("root mean square over seeds of the relative error in the Frobenius norm; _L: hidden layers");
}

// Quantiles of y over the limit's deviation, against those of N(0, 1), at widths 1, 4, 16 and 64.
static void draw_tails(const std::vector<Marginals>& all, Study& study) {
    std::vector<double> z;
    for (int k = -26; k <= 26; ++k) z.push_back(0.125 * k);
    std::vector<Column> columns{{"z", z}};
    const auto add = [&](const std::string& name, const Runs<Marginal>& at_widths) {
        for (const std::size_t w : {0, 2, 4, 6}) {
            const Marginal& m = at_widths[w];
            std::vector<double> sorted = m.y, quantiles;
            std::ranges::sort(sorted);
            // The quantile at probability Phi(z): as many of the sorted values lie below it.
            for (const double at : z) {
                const auto rank = static_cast<std::size_t>(normal_distribution(at) * m.networks());
                quantiles.push_back(sorted[rank] / std::sqrt(m.V));
            }
            columns.emplace_back(concat(name, "_", m.width), quantiles);
        }
    };
    add("value_1", all.front().value);
    add("difference_1", all.front().difference);
    add("difference_3", all.back().difference);
    FigureData& figure = study.figure("ch01-tails", columns);
    figure.comment(
        "quantiles of f(1) (value) and f(1) - f(-1) (difference) over the limit's deviation; _L_N: hidden "
        "layers, width");
    figure.comment(concat("networks: ", all[0].value[0].y.size()));
}

void report_marginals(const std::vector<Marginals>& all, Study& study) {
    const std::vector<double> N = all[0].value.each(&Marginal::width);
    // With the covariance of the limit, at every width of one hidden layer, and of no more than one.
    study.report("Eq. (2.4)", "P(chi2 <= sum y^2/limit), y = f(1), width 1, L = 1",
                 covariance_probability(all[0].value[0]));
    study.report("Eq. (2.4)", "P(chi2 <= sum y^2/limit), y = f(1) - f(-1), width 1, L = 1",
                 covariance_probability(all[0].difference[0]));
    study.report("Eq. (2.4)", "sqrt(M) D of f(1) - f(-1), width 1, L = 1", kolmogorov(all[0].difference[0]));
    double rejected = 0;
    for (std::size_t L = 1; L <= depths; ++L) {
        const auto& [value, difference] = all[L - 1];
        const std::string of = concat("f(1) - f(-1), L = ", L);
        // Given the hidden layers the output is Gaussian at every width.
        study.report("Eq. (2.4)", concat("P(chi2 <= sum y^2/s), y = f(1), width 4, L = ", L),
                     conditional_probability(value[2]));
        study.report("Eq. (2.4)", concat("Var[f(1) - f(-1)]/limit, width 1, L = ", L),
                     mean(difference[0].s) / difference[0].V);
        // The marginal against the Gaussian of the limit; the kurtosis from width 8 on.
        study.report("Eq. (2.4)", "sqrt(M) D at the largest width of " + of, kolmogorov(difference.runs.back()));
        study.report("Eq. (2.4)", "largest width rejected for " + of, largest_rejected(difference));
        const std::vector<double> kurtosis = difference.each(excess_kurtosis);
        study.report("Eq. (2.4)", "slope of the excess kurtosis of " + of,
                     log_log_slope(std::span(N).subspan(3), std::span(kurtosis).subspan(3)));
        rejected = std::max(rejected, largest_rejected(value));
    }
    study.report("Eq. (2.4)", "largest width rejected for f(1), any L", rejected);

    std::vector<Column> columns{{"width", N}};
    const auto add = [&](const std::string& name, Runs<Marginal> Marginals::*y, double (*number)(const Marginal&)) {
        for (std::size_t L = 1; L <= depths; ++L) columns.emplace_back(concat(name, L), (all[L - 1].*y).each(number));
    };
    add("value_", &Marginals::value, kolmogorov);
    add("difference_", &Marginals::difference, kolmogorov);
    add("kurtosis_", &Marginals::difference, excess_kurtosis);
    FigureData& figure = study.figure("ch01-kolmogorov", columns);
    figure.comment(
        "sqrt(M) times the Kolmogorov distance to the limit; excess kurtosis of f(1) - f(-1); _L: hidden "
        "layers");
    figure.comment(concat("networks: ", all[0].value[0].y.size()));
    draw_tails(all, study);
}

// Paths of GP(0, Sigma^(L)) are L z with Sigma = L L^T.
void report_paths(double width, Study& study) {
    const Matrix<double> x = equispaced(41, -2, 2);
    const Limits limit = limits(x, depths, InputCovariance::scaled);
    Random random(study.seeds()[0]);
    std::vector<Column> columns;
    const auto add = [&](const std::string& name, std::span<const double> values) {
        columns.emplace_back(name, std::vector(values.begin(), values.end()));
    };
    add("x", x.values());
    for (std::size_t L = 1; L <= depths; ++L) {
        std::vector<double> deviation;
        for (std::size_t i = 0; i < x.rows(); ++i) deviation.push_back(std::sqrt(limit.Sigma[L](i, i)));
        add(concat("deviation_", L), deviation);
        // Paths are smooth, so Sigma is singular to rounding: the pivots show where to stop.
        const PivotedCholesky<double> root = pivoted_cholesky<double>(limit.Sigma[L], 1e-10);
        if (L == 1) {
            study.report("Eq. (2.4)", "rank above 1e-10 of Sigma^(1) on 41 points of [-2, 2]",
                         static_cast<double>(root.rank));
        }
        for (int p = 0; p < 5; ++p) {
            Matrix<double> z(root.rank, 1);
            random.fill_normal(z.values());
            const Matrix<double> permuted = multiply(root.L, z);
            std::vector<double> path(x.rows());
            for (std::size_t i = 0; i < x.rows(); ++i) path[root.permutation[i]] = permuted(i, 0);
            add(concat("limit", p, "_", L), path);
            add(concat("network", p, "_", L), draw_network(1, L, width, random)(x).values());
        }
    }
    FigureData& figure = study.figure("ch01-priors", columns);
    figure.comment("paths of the limit and of networks; _L: hidden layers");
    figure.comment(concat("width: ", width));
}

}  // namespace pinn::infinite
