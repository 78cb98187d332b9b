// C9: what the spread and the oscillation of Fig. 5 are. Not instability, not rounding: the draw of ten networks, and
// in each of them the slow components, for which training had no time.

#include <algorithm>

#include "chapters/07-adaptive-weights/findings.hpp"

namespace pinn::adaptive {
namespace {

// (largest - smallest) / mean of the mean errors at lambda_b from 300 to 500: what looks like an oscillation.
double oscillation(const std::vector<double>& lambda_b, const std::vector<Runs<Fixed>>& runs) {
    std::vector<double> means;
    for (std::size_t k = 0; k < lambda_b.size(); ++k) {
        if (lambda_b[k] >= 300 && lambda_b[k] <= 500) means.push_back(mean(runs[k].each(whole)));
    }
    return (maximum(means) - minimum(means)) / mean(means);
}

double relative_deviation(const std::vector<double>& values) { return standard_deviation(values) / mean(values); }

// The lambda_b whose largest stable learning rate is the one used.
double stable_up_to(const Problem& p, const Mlp<double>& network) {
    double low = 500, high = 1e5;
    const Matrix<double> J = p.experiment.jacobian(network);
    while (high / low > 1.001) {
        const double middle = std::sqrt(low * high);
        const std::vector<double> D = kernel_weights(p.conditions(), p.setting.loss, p.lambda(middle));
        (stability_bound(weighted_kernel_of_jacobian(J, D)) > p.rate ? low : high) = middle;
    }
    return low;
}

}  // namespace

void spread_of_fig5(const Problem& p, const Fig5& fig5, const Options& o, Study& study) {
    const std::size_t seeds = o.count("sweep-seeds");
    const std::vector<double> three{1, 100, 500};
    // Not instability: the bound lies far beyond the figure.
    study.report("C9", "lambda_b at which 2/lambda_max(K~(0)) is the learning rate",
                 study.over_seeds("stable up to", [&](auto seed) { return stable_up_to(p, p.network(seed)); }).each());
    for (std::size_t k = 0; k < fig5.lambda_b.size(); ++k) {
        if (fig5.lambda_b[k] <= 500) continue;
        study.report("C9", concat("share of runs diverged, lambda_b = ", fig5.lambda_b[k]),
                     mean(fig5.runs[k].each([](const Fixed& run) { return double(std::isnan(run.end.whole)); })));
    }
    // Not rounding: the same networks in float.
    const auto in_float = study.over_values("float", three, study.seeds(seeds), [&](double lambda_b, auto seed) {
        return trained(p, p.network<float>(seed), lambda_b).first;
    });
    for (std::size_t k = 0; k < three.size(); ++k) {
        std::vector<double> difference;
        for (std::size_t i = 0; i < seeds; ++i) {
            difference.push_back(std::abs(whole(in_float[k][i]) / whole(fig5.at(three[k])[i]) - 1));
        }
        study.report("C9", concat("error in float against double, relative, lambda_b = ", three[k]), difference);
    }
    // But the networks: with the same ones at every lambda_b nothing oscillates, with fresh ones the mean of ten does.
    // Fresh ones have the seeds 100, 101, ..., 200, 201, ... and so on: none is used twice.
    study.report("C9", "(largest - smallest) / mean of the mean error, lambda_b = 300 .. 500: same networks",
                 oscillation(fig5.lambda_b, fig5.runs));
    const std::vector<double> fresh_lambdas = o.list("fresh-lambdas");
    const auto fresh = study.over_values("fresh", fresh_lambdas, study.seeds(seeds), [&](double lambda_b, auto seed) {
        const auto place = std::ranges::find(fresh_lambdas, lambda_b) - fresh_lambdas.begin();
        return trained(p, p.network(seed + 100 * static_cast<std::uint64_t>(place + 1)), lambda_b).first;
    });
    study.report("C9", "the same with fresh networks for each lambda_b", oscillation(fresh_lambdas, fresh));
    for (const double lambda_b : three) {
        study.report("C9", concat("deviation / mean of the error over networks, lambda_b = ", lambda_b),
                     relative_deviation(fig5.at(lambda_b).each(whole)));
    }
    // Their slow components: what is left at the end lies where training had no time, and time shrinks it.
    for (const double lambda_b : three) {
        study.report("C9", concat("share of the error with eta lambda_i steps < 1 at the end, lambda_b = ", lambda_b),
                     fig5.at(lambda_b).each(&Fixed::slow));
    }
    for (const auto& [when, part] :
         {std::pair{"a quarter", &Fixed::quarter}, std::pair{"a half", &Fixed::half}, std::pair{"all", &Fixed::end}}) {
        const std::vector<double> errors =
            fig5.at(500).each([part = part](const Fixed& run) { return (run.*part).whole; });
        study.report("C9", concat("mean error at lambda_b = 500 after ", when, " of the steps"), mean(errors));
        study.report("C9", concat("deviation / mean at lambda_b = 500 after ", when, " of the steps"),
                     relative_deviation(errors));
    }

    FigureData& figure = study.figure(
        "ch07-fig5", {"networks", "lambda_b", "mean", "deviation", "median", "smallest", "largest", "line", "curved"});
    figure.comment("relative L2 error of u; " + p.setting.name() + "; line, curved: medians of its two parts");
    const Spread rule = spread(fig5.trace_ratios);
    figure.comment("rule low: " + to_text(rule.low, 4));
    figure.comment("rule high: " + to_text(rule.high, 4));
    const auto rows = [&](const char* networks, const std::vector<double>& lambda_b,
                          const std::vector<Runs<Fixed>>& runs) {
        for (std::size_t k = 0; k < lambda_b.size(); ++k) {
            const std::vector<double> all = runs[k].each(whole);
            const Spread s = spread(all);
            if (std::isnan(s.median)) continue;  // some diverged
            figure.row(networks, lambda_b[k], mean(all), standard_deviation(all), s.median, s.low, s.high,
                       median(runs[k].each(straight)), median(runs[k].each(curved)));
        }
    };
    rows("same", fig5.lambda_b, fig5.runs);
    rows("fresh", fresh_lambdas, fresh);

    FigureData& single = study.figure("ch07-fig5seeds", {"seed", "lambda_b", "error"});
    single.comment("relative L2 error of u, one line for each network");
    for (std::size_t i = 0; i < seeds; ++i) {
        for (std::size_t k = 0; k < fig5.lambda_b.size(); ++k) {
            const double error = whole(fig5.runs[k][i]);
            if (!std::isnan(error)) single.row(i, fig5.lambda_b[k], error);
        }
    }
}

}  // namespace pinn::adaptive
