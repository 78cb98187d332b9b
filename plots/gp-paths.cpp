// u_xx of twelve random networks, narrow and wide, and the band of two standard deviations of the limit.
// paper: Theorem 4.1
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch03-gp-paths", {.columns = 2, .same_y = true}, [](const Csv& data) {
        Columns limit = columns(data, {"x", "deviation", "deviation"});
        for (double& low : limit[1]) low *= -2;
        for (double& high : limit[2]) high *= 2;
        std::vector<Panel> panels;
        for (const std::string side : {"narrow", "wide"}) {
            Panel panel{"width " + comment_value(data, side),
                        {"x", Axis::linear, "-1:1"},
                        {"u_xx", Axis::linear, "-5:5"},
                        {{strip, "± 2 standard deviations of the limit", limit}}};
            for (std::size_t k = 1; k <= 12; ++k) {
                panel.curves.push_back(
                    {k <= 7 ? line(k) : dashed(k), "", curve(data, "x", side + "_" + std::to_string(k))});
            }
            panels.push_back(panel);
        }
        return panels;
    });
}
