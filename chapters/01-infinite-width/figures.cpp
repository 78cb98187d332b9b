// Rows and data of the figures.

#include <algorithm>

#include "chapters/01-infinite-width/findings.hpp"
#include "lib/dense/factor.hpp"
#include "lib/dense/gemm.hpp"
#include "lib/pde/sampling.hpp"

namespace pinn::infinite {

// One row per width; the last two columns are the family of C3.
void report_concentration(const Widths& widths, const Runs<std::vector<Errors>>& runs, Study& study) {
    const auto rms = [&](std::size_t f, double Errors::*member) {
        return root_mean_squares(runs, f, member, widths.size());
    };
    study
        .figure("ch01-concentration", {{"width", std::vector<double>(widths.begin(), widths.end())},
                                       {"Sigma_1", rms(0, &Errors::Sigma)},
                                       {"Theta_1", rms(0, &Errors::Theta)},
                                       {"Sigma_2", rms(1, &Errors::Sigma)},
                                       {"Theta_2", rms(1, &Errors::Theta)},
                                       {"Sigma_3", rms(2, &Errors::Sigma)},
                                       {"Theta_3", rms(2, &Errors::Theta)},
                                       {"scaled", rms(depths, &Errors::Theta)},
                                       {"printed", rms(depths, &Errors::Theta_printed)}})
        .comment("root mean square over seeds of the relative error in the Frobenius norm; _L: hidden layers");
}

// Quantiles of y / sqrt(V) against those of N(0, 1), and the two distances to it.
static void draw_marginals(const std::vector<Marginal>& marginals, const Widths& widths, Study& study) {
    const auto name = [](const Marginal& m) {
        return (m.functional == &value ? "value_" : "difference_") + std::to_string(m.hidden_layers) + "_" +
               std::to_string(m.width);
    };
    std::vector<std::string> columns{"z"};
    std::vector<std::vector<double>> sorted;
    for (const Marginal& m : marginals) {
        columns.push_back(name(m));
        sorted.push_back(m.y);
        std::sort(sorted.back().begin(), sorted.back().end());
    }
    FigureData& tails = study.figure("ch01-tails", columns);
    tails.comment(
        "quantiles of f(1) (value) and f(1) - f(-1) (difference) over the limit's deviation; _L_N: hidden "
        "layers, width");
    tails.comment("networks: " + std::to_string(marginals.front().y.size()));
    for (double z = -3.25; z <= 3.25; z += 0.125) {
        std::vector<double> row{z};
        for (std::size_t m = 0; m < marginals.size(); ++m) {
            // The quantile at probability Phi(z): as many of the sorted values lie below it.
            const double rank = normal_distribution(z) * marginals[m].networks();
            row.push_back(sorted[m][static_cast<std::size_t>(rank)] / std::sqrt(marginals[m].limit_variance));
        }
        tails.row(row);
    }
    FigureData& distances =
        study.figure("ch01-kolmogorov", {"width", "value_1", "value_2", "value_3", "difference_1", "difference_2",
                                         "difference_3", "kurtosis_1", "kurtosis_2", "kurtosis_3"});
    distances.comment(
        "sqrt(M) times the Kolmogorov distance to the limit; excess kurtosis of f(1) - f(-1); _L: hidden "
        "layers");
    distances.comment("networks: " + std::to_string(marginals.front().y.size()));
    for (const std::size_t width : widths) {
        std::vector<double> row{static_cast<double>(width)};
        for (const Functional* functional : {&value, &difference}) {
            for (std::size_t L = 1; L <= depths; ++L) row.push_back(kolmogorov(find(marginals, *functional, L, width)));
        }
        for (std::size_t L = 1; L <= depths; ++L) row.push_back(excess_kurtosis(find(marginals, difference, L, width)));
        distances.row(row);
    }
}

void report_marginals(const std::vector<Marginal>& all, const Widths& widths, Study& study) {
    // Given the hidden layers the output is Gaussian at every width; with the covariance of the limit, at every width
    // of one hidden layer, and of no more than one.
    for (std::size_t L = 1; L <= depths; ++L) {
        study.report("Eq. (2.4)", "P(chi2 <= sum y^2/s), y = f(1), width 4, L = " + std::to_string(L),
                     conditional_probability(find(all, value, L, 4)));
    }
    for (const Functional* functional : {&value, &difference}) {
        study.report("Eq. (2.4)", "P(chi2 <= sum y^2/limit), y = " + functional->name + ", width 1, L = 1",
                     covariance_probability(find(all, *functional, 1, 1)));
    }
    for (std::size_t L = 1; L <= depths; ++L) {
        const Marginal& m = find(all, difference, L, 1);
        study.report("Eq. (2.4)", "Var[f(1) - f(-1)]/limit, width 1, L = " + std::to_string(L),
                     mean(m.s) / m.limit_variance);
    }

    // The marginal against the Gaussian of the limit.
    study.report("Eq. (2.4)", "sqrt(M) D of f(1) - f(-1), width 1, L = 1", kolmogorov(find(all, difference, 1, 1)));
    std::size_t rejected = 0;  // for f(1), whatever the depth
    for (std::size_t L = 1; L <= depths; ++L) {
        const std::string of = "f(1) - f(-1), L = " + std::to_string(L);
        study.report("Eq. (2.4)", "sqrt(M) D at the largest width of " + of,
                     kolmogorov(find(all, difference, L, widths.back())));
        study.report("Eq. (2.4)", "largest width rejected for " + of,
                     static_cast<double>(largest_rejected(all, difference, L)));
        study.report("Eq. (2.4)", "slope of the excess kurtosis of " + of, kurtosis_slope(all, widths, L));
        rejected = std::max(rejected, largest_rejected(all, value, L));
    }
    study.report("Eq. (2.4)", "largest width rejected for f(1), any L", static_cast<double>(rejected));
    draw_marginals(all, widths, study);
}

// Paths of GP(0, Sigma^(L)) are L z with Sigma = L L^T.
void report_paths(std::size_t width, Study& study) {
    constexpr std::size_t paths = 5;
    const Matrix<double> x = equispaced(41, -2, 2);
    const Limits limit = limits(x, depths, InputCovariance::scaled);
    Random random(study.seeds()[0]);
    std::vector<std::string> columns{"x"};
    std::vector<Matrix<double>> values{x};
    std::vector<std::size_t> ranks;
    for (std::size_t L = 1; L <= depths; ++L) {
        const auto add = [&](const std::string& name, Matrix<double> column) {
            columns.push_back(name + "_" + std::to_string(L));
            values.push_back(std::move(column));
        };
        Matrix<double> deviation(x.rows(), 1);
        for (std::size_t i = 0; i < x.rows(); ++i) deviation(i, 0) = std::sqrt(limit.Sigma[L](i, i));
        add("deviation", deviation);
        // Paths are smooth, so Sigma is singular to rounding: the pivots show where to stop.
        const PivotedCholesky<double> root = pivoted_cholesky<double>(limit.Sigma[L], 1e-10);
        ranks.push_back(root.rank);
        for (std::size_t p = 0; p < paths; ++p) {
            Matrix<double> z(root.rank, 1), path(x.rows(), 1);
            random.fill_normal(z.values());
            const Matrix<double> permuted = multiply(root.L, z);
            for (std::size_t i = 0; i < x.rows(); ++i) path(root.permutation[i], 0) = permuted(i, 0);
            add("limit" + std::to_string(p), path);
            add("network" + std::to_string(p), draw_network(1, L, width, random)(x));
        }
    }
    FigureData& figure = study.figure("ch01-priors", columns);
    figure.comment("paths of the limit and of networks; _L: hidden layers");
    figure.comment("width: " + std::to_string(width));
    for (std::size_t i = 0; i < x.rows(); ++i) {
        std::vector<double> row;
        for (const Matrix<double>& column : values) row.push_back(column(i, 0));
        figure.row(row);
    }
    study.report("Eq. (2.4)", "rank above 1e-10 of Sigma^(1) on 41 points of [-2, 2]", static_cast<double>(ranks[0]));
}

// What the quick profile shrinks.
void declare_sizes(Options& options) {
    options.add_integer("largest-width", {.quick = 512, .paper = 1024}, 64, 4096,
                        "Sigma and Theta are measured at widths 32, 64, ... up to this");
    options.add_integer("networks", {.quick = 10'000, .paper = 40'000}, 100, 10'000'000,
                        "independent networks behind a distribution");
    options.add_integer("largest-marginal", {.quick = 64, .paper = 256}, 16, 4096, "of widths 1, 2, 4, ... up to this");
    options.add_integer("dimension", 2, 2, 1000, "of the inputs for C3");
}

}  // namespace pinn::infinite
