// Fig. 1: eigenvalues of K, K_uu, K_rr at initialization; a = 1, 2, 4 as published (float, a network each), and the
// squared singular values of J; one row for the text's setting, one for the code's.
// paper: Fig. 1
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(
        argc, argv, "ch06-fig1", {.columns = 3, .height = 290, .same_x = true, .same_y = true}, [](const Csv& data) {
            std::vector<Panel> panels;
            for (const std::string& setting : distinct(data, "setting")) {
                for (const std::string& block : distinct(data, "block")) {
                    Panel panel{block + ": " + setting,
                                {"index", Axis::decades, "1:220"},
                                {"eigenvalue", Axis::decades, "1e-30:1e9"},
                                {}};
                    std::size_t colour = 1;
                    for (const std::string& name : distinct(data, "curve")) {
                        const Columns values =
                            curve(data, {{"setting", setting}, {"block", block}, {"curve", name}}, "index", "value");
                        if (name == "singular") {
                            panel.curves.push_back(
                                {"points pt 7 ps 0.5 lc rgb '#000000'", "singular values of J", values});
                        } else {
                            panel.curves.push_back({dashed(colour++), name + ", float", values});
                        }
                    }
                    panels.push_back(panel);
                }
            }
            return panels;
        });
}
