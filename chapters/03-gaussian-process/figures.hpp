// The data of this chapter's figures.
#pragma once

#include <algorithm>

#include "chapters/03-gaussian-process/normality.hpp"
#include "chapters/03-gaussian-process/pool.hpp"
#include "lib/pde/sampling.hpp"
#include "lib/report/results.hpp"

namespace pinn {

// Relative errors of conditional covariances, case by case: values[e] belongs to width 2^e.
class CovarianceFigure {
  public:
    explicit CovarianceFigure(Results& results)
        : figure_(results.figure("ch03-gp-covariance", {"case", "width", "error"})) {}

    void add(const std::string& name, const std::vector<double>& values) {
        figure_.comment("case " + std::to_string(cases_) + ": " + name);
        for (std::size_t e = 3; e < values.size(); ++e) figure_.row(cases_, width_of(e), values[e]);
        ++cases_;
    }

  private:
    FigureData& figure_;
    std::size_t cases_ = 0;
};

// u_xx of a dozen networks of width 4 and of the widest, with the limit's standard deviation.
inline void write_paths(Results& results, std::uint64_t seed) {
    constexpr std::size_t paths = 12;
    const std::array<std::size_t, 2> shown{4, width_of(exponents - 1)};
    std::vector<std::string> columns{"x", "deviation"};
    for (const char* side : {"narrow_", "wide_"}) {
        for (std::size_t k = 1; k <= paths; ++k) columns.push_back(side + std::to_string(k));
    }
    FigureData& figure = results.figure("ch03-gp-paths", columns);
    for (std::size_t k = 0; k < 2; ++k) figure.comment((k == 0 ? "narrow: " : "wide: ") + std::to_string(shown[k]));

    const Matrix<double> x = equispaced(121, -1, 2);
    std::vector<std::vector<double>> u_xx;
    Random random(seed);
    for (const std::size_t width : shown) {
        for (std::size_t k = 0; k < paths; ++k) {
            const Mlp<double> network = raw_ntk_network({1, width, 1}, random);
            u_xx.push_back(weighted(network, hidden_terms(network, x).h));
        }
    }
    for (std::size_t i = 0; i < x.rows(); ++i) {
        std::vector<double> row{x(i, 0), std::sqrt(poisson_limits(x(i, 0), x(i, 0)).Sigma_xx.value)};
        for (const std::vector<double>& path : u_xx) row.push_back(path[i]);
        figure.row(row);
    }
}

// Quantiles of u_xx over those of its limit, at one point and in the roughest direction.
inline void write_quantiles(Results& results, const Pool& pool, const Direction& point, const Direction& rough) {
    const std::array<std::size_t, 3> shown{3, 6, exponents - 1};
    std::vector<std::string> columns{"normal"};
    std::vector<std::vector<double>> samples;
    for (const Direction* direction : {&point, &rough}) {
        for (const std::size_t e : shown) {
            columns.push_back((direction == &point ? "point_" : "rough_") + std::to_string(width_of(e)));
            samples.push_back(standardized(pool[e], *direction));
            std::sort(samples.back().begin(), samples.back().end());
        }
    }
    FigureData& figure = results.figure("ch03-gp-quantiles", columns);
    figure.comment("units: standard deviations of the limit");
    figure.comment("networks: " + std::to_string(samples.front().size()));
    for (int k = -30; k <= 30; ++k) {
        std::vector<double> row{0.1 * k};
        for (const std::vector<double>& sample : samples)
            row.push_back(sample[cell(normal_cdf(0.1 * k), sample.size())]);
        figure.row(row);
    }
}

// Excess kurtosis, measured and exact, and the statistics of the tests over their degrees of freedom.
inline void write_kurtosis(Results& results, const std::vector<double>& excess, double at_point, double rough,
                           const std::vector<Pearson>& one_point, const std::vector<Pearson>& five_points, double level,
                           double measured_slope) {
    FigureData& figure =
        results.figure("ch03-gp-kurtosis", {"width", "excess", "exact", "exact_rough", "point", "joint", "critical"});
    figure.comment("slope: " + to_text(measured_slope, 4));
    for (std::size_t e = 0; e < excess.size(); ++e) {
        const double N = static_cast<double>(width_of(e));
        const Pearson &point = one_point[e], &joint = five_points[e];
        figure.row(N, excess[e], at_point / N, rough / N, point.statistic / point.freedom,
                   joint.statistic / joint.freedom, point.critical(level) / point.freedom);
    }
}

}  // namespace pinn
