// Beyond the linear bound of the learning rate, on the paper's data: who survives, and at which sharpness.
// paper: Eq. (6.3)
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch07-threshold", {800, 460}, [](Gnuplot& gp, const Csv& data) {
        gp << "set xlabel 'learning rate / bound at the start'\nset yrange [0:1.6]\nset xrange [0:*]\nset key top "
              "right\n"
           << "set title 'Below and beyond the bound, λ_b = 100'\nset arrow 1 from 1, graph 0 to 1, graph 1 nohead dt "
              "2 lc rgb "
              "'#888888'\n"
           << "plot '-' with linespoints pt 7 lw 2 title 'share of networks that survive', "
              "'-' with linespoints pt 6 lw 2 title 'learning rate / bound at the end, survivors'\n";
        gp.send1d(curve(data, "factor", "survived"));
        gp.send1d(curve(data, "factor", "sharpness"));
    });
}
