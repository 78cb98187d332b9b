// The first-order change of K against the width, with the slope of theory and that of the proof.
// paper: Theorem 4.4
#include <cmath>

#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch05-firstorder", {800, 480}, [](Gnuplot& gp, const Csv& data) {
        gp << "set logscale xy\nset logscale x 2\nset format x '2^{%L}'\nset format y '10^{%T}'\n"
           << "set xlabel 'width N'\nset ylabel \"||K'(0)|| / ||K(0)||\" noenhanced\nset key bottom left\n"
           << "set title 'How fast K begins to move: root mean square over networks'\nplot ";
        const std::vector<std::string> inputs = distinct(data, "inputs");
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            gp << "'-' with linespoints lw 2 pt 7 lc " << i + 1 << " title '" << inputs[i] << "', ";
        }
        gp << "'-' with lines dt 2 lc rgb '#444444' title 'slope -1', '-' with lines dt 3 lc rgb '#444444' title "
              "'slope -1/2, that of the proof'\n";
        for (const std::string& input : inputs) gp.send1d(curve(data, {{"inputs", input}}, "N", "rms"));
        for (const double slope : {-1.0, -0.5}) {  // through the first point of the first
            auto [N, line] = curve(data, {{"inputs", inputs[0]}}, "N", "rms");
            const double first = line[0];
            for (std::size_t i = 0; i < N.size(); ++i) line[i] = first * std::pow(N[i] / N[0], slope);
            gp.send1d(std::pair(N, line));
        }
    });
}
