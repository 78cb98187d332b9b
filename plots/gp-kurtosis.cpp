// How far from Gaussian: excess kurtosis against the width, and what Pearson's test makes of it.
// paper: Theorem 4.1
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch03-gp-kurtosis", {1100, 520}, [](Gnuplot& gp, const Csv& data) {
        gp << "set multiplot layout 1,2\nset logscale xy\nset xlabel 'width N'\nset format x '10^{%T}'\n";
        gp << "set ylabel 'excess kurtosis'\nset format y '10^{%T}'\nset key bottom left\n";
        gp << "set title 'excess kurtosis: slope " << comment_value(data, "slope") << " (exact: -1)'\n";
        gp << "plot '-' with points pt 7 lc 1 title 'u_{xx} at one point', '-' with lines lc 1 title 'exact', "
              "'-' with lines lc 2 dt 2 title 'exact, roughest combination of five points'\n";
        for (const char* column : {"excess", "exact", "exact_rough"}) gp.send1d(curve(data, "width", column));

        gp << "set ylabel 'statistic of the test over its degrees of freedom'\nset key top right\n";
        gp << "set title 'test against the limit law, at most 4000 networks'\n";
        gp << "plot '-' with linespoints pt 7 lc 1 title 'one point', '-' with linespoints pt 5 lc 2 title 'five "
              "points "
              "jointly', '-' with lines lc rgb '#888888' dt 3 title 'rejected above'\n";
        for (const char* column : {"point", "joint", "critical"}) gp.send1d(curve(data, "width", column));
    });
}
