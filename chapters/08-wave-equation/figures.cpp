// Figs 6, 7 and 8, the losses along the trainings and the spectra of K~: secondary rows and data.

#include <algorithm>
#include <cmath>
#include <numbers>

#include "chapters/08-wave-equation/findings.hpp"
#include "chapters/08-wave-equation/kernels.hpp"

namespace pinn::wave {

double first_loss(const RunState& run, std::size_t k) { return run.looks.front().loss[k]; }

double last_loss(const RunState& run, std::size_t k) {
    const std::size_t count = std::min<std::size_t>(10, run.looks.size());
    double sum = 0;
    for (std::size_t i = run.looks.size() - count; i < run.looks.size(); ++i) sum += run.looks[i].loss[k];
    return sum / static_cast<double>(count);
}

std::vector<double> second_half(const RunState& run, std::size_t k) {
    std::vector<double> lambda;
    for (const Look& look : run.looks) {
        if (2 * look.step >= static_cast<double>(run.steps)) lambda.push_back(look.lambda[k]);
    }
    return lambda;
}

double fast_amplitude(std::span<const double> u) {
    const double step = 1.0 / static_cast<double>(u.size() - 1);
    double sum = 0;
    for (std::size_t j = 0; j < u.size(); ++j) {
        sum += u[j] * std::sin(4 * std::numbers::pi * step * static_cast<double>(j));
    }
    return 2 * step * sum;
}

// Exact solution and predictions on every second point of the grid; losses and errors along both runs, which the paper
// does not show, but its code does.
void report_fig6(const RunState& equal, const RunState& weighted, const Matrix<double>& a, const Matrix<double>& b,
                 Study& study) {
    for (const auto& [item, run] : {std::pair{"Fig. 6a", &equal}, {"Fig. 6b", &weighted}}) {
        for (std::size_t k = 0; k < 3; ++k)
            study.report(item, concat("L_", terms[k], " at the end"), last_loss(*run, k));
        for (const double look : study.options().list("looks")) {
            const auto step = static_cast<std::size_t>(look);
            if (step >= run->steps) continue;
            study.report(item, concat("relative L2 error after ", step, " steps"), run->error_at(step));
        }
    }

    FigureData& figure = study.figure("ch08-fig6", {"t", "x", "exact", "equal", "weighted"});
    figure.comment("error equal: " + to_text(relative_error(a)));
    figure.comment("error weighted: " + to_text(relative_error(b)));
    const Matrix<double> exact = exact_on_grid();
    const double step = 1.0 / (grid_side - 1);
    for (std::size_t i = 0; i < grid_side; i += 2) {
        for (std::size_t j = 0; j < grid_side; j += 2)
            figure.row(step * static_cast<double>(i), step * static_cast<double>(j), exact(i, j), a(i, j), b(i, j));
    }

    FigureData& training = study.figure("ch08-training", {"run", "step", "loss_u", "loss_ut", "loss_r", "error"});
    training.comment("losses: without weights, at the points of that step; error: nan where it was not looked at");
    for (const auto& [name, run] : {std::pair{"equal", &equal}, {"Algorithm 1", &weighted}}) {
        for (const Look& look : run->looks)
            training.row(name, look.step, look.loss[0], look.loss[1], look.loss[2], look.error);
    }
}

void report_fig7(const std::map<std::size_t, Spectra>& along, Study& study) {
    FigureData& figure = study.figure("ch08-fig7", {"kernel", "step", "index", "eigenvalue"});
    figure.comment("run (a); the same points at every step");
    for (const auto& [step, spectra] : along) {
        for (std::size_t k = 0; k < 3; ++k) {
            for (std::size_t i = 0; i < spectra[k].size(); ++i) figure.row("K_" + terms[k], step, i + 1, spectra[k][i]);
        }
    }
}

void report_lambda(const std::string& name, const std::vector<double>& lambda, Study& study) {
    const std::string quantity = name + " over the second half";
    study.report("Fig. 8a", quantity, lambda);
    const Band& band = study.expected("Fig. 8a", quantity)->band;
    const auto outside = std::ranges::count_if(lambda, [&](double x) { return x < band.low || x > band.high; });
    study.report("Fig. 8a", quantity + " leaves the band in so many looks", static_cast<double>(outside));
}

void report_fig8(const RunState& weighted, const Spectra& end, Study& study) {
    FigureData& weights = study.figure("ch08-fig8a", {"step", "lambda_u", "lambda_ut", "lambda_r"});
    for (const Look& look : weighted.looks) weights.row(look.step, look.lambda[0], look.lambda[1], look.lambda[2]);
    FigureData& figure = study.figure("ch08-fig8b", {"kernel", "index", "eigenvalue", "weighted"});
    figure.comment("run (b) at its last step");
    for (std::size_t k = 0; k < 3; ++k) {
        for (std::size_t i = 0; i < end[k].size(); ++i)
            figure.row("K_" + terms[k], i + 1, end[k][i], weighted.lambda[k] * end[k][i]);
    }
}

void report_rates(const std::vector<Rates>& runs, Study& study) {
    FigureData& figure = study.figure("ch08-weighted", {"run", "weights", "index", "eigenvalue"});
    for (const Rates& rates : runs) {
        const std::vector<double>&equal = rates.equal, &weighted = rates.weighted;
        const auto record = [&](const std::string& quantity, double ours) {
            study.report("Algorithm 1", concat(quantity, ", at the end of ", rates.run), ours);
        };
        // For gradient descent; Adam divides the weights' common factor out, but not their ratios.
        record("lambda_max of K~, Algorithm 1 / equal weights", weighted[0] / equal[0]);
        record("Tr K~, Algorithm 1 / equal weights", sum(weighted) / sum(equal));
        record("learning rate 2/lambda_max, equal weights", 2 / equal[0]);
        for (const std::size_t percent : {10, 25, 50}) {
            const std::size_t i = equal.size() * percent / 100;
            record(concat("eigenvalue at ", percent, " % of the spectrum, Algorithm 1 / equal weights"),
                   weighted[i] / equal[i]);
        }
        for (std::size_t i = 0; i < equal.size(); ++i) {
            figure.row(rates.run, "equal", i + 1, equal[i]);
            figure.row(rates.run, "Algorithm 1", i + 1, weighted[i]);
        }
    }
}

}  // namespace pinn::wave
