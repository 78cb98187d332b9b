// Algorithm 1 and the rules that go by its name: the ratio of the weights and both terms of the loss along training.
// paper: Algorithm 1
#include "plots/plot.hpp"

using namespace pinn;

namespace {

struct Panel {
    const char *column, *title, *range;
};

}  // namespace

int main(int argc, char** argv) {
    return draw(argc, argv, "ch07-rules", {1200, 860}, [](Gnuplot& gp, const Csv& data) {
        const std::vector<std::string> runs = distinct(data, "run");
        const auto plot = [&](const std::string& what) {
            gp << "plot ";
            for (std::size_t i = 0; i < runs.size(); ++i) {
                gp << (i > 0 ? ", " : "") << what << " with lines lw 2 lc " << i + 1 << " title '" << runs[i] << "'";
            }
            gp << "\n";
        };
        gp << "set multiplot layout 2,2\nset logscale xy\nset format xy '10^{%T}'\nset xlabel 'step'\nset key off\n";
        for (const Panel& panel :
             {Panel{"weight", "λ_b / λ_r", "[1e-3:1e4]"}, Panel{"loss_b", "boundary term of the loss", "[1e-8:1e3]"},
              Panel{"loss_r", "residual term of the loss", "[1e-1:1e5]"}}) {
            gp << "set title '" << panel.title << "'\nset yrange " << panel.range << "\n";
            plot("'-'");
            for (const std::string& run : runs) gp.send1d(curve(data, {{"run", run}}, "step", panel.column));
        }
        // The last panel is the legend.
        gp << "unset title\nunset logscale\nunset tics\nunset border\nunset xlabel\nset yrange [0:1]\nset key center\n";
        plot("NaN");
    });
}
