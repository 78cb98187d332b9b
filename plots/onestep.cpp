// Chapter 02: what the kernel does not predict of one gradient step, against the step.
// paper: Lemma 3.1
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch02-onestep", {.height = 440}, [](const Csv& data) {
        Panel panel{"Lemma 3.1: one gradient step moves [u; N[u]] by −η K e, up to O(η^2)",
                    {"η λ_{max}(K(0))", Axis::decades, "1e-9:1e-2"},
                    {"|outputs after − before + η K e| / |e|", Axis::decades, "1e-17:1e-2"},
                    {{exact, "slope 2", {}, "0.5*x**2"}},
                    "set arrow 1 from 1e-6, graph 0 to 1e-6, graph 1 nohead dt 3 lc rgb '#777777'\n"
                    "set label 1 'slope fitted right of this line' at 1.3e-6, 1.5e-3 tc rgb '#555555'\n"
                    "set label 2 'rounding' at 1.4e-9, 6e-16 tc rgb '#555555'"};
        for (std::size_t c = 1; c <= 6; ++c) {
            const std::string number = std::to_string(c);
            panel.curves.push_back(
                {marked(c), comment_value(data, "case " + number), curve(data, "step", "case" + number)});
        }
        return std::vector{panel};
    });
}
