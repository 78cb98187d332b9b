// Both forms of assumption (ii) along one run: the modulus of the sum of residuals, and the sum of their moduli.
// paper: Theorem 4.4
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch05-residualsums", {}, [](const Csv& data) {
        return std::vector<Panel>{{"Assumption (ii), u = sin(4πx), width 100: signs cancel",
                                   {"t = rate × steps"},
                                   {"u_xx − f at 100 points", Axis::decades},
                                   {{line(1), "Σ |e_i|", curve(data, "t", "absolute")},
                                    {line(2), "|Σ e_i|, as printed", curve(data, "t", "signed")}}}};
    });
}
