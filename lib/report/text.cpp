#include "lib/report/text.hpp"

#include <algorithm>
#include <array>
#include <boost/crc.hpp>
#include <charconv>
#include <stdexcept>

namespace pinn {
namespace {

// std::to_chars with any further arguments (format, precision); no double needs more than 40 characters here.
template <class... Arguments>
std::string characters(Arguments... arguments) {
    std::array<char, 64> buffer;
    return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), arguments...).ptr};
}

template <class T>
std::optional<T> parse(std::string_view text) {
    T value{};
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end) return std::nullopt;
    return value;
}

std::size_t shown_length(std::string_view text) {  // UTF-8 continuation bytes take no column
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

std::string to_text(double value) { return characters(value); }
std::string to_text(float value) { return characters(value); }
std::string to_text(double value, int digits) { return characters(value, std::chars_format::general, digits); }

std::optional<double> parse_number(std::string_view text) { return parse<double>(text); }
std::optional<std::int64_t> parse_integer(std::string_view text) { return parse<std::int64_t>(text); }

std::string aligned(const std::vector<std::vector<std::string>>& lines) {
    std::vector<std::size_t> widths(lines.empty() ? 0 : lines.front().size(), 0);
    for (const auto& line : lines) {
        if (line.size() != widths.size()) {
            throw std::logic_error(concat("aligned: ", line.size(), " cells under ", widths.size()));
        }
        for (std::size_t j = 0; j < line.size(); ++j) widths[j] = std::max(widths[j], shown_length(line[j]));
    }
    std::string text;
    for (const auto& line : lines) {
        for (std::size_t j = 0; j + 1 < line.size(); ++j) {
            text += line[j] + std::string(widths[j] - shown_length(line[j]) + 2, ' ');
        }
        text += (line.empty() ? "" : line.back()) + '\n';
    }
    return text;
}

std::string checksum(std::string_view bytes) {
    boost::crc_32_type crc;
    crc.process_bytes(bytes.data(), bytes.size());
    std::string digits(8, '0');
    auto value = crc.checksum();
    for (std::size_t i = 8; i-- > 0; value /= 16) digits[i] = "0123456789abcdef"[value % 16];
    return digits;
}

}  // namespace pinn
