// Fig. 8b: eigenvalues of K_u, K_ut, K_r at the last step of Algorithm 1, as they are and times their weights.
// paper: Fig. 8
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch08-fig8b", {1500, 520}, [](Gnuplot& gp, const Csv& data) {
        gp << "set multiplot layout 1,3\nset logscale xy\nset format y '10^{%T}'\nset xlabel 'index'\n"
              "set key bottom left\n";
        for (const auto& [kernel, name] : {std::pair{"K_u", "u"}, {"K_ut", "ut"}, {"K_r", "r"}}) {
            gp << "set title 'eigenvalues of K_{" << name << "}'\nplot '-' with lines lw 2 title 'K_{" << name
               << "}', '-' with lines lw 2 dt 2 title 'λ_{" << name << "} K_{" << name << "}'\n";
            gp.send1d(curve(data, {{"kernel", kernel}}, "index", "eigenvalue"));
            gp.send1d(curve(data, {{"kernel", kernel}}, "index", "weighted"));
        }
    });
}
