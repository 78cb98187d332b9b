// How far from Gaussian: excess kurtosis against the width, and what Pearson's test makes of it.
// paper: Theorem 4.1
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch03-gp-kurtosis", {1100, 520}, [](Gnuplot& gp, const Csv& data) {
        gp << "set multiplot layout 1,2\nset logscale xy\nset xlabel 'width N'\nset format x '10^{%T}'\n";
        gp << "set ylabel 'excess kurtosis'\nset format y '10^{%T}'\nset key top right\nset xrange [0.7:30000]\nset "
              "yrange [0.001:1e5]\n";
        gp << "set title 'excess kurtosis: slope " << comment_value(data, "slope") << " (exact: -1)'\n";
        gp << "plot '-' with points pt 7 lc 1 title 'one point', '-' with lines lw 2 lc 1 title 'one point, exact', "
              "'-' with lines lw 2 lc 2 dt 2 title 'roughest direction, exact'\n";
        for (const char* column : {"excess", "exact", "exact_rough"}) gp.send1d(curve(data, "width", column));

        gp << "set ylabel 'statistic over its degrees of freedom'\nset yrange [0.1:1e4]\n";
        gp << "set title 'test against the limit law, at most 4000 networks'\n";
        gp << "plot '-' with linespoints lw 1.5 pt 7 lc 1 title 'one point', '-' with linespoints lw 1.5 pt 5 lc 2 "
              "title 'five "
              "points "
              "jointly', '-' with lines lw 2 lc rgb '#555555' dt 3 title 'rejected above'\n";
        for (const char* column : {"point", "joint", "critical"}) gp.send1d(curve(data, "width", column));
    });
}
