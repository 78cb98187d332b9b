// Where the fast wave of run (a) goes: its amplitude, and u at the two ends, where it should be 0.
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch08-ends", {.columns = 2}, [](const Csv& data) {
        const Axis t{"t", Axis::linear, "0:1"};
        return std::vector<Panel>{
            {"(a): the fast wave",
             t,
             {"amplitude of sin(4πx)"},
             {{exact, "exact", curve(data, "t", "exact")}, {line(3), "(a) equal weights", curve(data, "t", "a")}}},
            {"(a): the ends of the string",
             t,
             {"u (exact: 0)"},
             {{line(1), "u(t, 0)", curve(data, "t", "u_0")}, {line(2), "u(t, 1)", curve(data, "t", "u_1")}}}};
    });
}
