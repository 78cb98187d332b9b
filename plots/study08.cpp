// The study of chapter 08: errors of three seeds of run (b) and of its variants along training.
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch08-study", {900, 640}, [](Gnuplot& gp, const Csv& data) {
        gp << "set title 'Run (b) from three seeds, and departures from it in one way each'\n"
              "set logscale y\nset yrange [1e-3:2]\nset format y '10^{%T}'\nset xlabel 'step'\nset ylabel 'relative L2 "
              "error'\nplot ";
        const std::vector<std::string> runs = distinct(data, "run");
        for (const std::string& run : runs) gp << "'-' with lines lw 2 title '" << run << "' noenhanced, ";
        gp << "1.728e-3 lc 'black' dt 2 title 'printed'\n";
        for (const std::string& run : runs) gp.send1d(curve(data, {{"run", run}}, "step", "error"));
    });
}
