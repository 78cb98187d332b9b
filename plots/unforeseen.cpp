// How much of the remaining error the kernel at initialization does not foresee; one panel for each width.
// paper: Eq. (5.3)
#include <algorithm>

#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch06-unforeseen", {1300, 460}, [](Gnuplot& gp, const Csv& data) {
        gp << "set multiplot layout 1,3\nset logscale xy\nset format y '10^{%T}'\nset yrange [1e-7:3]\nset xrange "
              "[1:*]\n"
           << "set xlabel 'step'\nset ylabel '||e - predicted|| / ||e||'\nset key bottom right\nset grid\n";
        std::vector<std::string> widths = distinct(data, "width");
        std::reverse(widths.begin(), widths.end());
        for (const std::string& width : widths) {
            const std::vector<std::string> scales = distinct(data, "s");
            gp << "set title 'width " << width << "'\nplot ";
            for (std::size_t i = 0; i < scales.size(); ++i) {
                gp << (i > 0 ? ", " : "") << "'-' with lines lw 2 lc " << i + 1 << " title 's = " << scales[i] << "'";
            }
            gp << "\n";
            for (const std::string& s : scales) {
                gp.send1d(curve(data, {{"width", width}, {"s", s}}, "step", "unforeseen"));
            }
        }
    });
}
