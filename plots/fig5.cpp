// Fig. 5: error of u against a fixed lambda_b, mean and one standard deviation of 10 networks; beside it the two parts
// that the error is made of.
// paper: Fig. 5
#include "plots/plot.hpp"

using namespace pinn;

int main(int argc, char** argv) {
    return draw(argc, argv, "ch07-fig5", {1250, 520}, [](Gnuplot& gp, const Csv& data) {
        const Where same = {{"networks", "same"}}, fresh = {{"networks", "fresh"}};
        const auto [lambda, mean] = curve(data, same, "lambda_b", "mean");
        const auto deviation = curve(data, same, "lambda_b", "deviation").second;
        std::vector<double> low, high;
        for (std::size_t i = 0; i < mean.size(); ++i) {
            low.push_back(mean[i] - deviation[i]);
            high.push_back(mean[i] + deviation[i]);
        }
        gp << "set multiplot layout 1,2\nset logscale y\nset format y '10^{%T}'\nset xlabel 'λ_b'\nset ylabel "
              "'relative L^2 error of u'\n"
           << "set xrange [0:500]\nset yrange [5e-4:*]\nset title 'Fig. 5: mean and deviation of the networks'\n"
           << "set object 1 rectangle from " << comment_value(data, "rule low") << ", graph 0 to "
           << comment_value(data, "rule high") << ", graph 1 fc rgb '#eeeeee' fs solid noborder behind\n"
           << "plot '-' with filledcurves lc rgb '#aec7e8' fs transparent solid 0.6 noborder title 'one deviation', "
              "'-' with linespoints pt 7 ps 0.5 lw 2 lc rgb '#1f77b4' title 'mean, same networks', "
              "'-' with linespoints pt 6 ps 0.8 lw 1.5 dt 2 lc rgb '#d62728' title 'mean, fresh networks', "
              "NaN with boxes fc rgb '#dddddd' fs solid noborder title 'trace ratios'\n";
        gp.send1d_colmajor(std::vector<std::vector<double>>{lambda, low, high});
        gp.send1d(std::make_pair(lambda, mean));
        gp.send1d(curve(data, fresh, "lambda_b", "mean"));
        gp << "unset object 1\nset logscale x\nset format x '%g'\nset xrange [1:3500]\nset title 'What it is made of "
              "(medians)'\n"
           << "plot '-' with linespoints pt 7 ps 0.5 lw 2 lc rgb '#1f77b4' title 'error', "
              "'-' with lines lw 2 lc rgb '#ff7f0e' title 'straight part (boundary)', "
              "'-' with lines lw 2 lc rgb '#2ca02c' title 'curved part (residual)'\n";
        for (const char* part : {"median", "line", "curved"}) gp.send1d(curve(data, same, "lambda_b", part));
    });
}
