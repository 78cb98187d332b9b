// Chapter 02: what the kernel does not predict of one gradient step, against the step.
// paper: Lemma 3.1
#include "plots/plot.hpp"

using namespace pinn;

namespace {

// "u_xx, 1 hidden" with gnuplot's braces around the subscript.
std::string case_name(const Csv& data, const std::string& number) {
    std::string name = comment_value(data, "case " + number);
    const auto at = name.find("_xx");
    return at == std::string::npos ? name : name.replace(at, 3, "_{xx}");
}

}  // namespace

int main(int argc, char** argv) {
    return draw(argc, argv, "ch02-onestep", {1000, 700}, [](Gnuplot& gp, const Csv& data) {
        gp << "set logscale xy\nset format x '10^{%T}'\nset format y '10^{%T}'\n";
        gp << "set xlabel 'η λ_{max}(K(0))'\nset ylabel '|outputs after − before + η K e| / |e|'\n";
        gp << "set xrange [1e-9:1e-2]\nset yrange [1e-17:1e-2]\nset key bottom right spacing 1.15\n";
        gp << "set title 'Lemma 3.1: one gradient step moves [u; N[u]] by −η K e, up to O(η^2)'\n";
        gp << "set arrow 1 from 1e-6, graph 0 to 1e-6, graph 1 nohead dt 3 lc rgb '#999999'\n";
        gp << "set label 1 'slope fitted right of this line' at 1.3e-6, 2.5e-3 tc rgb '#777777'\n";
        gp << "set label 2 'rounding' at 1.4e-9, 3e-16 tc rgb '#777777'\n";
        gp << "plot 0.5*x**2 with lines lc rgb '#999999' lw 2 dt 2 title 'slope 2'";
        const char* colours[] = {"#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b"};
        for (int c = 1; c <= 6; ++c) {
            gp << ", '-' with linespoints lw 1.5 ps 0.8 pt " << (c % 2 == 1 ? 7 : 4) << " lc rgb '" << colours[c - 1]
               << "' title '" << case_name(data, std::to_string(c)) << "'";
        }
        gp << "\n";
        for (int c = 1; c <= 6; ++c) gp.send1d(curve(data, "step", "case" + std::to_string(c)));
    });
}
