// Eigenvectors of K_rr: how often each changes its sign, and what some of them look like.
// paper: Eq. (5.3)
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch06-oscillations", {1200, 800}, [](Gnuplot& gp, const Csv& data) {
        gp << "set multiplot layout 2,2\n";
        for (const std::string& setting : distinct(data, "setting")) {
            gp << "set title '" << setting
               << "'\nset xlabel 'index'\nset ylabel 'sign changes'\nset key top left\nset xrange [0:*]\nset yrange "
                  "[0:*]\n"
               << "plot x - 1 with lines lc rgb '#999999' title 'index - 1', '-' with points pt 7 ps 0.6 lc rgb "
                  "'#1f77b4' title 'measured'\n";
            gp.send1d(curve(data, {{"setting", setting}, {"what", "changes"}}, "x", "y"));
            gp << "set title 'eigenvectors of K_{rr}'\nset xlabel 'x'\nset ylabel 'entry'\nset xrange [0:1]\nset "
                  "yrange "
                  "[*:*]\nset xzeroaxis lc rgb '#999999'\nset key outside right\nplot ";
            std::vector<std::string> vectors;
            for (const std::string& what : distinct(data, "what")) {
                if (what != "changes") vectors.push_back(what);
            }
            for (std::size_t i = 0; i < vectors.size(); ++i) {
                gp << (i > 0 ? ", " : "") << "'-' with lines lw 2 lc " << i + 1 << " title 'q_{" << vectors[i] << "}'";
            }
            gp << "\n";
            for (const std::string& vector : vectors) {
                gp.send1d(curve(data, {{"setting", setting}, {"what", vector}}, "x", "y"));
            }
            gp << "unset xzeroaxis\nunset key\nset key default\nset key opaque\n";
        }
    });
}
