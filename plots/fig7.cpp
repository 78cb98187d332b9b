// Fig. 7: eigenvalues of K_u, K_ut, K_r along the training with equal weights; thin and grey: the two steps that the
// authors' notebook shows as 10,000 and 40,000.
// paper: Fig. 7
#include <string>

#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch08-fig7", {1500, 520}, [](Gnuplot& gp, const Csv& data) {
        gp << "set multiplot layout 1,3\nset logscale xy\nset format y '10^{%T}'\nset xlabel 'index'\n"
              "set xrange [1:400]\n";
        const std::vector<std::string> steps = distinct(data, "step");
        for (const auto& [kernel, title] : {std::pair{"K_u", "eigenvalues of K_u"},
                                            {"K_ut", "eigenvalues of K_{ut}"},
                                            {"K_r", "eigenvalues of K_r"}}) {
            // Only of K_ut does no curve reach the upper right corner.
            gp << "set key " << (std::string(kernel) == "K_ut" ? "on top right" : "off") << "\nset title '" << title
               << "'\nplot ";
            int colour = 1;
            for (std::size_t s = 0; s < steps.size(); ++s) {
                const bool mislabelled = steps[s] == "100" || steps[s] == "400";
                gp << (s > 0 ? ", " : "") << "'-' with lines ";
                if (mislabelled) {
                    gp << "lw 1 lc '#555555' dt " << (steps[s] == "100" ? 3 : 2);
                } else {
                    gp << "lw 2 lc " << colour++;
                }
                gp << " title 'n = " << steps[s] << "'";
            }
            gp << "\n";
            for (const std::string& step : steps)
                gp.send1d(curve(data, {{"kernel", kernel}, {"step", step}}, "index", "eigenvalue"));
        }
    });
}
