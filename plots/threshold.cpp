// Beyond the linear bound of the learning rate, on the paper's data: who survives, and at which sharpness.
// paper: Eq. (6.3)
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch07-threshold", {.height = 300}, [](const Csv& data) {
        return std::vector<Panel>{
            {"Below and beyond the bound, λ_b = 100",
             {"learning rate / bound at the start", Axis::linear, "0:*"},
             {"share; rate / bound", Axis::linear, "0:1.6"},
             {{marked(1), "share of networks that survive", curve(data, "factor", "survived")},
              {marked(2), "learning rate / bound at the end, survivors", curve(data, "factor", "sharpness")}},
             "set arrow 1 from 1, graph 0 to 1, graph 1 nohead dt 3 lw 1.5 lc rgb '#555555'"}};
    });
}
