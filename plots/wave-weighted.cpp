// The wave equation: the spectrum of K~ at the end of both trainings, with equal weights and with those of Algorithm 1.
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch08-weighted", {.columns = 2}, [](const Csv& data) {
        std::vector<Panel> panels;
        for (const std::string run : {"(a)", "(b)"}) {
            const Csv of = where(data, {{"run", run}});
            panels.push_back({"K D at the end of " + run,
                              {"index", Axis::decades},
                              {"eigenvalue", Axis::decades},
                              {{line(1), "equal weights", curve(of, {{"weights", "equal"}}, "index", "eigenvalue")},
                               {line(2), "weights of Algorithm 1",
                                curve(of, {{"weights", "Algorithm 1"}}, "index", "eigenvalue")}}});
        }
        return panels;
    });
}
