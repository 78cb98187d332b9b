#include "plots/plot.hpp"

#include <unistd.h>

#include <algorithm>
#include <boost/process/search_path.hpp>
#include <csignal>
#include <iostream>
#include <stdexcept>

#include "lib/report/files.hpp"
#include "lib/report/options.hpp"

namespace pinn {
namespace {

namespace fs = std::filesystem;

// A text in gnuplot's single quotes, where a quote is written twice.
std::string quoted(const std::string& text) {
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? std::string("\'\'") : std::string(1, c);
    return quoted + "'";
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

// Drawn aside and renamed, so that a picture is old or new but never half of one.
void draw_one(const fs::path& target, const std::string& terminal, const Csv& data,
              const std::function<void(Gnuplot&, const Csv&)>& body) {
    const Aside aside(target);
    {
        Gnuplot gp(gnuplot);
        gp << "set terminal " << terminal << "\n";
        gp << "set output " << quoted(aside.path.string()) << "\n";
        gp << "set style line 1 lc rgb '#1f77b4' lw 2\nset style line 2 lc rgb '#ff7f0e' lw 2 dt 2\n";
        gp << "set border lw 1\nset tics nomirror out\nset key opaque\n";
        gp << "set linetype 5 lc rgb '#8c564b'\n";  // gnuplot's is a yellow that white paper swallows
        body(gp, data);
        gp << "unset multiplot\nset output\n";
    }  // waits for gnuplot to end
    if (!fs::exists(aside.path) || fs::file_size(aside.path) == 0) {
        throw std::runtime_error(target.string() + ": gnuplot drew nothing");
    }
    fs::rename(aside.path, target);
    std::cout << target.string() << '\n';
}

}  // namespace

int draw(int argc, char** argv, const std::string& name, Pixels size,
         const std::function<void(Gnuplot&, const Csv&)>& body) {
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
        const std::string pixels = std::to_string(size.width) + "," + std::to_string(size.height);
        draw_one(folder / (name + ".svg"), "svg enhanced size " + pixels + " font 'sans,15' background '#ffffff'", data,
                 body);
        if (svg_only) return 0;
        draw_one(folder / (name + ".png"), "pngcairo enhanced size " + pixels + " font 'sans,12'", data, body);
        return 0;
    });
}

std::pair<std::vector<double>, std::vector<double>> curve(const Csv& data, const std::string& x, const std::string& y) {
    return {numbers(data, x), numbers(data, y)};
}

std::pair<std::vector<double>, std::vector<double>> curve(const Csv& data, const Where& where, const std::string& x,
                                                          const std::string& y) {
    Csv rows{{}, data.header, {}};
    for (const auto& row : data.rows) {
        const bool wanted = std::all_of(where.begin(), where.end(), [&](const auto& condition) {
            return row[data.column(condition.first)] == condition.second;
        });
        if (wanted) rows.rows.push_back(row);
    }
    return curve(rows, x, y);
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
