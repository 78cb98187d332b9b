#include "lib/report/results.hpp"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <stdexcept>

#include "lib/report/files.hpp"
#include "lib/report/paper.hpp"
#include "lib/report/ranks.hpp"

namespace pinn {
namespace {

std::string text_or_empty(const std::optional<double>& value) { return value ? to_text(*value) : ""; }

std::optional<double> bound(double value) { return std::isfinite(value) ? std::optional(value) : std::nullopt; }

std::size_t longest_line(std::string_view text) {
    std::size_t longest = 0, length = 0;
    for (const char c : text) {
        length = c == '\n' ? 0 : length + 1;
        longest = std::max(longest, length);
    }
    return longest;
}

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
        case Verdict::identity:
            return "identity";
        case Verdict::measured:
            break;
    }
    return "measured";
}

Verdict parse_verdict(std::string_view text) {
    for (const Verdict verdict :
         {Verdict::reproduced, Verdict::not_reproduced, Verdict::corrected, Verdict::identity, Verdict::measured}) {
        if (text == to_string(verdict)) return verdict;
    }
    throw std::runtime_error(concat("\"", text, "\" is no verdict"));
}

std::string expected_text(const ResultRow& row) {
    if (!row.expected) return "";
    return to_text(*row.expected, 4) + (row.source == "theory" ? " (theory)" : "");
}

std::string ours_text(const ResultRow& row) {
    const auto& [value, smallest, largest] = row.ours;
    const std::string text = to_text(value, 4);
    if (!smallest || !(*smallest < *largest)) return text;
    return concat(text, " (", to_text(*smallest, 4), " .. ", to_text(*largest, 4), ")");
}

std::string band_text(const ResultRow& row) {
    if (row.low && row.high) return concat("[", to_text(*row.low, 4), ", ", to_text(*row.high, 4), "]");
    if (row.low) return concat(">= ", to_text(*row.low, 4));
    if (row.high) return concat("<= ", to_text(*row.high, 4));
    return "";
}

std::string results_table(std::span<const ResultRow> rows, std::size_t width) {
    const auto table = [&](std::size_t longest, bool whole) {
        std::vector<std::vector<std::string>> cells{{"item", "quantity", "expected", "ours", "band", "verdict"}};
        for (const ResultRow& row : rows) {
            std::string quantity = row.quantity;
            if (quantity.size() > longest) quantity = quantity.substr(0, longest - 2) + "..";
            cells.push_back({row.item, quantity, expected_text(row),
                             whole ? ours_text(row) : to_text(row.ours.value, 4), band_text(row),
                             to_string(row.verdict)});
        }
        return aligned(cells);
    };
    std::size_t longest = 0;
    for (const ResultRow& row : rows) longest = std::max(longest, row.quantity.size());
    if (const std::string whole = table(longest, true); longest_line(whole) <= width) return whole;
    const std::string medians = table(longest, false);
    const std::size_t columns = std::max(longest_line(medians), width);
    return table(std::max<std::size_t>(longest - std::min(longest, columns - width), 12), false);
}

std::vector<std::string> result_columns() {
    return {"item", "quantity", "expected", "source", "ours", "smallest", "largest", "low", "high", "verdict"};
}

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
        if (!number(4)) throw std::runtime_error(concat("row ", rows.size() + 1, ", column ours: empty"));
        Ours ours(*number(4));
        ours.smallest = number(5);
        ours.largest = number(6);
        rows.push_back({.item = fields[at[0]],
                        .quantity = fields[at[1]],
                        .expected = number(2),
                        .source = fields[at[3]],
                        .ours = ours,
                        .low = number(7),
                        .high = number(8),
                        .verdict = parse_verdict(fields[at[9]])});
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

Results::Results(const Options& options)
    : chapter_(options.chapter()),
      file_(concat("chapter-", chapter_, options.study() ? "-study.csv" : ".csv")),
      out_(options.out()) {
    comments_ = {"chapter: " + chapter_, concat("profile: ", options.profile()),
                 concat("seeds: ", options.seeds_text())};
    changed_ = options.changed();
    if (!changed_.empty()) comments_.push_back("changed: " + changed_);
    if (const auto chosen = options.chosen_seeds(); !chosen.empty()) comments_.push_back("chosen seeds: " + chosen);
}

Verdict Results::add(std::string_view item, std::string_view quantity, const Ours& ours, Verdict inside,
                     const Band& band) {
    const std::string name = concat(item, ", ", quantity);
    if (!is_judged_item(item)) throw std::logic_error(concat("results: \"", item, "\" is not a judged item"));
    if (quantity.empty() || !one_line(quantity)) throw std::logic_error("results: " + name + ": bad quantity");
    for (const ResultRow& other : rows_) {
        if (other.item == item && other.quantity == quantity) {
            throw std::logic_error("results: " + name + ": a second row");
        }
    }
    const bool judged = inside != Verdict::measured;
    if (judged && !(band.low <= band.high)) throw std::logic_error("results: " + name + ": the band is empty");
    if (judged && !std::isfinite(band.low) && !std::isfinite(band.high)) {
        throw std::logic_error("results: " + name + ": the band has no bound");
    }
    ResultRow row{.item = std::string(item),
                  .quantity = std::string(quantity),
                  .expected = {},
                  .source = "",
                  .ours = ours,
                  .low = {},
                  .high = {}};
    if (changed_.empty()) {  // else another experiment than the published one: there is nothing to judge it by
        row.expected = band.paper ? band.paper : band.theory;
        row.source = band.paper ? "paper" : band.theory ? "theory" : "";
    }
    if (judged && changed_.empty()) {
        row.low = bound(band.low);
        row.high = bound(band.high);
        const bool holds = std::isfinite(ours.value) && band.low <= ours.value && ours.value <= band.high;
        row.verdict = holds ? inside : Verdict::not_reproduced;
    }
    rows_.push_back(std::move(row));
    return rows_.back().verdict;
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

void Results::write() const {
    if (rows_.empty()) throw std::logic_error("results: chapter " + chapter_ + " has no row");
    Csv table{.comments = comments_, .header = result_columns(), .rows = {}};
    for (const ResultRow& row : rows_) {
        table.rows.push_back({row.item, row.quantity, text_or_empty(row.expected), row.source, to_text(row.ours.value),
                              text_or_empty(row.ours.smallest), text_or_empty(row.ours.largest), text_or_empty(row.low),
                              text_or_empty(row.high), to_string(row.verdict)});
    }
    if (!first_rank()) return;
    const std::filesystem::path out(out_);
    for (const FigureData& figure : figures_) {
        write_file_atomically(out / "figures" / (figure.name() + ".csv"), figure.table().text());
    }
    // Last, so that a new result file never stands beside the figures of an older run.
    write_file_atomically(out / "results" / file_, table.text());
}

void Results::print(std::size_t lines) const {
    std::vector<ResultRow> shown;
    const auto add = [&](auto wanted) {
        for (const ResultRow& row : rows_) {
            if (wanted(row.verdict)) shown.push_back(row);
        }
    };
    const auto failed = [](Verdict verdict) { return verdict == Verdict::not_reproduced; };
    const auto judged = [](Verdict verdict) { return verdict != Verdict::measured; };
    add(judged);
    if (shown.empty()) add([](Verdict) { return true; });
    if (shown.size() > lines) {
        std::stable_partition(shown.begin(), shown.end(), [&](const ResultRow& row) { return failed(row.verdict); });
        shown.erase(shown.begin() + static_cast<std::ptrdiff_t>(lines), shown.end());
    }
    std::cout << '\n' << results_table(shown, 100);
    if (shown.size() < rows_.size()) {
        std::cout << rows_.size() - shown.size() << " rows more: --table, or "
                  << (std::filesystem::path(out_) / "results" / file_).generic_string() << '\n';
    }
    print_changed();
}

void Results::print_all() const {
    std::cout << '\n' << results_table(rows_);
    print_changed();
}

void Results::print_changed() const {
    if (!changed_.empty()) std::cout << "Not judged: " << changed_ << " is not the published experiment.\n";
}

}  // namespace pinn
