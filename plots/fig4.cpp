// Fig. 4: prediction over exact solution, and the error, with its sign and without; (a) equal weights, (b) the trace
// ratio. The sign shows the straight line that a logarithmic axis bends.
// paper: Fig. 4
#include <cmath>

#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch07-fig4", {.columns = 3, .height = 260}, [](const Csv& data) {
        const Axis x{"x", Axis::linear, "0:1"};
        std::vector<Panel> panels;
        for (const auto& [row, paper] : {std::pair{std::string("a"), "0.240"}, {std::string("b"), "0.00163"}}) {
            Columns error = curve(data, "x", "u_" + row);
            const std::vector<double> u = numbers(data, "exact");
            for (std::size_t i = 0; i < u.size(); ++i) error[1][i] -= u[i];
            const double first = error[1].front(), last = error[1].back();
            const std::string beside = data.comment("changed") ? "" : std::string("; paper: ") + paper;
            panels.push_back({"(" + row + ")  λ_b = " + comment_value(data, "lambda_b (" + row + ")"),
                              x,
                              {"u", Axis::linear, "-1.5:1.5"},
                              {{exact, "exact", curve(data, "x", "exact")},
                               {dashed(2), "predicted", curve(data, "x", "u_" + row)}}});
            panels.push_back(
                {"(" + row + ")  with its sign",
                 x,
                 {"error of u"},
                 {{line(1), "error", error}, {dotted, "straight line through its ends", {{0, 1}, {first, last}}}}});
            panels.push_back({"L^2: " + comment_value(data, "error (" + row + ")") + beside,
                              x,
                              {"|error of u|", Axis::decades},
                              {{line(1), "error", curve(data, "x", "error_" + row)}}});
        }
        return panels;
    });
}
