// Kernels of nonlinear operators against width: the spread of K(0) over seeds, and the change of K by training.
// paper: Section 8, Theorem 4.3, Theorem 4.4
#include <cmath>

#include "plots/plot.hpp"

using namespace pinn;

namespace {

// gnuplot takes one letter for a subscript.
std::string in_words(std::string name) {
    if (const std::size_t at = name.find("u_xx"); at != std::string::npos) name.replace(at, 4, "u_{xx}");
    return name;
}

}  // namespace

int main(int argc, char** argv) {
    return draw(argc, argv, "ch09-nonlinear", {1200, 480}, [](Gnuplot& gp, const Csv& data) {
        const std::vector<std::string> operators = distinct(data, "operator");
        gp << "set multiplot layout 1,2\nset logscale xy\nset xlabel 'width'\nset key bottom left\n";
        for (const auto& [what, title] :
             {std::pair{"spread", "standard deviation of ln ‖K_{rr}(0)‖ over seeds"},
              std::pair{"drift", "‖K_{rr}(end) - K_{rr}(0)‖ / ‖K_{rr}(0)‖, median and range"}}) {
            const bool bars = std::string(what) == "drift";
            gp << (bars ? "set key off\n" : "") << "set title '" << title << "'\nplot ";
            for (std::size_t i = 0; i < operators.size(); ++i) {
                gp << (i > 0 ? ", " : "") << "'-' with " << (bars ? "yerrorlines" : "linespoints") << " lw 2 pt 7 lc "
                   << i + 1 << " title '" << in_words(operators[i]) << "'";
            }
            gp << "\n";
            for (std::size_t i = 0; i < operators.size(); ++i) {
                const Where where{{"operator", operators[i]}, {"what", what}};
                auto [width, median] = curve(data, where, "width", "median");
                if (bars) {
                    // Beside each other, so that no bar hides another.
                    for (double& at : width) at *= std::pow(1.08, static_cast<double>(i) - 1);
                    gp.send1d(std::make_tuple(width, median, curve(data, where, "width", "low").second,
                                              curve(data, where, "width", "high").second));
                } else {
                    gp.send1d(std::make_pair(width, median));
                }
            }
        }
    });
}
