// Errors of Sigma and Theta of one network against its width, for one, two and three hidden layers; and C3.
// paper: Eq. (2.4), Eq. (2.8), C3
#include <cmath>

#include "plots/plot.hpp"

using namespace pinn;

namespace {

// C N^(-1/2), starting at `factor` times the first point of a column: the reference slope.
std::pair<std::vector<double>, std::vector<double>> half_slope(const Csv& data, const std::string& column,
                                                               double factor) {
    auto reference = curve(data, "width", column);
    const double C = factor * reference.second.front() * std::sqrt(reference.first.front());
    for (std::size_t i = 0; i < reference.first.size(); ++i) reference.second[i] = C / std::sqrt(reference.first[i]);
    return reference;
}

void depths(Gnuplot& gp, const Csv& data, const std::string& kernel, const std::string& title) {
    gp << "set title '" << title << "'\n";
    gp << "plot '-' with lines ls 9 title 'slope −1/2', '-' with linespoints ls 3 title 'L = 1', '-' with linespoints "
          "ls 4 title 'L = 2', '-' with linespoints ls 5 title 'L = 3'\n";
    gp.send1d(half_slope(data, kernel + (kernel == "Sigma" ? "_1" : "_3"), 1.6));
    for (const char* depth : {"_1", "_2", "_3"}) gp.send1d(curve(data, "width", kernel + depth));
}

}  // namespace

int main(int argc, char** argv) {
    return draw(argc, argv, "ch01-concentration", {1350, 480}, [](Gnuplot& gp, const Csv& data) {
        gp << "set style line 3 lc rgb '#1f77b4' lw 2 pt 7\nset style line 4 lc rgb '#ff7f0e' lw 2 pt 5\n";
        gp << "set style line 5 lc rgb '#2ca02c' lw 2 pt 9\nset style line 9 lc rgb '#808080' lw 1 dt 2\n";
        gp << "set multiplot layout 1,3\nset logscale xy\nset logscale x 2\nset key bottom left Left reverse samplen "
              "3\n";
        gp << "set xlabel 'width N'\nset ylabel 'relative error, root mean square over seeds'\n";
        gp << "set xrange [24:*]\nset yrange [0.005:0.3]\n";
        depths(gp, data, "Sigma", "(1/N) Σ f f + 1  against  Σ^{(L)}");
        depths(gp, data, "Theta", "Ker_0  against  Θ^{(L)}");
        gp << "set title 'C3: Ker_0 with two-dimensional inputs, L = 1'\n";
        gp << "plot '-' with lines ls 9 title 'slope −1/2', '-' with linespoints ls 4 title \"against x·x' + 1 "
              "(printed)\", '-' with linespoints ls 3 title \"against x·x'/d + 1\"\n";
        gp.send1d(half_slope(data, "scaled", 0.6));
        gp.send1d(curve(data, "width", "printed"));
        gp.send1d(curve(data, "width", "scaled"));
    });
}
