// The panels that Figs 2 and 3 share: rows are settings, columns are theta, K, spectrum.
#pragma once

#include <algorithm>
#include <cstdlib>

#include "plots/plot.hpp"

namespace pinn {

// Columns x and y of the rows of one setting, width and kind; for spectra the positive ones.
inline std::pair<std::vector<double>, std::vector<double>> lazy_curve(const Csv& data, const std::string& setting,
                                                                      const std::string& width,
                                                                      const std::string& what) {
    const bool spectrum = what == "start" || what == "end";
    std::pair<std::vector<double>, std::vector<double>> points;
    for (const auto& row : data.rows) {
        if (row[0] != setting || row[1] != width || row[2] != what) continue;
        const double y = std::atof(row[4].c_str());
        if (spectrum && !(y > 0)) continue;
        points.first.push_back(std::atof(row[3].c_str()));
        points.second.push_back(y);
    }
    return points;
}

inline std::vector<std::string> distinct(const Csv& data, std::size_t column) {
    std::vector<std::string> values;
    for (const auto& row : data.rows) {
        if (std::find(values.begin(), values.end(), row[column]) == values.end()) values.push_back(row[column]);
    }
    return values;
}

inline void draw_change(Gnuplot& gp, const Csv& data, const std::string& setting, const std::string& what,
                        const std::string& title) {
    gp << "unset logscale\nset format '%g'\nset xrange [0:*]\nset yrange [0:*]\n"
       << "set ylabel 'relative change of " << what << "'\nset key below horizontal samplen 2\nset title '" << title
       << ", against step'\nplot ";
    const std::vector<std::string> widths = distinct(data, 1);
    for (std::size_t i = 0; i < widths.size(); ++i) {
        gp << (i > 0 ? ", " : "") << "'-' with lines ls " << 11 + i << " title 'width " << widths[i] << "'";
    }
    gp << "\n";
    for (const std::string& width : widths) gp.send1d(lazy_curve(data, setting, width, what));
}

inline int draw_lazy_curves(int argc, char** argv, const std::string& name) {
    return draw(argc, argv, name, {1300, 1080}, [](Gnuplot& gp, const Csv& data) {
        const std::vector<std::string> settings = distinct(data, 0);
        const std::string widest = distinct(data, 1).back();
        gp << "set style line 11 lc rgb '#d62728' lw 2 dt 3\nset style line 12 lc rgb '#ff7f0e' lw 2 dt 2\n"
           << "set style line 13 lc rgb '#1f77b4' lw 2\n"
           << "set multiplot layout " << settings.size() << ",3\n";
        for (const std::string& setting : settings) {
            draw_change(gp, data, setting, "theta", "(a) " + setting);
            draw_change(gp, data, setting, "K", "(b) " + setting);
            gp << "set logscale\nset format '10^{%T}'\nset format x '%g'\nset xrange [1:102]\nset yrange [*:*]\n"
               << "set ylabel 'eigenvalue of K'\nset title '(c) width " << widest << ", against index"
               << "'\nset key below horizontal\nplot '-' with points pt 6 ps 1 lc rgb '#1f77b4' title 'start', "
                  "'-' with points pt 2 ps 0.6 lc rgb '#ff7f0e' title 'end'\n";
            gp.send1d(lazy_curve(data, setting, widest, "start"));
            gp.send1d(lazy_curve(data, setting, widest, "end"));
        }
    });
}

}  // namespace pinn
