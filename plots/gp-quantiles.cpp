// Quantiles of u_xx over those of a normal variable: at one point, and in the direction that varies least.
// paper: Theorem 4.1
#include "plots/plot.hpp"

using namespace pinn;

namespace {

void panel(Gnuplot& gp, const Csv& data, const std::string& side, const std::string& title) {
    gp << "set title '" << title << "'\nplot x with lines lw 2 lc rgb '#555555' dt 3 title 'Gaussian'";
    const std::vector<std::string> widths{"8", "64", "16384"};
    for (std::size_t k = 0; k < widths.size(); ++k) {
        gp << ", '-' with linespoints lw 1.5 pt " << k + 6 << " ps 0.6 lc " << k + 1 << " title 'width " << widths[k]
           << "'";
    }
    gp << "\n";
    for (const std::string& width : widths) gp.send1d(curve(data, "normal", side + "_" + width));
}

}  // namespace

int main(int argc, char** argv) {
    return draw(argc, argv, "ch03-gp-quantiles", {1100, 520}, [](Gnuplot& gp, const Csv& data) {
        gp << "set multiplot layout 1,2\nset xlabel 'quantile of N(0, 1)'\nset ylabel 'quantile over networks, in "
              "standard deviations of the limit'\nset xrange [-3.1:3.1]\nset yrange [-6:6]\nset key top left\n";
        panel(gp, data, "point", "u_{xx} at one point");
        panel(gp, data, "rough", "roughest combination of five points");
    });
}
