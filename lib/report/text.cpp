#include "lib/report/text.hpp"

#include <array>
#include <boost/crc.hpp>
#include <charconv>

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

}  // namespace

std::string to_text(double value) { return characters(value); }
std::string to_text(float value) { return characters(value); }
std::string to_text(double value, int digits) { return characters(value, std::chars_format::general, digits); }

std::optional<double> parse_number(std::string_view text) { return parse<double>(text); }
std::optional<std::int64_t> parse_integer(std::string_view text) { return parse<std::int64_t>(text); }

std::string checksum(std::string_view bytes) {
    boost::crc_32_type crc;
    crc.process_bytes(bytes.data(), bytes.size());
    std::string digits(8, '0');
    auto value = crc.checksum();
    for (std::size_t i = 8; i-- > 0; value /= 16) digits[i] = "0123456789abcdef"[value % 16];
    return digits;
}

}  // namespace pinn
