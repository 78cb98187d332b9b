// Algorithm 1 and the rules that go by its name: the ratio of the weights and both terms of the loss along training.
// paper: Algorithm 1
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch07-rules", {1350, 560}, [](Gnuplot& gp, const Csv& data) {
        gp << "set multiplot layout 1,3\nset logscale xy\nset format y '10^{%T}'\nset xlabel 'step'\n"
           << "set key below vertical maxrows 4 samplen 2\n";
        const std::vector<std::string> runs = distinct(data, "run");
        for (const auto& [column, title] : {std::pair{"weight", "λ_b / λ_r"},
                                            {"loss_b", "boundary term of the loss"},
                                            {"loss_r", "residual term of the loss"}}) {
            gp << "set title '" << title << "'\nplot ";
            for (std::size_t i = 0; i < runs.size(); ++i) {
                gp << (i > 0 ? ", " : "") << "'-' with lines lw 2 lc " << i + 1 << " title '" << runs[i] << "'";
            }
            gp << "\n";
            for (const std::string& run : runs) gp.send1d(curve(data, {{"run", run}}, "step", column));
        }
    });
}
