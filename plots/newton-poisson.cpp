// Problem 7.2 by Gauss-Newton and by Adam: the error against steps, median and range over seeds, a = 4 and a = 16.
// paper: Section 8, Section 7.2
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch09-poisson", {1300, 560}, [](Gnuplot& gp, const Csv& data) {
        gp << "set multiplot layout 1,2\nset logscale xy\nset format y '10^{%T}'\nset format x '10^{%T}'\n"
              "set xlabel 'step'\nset ylabel 'relative L^2 error'\nset style fill transparent solid 0.2 noborder\n"
              "set key bottom left reverse Left samplen 2\nset xrange [1:50000]\nset yrange [1e-17:100]\n";
        for (const std::string panel : {"a = 4", "a = 16"}) {
            std::vector<std::string> runs;
            gp << "set title '" << panel << "'\nplot ";
            for (const std::string& run : distinct(data, "run")) {
                if (run != panel && !run.starts_with(panel + ",")) continue;
                runs.push_back(run);
                gp << (runs.size() > 1 ? ", " : "") << "'-' with filledcurves lc " << runs.size()
                   << " notitle, '-' with lines lw 2 lc " << runs.size() << " title '"
                   << (run == panel ? "gain ratio, acceleration" : run.substr(panel.size() + 2)) << "'";
            }
            gp << "\n";
            for (const std::string& run : runs) {
                const auto [steps, low] = curve(data, {{"run", run}}, "step", "low");
                const auto high = curve(data, {{"run", run}}, "step", "high").second;
                gp.send1d(std::make_tuple(steps, low, high));
                gp.send1d(curve(data, {{"run", run}}, "step", "median"));
            }
        }
        gp << "unset multiplot\n";
    });
}
