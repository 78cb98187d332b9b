#include "lib/report/results.hpp"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <stdexcept>

#include "lib/report/files.hpp"
#include "lib/report/paper.hpp"

namespace pinn {
namespace {

std::string text_or_empty(const std::optional<double>& value) { return value ? to_text(*value) : ""; }

std::optional<double> bound(double value) { return std::isfinite(value) ? std::optional(value) : std::nullopt; }

constexpr std::string_view median_suffix = ": median", smallest_suffix = ": smallest", largest_suffix = ": largest";

bool one_line(std::string_view text) { return text.find_first_of("\n\r") == std::string_view::npos; }

}  // namespace

std::string to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::reproduced:
            return "reproduced";
        case Verdict::not_reproduced:
            return "not reproduced";
        case Verdict::corrected:
            return "corrected";
        case Verdict::measured:
            break;
    }
    return "measured";
}

Verdict parse_verdict(std::string_view text) {
    for (const Verdict verdict :
         {Verdict::reproduced, Verdict::not_reproduced, Verdict::corrected, Verdict::measured}) {
        if (text == to_string(verdict)) return verdict;
    }
    throw std::runtime_error(concat("\"", text, "\" is no verdict"));
}

std::string band_text(const ResultRow& row) {
    if (row.low && row.high) return concat("[", to_text(*row.low, 4), ", ", to_text(*row.high, 4), "]");
    if (row.low) return concat(">= ", to_text(*row.low, 4));
    if (row.high) return concat("<= ", to_text(*row.high, 4));
    return "";
}

bool folded(std::span<const ResultRow> rows, std::size_t i) {
    for (std::size_t back = 1; back <= 2 && back <= i; ++back) {
        const std::string& median = rows[i - back].quantity;
        if (!median.ends_with(median_suffix) || rows[i - back].item != rows[i].item) continue;
        const std::string_view base = std::string_view(median).substr(0, median.size() - median_suffix.size());
        return rows[i].quantity == std::string(base) + std::string(back == 1 ? smallest_suffix : largest_suffix);
    }
    return false;
}

// Do the rows of one spread begin at row i?
static bool heads_spread(std::span<const ResultRow> rows, std::size_t i) {
    return i + 2 < rows.size() && folded(rows, i + 1) && folded(rows, i + 2);
}

std::string quantity_text(std::span<const ResultRow> rows, std::size_t i) {
    const std::string& quantity = rows[i].quantity;
    return heads_spread(rows, i) ? quantity.substr(0, quantity.size() - median_suffix.size()) : quantity;
}

std::string ours_text(std::span<const ResultRow> rows, std::size_t i) {
    const std::string text = to_text(rows[i].ours, 4);
    if (!heads_spread(rows, i) || !(rows[i + 1].ours < rows[i + 2].ours)) return text;
    return text + " (" + to_text(rows[i + 1].ours, 4) + " .. " + to_text(rows[i + 2].ours, 4) + ")";
}

std::string results_table(std::span<const ResultRow> rows) {
    std::vector<std::vector<std::string>> cells{{"item", "quantity", "paper", "ours", "band", "verdict"}};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const ResultRow& row = rows[i];
        if (folded(rows, i)) {
            cells[0][3] = "ours (smallest .. largest)";
            continue;
        }
        cells.push_back({row.item, quantity_text(rows, i), row.paper ? to_text(*row.paper, 4) : "", ours_text(rows, i),
                         band_text(row), to_string(row.verdict)});
    }
    return aligned(cells);
}

std::vector<ResultRow> rows_for_console(std::span<const ResultRow> rows) {
    constexpr std::size_t lines = 36;  // a screen, with what stands around the table
    std::vector<ResultRow> judged;
    std::size_t count = 0;
    bool keep = false;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!folded(rows, i)) {
            keep = rows[i].verdict != Verdict::measured;
            ++count;
        }
        if (keep) judged.push_back(rows[i]);
    }
    if (count <= lines || judged.empty()) judged.assign(rows.begin(), rows.end());
    return judged;
}

std::vector<std::string> result_columns() { return {"item", "quantity", "paper", "ours", "low", "high", "verdict"}; }

std::vector<ResultRow> result_rows(const Csv& table) {
    std::vector<std::size_t> at;
    for (const std::string& name : result_columns()) at.push_back(table.column(name));
    std::vector<ResultRow> rows;
    for (const auto& fields : table.rows) {
        const auto number = [&](std::size_t column) -> std::optional<double> {
            const std::string& field = fields[at[column]];
            if (field.empty()) return std::nullopt;
            if (const auto value = parse_number(field)) return value;
            throw std::runtime_error(concat("row ", rows.size() + 1, ", column ", result_columns()[column], ": \"",
                                            field, "\" is no number"));
        };
        if (!number(3)) throw std::runtime_error(concat("row ", rows.size() + 1, ", column ours: empty"));
        rows.push_back({.item = fields[at[0]],
                        .quantity = fields[at[1]],
                        .paper = number(2),
                        .ours = *number(3),
                        .low = number(4),
                        .high = number(5),
                        .verdict = parse_verdict(fields[at[6]])});
    }
    return rows;
}

std::vector<ResultRow> read_results(const std::filesystem::path& path) {
    const Csv table = read_csv(path);
    try {
        return result_rows(table);
    } catch (const std::runtime_error& error) {
        refuse(path, error.what());
    }
}

FigureData::FigureData(std::string name, std::vector<std::string> columns, std::vector<std::string> comments)
    : name_(std::move(name)) {
    table_.comments = std::move(comments);
    table_.header = std::move(columns);
}

void FigureData::comment(const std::string& line) {
    if (!one_line(line)) throw std::logic_error("figure " + name_ + ": a comment of several lines");
    table_.comments.push_back(line);
}

void FigureData::row(std::span<const double> values) {
    std::vector<std::string> fields;
    for (const double value : values) fields.push_back(to_text(value));
    add(std::move(fields));
}

void FigureData::add(std::vector<std::string> fields) {
    if (fields.size() != table_.header.size()) {
        throw std::logic_error(
            concat("figure ", name_, ": a row of ", fields.size(), " under ", table_.header.size(), " columns"));
    }
    table_.rows.push_back(std::move(fields));
}

Results::Results(std::string_view chapter, const Options& options)
    : chapter_(chapter),
      file_(concat("chapter-", chapter, options.study() ? "-study.csv" : ".csv")),
      out_(options.out()) {
    if (chapter_ != options.chapter()) throw std::logic_error("results: chapter " + chapter_ + " with other options");
    comments_ = {"chapter: " + chapter_, concat("profile: ", options.profile()),
                 concat("seeds: ", options.seeds_text())};
    changed_ = options.changed();
    if (!changed_.empty()) comments_.push_back("changed: " + changed_);
    if (const auto chosen = options.chosen_seeds(); !chosen.empty()) comments_.push_back("chosen seeds: " + chosen);
    timings_.comments = comments_;
    timings_.comments.push_back(concat("threads: ", options.threads()));
    timings_.header = {"work", "value", "unit"};
}

Verdict Results::add(ResultRow row) {
    const std::string name = row.item + ", " + row.quantity;
    if (!is_judged_item(row.item)) throw std::logic_error("results: \"" + row.item + "\" is not a judged item");
    if (row.quantity.empty() || !one_line(row.quantity)) throw std::logic_error("results: " + name + ": bad quantity");
    for (const ResultRow& other : rows_) {
        if (other.item == row.item && other.quantity == row.quantity) {
            throw std::logic_error("results: " + name + ": a second row");
        }
    }
    if (!changed_.empty()) {
        // Another experiment than the published one: there is nothing to judge it by.
        row.paper = row.low = row.high = std::nullopt;
        row.verdict = Verdict::measured;
    }
    rows_.push_back(std::move(row));
    return rows_.back().verdict;
}

namespace {

// A row with a band, its verdict `inside` or not reproduced.
ResultRow banded(std::string_view item, std::string_view quantity, double ours, const Band& band, Verdict inside) {
    const std::string name = std::string(item) + ", " + std::string(quantity);
    if (!(band.low <= band.high)) throw std::logic_error("results: " + name + ": the band is empty");
    if (!std::isfinite(band.low) && !std::isfinite(band.high)) {
        throw std::logic_error("results: " + name + ": the band has no bound");
    }
    return {.item = std::string(item),
            .quantity = std::string(quantity),
            .paper = band.paper,
            .ours = ours,
            .low = bound(band.low),
            .high = bound(band.high),
            .verdict = std::isfinite(ours) && band.low <= ours && ours <= band.high ? inside : Verdict::not_reproduced};
}

ResultRow measured(std::string_view item, std::string_view quantity, double ours, const PaperValue& paper) {
    return {.item = std::string(item),
            .quantity = std::string(quantity),
            .paper = paper.paper,
            .ours = ours,
            .low = {},
            .high = {},
            .verdict = Verdict::measured};
}

}  // namespace

Verdict Results::claim(std::string_view item, std::string_view quantity, double ours, const Band& band) {
    return add(banded(item, quantity, ours, band, Verdict::reproduced));
}

Verdict Results::correct(std::string_view item, std::string_view quantity, double ours, const Band& band) {
    return add(banded(item, quantity, ours, band, Verdict::corrected));
}

Verdict Results::measure(std::string_view item, std::string_view quantity, double ours, const PaperValue& paper) {
    return add(measured(item, quantity, ours, paper));
}

Verdict Results::add_spread(ResultRow row, const Spread& ours) {
    const std::string item = row.item, quantity = row.quantity;
    row.quantity += median_suffix;
    const Verdict verdict = add(std::move(row));
    measure(item, quantity + std::string(smallest_suffix), ours.low);
    measure(item, quantity + std::string(largest_suffix), ours.high);
    return verdict;
}

Verdict Results::claim(std::string_view item, std::string_view quantity, const Spread& ours, const Band& band) {
    return add_spread(banded(item, quantity, ours.median, band, Verdict::reproduced), ours);
}

Verdict Results::correct(std::string_view item, std::string_view quantity, const Spread& ours, const Band& band) {
    return add_spread(banded(item, quantity, ours.median, band, Verdict::corrected), ours);
}

Verdict Results::measure(std::string_view item, std::string_view quantity, const Spread& ours,
                         const PaperValue& paper) {
    return add_spread(measured(item, quantity, ours.median, paper), ours);
}

FigureData& Results::figure(const std::string& name, std::vector<std::string> columns) {
    if (!name.starts_with("ch" + chapter_ + "-") || name.find('/') != std::string::npos) {
        throw std::logic_error("figure " + name + ": its name has to begin with ch" + chapter_ + "-");
    }
    for (const FigureData& other : figures_) {
        if (other.name() == name) throw std::logic_error("figure " + name + ": exists already");
    }
    return figures_.emplace_back(name, std::move(columns), comments_);
}

void Results::timing(std::string_view work, double value, std::string_view unit) {
    timings_.rows.push_back({to_text(work), to_text(value), to_text(unit)});
}

int Results::write() const {
    if (rows_.empty()) throw std::logic_error("results: chapter " + chapter_ + " has no row");
    Csv table{.comments = comments_, .header = result_columns(), .rows = {}};
    for (const ResultRow& row : rows_) {
        table.rows.push_back({row.item, row.quantity, text_or_empty(row.paper), to_text(row.ours),
                              text_or_empty(row.low), text_or_empty(row.high), to_string(row.verdict)});
    }
    const std::filesystem::path out(out_);
    for (const FigureData& figure : figures_) {
        write_file_atomically(out / "figures" / (figure.name() + ".csv"), figure.table().text());
    }
    if (!timings_.rows.empty()) {
        write_file_atomically(out / "timings" / file_, timings_.text());
    }
    // Last, so that a new result file never stands beside the figures of an older run.
    write_file_atomically(out / "results" / file_, table.text());
    const std::vector<ResultRow> shown = rows_for_console(rows_);
    std::cout << '\n' << results_table(shown);
    if (shown.size() < rows_.size())
        std::cout << "Measured, without a verdict, are more: " << (out / "results" / file_).generic_string() << '\n';
    if (!changed_.empty()) std::cout << "Not judged: " << changed_ << " is not the published experiment.\n";
    return 0;
}

}  // namespace pinn
