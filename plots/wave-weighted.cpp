// The wave equation: the spectrum of K~ at the end of both trainings, with equal weights and with those of Algorithm 1.
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch08-weighted", {1200, 520}, [](Gnuplot& gp, const Csv& data) {
        gp << "set multiplot layout 1,2\nset logscale xy\nset format y '10^{%T}'\nset xlabel 'index'\n"
              "set key bottom left\n";
        for (const std::string run : {"(a)", "(b)"}) {
            gp << "set title 'eigenvalues of K D at the end of " << run
               << "'\nplot '-' with lines lw 2 title 'equal weights', '-' with lines lw 2 title 'Algorithm 1'\n";
            for (const char* weights : {"equal", "Algorithm 1"})
                gp.send1d(curve(data, {{"run", run}, {"weights", weights}}, "index", "eigenvalue"));
        }
    });
}
