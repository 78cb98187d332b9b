// Problem 7.2 by Gauss-Newton: how many components of the error a step does not leave where they are.
// paper: Section 8, Eq. (5.3)
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch09-freed", {700, 420}, [](Gnuplot& gp, const Csv& data) {
        gp << "set logscale x\nset format x '10^{%T}'\nset xlabel 'step'\nset ylabel 'eigenvalues above μ, of 102'\n"
              "set key top left reverse Left\nset yrange [0:60]\nplot ";
        const std::vector<std::string> runs = distinct(data, "run");
        for (std::size_t i = 0; i < runs.size(); ++i) {
            gp << (i > 0 ? ", " : "") << "'-' with linespoints lw 2 pt 7 ps 0.5 lc " << i + 1 << " title '" << runs[i]
               << (i == 0 ? ", gain ratio, acceleration'" : "'");
        }
        gp << "\n";
        for (const std::string& run : runs) gp.send1d(curve(data, {{"run", run}}, "step", "above"));
    });
}
