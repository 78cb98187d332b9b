// One spectrum of K in four arithmetics: where each ends.
// paper: C7
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch06-floors", {900, 620}, [](Gnuplot& gp, const Csv& data) {
        gp << "set logscale y\nset format y '10^{%T}'\nset xlabel 'index'\nset ylabel 'eigenvalue of K / largest'\n"
           << "set xrange [0:" << data.rows.size() + 1
           << "]\nset key bottom left samplen 2\nset title 'One spectrum, four arithmetics'\n"
           << "plot '-' with lines lw 3 lc rgb '#bbbbbb' title '100 digits', "
              "'-' with points pt 6 ps 0.8 lc rgb '#2ca02c' title 'singular values of J, double', "
              "'-' with points pt 2 ps 0.7 lc rgb '#1f77b4' title 'K in double', "
              "'-' with points pt 1 ps 0.7 lc rgb '#d62728' title 'K in float, as published'\n";
        for (const char* column : {"exact", "singular", "double", "float"}) gp.send1d(curve(data, "index", column));
    });
}
