// The kernel that Adam sees along the wave run, beside K: eigenvalues with the weights of the loss in, relative to the
// largest.
// paper: Section 8, Eq. (7.12)
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch09-adam", {.columns = 3, .same_y = true}, [](const Csv& data) {
        std::vector<Panel> panels;
        for (const std::string& step : distinct(data, "step")) {
            const std::vector<std::string> kernels = distinct(data, "kernel");
            panels.push_back(
                {"after " + step + " steps",
                 {"index", Axis::decades, "1:900"},
                 {"eigenvalue / largest", Axis::decades, "1e-16:2"},
                 {{line(1), "K D", curve(data, {{"step", step}, {"kernel", kernels[0]}}, "index", "eigenvalue")},
                  {line(2), "J diag(p) J^T D",
                   curve(data, {{"step", step}, {"kernel", kernels[1]}}, "index", "eigenvalue")}}});
        }
        return panels;
    });
}
