// Fig. 8a: the three weights of Algorithm 1 along the training.
// paper: Fig. 8
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch08-fig8a", {}, [](const Csv& data) {
        return std::vector<Panel>{{"The weights of Algorithm 1 along run (b)",
                                   {"step"},
                                   {"weight", Axis::decades, "0.7:*"},
                                   {{line(1), "λ_u", curve(data, "step", "lambda_u")},
                                    {line(2), "λ_ut", curve(data, "step", "lambda_ut")},
                                    {line(3), "λ_r", curve(data, "step", "lambda_r")}}}};
    });
}
