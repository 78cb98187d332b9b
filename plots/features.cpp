// Fourier features: the frequency of the eigenvectors of K_rr, and the share of the data along the leading ones.
// paper: Section 8, Section 5
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch09-features", {1200, 860}, [](Gnuplot& gp, const Csv& data) {
        const std::vector<std::string> waves = distinct(data, "a"), scales = distinct(data, "scale");
        // Below 1e-28 of the largest eigenvalue there is rounding, and eigenvectors of any shape.
        Csv resolved{{}, data.header, {}};
        for (const auto& row : data.rows) {
            if (std::stod(row[data.column("eigenvalue")]) > 1e-28) resolved.rows.push_back(row);
        }
        gp << "set multiplot layout " << (waves.size() + 2) / 2
           << ",2\nset xlabel 'index'\nset logscale x\nset xrange [1:200]\n";
        const auto panel = [&](const std::string& title, const std::string& a, const std::string& column) {
            gp << "set title '" << title << "'\nplot ";
            for (std::size_t i = 0; i < scales.size(); ++i) {
                gp << (i > 0 ? ", " : "") << "'-' with lines lw 2 lc " << i + 1 << " title '"
                   << (scales[i] == "0" ? "no features" : "scale " + scales[i]) << "'";
            }
            gp << "\n";
            for (const std::string& scale : scales) {
                gp.send1d(curve(resolved, {{"a", a}, {"scale", scale}}, "index", column));
            }
        };
        gp << "set key off\n";
        panel("sign changes of the eigenvectors of K_{rr}", waves.front(), "changes");
        gp << "set yrange [0:1.05]\n";
        for (const std::string& a : waves) {
            if (a == waves.back()) gp << "set key on top left\n";  // where no curve is
            panel("share of ||f||^2 along the first eigenvectors, a = " + a, a, "below");
        }
    });
}
