// The kernel that Adam sees along the wave run, beside K: eigenvalues with the weights of the loss in, relative to the
// largest.
// paper: Section 8, Eq. (7.12)
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch09-adam", {1500, 480}, [](Gnuplot& gp, const Csv& data) {
        gp << "set multiplot layout 1,3\nset logscale xy\nset format y '10^{%T}'\nset xlabel 'index'\nset ylabel "
              "'eigenvalue / largest'\nset xrange [1:900]\nset yrange "
              "[1e-16:2]\nset key top right\n";
        for (const std::string& step : distinct(data, "step")) {
            gp << "set title 'after " << step << " steps'\nplot '-' with lines lw 2 lc 1 title 'K D', "
               << "'-' with lines lw 2 lc 2 title 'J diag(p) J^T D'\n";
            for (const std::string& kernel : distinct(data, "kernel")) {
                gp.send1d(curve(data, {{"step", step}, {"kernel", kernel}}, "index", "eigenvalue"));
            }
            gp << "set key off\n";
        }
    });
}
