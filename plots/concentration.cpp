// Errors of Sigma and Theta of one network against its width, for one, two and three hidden layers; and C3.
// paper: Eq. (2.4), Eq. (2.8), C3
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch01-concentration", {.columns = 3, .same_y = true}, [](const Csv& data) {
        const Axis width{"width N", Axis::powers_of_2, "24:*"},
            error{"relative error, r.m.s. over seeds", Axis::decades, "0.005:0.3"};
        const auto of = [&](const std::string& column) { return curve(data, "width", column); };
        const auto half = [&](const std::string& column, double factor) {
            return Curve{exact, "slope −1/2", slope(of(column), 0, -0.5, factor)};
        };
        std::vector<Panel> panels;
        for (const auto& [kernel, title, highest] :
             {std::tuple{std::string("Sigma"), "(1/N) Σ f f + 1  against  Σ^{(L)}", "_1"},
              {std::string("Theta"), "Ker_0  against  Θ^{(L)}", "_3"}}) {
            panels.push_back({title, width, error, {half(kernel + highest, 1.6)}});
            for (const std::size_t L : {1, 2, 3}) {
                const std::string depth = std::to_string(L);
                panels.back().curves.push_back({marked(L), "L = " + depth, of(kernel + "_" + depth)});
            }
        }
        panels.push_back({"C3: Ker_0, inputs in two dimensions",
                          width,
                          error,
                          {half("scaled", 0.6),
                           {marked(4), "against x·x' + 1 (printed)", of("printed")},
                           {marked(5), "against x·x'/d + 1", of("scaled")}}});
        return panels;
    });
}
