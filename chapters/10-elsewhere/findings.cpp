#include "chapters/10-elsewhere/findings.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "lib/report/statistics.hpp"

namespace pinn::elsewhere {

std::vector<Numbered> numbered(const std::vector<Problem>& problems) {
    std::vector<Numbered> all;
    for (const Problem& problem : problems) all.push_back({all.size(), problem.title});
    return all;
}

std::vector<Tried> tried(const std::vector<Problem>& problems) {
    std::vector<Tried> all;
    for (std::size_t k = 0; k < problems.size(); ++k) {
        for (const Remedy remedy : all_remedies) {
            all.push_back({k, remedy, concat(problems[k].title, ", ", to_string(remedy))});
        }
    }
    return all;
}

void report_before(const std::vector<Problem>& problems, const std::vector<Runs<Found>>& before, Study& study) {
    double largest = 0;
    for (std::size_t k = 0; k < problems.size(); ++k) {
        const auto row = [&](const char* what, double Reading::*number) {
            study.report(diagnosis, concat(problems[k].title, ": ", what),
                         before[k].each([&](const Found& f) { return f.reading.*number; }));
        };
        row("imbalance of the traces", &Reading::imbalance);
        row("promised gain", &Reading::gain);
        row("longest wait", &Reading::wait);
        row("lambda_1 / lambda at half of the spectrum", &Reading::condition);
        row("rank", &Reading::rank);
        row("movement of K in 100 steps", &Reading::movement);
        for (const Found& f : before[k]) {
            largest = std::max(largest, std::abs(f.reading.stable_rate * f.spectrum.front() / 2 - 1));
        }
    }
    study.report(diagnosis, "largest deviation of stable rate x lambda_1 / 2 from 1", largest);
}

void report_after(const std::vector<Problem>& problems, const std::vector<Solution>& solutions,
                  const std::vector<Runs<Found>>& before, const std::vector<Runs<Found>>& after, Study& study) {
    FigureData& figure = study.figure("ch10-elsewhere", {"problem", "what", "of", "x", "median", "low", "high"});
    figure.comment("u along a cut and spectra: of the first seed; errors: median and range over seeds");
    const auto spectrum = [&](const std::string& problem, const std::string& of, const Found& f) {
        for (std::size_t i = 0; i < f.spectrum.size(); ++i) {
            const double value = f.spectrum[i] / f.spectrum.front();
            if (value > 1e-16) figure.row(problem, "spectrum", of, i + 1, value, value, value);
        }
    };
    const auto along = [&](const std::string& problem, const std::string& of, const Matrix<double>& points,
                           const std::vector<std::size_t>& rows, const std::vector<double>& u) {
        for (std::size_t i = 0; i < rows.size() && i < u.size(); ++i) {
            figure.row(problem, "u", of, points(rows[i], points.cols() - 1), u[i], u[i], u[i]);
        }
    };
    const std::vector<Tried> ways = tried(problems);
    std::map<std::string, double> solved;
    std::vector<std::vector<std::size_t>> cuts;
    for (std::size_t k = 0; k < problems.size(); ++k) {
        cuts.push_back(cut(problems[k], solutions[k]));
        std::vector<double> exact;
        for (const std::size_t i : cuts[k]) exact.push_back(solutions[k].u(i, 0));
        along(problems[k].title, "solution", solutions[k].points, cuts[k], exact);
        spectrum(problems[k].title, "before training", before[k][0]);
    }
    for (std::size_t k = 0; k < ways.size(); ++k) {
        const std::string remedy = to_string(ways[k].remedy), &problem = problems[ways[k].problem].title;
        const auto row = [&](const char* what, const std::vector<double>& values) {
            study.report(remedies, concat(ways[k].text, ": ", what), values);
        };
        const std::vector<double> errors = after[k].each(&Found::error);
        row("relative L2 error", errors);
        if (median(errors) < 0.1) ++solved[remedy];
        row("imbalance after", after[k].each([](const Found& f) { return f.reading.imbalance; }));
        if (ways[k].remedy == Remedy::equal)
            row("longest wait after", after[k].each([](const Found& f) { return f.reading.wait; }));
        const Spread error = spread(errors);
        const auto place = static_cast<double>(static_cast<int>(ways[k].remedy)) + 1;
        figure.row(problem, "error", remedy, place, error.median, error.low, error.high);
        const std::size_t of = ways[k].problem;
        along(problem, remedy, solutions[of].points, cuts[of], after[k][0].cut);
        if (ways[k].remedy == Remedy::equal) spectrum(problem, "after, equal weights", after[k][0]);
    }
    for (const Remedy remedy : all_remedies) {
        study.report(remedies, concat(to_string(remedy), ": median error below 0.1, of ", problems.size()),
                     solved[to_string(remedy)]);
    }
}

void report_outcomes(const std::vector<Problem>& problems, const std::vector<Outcome>& outcomes, Study& study) {
    std::size_t all = 0, helped = 0;
    for (const Outcome& outcome : outcomes) {
        study.report(remedies, outcome.way.text + ": gain over equal weights", outcome.gains);
        study.report(predictions, outcome.way.text + ": predicted to help", outcome.predicted ? 1.0 : 0.0);
        all += outcome.predicted == outcome.helps ? 1 : 0;
        helped += outcome.helps ? 1 : 0;
    }
    for (const Remedy remedy : all_remedies) {
        if (remedy == Remedy::equal) continue;
        const auto of = [&](auto counts) {
            return static_cast<double>(
                std::ranges::count_if(outcomes, [&](const Outcome& o) { return o.way.remedy == remedy && counts(o); }));
        };
        study.report(predictions, concat(to_string(remedy), ": hits of ", problems.size()),
                     of([](const Outcome& o) { return o.predicted == o.helps; }));
        study.report(predictions, concat(to_string(remedy), ": helps, of ", problems.size()),
                     of([](const Outcome& o) { return o.helps; }));
    }
    study.report(predictions, concat("hits of ", outcomes.size()), static_cast<double>(all));
    // Who knows nothing but how many help, and always says the same, hits as many as this.
    study.report(predictions, concat("hits of ", outcomes.size(), " by always saying what is more frequent"),
                 static_cast<double>(std::max(helped, outcomes.size() - helped)));
}

void report_order(const std::string& name, const std::vector<double>& instrument, Remedy remedy,
                  const std::vector<Outcome>& outcomes, Study& study) {
    std::vector<double> gained;
    for (const Outcome& outcome : outcomes) {
        if (outcome.way.remedy == remedy) gained.push_back(median(outcome.gains));
    }
    const std::string what = concat(name, " before / gain by ", to_string(remedy));
    const double r = rank_correlation(instrument, gained);
    const Interval interval = rank_interval(r, gained.size());
    study.report(predictions, what + ": rank correlation", r);
    study.report(predictions, what + ": its interval, low", interval.low);
    study.report(predictions, what + ": its interval, high", interval.high);
    study.report(predictions, what + ": chance of as large a one", rank_chance(instrument, gained));
}

}  // namespace pinn::elsewhere
