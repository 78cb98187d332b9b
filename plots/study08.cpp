// The study of chapter 08: errors of three seeds of run (b) and of its variants along training.
#include <map>

#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch08-study", {.height = 420}, [](const Csv& data) {
        const std::map<std::string, std::string> words = {{"b-double-seed0", "double precision"},
                                                          {"b-five-seed0", "five hidden layers"},
                                                          {"b-every100-seed0", "new weights every 100 steps"},
                                                          {"b-nodecay-seed0", "no decay of the rate"}};
        Panel panel{"Run (b) from three seeds, and with one choice changed at a time",
                    {"step"},
                    {"relative L^2 error", Axis::decades, "1e-3:2"},
                    {{dotted, "printed", {}, "1.728e-3"}}};
        std::size_t colour = 1;
        for (const std::string& run : distinct(data, "run")) {
            const auto changed = words.find(run);
            panel.curves.push_back({changed == words.end() ? line(1) : line(++colour),
                                    changed == words.end() ? "(b), three seeds" : changed->second,
                                    curve(data, {{"run", run}}, "step", "error")});
        }
        return std::vector{panel};
    });
}
