// The kernel as a preconditioner: the factor of every component of the error in one step.
// paper: Section 8, Eq. (5.3)
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch09-decay", {700, 520}, [](Gnuplot& gp, const Csv& data) {
        gp << "set logscale x\nset format x '10^{%T}'\nset xlabel 'λ_i / λ_1'\nset ylabel 'factor of component i in a "
              "step'\nset key bottom left\nset yrange [0:1.1]\nplot ";
        const std::vector<std::string> dampings = distinct(data, "mu");
        for (std::size_t i = 0; i < dampings.size(); ++i) {
            gp << (i > 0 ? ", " : "") << "'-' with lines lw 2 lc " << i + 1
               << " title '1 - η λ/(λ + μ), μ = " << dampings[i] << " λ_1', '-' with points pt 7 ps 0.6 lc " << i + 1
               << " title 'measured'";
        }
        gp << "\n";
        for (const std::string& mu : dampings) {
            gp.send1d(curve(data, {{"mu", mu}}, "eigenvalue", "predicted"));
            gp.send1d(curve(data, {{"mu", mu}}, "eigenvalue", "measured"));
        }
    });
}
