// Components of the error along eigenvectors of K(0), measured over predicted; rows: widths, columns: s.
// paper: Eq. (5.3)
#include <algorithm>

#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch06-decay", {1300, 1050}, [](Gnuplot& gp, const Csv& data) {
        gp << "set multiplot layout 3,3\nset logscale xy\nset format y '10^{%T}'\nset yrange [1e-4:10]\nset xrange "
              "[1:*]\n"
           << "set xlabel 'step'\nset ylabel '|q_i e(k)| / |q_i e(1)|'\nset key bottom left samplen 1\n";
        std::vector<std::string> widths = distinct(data, "width");
        std::reverse(widths.begin(), widths.end());
        for (const std::string& width : widths) {
            for (const std::string& s : distinct(data, "s")) {
                const std::vector<std::string> components = distinct(data, "component");
                gp << "set title 'width " << width << ", s = " << s << "'\nplot ";
                for (std::size_t i = 0; i < components.size(); ++i) {
                    gp << (i > 0 ? ", " : "") << "'-' with lines lw 1.5 lc " << i + 1
                       << " notitle, '-' with points pt 7 ps 0.5 lc " << i + 1 << " title 'i = " << components[i]
                       << "'";
                }
                gp << "\n";
                for (const std::string& i : components) {
                    for (const char* y : {"predicted", "measured"}) {
                        gp.send1d(curve(data, {{"width", width}, {"s", s}, {"component", i}}, "step", y));
                    }
                }
                gp << "set key off\n";
            }
        }
    });
}
