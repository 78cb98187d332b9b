#include "lib/training/diagnosis.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "lib/dense/vector.hpp"
#include "lib/kernel/dynamics.hpp"
#include "lib/kernel/empirical.hpp"
#include "lib/report/text.hpp"
#include "lib/spectrum/jacobi.hpp"
#include "lib/training/trainer.hpp"
#include "lib/training/weights.hpp"

namespace pinn {
namespace {

constexpr double forever = std::numeric_limits<double>::infinity();

// The number, or infinity where it divides by what rounding made.
double over(double largest, double eigenvalue, double rounding) {
    return eigenvalue > rounding ? largest / eigenvalue : forever;
}
double rounding_of(std::span<const double> spectrum) {
    return static_cast<double>(spectrum.size()) * std::numeric_limits<double>::epsilon() * spectrum.front();
}

// The eigenvalues of D^{1/2} K D^{1/2}, which are those of K D.
std::vector<double> weighted_spectrum(Matrix<double> K, std::span<const double> d) {
    for (std::size_t i = 0; i < K.rows(); ++i) {
        for (std::size_t j = 0; j < K.cols(); ++j) K(i, j) *= std::sqrt(d[i]) * std::sqrt(d[j]);
    }
    return jacobi(K, {.vectors = false}).values;
}

Matrix<double> block(const Matrix<double>& K, std::size_t first, std::size_t count) {
    Matrix<double> part(count, count);
    for (std::size_t i = 0; i < count; ++i) {
        std::ranges::copy(K.row(first + i).subspan(first, count), part.row(i).begin());
    }
    return part;
}

template <class Number>
double largest(const std::vector<TermDiagnosis>& terms, Number number) {
    return std::ranges::max(terms, {}, number).*number;
}

}  // namespace

double Diagnosis::imbalance() const {
    return largest(terms, &TermDiagnosis::trace) / std::ranges::min(terms, {}, &TermDiagnosis::trace).trace;
}
double Diagnosis::wait() const { return largest(terms, &TermDiagnosis::wait); }
double Diagnosis::balanced_wait() const { return largest(terms, &TermDiagnosis::balanced_wait); }
double Diagnosis::gain() const { return wait() == forever ? 1 : wait() / balanced_wait(); }
std::size_t Diagnosis::rank() const {
    const double rounding = rounding_of(spectrum);
    return static_cast<std::size_t>(std::ranges::count_if(spectrum, [&](double value) { return value > rounding; }));
}
double Diagnosis::condition() const {
    return over(spectrum.front(), spectrum[(spectrum.size() - 1) / 2], rounding_of(spectrum));
}

Diagnosis diagnose(const Mlp<double>& network, const std::vector<Condition<double>>& conditions,
                   const DiagnosisSettings& settings) {
    for (const Condition<double>& condition : conditions) {
        if (!condition.weights.empty()) {
            throw NumericalError(concat("diagnose: condition ", condition.name, " has weights of its points"));
        }
    }
    const std::vector<double> equal(conditions.size(), 1);
    Trainer<double> trainer(network, conditions, settings.loss, equal, settings.optimizer);
    const Matrix<double> K = kernel(network, conditions);

    Diagnosis found{};
    std::vector<double> traces, weights(conditions.size());
    for (std::size_t k = 0, i = 0; k < conditions.size(); ++k) {
        double trace = 0;
        for (const std::size_t end = i + conditions[k].points.rows(); i < end; ++i) trace += K(i, i);
        traces.push_back(trace);
    }
    weights_from(WeightRule::trace_ratio, traces, WeightScale::as_defined, weights);
    const std::vector<double> d = kernel_weights(conditions, settings.loss, equal);
    for (std::size_t k = 0; k < conditions.size(); ++k) {
        if (std::isfinite(weights[k])) continue;
        throw NumericalError(concat("diagnose: the kernel of condition ", conditions[k].name, " is zero"));
    }
    found.spectrum = weighted_spectrum(K, d);
    found.balanced_largest = weighted_spectrum(K, kernel_weights(conditions, settings.loss, weights)).front();

    for (std::size_t k = 0, first = 0; k < conditions.size(); first += conditions[k].points.rows(), ++k) {
        const std::size_t n = conditions[k].points.rows();
        const EigenDecomposition<double> K_kk = jacobi(block(K, first, n));
        const Matrix<double> e(trainer.error(k));
        const std::vector<double> c = components(K_kk, e.values());
        const double all = dot(c, c);
        std::size_t modes = 0;
        for (double sum = 0; modes < n && (modes == 0 || 2 * sum < all); ++modes) sum += c[modes] * c[modes];
        const double lambda = K_kk.values[modes - 1], rounding = rounding_of(K_kk.values);
        found.terms.push_back({conditions[k].name, n, traces[k], weights[k], std::sqrt(all / static_cast<double>(n)),
                               modes, over(found.spectrum.front() / d[first], lambda, rounding),
                               over(found.balanced_largest / (d[first] * weights[k]), lambda, rounding)});
    }

    trainer.run(settings.steps);
    const Matrix<double> moved = settings.steps > 0 ? kernel(trainer.network(), conditions) : K;
    found.movement = relative_error(moved.values(), K.values());
    return found;
}

std::vector<DiagnosisLine> diagnosis_lines() {
    return {
        {"imbalance", "max Tr K_kk / min Tr K_kk", "how much slower the smallest term is; alone it foretells no remedy",
         "07"},
        {"stable rate", "2 / lambda_max(K D)", "gradient descent with a larger learning rate diverges", "07"},
        {"wait", "lambda_max / (d_k lambda)", "the most steps that half of a term's error needs at 1 / lambda_max",
         "06"},
        {"balanced wait", "the same, Algorithm 1", "if it is as long, weights of the terms do not help", "07"},
        {"gain", "wait / balanced wait", "what Algorithm 1 promises", "10"},
        {"rank", "lambda_i > n eps lambda_1", "components of the error that a formed K can tell from rounding", "06"},
        {"condition", "lambda_1 / lambda_(n/2)", "steps until half of all components move; inf: rounding hides them",
         "09"},
        {"movement", "|K(s) - K(0)| / |K(0)|", "from 1 on all the above is of the start alone", "05"},
    };
}

std::string to_string(const Diagnosis& diagnosis) {
    const auto digits = [](double value) { return to_text(value, 3); };
    std::vector<std::vector<std::string>> terms{
        {"term", "points", "error", "Tr K_kk", "lambda_k", "modes", "wait", "balanced wait"}};
    for (const TermDiagnosis& term : diagnosis.terms) {
        terms.push_back({term.name, to_text(term.points), digits(term.error), digits(term.trace), digits(term.weight),
                         to_text(term.modes), digits(term.wait), digits(term.balanced_wait)});
    }
    const std::vector<std::string> values{
        digits(diagnosis.imbalance()), digits(diagnosis.stable_rate()),
        digits(diagnosis.wait()),      digits(diagnosis.balanced_wait()),
        digits(diagnosis.gain()),      concat(diagnosis.rank(), " of ", diagnosis.spectrum.size()),
        digits(diagnosis.condition()), digits(diagnosis.movement)};
    std::vector<std::vector<std::string>> lines{{"of all", "value", "formula", "chapter"}};
    const std::vector<DiagnosisLine> about = diagnosis_lines();
    for (std::size_t i = 0; i < about.size(); ++i) {
        lines.push_back({about[i].name, values[i], about[i].formula, about[i].chapter});
    }
    return aligned(terms) + '\n' + aligned(lines);
}

}  // namespace pinn
