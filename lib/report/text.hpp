// Numbers to text and back, the same in every locale.
//
// Everything the project prints into a file goes through to_text: the shortest digits that read back as exactly the
// same number, so a result file loses nothing and two equal runs write equal bytes. Reading is as strict as writing:
// the whole text is one number, or it is refused.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pinn {

// Shortest text that reads back as the same value: 0.1 -> "0.1", 1e-300 -> "1e-300", also "inf", "-inf", "nan".
std::string to_text(double value);
std::string to_text(float value);
inline std::string to_text(std::integral auto value) { return std::to_string(value); }
inline std::string to_text(char value) { return std::string(1, value); }
inline std::string to_text(std::string_view text) { return std::string(text); }

template <class T>
concept Printable = requires(const T& value) {
    to_text(value);
};

// The parts one after the other, numbers as to_text prints them.  (GCC 12 warns falsely about "text" + std::string.)
std::string concat(const Printable auto&... parts) {
    std::string result;
    ((result += to_text(parts)), ...);
    return result;
}

// The value rounded to that many significant digits, for tables people read: (0.123456, 3) -> "0.123".
std::string to_text(double value, int digits);

// The number a text is, all of it; nothing if it is anything else ("", "3x", " 3", "+3", "1e999").
// parse_number also reads "inf" and "nan".
std::optional<double> parse_number(std::string_view text);
std::optional<std::int64_t> parse_integer(std::string_view text);

// CRC-32 of the bytes, 8 hexadecimal digits.  O(size).
std::string checksum(std::string_view bytes);

// One line for each list of cells, columns aligned on the left and two blanks apart; UTF-8 is counted in characters.
// Throws std::logic_error unless all lines have as many cells as the first.
std::string aligned(const std::vector<std::vector<std::string>>& lines);

// {"a", "b", "c"} -> "a, b, c"
std::string joined(const auto& texts, std::string_view separator = ", ") {
    std::string result;
    bool first = true;
    for (const auto& text : texts) {
        if (!first) result += separator;
        first = false;
        result += text;
    }
    return result;
}

}  // namespace pinn
