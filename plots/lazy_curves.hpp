// The panels that Figs 2 and 3 share: rows are settings, columns are theta, K, spectrum.
#pragma once

#include "plots/plot.hpp"

namespace pinn {

inline void draw_change(Gnuplot& gp, const Csv& data, const std::string& setting, const std::string& what,
                        const std::string& title) {
    gp << "unset logscale\nset format '%g'\nset xrange [0:*]\nset yrange [0:*]\n"
       << "set ylabel 'relative change of " << what << "'\nset key below horizontal samplen 2\nset title '" << title
       << ", against step'\nplot ";
    const std::vector<std::string> widths = distinct(data, "width");
    for (std::size_t i = 0; i < widths.size(); ++i) {
        gp << (i > 0 ? ", " : "") << "'-' with lines ls " << 11 + i << " title 'width " << widths[i] << "'";
    }
    gp << "\n";
    for (const std::string& width : widths)
        gp.send1d(curve(data, {{"setting", setting}, {"width", width}, {"what", what}}, "x", "y"));
}

inline int draw_lazy_curves(int argc, char** argv, const std::string& name) {
    return draw(argc, argv, name, {1300, 1080}, [](Gnuplot& gp, const Csv& data) {
        const std::vector<std::string> settings = distinct(data, "setting");
        const std::string widest = distinct(data, "width").back();
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
            gp.send1d(curve(data, {{"setting", setting}, {"width", widest}, {"what", "start"}}, "x", "y"));
            gp.send1d(curve(data, {{"setting", setting}, {"width", widest}, {"what", "end"}}, "x", "y"));
        }
    });
}

}  // namespace pinn
