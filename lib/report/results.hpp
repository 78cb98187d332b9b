// What a chapter found: judged rows, figure data, timings.
//
// A row says: this item of the paper, this quantity, the paper's value, ours, the band fixed beforehand, the verdict.
// The verdict is computed here and nowhere else:
//
//     claim     reproduced      low <= ours <= high            not reproduced   otherwise
//     correct   corrected       low <= ours <= high: the paper is wrong and ours is shown right; else not reproduced
//     measure   measured        no band: a number for the reader
//
// A run with changed options of the chapter is another experiment: its rows are all measured, without the paper's
// values.
//
// Numbers keep every digit, and nothing here depends on time, machine or threads: the same binary, seed and options
// write the same bytes. Measured times go to a folder of their own.
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

// Designated and in this order: {.low = 0, .high = 1e-8, .paper = 0.24}. A side left out is unbounded.
struct Band {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    std::optional<double> paper{};  // the paper's value, where it has one
};

struct PaperValue {
    std::optional<double> paper{};
};

enum class Verdict { reproduced, not_reproduced, corrected, measured };
std::string to_string(Verdict verdict);        // "reproduced", "not reproduced", ...
Verdict parse_verdict(std::string_view text);  // its inverse; throws std::runtime_error

struct ResultRow {
    std::string item, quantity;
    std::optional<double> paper;
    double ours = 0;
    std::optional<double> low, high;  // empty: no bound on that side
    Verdict verdict = Verdict::measured;
};

// "[0, 1e-08]", "<= 0.5", ">= 2" or "", with four digits.
std::string band_text(const ResultRow& row);

// What people are shown of row i: the quantity, and "0.148" or, if the three rows of a spread begin here,
// "0.148 (0.117 .. 0.16)"; four digits.
std::string quantity_text(std::span<const ResultRow> rows, std::size_t i);
std::string ours_text(std::span<const ResultRow> rows, std::size_t i);
// Is row i the smallest or the largest value of the spread that begins before it, shown by ours_text there?
bool folded(std::span<const ResultRow> rows, std::size_t i);

// The rows as a table for people: item, quantity, paper, ours, band, verdict, columns aligned.  Numbers have four
// digits, the file has all; the three rows of a spread share a line.
std::string results_table(std::span<const ResultRow> rows);

// What a chapter prints: all rows if they fit on a screen, else those with a verdict.
std::vector<ResultRow> rows_for_console(std::span<const ResultRow> rows);

// The seven columns of a result file.
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
    void row(std::vector<std::string> fields) { add(std::move(fields)); }

    const std::string& name() const { return name_; }
    const Csv& table() const { return table_; }

  private:
    void add(std::vector<std::string> fields);
    std::string name_;
    Csv table_;
};

class Results {
  public:
    // `chapter` is that of the options ("07"), else std::logic_error.
    Results(std::string_view chapter, const Options& options);

    // One row. `item` is one of judged_items(), (item, quantity) is new, the band has a bound and low <= high; anything
    // else is the chapter's mistake and throws std::logic_error.  NaN and infinity lie in no band.
    Verdict claim(std::string_view item, std::string_view quantity, double ours, const Band& band);
    Verdict correct(std::string_view item, std::string_view quantity, double ours, const Band& band);
    Verdict measure(std::string_view item, std::string_view quantity, double ours, const PaperValue& paper = {});

    // The same for a quantity over seeds: three rows, "<quantity>: median" with the band and the verdict, and
    // "<quantity>: smallest" and ": largest", measured.
    Verdict claim(std::string_view item, std::string_view quantity, const Spread& ours, const Band& band);
    Verdict correct(std::string_view item, std::string_view quantity, const Spread& ours, const Band& band);
    Verdict measure(std::string_view item, std::string_view quantity, const Spread& ours, const PaperValue& paper = {});

    // The data of a figure; `name` begins with the chapter: "ch07-fig4".  The reference stays valid.
    // Throws std::logic_error for the name of another chapter, or one that was taken.
    FigureData& figure(const std::string& name, std::vector<std::string> columns);

    // A measured time or size, into <out>/timings/chapter-07.csv with columns work,value,unit.
    void timing(std::string_view work, double value, std::string_view unit);

    // Writes <out>/results/chapter-07.csv (of a study chapter-07-study.csv), the figures and the timings, each aside
    // and renamed, and prints the table. Returns 0.  Throws std::runtime_error if a file cannot be written,
    // std::logic_error if there is no row.
    int write() const;

    std::span<const ResultRow> rows() const { return rows_; }

  private:
    Verdict add(ResultRow row);
    Verdict add_spread(ResultRow median, const Spread& ours);
    std::string chapter_, file_, out_, changed_;
    std::vector<std::string> comments_;  // of every file: chapter, profile, seeds, changed options
    std::vector<ResultRow> rows_;
    std::deque<FigureData> figures_;
    Csv timings_;
};

}  // namespace pinn
