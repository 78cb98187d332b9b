// Fig. 1: eigenvalues of K, K_uu, K_rr at initialization; a = 1, 2, 4 as published (float, a network each), and the
// squared singular values of J; one row for the text's setting, one for the code's.
// paper: Fig. 1
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch06-fig1", {1300, 760}, [](Gnuplot& gp, const Csv& data) {
        gp << "set multiplot layout 2,3\nset logscale xy\nset format y '10^{%T}'\nset xrange [1:220]\n"
           << "set xlabel 'index'\nset key off\n";
        for (const std::string& setting : distinct(data, "setting")) {
            for (const std::string& block : distinct(data, "block")) {
                const std::vector<std::string> curves = distinct(data, "curve");
                // The key covers nothing where two eigenvalues are followed by rounding.
                gp << (block == "K_uu" ? "set key top right samplen 2\n" : "set key off\n");
                gp << "set title 'Eigenvalues of " << (block == "K" ? "K" : "K_{" + block.substr(2) + "}") << ": "
                   << setting << "'\nset yrange [" << (block == "K_uu" ? "1e-12" : "1e-30") << ":*]\nplot ";
                for (std::size_t i = 0; i < curves.size(); ++i) {
                    const bool singular = curves[i] == "singular";
                    gp << (i > 0 ? ", " : "") << "'-' with "
                       << (singular ? "points pt 7 ps 0.4 lc rgb '#444444'"
                                    : "lines lw 2 dt 2 lc " + std::to_string(i + 1))
                       << " title '" << (singular ? "singular values of J" : curves[i] + ", float") << "'";
                }
                gp << "\n";
                for (const std::string& name : curves) {
                    gp.send1d(curve(data, {{"setting", setting}, {"block", block}, {"curve", name}}, "index", "value"));
                }
            }
        }
    });
}
