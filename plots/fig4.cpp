// Fig. 4: prediction over exact solution, and the point-wise error; (a) equal weights, (b) the trace ratio.
// paper: Fig. 4
#include "plots/plot.hpp"

using namespace pinn;

namespace {

// Two panels beside each other: the solution and its error.
void panels(Gnuplot& gp, const Csv& data, const std::string& label, const std::string& paper) {
    gp << "unset logscale\nset format y '%g'\nset xlabel 'x'\nset ylabel 'u'\nset yrange [-1.75:1.25]\nset key bottom "
          "center horizontal\n";
    gp << "set title '(" << label << ")  λ_b = " << comment_value(data, "lambda_b (" + label + ")") << "'\n";
    gp << "plot '-' with lines ls 1 title 'exact', '-' with lines ls 2 title 'predicted'\n";
    gp.send1d(curve(data, "x", "exact"));
    gp.send1d(curve(data, "x", "u_" + label));
    gp << "set logscale y\nset format y '10^{%T}'\nset ylabel 'point-wise error'\nset yrange [*:*]\n";
    const std::string beside = data.comment("changed") ? "" : " (paper: " + paper + ")";
    gp << "set title 'relative L^2 error: " << comment_value(data, "error (" + label + ")") << beside << "'\n";
    gp << "plot '-' with lines ls 1 notitle\n";
    gp.send1d(curve(data, "x", "error_" + label));
}

}  // namespace

int main(int argc, char** argv) {
    return draw(argc, argv, "ch07-fig4", {1100, 800}, [](Gnuplot& gp, const Csv& data) {
        gp << "set multiplot layout 2,2\n";
        panels(gp, data, "a", "0.240");
        panels(gp, data, "b", "0.00163");
    });
}
