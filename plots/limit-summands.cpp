// The summands of the derivation: finite sums of very many neurons, the right limits, and the limits as printed.
// paper: Appendix C
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch04-limit-summands", {.height = 420}, [](const Csv& data) {
        const Columns all = columns(data, {"limit", "monte_carlo", "standard_error", "printed"});
        Columns bars(3), right(2), wrong(2);
        std::string names;
        for (std::size_t i = 0; i < all[0].size(); ++i) {
            const auto y = -static_cast<double>(i);
            names +=
                (i ? ", '" : "'") + data.rows[i][data.column("summand")] + "' " + std::to_string(-static_cast<int>(i));
            bars[0].push_back(all[1][i]), bars[1].push_back(y), bars[2].push_back(5 * all[2][i]);
            right[0].push_back(all[0][i]), right[1].push_back(y);
            if (all[3][i] == all[0][i]) continue;
            wrong[0].push_back(all[3][i]), wrong[1].push_back(y);
        }
        return std::vector<Panel>{
            {"Summands of the limit at x = " + comment_value(data, "x") + ", x' = " + comment_value(data, "x_prime"),
             {"value"},
             {"", Axis::linear, std::to_string(-static_cast<int>(all[0].size())) + ":1"},
             {{"points pt 4 ps 2 lw 2 lc rgb '#0072B2'", "right limit", right},
              {"xerrorbars pt 7 ps 0.6 lw 2 lc rgb '#000000'", "Monte Carlo, 5 standard errors", bars},
              {"points pt 2 ps 1.6 lw 2 lc rgb '#D55E00'", "as printed, where it differs (C1, C2)", wrong}},
             "set lmargin at screen 0.2\nset ytics (" + names + ") noenhanced"}};
    });
}
