// Chapter 02: the outputs by Eq. (3.8) against those of theta(t), with K(t) and with K(0).
// paper: Lemma 3.1, Remark 3.4
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch02-alongflow", {.columns = 2, .height = 360, .same_y = true}, [](const Csv& data) {
        std::vector<Panel> panels;
        for (const std::string c : {"1", "6"}) {
            panels.push_back({comment_value(data, "case " + c) + (c == "1" ? " (Lemma 3.1)" : " (Remark 3.4)"),
                              {"t λ_{max}(K(0))", Axis::decades, "0.1:100"},
                              {"distance / |e(0)|", Axis::decades, "1e-16:10"},
                              {{line(1), "|e(t)|", curve(data, "time", "error" + c)},
                               {marked(2), "(3.8) with K(0)", curve(data, "time", "by K(0) " + c)},
                               {marked(3), "(3.8) with K(t)", curve(data, "time", "by K(t) " + c)}}});
        }
        return panels;
    });
}
