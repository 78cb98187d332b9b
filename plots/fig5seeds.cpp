// Fig. 5 network by network: nothing oscillates.
// paper: C9
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch07-fig5seeds", {800, 500}, [](Gnuplot& gp, const Csv& data) {
        gp << "set logscale y\nset format y '10^{%T}'\nset xlabel 'λ_b'\nset ylabel 'relative L^2 error of u'\n"
           << "set xrange [0:500]\nset key off\nset title 'One line for each network'\nplot ";
        const std::vector<std::string> seeds = distinct(data, "seed");
        for (std::size_t i = 0; i < seeds.size(); ++i) gp << (i > 0 ? ", " : "") << "'-' with lines lw 1.5";
        gp << "\n";
        for (const std::string& seed : seeds) gp.send1d(curve(data, {{"seed", seed}}, "lambda_b", "error"));
    });
}
