// Fig. 8b: eigenvalues of K_u, K_ut, K_r at the last step of Algorithm 1, as they are and times their weights.
// paper: Fig. 8
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch08-fig8b", {.columns = 3}, [](const Csv& data) {
        std::vector<Panel> panels;
        for (const std::string kernel : {"K_u", "K_ut", "K_r"}) {
            const Csv of = where(data, {{"kernel", kernel}});
            panels.push_back({kernel,
                              {"index", Axis::decades},
                              {"eigenvalue", Axis::decades},
                              {{line(1), "of the kernel", curve(of, "index", "eigenvalue")},
                               {dashed(2), "times its weight", curve(of, "index", "weighted")}}});
        }
        return panels;
    });
}
