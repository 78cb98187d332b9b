// The trainings of a chapter on many ranks of one thread: its sweeps one after the other, in each of them the next
// training to the rank that is free first; recorded seconds of every training.
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <queue>

#include "plots/plot.hpp"

using namespace pinn;

namespace {

// Until all are done: rows of one sweep, so many trainings of so many seconds each.
double elapsed(const Csv& sweeps, std::size_t ranks) {
    const std::vector<double> trainings = numbers(sweeps, "trainings"), seconds = numbers(sweeps, "seconds");
    using Times = std::priority_queue<double, std::vector<double>, std::greater<>>;
    Times free;
    double now = 0, last = 0;
    for (std::size_t row = 0; row < seconds.size(); ++row) {
        const std::size_t name = sweeps.column("sweep");
        if (row == 0 || sweeps.rows[row][name] != sweeps.rows[row - 1][name]) {
            now = last;
            free = Times(std::greater<>(), std::vector<double>(ranks, now));
        }
        for (double i = 0; i < trainings[row]; ++i) {
            const double end = free.top() + seconds[row];
            free.pop();
            free.push(end);
            last = std::max(last, end);
        }
    }
    return last;
}

}  // namespace

int main(int argc, char** argv) {
    return draw(argc, argv, "ranks", {.height = 420}, [](const Csv& data) {
        Panel panel{"Speed-up by ranks of one thread",
                    {"ranks", Axis::powers_of_2, "1:256"},
                    {"times faster than one rank", Axis::powers_of_2, "1:256"},
                    {{exact, "if all were alike and independent", {}, "x"}}};
        std::size_t colour = 0;
        for (const std::string& chapter : distinct(data, "chapter")) {
            const Csv sweeps = where(data, {{"chapter", chapter}});
            Columns speed_up(2);
            for (std::size_t ranks = 1; ranks <= 256; ranks *= 2) {
                speed_up[0].push_back(static_cast<double>(ranks));
                speed_up[1].push_back(elapsed(sweeps, 1) / elapsed(sweeps, ranks));
            }
            panel.curves.push_back({marked(++colour), chapter, speed_up});
        }
        return std::vector{panel};
    });
}
