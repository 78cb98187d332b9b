// K(0) against K*: relative error over networks, against the width, one panel per block.
// paper: Theorem 4.3
#include "lib/report/statistics.hpp"
#include "lib/report/text.hpp"
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch04-limit-rate", {.columns = 3, .same_y = true}, [](const Csv& data) {
        std::vector<Panel> panels;
        for (const std::string block : {"K_uu", "K_ur", "K_rr"}) {
            const auto of = [&](const std::string& column) { return curve(data, "width", block + column); };
            panels.push_back({block + ": slope " + to_text(log_log_slope(of(" rms")[0], of(" rms")[1]), 4) + " (−1/2)",
                              {"width N", Axis::powers_of_2, "25:5200"},
                              {"||K(0) − K*|| / ||K*||", Axis::decades, "0.004:2"},
                              {{exact, "exact r.m.s., N^{−1/2}", of(" exact rms")},
                               {points(1), "r.m.s. over seeds", of(" rms")},
                               {dashed(2), "median over seeds", of(" median")}}});
        }
        return panels;
    });
}
