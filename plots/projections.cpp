// Where the data of Eq. (5.3) lie: the share of [g; f] in the leading eigenvectors of K, for a = 1, 2, 4.
// paper: C5
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch06-projections", {.columns = 2, .same_y = true}, [](const Csv& data) {
        std::vector<Panel> panels;
        for (const std::string& setting : distinct(data, "setting")) {
            Panel panel{setting,
                        {"leading eigenvectors of K", Axis::linear, "1:20"},
                        {"share of ||[g; f]||^2", Axis::linear, "0:1.02"},
                        {}};
            for (const std::string& a : distinct(data, "a")) {
                panel.curves.push_back({marked(panel.curves.size() + 1), "a = " + a,
                                        curve(data, {{"setting", setting}, {"a", a}}, "index", "share")});
            }
            panels.push_back(panel);
        }
        return panels;
    });
}
