// Where the data of Eq. (5.3) lie: the share of [g; f] in the leading eigenvectors of K, for a = 1, 2, 4.
// paper: C5
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch06-projections", {1100, 460}, [](Gnuplot& gp, const Csv& data) {
        gp << "set multiplot layout 1,2\nset xlabel 'leading eigenvectors of K'\nset ylabel 'share of ||[g; "
              "f]||^2'\nset yrange "
              "[0:1.02]\n"
           << "set xrange [1:20]\nset key bottom right\nset grid\n";
        for (const std::string& setting : distinct(data, "setting")) {
            const std::vector<std::string> frequencies = distinct(data, "a");
            gp << "set title '" << setting << "'\nplot ";
            for (std::size_t i = 0; i < frequencies.size(); ++i) {
                gp << (i > 0 ? ", " : "") << "'-' with steps lw 2 lc " << i + 1 << " title 'a = " << frequencies[i]
                   << "'";
            }
            gp << "\n";
            for (const std::string& a : frequencies) {
                gp.send1d(curve(data, {{"setting", setting}, {"a", a}}, "index", "share"));
            }
        }
    });
}
