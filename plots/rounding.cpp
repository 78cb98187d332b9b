// Chapter 02: the spectrum of one K in double and in float, down to rounding and below zero.
// paper: Remark 3.3
#include <cmath>
#include <limits>

#include "plots/plot.hpp"

using namespace pinn;

namespace {

// |lambda| where lambda has the sign asked for.
Columns with_sign(const Columns& all, double sign) {
    Columns found(2);
    for (std::size_t i = 0; i < all[0].size(); ++i) {
        if (all[1][i] * sign <= 0) continue;
        found[0].push_back(all[0][i]);
        found[1].push_back(std::abs(all[1][i]));
    }
    return found;
}

Columns in_units(Columns all, double unit) {
    for (double& value : all[1]) value /= unit;
    return all;
}

}  // namespace

int main(int argc, char** argv) {
    return draw(argc, argv, "ch02-rounding", {.columns = 2, .height = 380}, [](const Csv& data) {
        const double eps_double = std::numeric_limits<double>::epsilon(),
                     eps_float = std::numeric_limits<float>::epsilon();
        const Columns in_double = curve(data, "index", "double"), in_float = curve(data, "index", "float");
        const Axis index{"index, descending", Axis::linear, "0:205"};
        return std::vector<Panel>{
            {"K of one network",
             index,
             {"|λ_i| / λ_{max}", Axis::decades, "1e-19:10"},
             {{dotted, "ε of float, of double", {}, std::to_string(eps_float * 1e7) + "e-7"},
              {dotted, "", {}, std::to_string(eps_double * 1e16) + "e-16"},
              {"points pt 7 ps 0.6 lc rgb '#E69F00'", "float, λ > 0", with_sign(in_float, 1)},
              {"points pt 6 ps 0.8 lc rgb '#D55E00'", "float, λ < 0", with_sign(in_float, -1)},
              {"points pt 7 ps 0.6 lc rgb '#0072B2'", "double, λ > 0", with_sign(in_double, 1)},
              {"points pt 6 ps 0.8 lc rgb '#CC79A7'", "double, λ < 0", with_sign(in_double, -1)}}},
            {"near zero, in units of rounding",
             index,
             {"λ_i / (ε λ_{max})", Axis::linear, "-2:2"},
             {{"lines lw 2 lc rgb '#E69F00'", "float", in_units(in_float, eps_float)},
              {"lines lw 2 lc rgb '#0072B2'", "double", in_units(in_double, eps_double)}},
             "set xzeroaxis lc rgb '#777777'"}};
    });
}
