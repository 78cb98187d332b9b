// Problem 7.2 by Gauss-Newton and by gradient descent: the error against steps, median and range over seeds.
// paper: Section 8, Section 7.2
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch09-poisson", {1100, 560}, [](Gnuplot& gp, const Csv& data) {
        const std::vector<std::string> runs = distinct(data, "run");
        gp << "set logscale xy\nset format y '10^{%T}'\nset xlabel 'step'\nset ylabel 'relative L^2 error'\n"
              "set key bottom right\nset xrange [1:50000]\nset style fill transparent solid 0.2 noborder\nplot ";
        for (std::size_t i = 0; i < runs.size(); ++i) {
            gp << (i > 0 ? ", " : "") << "'-' with filledcurves lc " << i + 1 << " notitle, '-' with lines lw 2 lc "
               << i + 1 << " title '" << runs[i] << "'";
        }
        gp << "\n";
        for (const std::string& run : runs) {
            const auto [steps, low] = curve(data, {{"run", run}}, "step", "low");
            const auto high = curve(data, {{"run", run}}, "step", "high").second;
            gp.send1d(std::make_tuple(steps, low, high));
            gp.send1d(curve(data, {{"run", run}}, "step", "median"));
        }
    });
}
