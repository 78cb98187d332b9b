// Chapter 02: the outputs by Eq. (3.8) against those of theta(t), with K(t) and with K(0).
// paper: Lemma 3.1, Remark 3.4
#include "plots/plot.hpp"

using namespace pinn;

namespace {

void panel(Gnuplot& gp, const Csv& data, int number) {
    const std::string c = std::to_string(number);
    std::string name = comment_value(data, "case " + c);
    if (const auto at = name.find("_xx"); at != std::string::npos) name.replace(at, 3, "_{xx}");  // gnuplot's braces
    gp << "set title '" << name << (number == 1 ? " (Lemma 3.1)" : " (Remark 3.4)") << "'\n";
    gp << "plot '-' with lines ls 1 title '|e(t)|', '-' with linespoints ls 2 pt 4 title '(3.8) with K(0)', '-' with "
          "linespoints lc rgb '#2ca02c' lw 2 pt 7 title '(3.8) with K(t)'\n";
    gp.send1d(curve(data, "time", "error" + c));
    gp.send1d(curve(data, "time", "by K(0) " + c));
    gp.send1d(curve(data, "time", "by K(t) " + c));
}

}  // namespace

int main(int argc, char** argv) {
    return draw(argc, argv, "ch02-alongflow", {1200, 520}, [](Gnuplot& gp, const Csv& data) {
        gp << "set multiplot layout 1,2\n";
        gp << "set logscale xy\nset format x '10^{%T}'\nset format y '10^{%T}'\nset xrange [0.1:100]\n";
        gp << "set yrange [1e-16:10]\nset xlabel 't λ_{max}(K(0))'\nset ylabel 'distance / |e(0)|'\n";
        gp << "set key at graph 0.97, graph 0.72 spacing 1.15\n";
        panel(gp, data, 1);
        panel(gp, data, 6);
    });
}
