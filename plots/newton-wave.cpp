// The wave equation by Gauss-Newton: the error against steps.
// paper: Section 8, Fig. 6b
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch09-wave", {900, 560}, [](Gnuplot& gp, const Csv& data) {
        gp << "set logscale y\nset format y '10^{%T}'\nset xlabel 'step'\nset ylabel 'relative L^2 error'\nplot ";
        const std::vector<std::string> networks = distinct(data, "network");
        std::vector<Where> curves;
        for (std::size_t n = 0; n < networks.size(); ++n) {
            for (const std::string& seed : distinct(data, "seed")) {
                const Where where{{"network", networks[n]}, {"seed", seed}};
                if (curve(data, where, "step", "error").first.empty()) continue;
                gp << "'-' with lines lw 2 lc " << n + 1
                   << (seed == "0" ? " title '" + networks[n] + "'" : std::string(" notitle")) << ", ";
                curves.push_back(where);
            }
        }
        gp << "1.728e-3 lc rgb '#666666' dt 2 title 'the paper, Algorithm 1 after 80,000 steps'\n";
        for (const Where& where : curves) gp.send1d(curve(data, where, "step", "error"));
    });
}
