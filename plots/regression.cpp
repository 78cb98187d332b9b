// u at test points after some steps: trained, and predicted by Eq. (4.10) with and without the initial outputs.
// paper: Eq. (4.10)
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch06-regression", {1300, 760}, [](Gnuplot& gp, const Csv& data) {
        gp << "set multiplot layout 2,3\nset xlabel 'x'\nset ylabel 'u'\nset xrange [0:1]\nset yrange "
              "[*<-1.25:1.25<*]\n";
        const std::vector<std::string> widths = distinct(data, "width");
        for (const std::string& width : {widths.back(), widths.front()}) {
            for (const std::string& step : distinct(data, "step")) {
                const bool last = step == distinct(data, "step").back() && width == widths.front();
                gp << (last ? "set key on bottom left samplen 2\n" : "set key off\n") << "set title 'width " << width
                   << ", step " << step << "'\n"
                   << "plot '-' with lines lw 1 lc rgb '#999999' title 'exact', '-' with points pt 7 ps 0.4 lc rgb "
                      "'#1f77b4' title 'trained', "
                      "'-' with lines lw 2 lc rgb '#2ca02c' title 'with initial outputs', '-' with lines lw 2 dt 2 lc "
                      "rgb '#d62728' title 'as printed'\n";
                for (const char* y : {"exact", "trained", "corrected", "printed"}) {
                    gp.send1d(curve(data, {{"width", width}, {"step", step}}, "x", y));
                }
            }
        }
    });
}
