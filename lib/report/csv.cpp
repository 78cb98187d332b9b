#include "lib/report/csv.hpp"

#include <algorithm>
#include <stdexcept>

#include "lib/report/files.hpp"
#include "lib/report/text.hpp"

namespace pinn {
namespace {

std::string quoted_if_needed(const std::string& field) {
    if (field.find_first_of(",\"\n\r") == std::string::npos && !field.starts_with('#')) return field;
    std::string quoted = "\"";
    for (const char c : field) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + '"';
}

std::string line_of(const std::vector<std::string>& fields) {
    if (fields.size() == 1 && fields[0].empty()) return "\"\"\n";  // an empty line would be no row
    std::string line;
    for (std::size_t i = 0; i < fields.size(); ++i) line += concat(i == 0 ? "" : ",", quoted_if_needed(fields[i]));
    return line + '\n';
}

// Takes one row, up to and including its line end, off the front of `text`.
std::vector<std::string> take_row(std::string_view& text, std::size_t& line_number) {
    std::vector<std::string> fields(1);
    bool inside_quotes = false;
    std::size_t i = 0;
    for (; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n') ++line_number;
        if (inside_quotes && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
            fields.back() += text[++i];
        } else if (c == '"') {
            inside_quotes = !inside_quotes;
        } else if (c == ',' && !inside_quotes) {
            fields.emplace_back();
        } else if (c == '\n' && !inside_quotes) {
            ++i;
            break;
        } else if (inside_quotes || c != '\r') {
            fields.back() += c;
        }
    }
    if (inside_quotes) throw std::runtime_error(concat("line ", line_number, ": a quote is not closed"));
    text.remove_prefix(i);
    return fields;
}

}  // namespace

std::optional<std::string> Csv::comment(std::string_view key) const {
    const std::string start = std::string(key) + ": ";
    for (const std::string& comment : comments) {
        if (comment.starts_with(start)) return comment.substr(start.size());
    }
    return std::nullopt;
}

std::size_t Csv::column(std::string_view name) const {
    const auto found = std::find(header.begin(), header.end(), name);
    if (found == header.end()) throw std::runtime_error(concat("no column ", name));
    return static_cast<std::size_t>(found - header.begin());
}

std::string Csv::text() const {
    std::string text;
    for (const std::string& comment : comments) text += "# " + comment + '\n';
    text += line_of(header);
    for (const auto& row : rows) text += line_of(row);
    return text;
}

Csv parse_csv(std::string_view text) {
    Csv table;
    std::size_t line_number = 1;
    while (!text.empty()) {
        if (text.starts_with('#') || text.starts_with('\n') || text.starts_with("\r\n")) {
            const std::size_t length = std::min(text.find('\n'), text.size());
            std::string_view comment = text.substr(0, length);
            while (comment.ends_with('\r')) comment.remove_suffix(1);
            if (comment.starts_with("# ")) comment.remove_prefix(1);
            if (!comment.empty()) table.comments.emplace_back(comment.substr(1));
            text.remove_prefix(std::min(length + 1, text.size()));
            ++line_number;
            continue;
        }
        const std::size_t first_line = line_number;
        std::vector<std::string> row = take_row(text, line_number);
        if (table.header.empty()) {
            table.header = std::move(row);
        } else if (row.size() != table.header.size()) {
            throw std::runtime_error(
                concat("line ", first_line, ": ", row.size(), " fields under a header of ", table.header.size()));
        } else {
            table.rows.push_back(std::move(row));
        }
    }
    if (table.header.empty()) throw std::runtime_error("no header line");
    return table;
}

Csv read_csv(const std::filesystem::path& path) {
    const std::string text = read_file(path);
    try {
        return parse_csv(text);
    } catch (const std::runtime_error& error) {
        refuse(path, error.what());
    }
}

std::vector<double> numbers(const Csv& table, std::string_view column) {
    const std::size_t index = table.column(column);
    std::vector<double> values;
    for (const auto& row : table.rows) {
        const std::optional<double> value = parse_number(row[index]);
        if (!value) throw std::runtime_error(concat("column ", column, ": \"", row[index], "\" is no number"));
        values.push_back(*value);
    }
    return values;
}

}  // namespace pinn
