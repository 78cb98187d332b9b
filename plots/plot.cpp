#include "plots/plot.hpp"

#include <gnuplot-iostream.h>
#include <unistd.h>

#include <algorithm>
#include <boost/process/search_path.hpp>
#include <cctype>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <stdexcept>

#include "lib/report/files.hpp"
#include "lib/report/options.hpp"
#include "lib/report/text.hpp"

namespace pinn {

const std::string exact = "lines lw 2 lc rgb '#777777'", dotted = "lines lw 1.5 dt 3 lc rgb '#555555'",
                  strip = "filledcurves fc rgb '#dddddd' fs solid noborder";

namespace {

namespace fs = std::filesystem;

// Pixels. A character of the legend and of the small print is about so wide.
constexpr double width = 1000, left = 100, right = 30, between = 106, colour_scale = 70, top = 40, below = 66,
                 below_ticks = 18, legend_line = 25, legend_sample = 84, character = 10.2, small_character = 6.9,
                 small_line = 17;

const std::vector<std::string> palette = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"};

std::string in_colour(const std::string& what, std::size_t colour) {
    return concat(what, " lc rgb '", palette[(colour - 1) % palette.size()], "'");
}

// A text in gnuplot's single quotes, where a quote is written twice.
std::string quoted(const std::string& text) {
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? std::string("\'\'") : std::string(1, c);
    return quoted + "'";
}

// "u_xx" as gnuplot writes it, "u_{xx}": it takes one character for a subscript if there are no braces.
std::string label(const std::string& text) {
    std::string braced;
    bool inside = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool part = std::isalnum(static_cast<unsigned char>(text[i])) != 0;
        if (inside && !part) braced += '}';
        inside = inside && part;
        braced += text[i];
        if (text[i] != '_' || i + 1 == text.size() || !std::isalnum(static_cast<unsigned char>(text[i + 1]))) continue;
        braced += '{';
        inside = true;
    }
    return quoted(braced + (inside ? "}" : ""));
}

// gnuplot without any configuration of the user's: no gnuplotrc or ~/.gnuplot (-d), and of the environment only what
// finds the program and its libraries. A HOME would bring fonts, GNUTERM and GNUPLOT_LIB another gnuplot.
const char* const gnuplot = "env -i PATH=\"$PATH\" LD_LIBRARY_PATH=\"$LD_LIBRARY_PATH\" LC_ALL=C.UTF-8 gnuplot -d";

// A file beside the picture that does not outlive its drawing.
struct Aside {
    fs::path path;
    explicit Aside(const fs::path& target) : path(target.string() + "." + std::to_string(getpid()) + ".tmp") {}
    ~Aside() {
        std::error_code ignored;
        fs::remove(path, ignored);
    }
};

// What the comment lines say of the run, in lines that fit.
std::vector<std::string> small_print(const Csv& data) {
    std::vector<std::string> lines(1);
    for (const char* key : {"profile", "seeds", "changed", "setting", "width", "networks", "network", "steps"}) {
        const auto value = data.comment(key);
        if (!value) continue;
        const std::string text = concat(key, ": ", *value);
        const std::size_t fits = static_cast<std::size_t>((width - left - right) / small_character);
        if (!lines.back().empty() && lines.back().size() + text.size() + 5 > fits) lines.emplace_back();
        lines.back() += (lines.back().empty() ? "" : "  |  ") + text;
    }
    return lines;
}

// As they are seen: bytes that go on with a character, and braces, take no place.
std::size_t characters(const std::string& text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80 && c != '{' && c != '}'; }));
}

// The curves of the common legend: all that have a title, each once.
std::vector<Curve> common_legend(const std::vector<Panel>& panels) {
    std::vector<Curve> legend;
    for (const Panel& panel : panels) {
        if (!panel.key.empty()) continue;
        for (const Curve& each : panel.curves) {
            const auto same = [&](const Curve& other) {
                return other.title == each.title && other.style == each.style;
            };
            if (!each.title.empty() && std::ranges::none_of(legend, same)) legend.push_back(each);
        }
    }
    return legend;
}

void set_axis(Gnuplot& gp, char name, const Axis& axis, bool labelled) {
    gp << "unset logscale " << name << "\nset format " << name << " '%g'\n";
    if (axis.scale == Axis::decades) gp << "set logscale " << name << "\nset format " << name << " '10^{%T}'\n";
    if (axis.scale == Axis::powers_of_2) gp << "set logscale " << name << " 2\nset format " << name << " '2^{%L}'\n";
    if (!labelled) gp << "set format " << name << " ''\n";
    gp << "set " << name << "range [" << axis.range << "]\nset " << name << "label "
       << label(labelled ? axis.label : "") << "\n";
}

void send_panel(Gnuplot& gp, const Panel& panel) {
    gp << "unset arrow\nunset label\nunset xzeroaxis\nset xtics autofreq\nset ytics autofreq\n";
    gp << "set title " << label(panel.title) << "\nset key " << (panel.key.empty() ? "off" : "on " + panel.key) << "\n"
       << panel.commands << "\nplot ";
    for (std::size_t i = 0; i < panel.curves.size(); ++i) {
        const Curve& each = panel.curves[i];
        gp << (i > 0 ? ", " : "") << (each.formula.empty() ? "'-'" : each.formula) << " with " << each.style
           << " title " << label(each.title);
    }
    gp << "\n";
    for (const Curve& each : panel.curves) {
        if (!each.formula.empty()) continue;
        Columns kept(each.columns.size());
        for (std::size_t i = 0; i < each.columns.front().size(); ++i) {
            if (std::ranges::any_of(each.columns, [&](const auto& column) { return std::isnan(column[i]); })) continue;
            for (std::size_t c = 0; c < kept.size(); ++c) kept[c].push_back(each.columns[c][i]);
        }
        gp.send1d_colmajor(kept);
    }
}

// All panels, the legend and the small print, in a picture of `height` pixels.
struct Page {
    Layout layout;
    std::vector<Panel> panels;
    std::vector<Curve> legend = {};
    std::vector<std::string> print = {};
    std::size_t rows = 0, legend_columns = 1, legend_rows = 0;
    double height = 0;

    Page(const Layout& how, const Csv& data, const std::vector<Panel>& what)
        : layout(how), panels(what), legend(common_legend(what)), print(small_print(data)) {
        rows = (panels.size() + layout.columns - 1) / layout.columns;
        std::size_t longest = 0;
        for (const Curve& each : legend) longest = std::max(longest, characters(each.title));
        const double entry = legend_sample + character * static_cast<double>(longest);
        const auto fit = static_cast<std::size_t>(std::max(1.0, width / entry));
        legend_rows = (legend.size() + fit - 1) / fit;
        if (legend_rows > 0) legend_columns = (legend.size() + legend_rows - 1) / legend_rows;
        height = row_height(rows) + foot();
    }

    // Of the first so many rows.
    double row_height(std::size_t count) const {
        const auto n = static_cast<double>(count);
        return n * (top + layout.height) + (n - 1) * (layout.same_x ? below_ticks : below) + below;
    }
    double foot() const {
        return legend_line * static_cast<double>(legend_rows) + 12 + small_line * static_cast<double>(print.size());
    }

    void send(Gnuplot& gp) const {
        const auto columns = static_cast<double>(layout.columns);
        const double scale = layout.colours ? colour_scale : 0, gap = (layout.same_y ? 40 : between) + scale;
        const double wide = (width - left - right - scale - (columns - 1) * gap) / columns;
        gp << "set multiplot\nset border lw 1 lc rgb '#444444'\nset tics nomirror out\n"
           << "set grid lt 1 lw 0.7 lc rgb '#d8d8d8'\nset title offset 0,-0.4\n"
           << "set key opaque Left reverse samplen 2 spacing 1.05 font ',11'\n";
        for (std::size_t i = 0; i < panels.size(); ++i) {
            const std::size_t row = i / layout.columns, column = i % layout.columns;
            const double x = left + static_cast<double>(column) * (wide + gap);
            const double y =
                static_cast<double>(row) * (top + layout.height + (layout.same_x ? below_ticks : below)) + top;
            gp << "set lmargin at screen " << x / width << "\nset rmargin at screen " << (x + wide) / width
               << "\nset tmargin at screen " << 1 - y / height << "\nset bmargin at screen "
               << 1 - (y + layout.height) / height << "\n";
            set_axis(gp, 'x', panels[i].x, !layout.same_x || i + layout.columns >= panels.size());
            set_axis(gp, 'y', panels[i].y, !layout.same_y || column == 0);
            send_panel(gp, panels[i]);
        }
        gp << "unset title\nunset xlabel\nunset ylabel\nunset tics\nunset border\nunset grid\nunset arrow\n"
           << "unset label\nunset xzeroaxis\nunset logscale\nset xrange [0:1]\nset yrange [0:1]\n"
           << "set lmargin at screen 0\nset rmargin at screen 1\nset bmargin at screen 0\nset tmargin at screen "
           << foot() / height << "\nset key on at screen 0.5, screen " << foot() / height
           << " center top horizontal maxcols " << legend_columns
           << " Left reverse samplen 2.5 spacing 1.15 width 1 font ',12'\n";
        for (std::size_t i = 0; i < print.size(); ++i) {
            gp << "set label " << i + 1 << " " << quoted(print[i]) << " at screen " << left / width << ", screen "
               << (10 + small_line * static_cast<double>(print.size() - 1 - i)) / height
               << " left noenhanced font ',9' tc rgb '#666666'\n";
        }
        gp << "plot NaN notitle";
        for (const Curve& each : legend) gp << ", keyentry with " << each.style << " title " << label(each.title);
        gp << "\nunset multiplot\nset output\n";
    }
};

// Drawn aside and renamed, so that a picture is old or new but never half of one.
void draw_one(const fs::path& target, const std::string& terminal, const Page& page) {
    const Aside aside(target);
    {
        Gnuplot gp(gnuplot);
        gp << "set terminal " << terminal << "\nset output " << quoted(aside.path.string()) << "\n";
        page.send(gp);
    }  // waits for gnuplot to end
    if (!fs::exists(aside.path) || fs::file_size(aside.path) == 0) {
        throw std::runtime_error(target.string() + ": gnuplot drew nothing");
    }
    fs::rename(aside.path, target);
    std::cout << target.string() << '\n';
}

}  // namespace

std::string line(std::size_t colour) { return in_colour("lines lw 2", colour); }
std::string thin(std::size_t colour) { return in_colour("lines lw 1", colour); }
std::string dashed(std::size_t colour) { return in_colour("lines lw 2 dt 2", colour); }
std::string points(std::size_t colour) {
    return in_colour(concat("points lw 1.5 ps 0.9 pt ", std::vector{6, 2, 8, 4, 1, 10, 12}[(colour - 1) % 7]), colour);
}
std::string marked(std::size_t colour) {
    return in_colour(concat("linespoints lw 2 ps 0.9 pt ", std::vector{7, 5, 9, 13, 11, 6, 4}[(colour - 1) % 7]),
                     colour);
}
std::string band(std::size_t colour) {
    return in_colour("filledcurves", colour) + " fs transparent solid 0.2 noborder";
}

std::string error_bars(std::size_t colour) { return in_colour("yerrorbars lw 1.5 pt 7 ps 0.3", colour); }

int draw(int argc, char** argv, const std::string& name, const Layout& layout,
         const std::function<std::vector<Panel>(const Csv&)>& figure) {
    std::signal(SIGPIPE, SIG_IGN);  // a gnuplot that stops half way is found by its missing picture
    return guarded_main("plot " + name, [&] {
        const bool svg_only = argc > 2 && std::string_view(argv[2]) == "svg";
        if (argc > 3 || (argc > 2 && !svg_only)) {
            throw UsageError(std::string(argv[argc - 1]) + ": accepted are a folder and, behind it, the word svg");
        }
        const fs::path folder = fs::path(argc > 1 ? argv[1] : "build") / "figures";
        const Csv data = read_csv(folder / (name + ".csv"));
        if (data.rows.empty()) throw std::runtime_error((folder / name).string() + ".csv has no rows");
        require_writable_folder(folder);
        if (boost::process::search_path("gnuplot").empty())
            throw std::runtime_error("gnuplot is missing; install it by: make deps");
        const Page page(layout, data, figure(data));
        const std::string size =
            concat(" enhanced size ", width, ",", std::round(page.height), " background '#ffffff'");
        draw_one(folder / (name + ".svg"), "svg" + size + " font 'sans,12' fontscale 1.333", page);
        if (svg_only) return 0;
        draw_one(folder / (name + ".png"), "pngcairo" + size + " font 'sans,12'", page);
        return 0;
    });
}

Columns columns(const Csv& data, const std::vector<std::string>& names) {
    Columns all;
    for (const std::string& name : names) all.push_back(numbers(data, name));
    return all;
}

Columns curve(const Csv& data, const std::string& x, const std::string& y) { return columns(data, {x, y}); }

Columns curve(const Csv& data, const Where& conditions, const std::string& x, const std::string& y) {
    return columns(where(data, conditions), {x, y});
}

Csv where(const Csv& data, const Where& conditions) {
    Csv rows{data.comments, data.header, {}};
    for (const auto& row : data.rows) {
        const bool wanted = std::all_of(conditions.begin(), conditions.end(), [&](const auto& condition) {
            return row[data.column(condition.first)] == condition.second;
        });
        if (wanted) rows.rows.push_back(row);
    }
    return rows;
}

Columns slope(const Columns& curve, std::size_t at, double exponent, double factor) {
    Columns reference = curve;
    for (std::size_t i = 0; i < curve[0].size(); ++i)
        reference[1][i] = factor * curve[1][at] * std::pow(curve[0][i] / curve[0][at], exponent);
    return reference;
}

std::vector<std::string> distinct(const Csv& data, const std::string& column) {
    std::vector<std::string> values;
    for (const auto& row : data.rows) {
        const std::string& value = row[data.column(column)];
        if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
    }
    return values;
}

std::string comment_value(const Csv& data, const std::string& key) {
    const auto value = data.comment(key);
    if (!value) throw std::runtime_error("no comment line \"" + key + ": ...\"");
    return *value;
}

}  // namespace pinn
