// The summands of the derivation: finite sums of very many neurons, the right limits, and the limits as printed.
// paper: Appendix C
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch04-limit-summands", {1200, 560}, [](Gnuplot& gp, const Csv& data) {
        const std::vector<double> limit = numbers(data, "limit"), mean = numbers(data, "monte_carlo"),
                                  error = numbers(data, "standard_error"), printed = numbers(data, "printed");
        std::vector<std::vector<double>> bars(3), right(2), wrong(2);
        gp << "set xtics rotate by -35 (";
        for (std::size_t i = 0; i < limit.size(); ++i) {
            const auto x = static_cast<double>(i);
            gp << (i ? ", '" : "'") << data.rows[i][data.column("summand")] << "' " << i;
            bars[0].push_back(x), bars[1].push_back(mean[i]), bars[2].push_back(5 * error[i]);
            right[0].push_back(x), right[1].push_back(limit[i]);
            if (printed[i] == limit[i]) continue;
            wrong[0].push_back(x), wrong[1].push_back(printed[i]);
        }
        gp << ") noenhanced\n";
        gp << "set title \"Summands of the limit at x = " << comment_value(data, "x")
           << ", x' = " << comment_value(data, "x_prime") << "\"\nset ylabel 'value'\nset xrange [-0.6:" << limit.size()
           << "]\nset yrange [-1:3.4]\nset key top center\nset grid y\nset bmargin 9\nset rmargin 8\n";
        gp << "set xzeroaxis lw 1\nplot '-' with points pt 4 ps 2 lw 1.5 lc rgb '#1f77b4' title 'right limit', '-' "
              "with yerrorbars "
              "pt 7 ps 0.5 lw 1.5 lc rgb 'black' title 'Monte Carlo, 5 standard errors', '-' with points pt 2 ps 1.6 "
              "lw 2 lc rgb "
              "'#d62728' title 'as printed, where it differs (C1, C2)'\n";
        gp.send1d_colmajor(right);
        gp.send1d_colmajor(bars);
        gp.send1d_colmajor(wrong);
    });
}
