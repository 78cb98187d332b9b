// The first-order change of K against the width, with the slope of theory and that of the proof.
// paper: Theorem 4.4
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch05-firstorder", {}, [](const Csv& data) {
        Panel panel{"How fast K begins to move: root mean square over networks",
                    {"width N", Axis::powers_of_2},
                    {"||K'(0)|| / ||K(0)||", Axis::decades},
                    {}};
        const std::vector<std::string> inputs = distinct(data, "inputs");
        for (std::size_t i = 0; i < inputs.size(); ++i)
            panel.curves.push_back({marked(i + 1), inputs[i], curve(data, {{"inputs", inputs[i]}}, "N", "rms")});
        panel.curves.push_back({exact, "slope −1", slope(panel.curves[0].columns, 0, -1)});
        panel.curves.push_back({dotted, "slope −1/2, that of the proof", slope(panel.curves[0].columns, 0, -0.5)});
        return std::vector{panel};
    });
}
