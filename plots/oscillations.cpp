// Eigenvectors of K_rr: how often each changes its sign, and what some of them look like.
// paper: Eq. (5.3)
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch06-oscillations", {.columns = 2, .height = 250}, [](const Csv& data) {
        std::vector<Panel> panels;
        for (const std::string& setting : distinct(data, "setting")) {
            const auto of = [&](const std::string& what) {
                return curve(data, {{"setting", setting}, {"what", what}}, "x", "y");
            };
            panels.push_back({setting,
                              {"index", Axis::linear, "0:*"},
                              {"sign changes", Axis::linear, "0:*"},
                              {{exact, "index − 1", {}, "x - 1"}, {points(7), "measured", of("changes")}}});
            Panel vectors{
                "eigenvectors of K_rr", {"x", Axis::linear, "0:1"}, {"entry"}, {}, "set xzeroaxis lc rgb '#777777'"};
            for (const std::string& what : distinct(data, "what")) {
                if (what != "changes")
                    vectors.curves.push_back({line(vectors.curves.size() + 1), "q_" + what, of(what)});
            }
            panels.push_back(vectors);
        }
        return panels;
    });
}
