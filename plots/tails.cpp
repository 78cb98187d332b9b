// Quantiles of the output of many networks against those of the Gaussian limit.
// paper: Eq. (2.4)
#include "plots/plot.hpp"

using namespace pinn;

namespace {

void panel(Gnuplot& gp, const Csv& data, const std::string& title, const std::string& prefix) {
    gp << "set title '" << title << "'\n";
    gp << "plot x with lines ls 9 title 'limit', '-' with lines ls 6 title 'N = 1', '-' with lines ls 5 title 'N = 4', "
          "'-' with lines ls 4 title 'N = 16', '-' with lines ls 3 title 'N = 64'\n";
    for (const char* width : {"1", "4", "16", "64"}) gp.send1d(curve(data, "z", prefix + width));
}

}  // namespace

int main(int argc, char** argv) {
    return draw(argc, argv, "ch01-tails", {1350, 480}, [](Gnuplot& gp, const Csv& data) {
        gp << "set style line 3 lc rgb '#1f77b4' lw 2\nset style line 4 lc rgb '#2ca02c' lw 2\n";
        gp << "set style line 5 lc rgb '#ff7f0e' lw 2\nset style line 6 lc rgb '#d62728' lw 2\n";
        gp << "set style line 9 lc rgb '#808080' lw 4\n";
        gp << "set multiplot layout 1,3\nset key top left Left reverse samplen 3\nset xrange [-3.3:3.3]\nset yrange "
              "[-6.5:6.5]\n";
        gp << "set xlabel 'quantile of N(0, 1)'\nset ylabel 'quantile over networks / limit deviation'\n";
        panel(gp, data, "f(1), one hidden layer", "value_1_");
        panel(gp, data, "f(1) − f(−1), one hidden layer", "difference_1_");
        panel(gp, data, "f(1) − f(−1), three hidden layers", "difference_3_");
    });
}
