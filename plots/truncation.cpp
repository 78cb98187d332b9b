// Kernel regression with a truncated inverse: the error of u, and the share of the data dropped, against the cutoff.
// paper: Eq. (4.10)
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch06-truncation", {900, 560}, [](Gnuplot& gp, const Csv& data) {
        gp << "set logscale xy\nset format xy '10^{%T}'\nset xrange [1:1e-30]\nset xlabel 'cutoff / largest "
              "eigenvalue'\n"
           << "set ylabel 'relative error of u, share of the data dropped'\nset key bottom left\nset grid\nset title "
              "'Eq. (4.11): training for ever, by a "
              "truncated inverse'\nplot ";
        const std::vector<std::string> widths = distinct(data, "width");
        for (std::size_t i = 0; i < widths.size(); ++i) {
            gp << (i > 0 ? ", " : "") << "'-' with linespoints pt 7 ps 0.5 lw 1.5 lc " << i + 1
               << " title 'error of u, width " << widths[i] << "', '-' with lines dt 3 lw 1.5 lc " << i + 1
               << " title 'data dropped'";
        }
        gp << "\n";
        for (const std::string& width : widths) {
            for (const char* y : {"error", "dropped"}) gp.send1d(curve(data, {{"width", width}}, "cutoff", y));
        }
    });
}
