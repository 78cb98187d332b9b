// Comma-separated tables: comment lines ("# profile: quick"), a header line, rows.
//
// The one format of everything the project writes and reads again: results, figures, expected and published rows.
// A field with a comma, a quote or a line break is quoted and its quotes are doubled (RFC 4180); Boost's tokenizer
// escapes by backslash instead, which no spreadsheet reads. A field may hold anything but starts a comment line only
// if it is the first of its row and begins with '#'; such a field is quoted too.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pinn {

struct Csv {
    std::vector<std::string> comments;  // without the leading "# "
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;  // each as long as the header

    // The value of the comment line "# key: value", if there is one.
    std::optional<std::string> comment(std::string_view key) const;

    // Position of a column.  Throws std::runtime_error "no column <name>".
    std::size_t column(std::string_view name) const;

    // The whole table as text, comments first.  O(size).
    std::string text() const;
};

// The inverse of Csv::text().  Throws std::runtime_error naming the line if a row is not as long as the header, a quote
// is not closed, or there is no header.  O(size).
Csv parse_csv(std::string_view text);

// parse_csv of a file; errors begin with the path.
Csv read_csv(const std::filesystem::path& path);

// A column of numbers, for plots.  Throws std::runtime_error if a field is not a number.
std::vector<double> numbers(const Csv& table, std::string_view column);

}  // namespace pinn
