// Where the fast wave of run (a) goes: its amplitude, and u at the two ends, where it should be 0.
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch08-ends", {1200, 460}, [](Gnuplot& gp, const Csv& data) {
        gp << "set multiplot layout 1,2\nset xlabel 't'\n"
              "set title 'amplitude of sin(4{/Symbol p}x)'\n"
              "plot '-' with lines lw 2 lc 1 title '(a) equal weights', '-' with lines lc 'black' dt 2 title 'exact'\n";
        gp.send1d(curve(data, "t", "a"));
        gp.send1d(curve(data, "t", "exact"));
        gp << "set title 'u at the ends of the string (exact: 0)'\n"
              "plot '-' with lines lw 2 lc 1 title 'x = 0', '-' with lines lw 2 lc 2 title 'x = 1'\n";
        gp.send1d(curve(data, "t", "u_0"));
        gp.send1d(curve(data, "t", "u_1"));
    });
}
