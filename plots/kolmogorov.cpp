// How far from Gaussian: the Kolmogorov distance with its 99.9 % limit, and the excess kurtosis, against the width.
// paper: Eq. (2.4)
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch01-kolmogorov", {1100, 560}, [](Gnuplot& gp, const Csv& data) {
        gp << "set style line 1 lc rgb '#1f77b4' lw 2 pt 7\nset style line 2 lc rgb '#ff7f0e' lw 2 dt 1 pt 5\n";
        gp << "set style line 3 lc rgb '#2ca02c' lw 2 pt 9\nset style line 9 lc rgb '#808080' lw 1 dt 2\n";
        gp << "set style line 11 lc rgb '#1f77b4' lw 1 pt 6 dt 3\nset style line 12 lc rgb '#ff7f0e' lw 1 pt 4 dt 3\n";
        gp << "set style line 13 lc rgb '#2ca02c' lw 1 pt 8 dt 3\n";
        gp << "set multiplot layout 1,2\nset logscale xy\nset logscale x 2\nset xlabel 'width N'\nset xrange [0.8:*]\n";
        gp << "set yrange [0.2:100]\nset ylabel '√M sup |F_M − Φ|'\nset bmargin 9\nset key outside bottom center "
              "maxrows 4 Left "
              "reverse samplen 3\n";
        gp << "set title 'Kolmogorov distance, " << comment_value(data, "networks") << " networks'\n";
        gp << "plot 1.95 with lines ls 9 title 'rejected above (0.1 %)'";
        for (const char* depth : {"1", "2", "3"}) {
            gp << ", '-' with linespoints ls " << depth << " title 'f(1) − f(−1), L = " << depth << "'";
        }
        for (const char* depth : {"1", "2", "3"}) {
            gp << ", '-' with linespoints ls 1" << depth << " title 'f(1), L = " << depth << "'";
        }
        gp << "\n";
        for (const char* name : {"difference_", "value_"}) {
            for (const char* depth : {"1", "2", "3"}) gp.send1d(curve(data, "width", std::string(name) + depth));
        }
        gp << "set yrange [*:*]\nset ylabel 'excess kurtosis of f(1) − f(−1)'\nset format y '10^{%T}'\n";
        gp << "set title 'falls like 1/N'\n";
        gp << "plot 8/x with lines ls 9 title 'slope −1'";
        for (const char* depth : {"1", "2", "3"}) {
            gp << ", '-' with linespoints ls " << depth << " title 'L = " << depth << "'";
        }
        gp << "\n";
        for (const char* depth : {"1", "2", "3"}) gp.send1d(curve(data, "width", std::string("kurtosis_") + depth));
    });
}
