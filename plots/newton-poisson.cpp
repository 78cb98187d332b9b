// Problem 7.2 by Gauss-Newton and by Adam: the error against steps, median and range over seeds, a = 4 and a = 16.
// paper: Section 8, Section 7.2
#include <algorithm>

#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch09-poisson", {.columns = 2, .height = 400, .same_y = true}, [](const Csv& data) {
        std::vector<Panel> panels;
        std::vector<std::string> names;  // one colour for one method in both panels
        for (const std::string a : {"a = 4", "a = 16"}) {
            Panel panel{a,
                        {"step", Axis::decades, "1:50000"},
                        {"relative L^2 error, median and range", Axis::decades, "1e-17:100"},
                        {}};
            for (const std::string& run : distinct(data, "run")) {
                if (run != a && !run.starts_with(a + ",")) continue;
                const std::string name = run == a ? "gain ratio, acceleration" : run.substr(a.size() + 2);
                auto known = std::ranges::find(names, name);
                if (known == names.end()) known = names.insert(known, name);
                const auto colour = static_cast<std::size_t>(known - names.begin()) + 1;
                const Csv of = where(data, {{"run", run}});
                panel.curves.push_back({band(colour), "", columns(of, {"step", "low", "high"})});
                panel.curves.push_back({line(colour), name, curve(of, "step", "median")});
            }
            panels.push_back(panel);
        }
        return panels;
    });
}
