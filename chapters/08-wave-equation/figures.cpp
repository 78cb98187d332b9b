// Figs 6, 7 and 8, and the losses along the trainings: secondary rows and data.

#include <algorithm>
#include <cmath>
#include <numbers>

#include "chapters/08-wave-equation/findings.hpp"
#include "lib/dense/vector.hpp"

namespace pinn::wave {

double last_loss(const RunState& run, std::size_t k) {
    std::vector<double> last;
    for (const Look& look : std::span(run.looks).last(10)) last.push_back(look.loss[k]);
    return mean(last);
}

double slow_wave(double t, double x) { return std::sin(std::numbers::pi * x) * std::cos(2 * std::numbers::pi * t); }

// Exact solution and predictions on every second point of the grid; losses and errors along both runs, which the paper
// does not show, but its code does.
void report_fig6(const RunState& a, const RunState& b, const Matrix<double>& u_a, const Matrix<double>& u_b,
                 Study& study) {
    FigureData& figure = study.figure("ch08-fig6", {"t", "x", "exact", "equal", "weighted"});
    figure.comment(concat("steps: ", a.steps));
    figure.comment("error equal: " + to_text(relative_error(u_a)));
    figure.comment("error weighted: " + to_text(relative_error(u_b)));
    const Matrix<double> exact = on_grid(&Wave::exact);
    const double step = 1.0 / (grid_side - 1);
    for (std::size_t i = 0; i < grid_side; i += 2) {
        for (std::size_t j = 0; j < grid_side; j += 2)
            figure.row(step * static_cast<double>(i), step * static_cast<double>(j), exact(i, j), u_a(i, j), u_b(i, j));
    }

    FigureData& training = study.figure("ch08-training", {"run", "step", "loss_u", "loss_ut", "loss_r", "error"});
    training.comment("losses: without weights, at the points of that step; error: nan where it was not looked at");
    for (const auto& [item, name, run] : {std::tuple{"Fig. 6a", "equal", &a}, {"Fig. 6b", "Algorithm 1", &b}}) {
        for (const Look& look : run->looks)
            training.row(name, look.step, look.loss[0], look.loss[1], look.loss[2], look.error);
        study.report(item, "L_u at the end", last_loss(*run, 0));
        study.report(item, "L_r at the end", last_loss(*run, 2));
    }
    for (const Look& look : b.looks) {
        if (std::ranges::count(std::array{5'000, 10'000, 20'000, 40'000}, look.step) > 0)
            study.report("Fig. 6b", concat("relative L2 error after ", look.step, " steps"), look.error);
    }
}

void report_fig7(const std::vector<std::size_t>& shown, const std::map<std::size_t, Spectra>& along, Study& study) {
    for (std::size_t s = 1; s < shown.size(); ++s) {
        const std::size_t from = shown[s - 1], to = shown[s];
        if (from == to) continue;  // in a shorter training
        for (std::size_t k = 0; k < 3; ++k) {
            study.report("Fig. 7", concat("Tr K_", terms[k], " at ", to, " steps / at ", from),
                         sum(along.at(to)[k]) / sum(along.at(from)[k]));
        }
    }
    FigureData& figure = study.figure("ch08-fig7", {"kernel", "step", "index", "eigenvalue"});
    figure.comment("run (a); the same points at every step");
    for (const auto& [step, spectra] : along) {
        for (std::size_t k = 0; k < 3; ++k) {
            for (std::size_t i = 0; i < spectra[k].size(); ++i) figure.row("K_" + terms[k], step, i + 1, spectra[k][i]);
        }
    }
}

void report_lambda(const RunState& b, std::size_t k, Study& study) {
    const std::string quantity = concat("lambda_", terms[k], " over the second half");
    std::vector<double> lambda;
    for (const Look& look : b.looks) {
        if (2 * look.step >= static_cast<double>(b.steps)) lambda.push_back(look.lambda[k]);
    }
    study.report("Fig. 8a", quantity, lambda);
    const Band& band = study.expected("Fig. 8a", quantity)->band;
    const auto outside = std::ranges::count_if(lambda, [&](double x) { return x < band.low || x > band.high; });
    study.report("Fig. 8a", quantity + " leaves the band in so many looks", static_cast<double>(outside));
}

void report_fig8(const RunState& b, const Spectra& end, Study& study) {
    FigureData& weights = study.figure("ch08-fig8a", {"step", "lambda_u", "lambda_ut", "lambda_r"});
    for (const Look& look : b.looks) weights.row(look.step, look.lambda[0], look.lambda[1], look.lambda[2]);
    FigureData& figure = study.figure("ch08-fig8b", {"kernel", "index", "eigenvalue", "weighted"});
    figure.comment(concat("steps: ", b.steps));
    for (std::size_t k = 0; k < 3; ++k) {
        for (std::size_t i = 0; i < end[k].size(); ++i)
            figure.row("K_" + terms[k], i + 1, end[k][i], b.lambda[k] * end[k][i]);
    }
}

void report_rates(const std::string& run, const std::vector<double>& equal, const std::vector<double>& weighted,
                  FigureData& figure, Study& study) {
    const auto record = [&](const std::string& quantity, double ours) {
        study.report("Algorithm 1", concat(quantity, ", at the end of ", run), ours);
    };
    record("Tr K~, Algorithm 1 / equal weights", sum(weighted) / sum(equal));
    record("lambda_max of K~, Algorithm 1 / equal weights", weighted[0] / equal[0]);
    for (std::size_t i = 0; i < equal.size(); ++i) {
        figure.row(run, "equal", i + 1, equal[i]);
        figure.row(run, "Algorithm 1", i + 1, weighted[i]);
    }
    if (run != "(b)") return;
    // For gradient descent; Adam divides the weights' common factor out, but not their ratios.
    record("learning rate 2/lambda_max, equal weights", 2 / equal[0]);
    for (const std::size_t percent : {25, 50}) {
        const std::size_t i = equal.size() * percent / 100;
        record(concat("eigenvalue at ", percent, " % of the spectrum, Algorithm 1 / equal weights"),
               weighted[i] / equal[i]);
    }
}

}  // namespace pinn::wave
