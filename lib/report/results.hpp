// What a chapter found: judged rows and figure data. Chapters use it through study.hpp.
//
// A row says: this item of the paper, this quantity, the value the paper or theory expects, ours (over seeds the
// median, the smallest and the largest), the band fixed beforehand, the verdict. The verdict is computed here and
// nowhere else:
//
//     reproduced      low <= ours <= high
//     corrected       the same; the paper is wrong, and ours is shown right
//     identity        the same; proved, so the row checks the code
//     not reproduced  outside, NaN or infinite
//     measured        no band: a number for the reader
//
// A run with changed options of the chapter is another experiment: its rows are all measured, and nothing is expected.
//
// Numbers keep every digit, and nothing here depends on time, machine or threads: the same binary, seed and options
// write the same bytes.
#pragma once

#include <deque>
#include <filesystem>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/report/csv.hpp"
#include "lib/report/options.hpp"
#include "lib/report/statistics.hpp"
#include "lib/report/text.hpp"

namespace pinn {

enum class Verdict { reproduced, not_reproduced, corrected, identity, measured };
std::string to_string(Verdict verdict);        // "reproduced", "not reproduced", ...
Verdict parse_verdict(std::string_view text);  // its inverse; throws std::runtime_error

// Designated and in this order: {.low = 0, .high = 1e-8, .paper = 0.24}. A side left out is unbounded.
struct Band {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    std::optional<double> paper{}, theory{};  // what the paper or theory expects, where it is a number
};

// One number, or its median over seeds with the extremes.
struct Ours {
    double value = 0;
    std::optional<double> smallest{}, largest{};
    Ours(double number) : value(number) {}
    Ours(const Spread& seeds) : value(seeds.median), smallest(seeds.low), largest(seeds.high) {}
};

struct ResultRow {
    std::string item, quantity;
    std::optional<double> expected;
    std::string source;  // of what is expected: "paper", "theory" or ""
    Ours ours;
    std::optional<double> low, high;  // empty: no bound on that side
    Verdict verdict = Verdict::measured;
};

// What people are shown, with four digits: "0.24" or "-0.5 (theory)"; "0.148" or "0.148 (0.117 .. 0.16)"; "[0, 1e-08]",
// "<= 0.5", ">= 2" or "".
std::string expected_text(const ResultRow& row);
std::string ours_text(const ResultRow& row);
std::string band_text(const ResultRow& row);

// The rows as a table for people: item, quantity, expected, ours, band, verdict, columns aligned; the file has all
// digits. If a line would be longer than `width`, the extremes over seeds are left out and quantities are cut.
std::string results_table(std::span<const ResultRow> rows, std::size_t width = std::numeric_limits<std::size_t>::max());

// The columns of a result file.
std::vector<std::string> result_columns();

// The rows of a table that has (at least) those columns.  Throws std::runtime_error naming row and column if a field
// is not what it should be.
std::vector<ResultRow> result_rows(const Csv& table);

// result_rows(read_csv(path)); errors begin with the path.
std::vector<ResultRow> read_results(const std::filesystem::path& path);

// Data of one figure, written by Results::write() to <out>/figures/<name>.csv: comment lines (chapter, profile, seeds,
// then the caller's), a header line, the rows. Held by reference: FigureData& figure = results.figure(...).
class FigureData {
  public:
    FigureData(std::string name, std::vector<std::string> columns, std::vector<std::string> comments);
    FigureData(const FigureData&) = delete;
    FigureData& operator=(const FigureData&) = delete;

    // A comment line of parameters or units: "loss: means of squares".
    void comment(const std::string& line);

    // One row: numbers and texts, as many as columns (else std::logic_error).
    template <Printable... Values>
    void row(const Values&... values) {
        add({to_text(values)...});
    }
    void row(std::span<const double> values);

    const std::string& name() const { return name_; }
    const Csv& table() const { return table_; }

  private:
    void add(std::vector<std::string> fields);
    std::string name_;
    Csv table_;
};

class Results {
  public:
    explicit Results(const Options& options);

    // One row, of the verdict `inside` if the band holds. `item` is one of judged_items(), (item, quantity) is new, the
    // band has a bound and low <= high unless the row is measured; anything else is the chapter's mistake and throws
    // std::logic_error.
    Verdict add(std::string_view item, std::string_view quantity, const Ours& ours, Verdict inside = Verdict::measured,
                const Band& band = {});

    // The data of a figure; `name` begins with the chapter: "ch07-fig4".  The reference stays valid.
    // Throws std::logic_error for the name of another chapter, or one that was taken.
    FigureData& figure(const std::string& name, std::vector<std::string> columns);

    // Writes <out>/results/chapter-07.csv (of a study chapter-07-study.csv), and the figures, each aside and renamed.
    // Throws std::runtime_error if a file cannot be written, std::logic_error if there is no row.
    void write() const;

    // What a chapter shows of its rows, at most 100 columns wide: those with a verdict, what is not reproduced first if
    // there are more than `lines`; or all of them, whole.
    void print(std::size_t lines) const;
    void print_all() const;

    std::span<const ResultRow> rows() const { return rows_; }

  private:
    void print_changed() const;
    std::string chapter_, file_, out_, changed_;
    std::vector<std::string> comments_;  // of every file: chapter, profile, seeds, changed options
    std::vector<ResultRow> rows_;
    std::deque<FigureData> figures_;
};

}  // namespace pinn
