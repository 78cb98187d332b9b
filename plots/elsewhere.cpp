// Eight problems elsewhere, a row for each: the solution along a cut and what every remedy makes of it (first network),
// the error of each remedy, and the spectrum of K D before and after a training with equal weights.
// paper: Section 8
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch10-elsewhere", {.columns = 3, .height = 190}, [](const Csv& data) {
        const Csv errors = where(data, {{"what", "error"}});
        const std::vector<std::string> remedies = distinct(errors, "of");
        std::vector<Panel> panels;
        for (const std::string& problem : distinct(data, "problem")) {
            const Columns solution =
                curve(data, {{"problem", problem}, {"what", "u"}, {"of", "solution"}}, "x", "median");
            Panel u{problem, {"x"}, {"u along a cut"}, {}},
                error{problem + ": error", {"", Axis::linear, "0.5:5.5"}, {"", Axis::decades}, {}},
                spectrum{problem + ": spectrum", {"index"}, {"lambda / lambda_1", Axis::decades, "1e-16:2"}, {}};
            u.commands = solution[0].back() - solution[0].front() > 3 ? "set xtics 2" : "set xtics 0.5";
            error.commands = "set xtics ('eq' 1, 'fix' 2, 'upd' 3, 'norm' 4, 'GN' 5)";
            u.curves.push_back({exact, "solution", solution});
            for (std::size_t k = 0; k < remedies.size(); ++k) {
                const std::string& of = remedies[k];
                u.curves.push_back(
                    {line(k + 1), of, curve(data, {{"problem", problem}, {"what", "u"}, {"of", of}}, "x", "median")});
                error.curves.push_back(
                    {error_bars(k + 1), "",
                     columns(where(errors, {{"problem", problem}, {"of", of}}), {"x", "median", "low", "high"})});
                error.curves.push_back(
                    {points(k + 1), "", curve(errors, {{"problem", problem}, {"of", of}}, "x", "median")});
            }
            spectrum.curves.push_back(
                {line(7), "spectrum before",
                 curve(data, {{"problem", problem}, {"what", "spectrum"}, {"of", "before training"}}, "x", "median")});
            spectrum.curves.push_back(
                {dashed(7), "after, equal weights",
                 curve(data, {{"problem", problem}, {"what", "spectrum"}, {"of", "after, equal weights"}}, "x",
                       "median")});
            for (const Panel& panel : {u, error, spectrum}) panels.push_back(panel);
        }
        return panels;
    });
}
