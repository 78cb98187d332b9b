// u_xx of twelve random networks, narrow and wide, and the band of two standard deviations of the limit.
// paper: Theorem 4.1
#include "plots/plot.hpp"

using namespace pinn;

namespace {

void panel(Gnuplot& gp, const Csv& data, const std::string& side) {
    const auto [x, deviation] = curve(data, "x", "deviation");
    std::vector<double> low, high;
    for (const double d : deviation) {
        low.push_back(-2 * d);
        high.push_back(2 * d);
    }
    gp << "set title 'width " << comment_value(data, side) << "'\n";
    gp << "plot '-' with filledcurves fc rgb '#dddddd' title '± 2 standard deviations of the limit'";
    for (int k = 1; k <= 12; ++k) gp << ", '-' with lines lw 1.5 lc " << k << " notitle";
    gp << "\n";
    gp.send1d(std::make_tuple(x, low, high));
    for (int k = 1; k <= 12; ++k) gp.send1d(curve(data, "x", side + "_" + std::to_string(k)));
}

}  // namespace

int main(int argc, char** argv) {
    return draw(argc, argv, "ch03-gp-paths", {1100, 450}, [](Gnuplot& gp, const Csv& data) {
        gp << "set multiplot layout 1,2\nset xlabel 'x'\nset ylabel 'u_{xx}'\nset yrange [-5:5]\nset key top left\n";
        panel(gp, data, "narrow");
        panel(gp, data, "wide");
    });
}
