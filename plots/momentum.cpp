// Heavy-ball momentum: components of the error along a training, and their closed form.
// paper: Section 8, Eq. (5.3)
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch09-momentum", {900, 560}, [](Gnuplot& gp, const Csv& data) {
        const std::vector<std::string> components = distinct(data, "component");
        gp << "set xlabel 'step'\nset ylabel 'q_i · e(k) / q_i · e(0)'\nset key bottom right\nplot ";
        for (std::size_t i = 0; i < components.size(); ++i) {
            gp << (i > 0 ? ", " : "") << "'-' with lines lw 2 lc " << i + 1 << " title 'component " << components[i]
               << ", closed form', '-' with points pt 7 ps 0.5 lc " << i + 1 << " title 'measured'";
        }
        gp << "\n";
        for (const std::string& component : components) {
            gp.send1d(curve(data, {{"component", component}}, "step", "predicted"));
            gp.send1d(curve(data, {{"component", component}}, "step", "measured"));
        }
    });
}
