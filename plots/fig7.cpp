// Fig. 7: eigenvalues of K_u, K_ut, K_r along the training with equal weights; dotted and dashed grey: the two steps
// that the authors' notebook shows as 10,000 and 40,000.
// paper: Fig. 7
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch08-fig7", {.columns = 3}, [](const Csv& data) {
        std::vector<Panel> panels;
        for (const std::string kernel : {"K_u", "K_ut", "K_r"}) {
            Panel panel{kernel, {"index", Axis::decades, "1:400"}, {"eigenvalue", Axis::decades}, {}};
            std::size_t colour = 1;
            for (const std::string& step : distinct(data, "step")) {
                const std::string style = step == "100"   ? "lines lw 1.5 lc rgb '#555555' dt 3"
                                          : step == "400" ? "lines lw 1.5 lc rgb '#555555' dt 2"
                                                          : line(colour++);
                panel.curves.push_back(
                    {style, "step " + step, curve(data, {{"kernel", kernel}, {"step", step}}, "index", "eigenvalue")});
            }
            panels.push_back(panel);
        }
        return panels;
    });
}
