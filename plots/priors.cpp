// Paths of the Gaussian limit above, networks below, for one, two and three hidden layers.
// paper: Eq. (2.4)
#include "plots/plot.hpp"

using namespace pinn;

namespace {

void panel(Gnuplot& gp, const Csv& data, const std::string& title, const std::string& name, const std::string& depth) {
    gp << "set title '" << title << "'\n";
    gp << "plot '-' with filledcurves lc rgb '#e4e4e4' notitle";
    for (int p = 0; p < 5; ++p) gp << ", '-' with lines ls " << p + 1 << " notitle";
    gp << "\n";
    // The band of two deviations, along its upper edge and back along the lower one.
    const auto [x, deviation] = curve(data, "x", "deviation_" + depth);
    std::pair<std::vector<double>, std::vector<double>> edge;
    for (std::size_t i = 0; i < x.size(); ++i) edge.first.push_back(x[i]), edge.second.push_back(2 * deviation[i]);
    for (std::size_t i = x.size(); i-- > 0;) edge.first.push_back(x[i]), edge.second.push_back(-2 * deviation[i]);
    gp.send1d(edge);
    for (int p = 0; p < 5; ++p) gp.send1d(curve(data, "x", name + std::to_string(p) + "_" + depth));
}

}  // namespace

int main(int argc, char** argv) {
    return draw(argc, argv, "ch01-priors", {1250, 720}, [](Gnuplot& gp, const Csv& data) {
        gp << "set style line 2 dt 1\nset style line 3 lc rgb '#2ca02c' lw 2\nset style line 4 lc rgb '#d62728' lw 2\n";
        gp << "set style line 5 lc rgb '#9467bd' lw 2\n";
        gp << "set multiplot layout 2,3\nset xlabel 'x'\nset ylabel 'f(x)'\nset xrange [-2:2]\nset yrange [-4.5:4.5]\n";
        for (const char* depth : {"1", "2", "3"}) {
            panel(gp, data, std::string("GP(0, Σ^{(") + depth + ")})", "limit", depth);
        }
        for (const char* depth : {"1", "2", "3"}) {
            panel(gp, data, "networks of width " + comment_value(data, "width") + ", L = " + depth, "network", depth);
        }
    });
}
