// K(0) against K*: relative error over networks, against the width, one panel per block.
// paper: Theorem 4.3
#include "lib/report/statistics.hpp"
#include "lib/report/text.hpp"
#include "plots/plot.hpp"

using namespace pinn;

namespace {

void panel(Gnuplot& gp, const Csv& data, const std::string& block, const std::string& label) {
    const double slope = log_log_slope(numbers(data, "width"), numbers(data, block + " rms"));
    gp << "set title '" << label << ": slope of the rms " << to_text(slope, 4) << " (exact: -1/2)'\n";
    gp << "plot '-' with lines lc rgb 'black' lw 1 title 'exact rms, N^{-1/2}', '-' with points pt 7 ps 0.7 lc rgb "
          "'#1f77b4' title 'rms over seeds', '-' with linespoints pt 6 ps 0.7 lw 1.5 dt 2 lc rgb '#ff7f0e' title "
          "'median over seeds'\n";
    gp.send1d(curve(data, "width", block + " exact rms"));
    gp.send1d(curve(data, "width", block + " rms"));
    gp.send1d(curve(data, "width", block + " median"));
}

}  // namespace

int main(int argc, char** argv) {
    return draw(argc, argv, "ch04-limit-rate", {1500, 520}, [](Gnuplot& gp, const Csv& data) {
        gp << "set multiplot layout 1,3\nset logscale xy\nset xlabel 'width N'\nset ylabel '||K(0) - K*||_F / "
              "||K*||_F'\nset xrange [25:5200]\nset yrange [0.004:2]\nset format y '10^{%T}'\n";
        gp << "set xtics ('32' 32, '128' 128, '512' 512, '2048' 2048)\nset key top right\nset grid\n";
        panel(gp, data, "K_uu", "K_{uu}");
        gp << "set key off\n";
        panel(gp, data, "K_ur", "K_{ur}");
        panel(gp, data, "K_rr", "K_{rr}");
    });
}
