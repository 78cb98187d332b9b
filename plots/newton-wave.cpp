// The wave equation by Gauss-Newton, at several kinds of points: the error against steps, median and range over seeds.
// paper: Section 8, Fig. 6b
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch09-wave", {1100, 600}, [](Gnuplot& gp, const Csv& data) {
        gp << "set logscale xy\nset format y '10^{%T}'\nset format x '10^{%T}'\nset xlabel 'step'\n"
              "set ylabel 'relative L^2 error'\nset style fill transparent solid 0.15 noborder\n"
              "set key bottom left reverse Left\nset xrange [1:30000]\nset yrange [1e-8:10]\nplot ";
        const std::vector<std::string> runs = distinct(data, "run");
        for (std::size_t i = 0; i < runs.size(); ++i) {
            std::string title = runs[i];  // gnuplot writes a quote within quotes as two
            for (std::size_t at = 0; (at = title.find('\'', at)) != std::string::npos; at += 2) title.insert(at, "'");
            gp << "'-' with filledcurves lc " << i + 1 << " notitle, '-' with lines lw 2 lc " << i + 1 << " title '"
               << title << "', ";
        }
        gp << "1.728e-3 lc rgb '#666666' dt 2 title 'the paper, Algorithm 1 after 80,000 steps'\n";
        for (const std::string& run : runs) {
            const auto [steps, low] = curve(data, {{"run", run}}, "step", "low");
            const auto high = curve(data, {{"run", run}}, "step", "high").second;
            gp.send1d(std::make_tuple(steps, low, high));
            gp.send1d(curve(data, {{"run", run}}, "step", "median"));
        }
    });
}
