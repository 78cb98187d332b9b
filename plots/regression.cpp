// u at test points after some steps: trained, and predicted by Eq. (4.10) with and without the initial outputs.
// paper: Eq. (4.10)
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch06-regression", {.columns = 3, .height = 260}, [](const Csv& data) {
        const std::vector<std::string> widths = distinct(data, "width");
        std::vector<Panel> panels;
        for (const std::string& width : {widths.back(), widths.front()}) {
            for (const std::string& step : distinct(data, "step")) {
                const Csv of = where(data, {{"width", width}, {"step", step}});
                Csv some{{}, of.header, {}};  // points that leave the line behind them to be seen
                for (std::size_t i = 0; i < of.rows.size(); i += 5) some.rows.push_back(of.rows[i]);
                panels.push_back({"width " + width + ", step " + step,
                                  {"x", Axis::linear, "0:1"},
                                  {"u", Axis::linear, "*<-1.25:1.25<*"},
                                  {{exact, "exact", curve(of, "x", "exact")},
                                   {line(3), "with initial outputs", curve(of, "x", "corrected")},
                                   {dashed(2), "as printed", curve(of, "x", "printed")},
                                   {points(1), "trained", curve(some, "x", "trained")}}});
            }
        }
        return panels;
    });
}
