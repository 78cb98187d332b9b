// Both forms of assumption (ii) along one run: the modulus of the sum of residuals, and the sum of their moduli.
// paper: Theorem 4.4
#include "plots/plot.hpp"

int main(int argc, char** argv) {
    return pinn::draw(argc, argv, "ch05-residualsums", {800, 480}, [](Gnuplot& gp, const pinn::Csv& data) {
        gp << "set logscale y\nset format y '10^{%T}'\nset xlabel 't = rate x steps'\nset ylabel 'u_{xx} - f at 100 "
              "points'\n"
           << "set title 'Assumption (ii), u = sin(4 π x), width 100: signs cancel'\n"
           << "plot '-' with lines ls 1 title 'Σ |e_i|', '-' with lines ls 2 title '|Σ e_i|, as printed'\n";
        gp.send1d(pinn::curve(data, "t", "absolute"));
        gp.send1d(pinn::curve(data, "t", "signed"));
    });
}
