// Chapter 02: the spectrum of one K in double and in float, down to rounding and below zero.
// paper: Remark 3.3
#include <algorithm>
#include <cmath>
#include <limits>

#include "plots/plot.hpp"

using namespace pinn;

namespace {

constexpr double eps_double = std::numeric_limits<double>::epsilon();
constexpr double eps_float = std::numeric_limits<float>::epsilon();
using Curve = std::pair<std::vector<double>, std::vector<double>>;

// |lambda| where lambda has the sign asked for.
Curve with_sign(const Curve& all, double sign) {
    Curve found;
    for (std::size_t i = 0; i < all.first.size(); ++i) {
        if (all.second[i] * sign <= 0) continue;
        found.first.push_back(all.first[i]);
        found.second.push_back(std::abs(all.second[i]));
    }
    return found;
}

Curve in_units(Curve all, double unit) {
    for (double& value : all.second) value /= unit;
    return all;
}

}  // namespace

int main(int argc, char** argv) {
    return draw(argc, argv, "ch02-rounding", {1300, 560}, [](Gnuplot& gp, const Csv& data) {
        const Curve in_double = curve(data, "index", "double"), in_float = curve(data, "index", "float");
        gp << "set multiplot layout 1,2\n";
        gp << "set title 'K of one network: |λ_i| / λ_{max}'\nset xlabel 'index, descending'\nset logscale y\n";
        gp << "set format y '10^{%T}'\nset yrange [1e-19:10]\nset xrange [0:205]\n";
        gp << "set key at graph 0.97, graph 0.93 spacing 1.15\n";
        gp << "plot " << eps_float << " with lines lc rgb '#999999' dt 2 title 'ε of float, of double', " << eps_double
           << " with lines lc rgb '#999999' dt 2 notitle, "
              "'-' with points pt 7 ps 0.5 lc rgb '#ff7f0e' title 'float, λ > 0', "
              "'-' with points pt 6 ps 0.7 lc rgb '#d62728' title 'float, λ < 0', "
              "'-' with points pt 7 ps 0.5 lc rgb '#1f77b4' title 'double, λ > 0', "
              "'-' with points pt 6 ps 0.7 lc rgb '#9467bd' title 'double, λ < 0'\n";
        for (const Curve& each : {in_float, in_double}) {
            gp.send1d(with_sign(each, 1));
            gp.send1d(with_sign(each, -1));
        }
        gp << "set title 'the same near zero, in units of rounding'\nunset logscale y\nset format y '%g'\n";
        gp << "set ylabel 'λ_i / (ε λ_{max})'\nset yrange [-2:2]\nset key top right\n";
        gp << "plot 0 with lines lc rgb '#999999' notitle, '-' with lines lc rgb '#ff7f0e' lw 2 title 'float', '-' "
              "with lines ls 1 title 'double'\n";
        gp.send1d(in_units(in_float, eps_float));
        gp.send1d(in_units(in_double, eps_double));
    });
}
