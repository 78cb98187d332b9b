// Fig. 8a: the three weights of Algorithm 1 along the training.
// paper: Fig. 8
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch08-fig8a", {800, 560}, [](Gnuplot& gp, const Csv& data) {
        gp << "set logscale y\nset format y '10^{%T}'\nset xlabel 'step'\nset ylabel 'weight'\nset yrange [0.7:*]\n"
              "set key center right\nset title 'The weights of Algorithm 1 along run (b)'\n"
              "plot '-' with lines lw 2 title 'λ_u', '-' with lines lw 2 title 'λ_{ut}', "
              "'-' with lines lw 2 title 'λ_r'\n";
        for (const char* column : {"lambda_u", "lambda_ut", "lambda_r"}) gp.send1d(curve(data, "step", column));
    });
}
