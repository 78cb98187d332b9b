// Definition 5.1: the average rate of convergence, and what it is an average of.

#include "chapters/06-spectral-bias/findings.hpp"

namespace pinn::spectral {
namespace {

// Tr K = Tr K_uu + Tr K_rr, and c = Tr K / n  (paper: Definition 5.1, Eq. (5.4)).
double trace(const Matrix<double>& J) { return trace(J, Block::K_uu) + trace(J, Block::K_rr); }
double average_rate(const Matrix<double>& J) { return trace(J) / static_cast<double>(J.rows()); }

// The rate of one error: e.K e / e.e, as d/dt |e|^2 = -2 e.K e.
double rate_of(const EigenDecomposition<double>& K, const std::vector<double>& e) {
    const std::vector<double> parts = components(K, e);
    double sum = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) sum += K.values[i] * parts[i] * parts[i];
    return sum / std::pow(norm(parts), 2);
}

struct Rates {
    double mismatch;  // | sum of the eigenvalues / (Tr K_uu + Tr K_rr) - 1 |
    double random;    // mean rate of 1000 errors of random direction / c
    double at_start;  // rate of the network's error / c
    double below;     // share of eigenvalues below c
};

Rates rates_over_average(const Initial& start, std::uint64_t seed) {
    const std::vector<double>& lambda = start.K.values;
    const double c = average_rate(start.J);
    Random random(seed);
    std::vector<double> e(lambda.size());
    double mean = 0;
    for (int draw = 0; draw < 1000; ++draw) {
        random.fill_normal(std::span(e));
        mean += rate_of(start.K, e) / 1000;
    }
    const auto slower = std::ranges::count_if(lambda, [&](double value) { return value < c; });
    return {.mismatch = std::abs(sum(lambda) / trace(start.J) - 1),
            .random = mean / c,
            .at_start = rate_of(start.K, start.error) / c,
            .below = static_cast<double>(slower) / static_cast<double>(lambda.size())};
}

}  // namespace

void average_rates(const Problem& p, Study& study) {
    const auto rates = study.over_seeds("rates", study.seeds(trace_seeds), [&](auto seed) {
        return rates_over_average(Initial(p.experiment, trained, spectrum_width, seed, 1), seed);
    });
    study.report("Definition 5.1", "sum of the eigenvalues of K against Tr K_uu + Tr K_rr",
                 maximum(rates.each(&Rates::mismatch)));
    study.report("Definition 5.1", "mean rate of 1000 random errors / c", rates.each(&Rates::random));
    study.report("Definition 5.1", "rate of the error at the start / c", rates.each(&Rates::at_start));
    study.report("Definition 5.1", "share of eigenvalues below c", rates.each(&Rates::below));
}

}  // namespace pinn::spectral
