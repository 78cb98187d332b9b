#include "chapters/10-elsewhere/findings.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "lib/report/statistics.hpp"

namespace pinn::elsewhere {

std::vector<Way> all_ways(const std::vector<Posed>& problems) {
    std::vector<Way> all;
    for (std::size_t k = 0; k < problems.size(); ++k) {
        for (const Remedy remedy : all_remedies) {
            all.push_back({k, remedy, concat(problems[k].name(), ", ", to_string(remedy))});
        }
    }
    return all;
}

void report_before(const std::vector<Posed>& problems, const std::vector<Runs<Look>>& before, Study& study) {
    double largest = 0;
    for (std::size_t k = 0; k < problems.size(); ++k) {
        const auto row = [&](const char* what, double Reading::*number) {
            study.report(diagnosis, concat(problems[k].name(), ": ", what),
                         before[k].each([&](const Look& f) { return f.reading.*number; }));
        };
        row("imbalance of the traces", &Reading::imbalance);
        row("promised gain", &Reading::gain);
        row("longest wait", &Reading::wait);
        row("lambda_1 / lambda at half of the spectrum", &Reading::condition);
        row("rank", &Reading::rank);
        row("movement of K in 100 steps", &Reading::movement);
        for (const Look& f : before[k]) {
            largest = std::max(largest, std::abs(f.reading.stable_rate * f.spectrum.front() / 2 - 1));
        }
    }
    study.report(diagnosis, "largest deviation of stable rate x lambda_1 / 2 from 1", largest);
}

void report_after(const std::vector<Posed>& problems, const std::vector<Runs<Look>>& before,
                  const std::vector<Runs<Look>>& after, Study& study) {
    FigureData& figure = study.figure("ch10-elsewhere", {"problem", "what", "of", "x", "median", "low", "high"});
    figure.comment("u along a cut and spectra: of the first seed; errors: median and range over seeds");
    const auto spectrum = [&](const std::string& problem, const std::string& of, const Look& f) {
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
    const std::vector<Way> ways = all_ways(problems);
    std::map<std::string, double> solved;
    std::vector<std::vector<std::size_t>> cuts;
    for (std::size_t k = 0; k < problems.size(); ++k) {
        cuts.push_back(cut(problems[k]));
        std::vector<double> exact;
        for (const std::size_t i : cuts[k]) exact.push_back(problems[k].solution.u(i, 0));
        along(problems[k].name(), "solution", problems[k].solution.points, cuts[k], exact);
        spectrum(problems[k].name(), "before training", before[k][0]);
    }
    for (std::size_t k = 0; k < ways.size(); ++k) {
        const std::string remedy = to_string(ways[k].remedy), problem = problems[ways[k].problem].name();
        const auto row = [&](const char* what, const std::vector<double>& values) {
            study.report(remedies, concat(ways[k].text, ": ", what), values);
        };
        const std::vector<double> errors = after[k].each(&Look::error);
        row("relative L2 error", errors);
        if (median(errors) < solved_below) ++solved[remedy];
        row("imbalance after", after[k].each([](const Look& f) { return f.reading.imbalance; }));
        if (ways[k].remedy == Remedy::equal)
            row("longest wait after", after[k].each([](const Look& f) { return f.reading.wait; }));
        const Spread error = spread(errors);
        const auto place = static_cast<double>(static_cast<int>(ways[k].remedy)) + 1;
        figure.row(problem, "error", remedy, place, error.median, error.low, error.high);
        const std::size_t of = ways[k].problem;
        along(problem, remedy, problems[of].solution.points, cuts[of], after[k][0].cut);
        if (ways[k].remedy == Remedy::equal) spectrum(problem, "after, equal weights", after[k][0]);
    }
    for (const Remedy remedy : all_remedies) {
        study.report(remedies,
                     concat(to_string(remedy), ": median error below ", solved_below, ", of ", problems.size()),
                     solved[to_string(remedy)]);
    }
}

void report_outcomes(const std::vector<Posed>& problems, const std::vector<Outcome>& outcomes, Study& study) {
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
