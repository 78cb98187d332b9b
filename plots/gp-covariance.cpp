// Root mean square error of conditional covariances against the width.
// paper: Theorem 4.1, Remark 4.2
#include "plots/plot.hpp"

using namespace pinn;

namespace {

std::pair<std::vector<double>, std::vector<double>> of_case(const Csv& data, int number) {
    const std::vector<double> cases = numbers(data, "case"), width = numbers(data, "width");
    const std::vector<double> error = numbers(data, "error");
    std::pair<std::vector<double>, std::vector<double>> found;
    for (std::size_t i = 0; i < cases.size(); ++i) {
        if (cases[i] != number) continue;
        found.first.push_back(width[i]);
        found.second.push_back(error[i]);
    }
    return found;
}

// "u_xx" as gnuplot writes it: u_{xx}.
std::string subscripts(std::string text) {
    for (const std::string pair : {"xx", "tt"}) {
        for (std::size_t at = 0; (at = text.find("_" + pair, at)) != std::string::npos; at += 5) {
            text.replace(at, 3, "_{" + pair + "}");
        }
    }
    return text;
}

}  // namespace

int main(int argc, char** argv) {
    return draw(argc, argv, "ch03-gp-covariance", {800, 600}, [](Gnuplot& gp, const Csv& data) {
        gp << "set logscale xy\nset format y '10^{%T}'\nset xlabel 'width N'\n";
        gp << "set ylabel 'relative error of the conditional covariance, r.m.s. over seeds'\n";
        gp << "set title 'Covariance of A u given the hidden layers, against its limit'\n";
        gp << "set key top right\nset xrange [6:40000]\n";
        const int last = static_cast<int>(numbers(data, "case").back());
        gp << "plot 6*x**(-0.5) with lines lw 2 lc rgb '#555555' dt 3 title 'slope -1/2'";
        for (int k = 0; k <= last; ++k) {
            gp << ", '-' with linespoints lw 1.5 pt " << k + 4 << " lc " << k + 1 << " title '"
               << subscripts(comment_value(data, "case " + std::to_string(k))) << "'";
        }
        gp << "\n";
        for (int k = 0; k <= last; ++k) gp.send1d(of_case(data, k));
    });
}
