#include "chapters/marking/failure.hpp"

#include <cmath>
#include <cstdlib>
#include <string_view>

namespace pinn::marking {

namespace {

// Where the token stands outside of all brackets; npos if nowhere.
std::size_t outside(const std::string& text, std::string_view token) {
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (depth == 0 && text.compare(i, token.size(), token) == 0) return i;
        if (text[i] == '(' || text[i] == '[' || text[i] == '{') ++depth;
        if (text[i] == ')' || text[i] == ']' || text[i] == '}') --depth;
    }
    return std::string::npos;
}

std::string trimmed(const std::string& text) {
    const std::size_t first = text.find_first_not_of(' '), last = text.find_last_not_of(' ');
    return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}

// By how much, in steps so wide that nobody learns the expected value.
std::string kind(double found, double expected) {
    if (std::isnan(found)) return "not a number";
    if (std::isinf(found) || std::isinf(expected)) return std::isinf(found) ? "infinite" : "should not be finite";
    if (expected == 0) return "too far off";
    if (found == 0) return "should not be zero";
    if ((found < 0) != (expected < 0)) return "of the wrong sign";
    const double ratio = std::abs(found / expected), factor = ratio > 1 ? ratio : 1 / ratio;
    if (factor < 1 + 1e-3) return "nearly right, but not as accurate as asked for";
    const std::string by = factor < 1.1  ? "by less than 10 %"
                           : factor < 2  ? "by less than a factor of 2"
                           : factor < 10 ? "by a factor between 2 and 10"
                                         : "by more than a factor of 10";
    return (ratio > 1 ? "too large" : "too small") + (found < 0 ? std::string(" in modulus, ") : ", ") + by;
}

// As a student would write the call: "f(x)" for "ask(exercise::f, x)".
std::string without_ask(std::string text) {
    const std::string ask = "ask(exercise::";
    for (std::size_t at = 0; (at = text.find(ask)) != std::string::npos;) {
        text.erase(at, ask.size());
        if (const std::size_t comma = text.find(", ", at); comma != std::string::npos) text.replace(comma, 2, "(");
    }
    return text;
}

// "{?}" is doctest's word for what has no text.
std::string said(const std::string& what, const std::string& value, const std::string& kind) {
    return without_ask(trimmed(what)) + " is " + (value.empty() || value == "{?}" ? "" : value + ": ") + kind;
}

}  // namespace

std::string failure(const std::string& expression, const std::string& values) {
    const std::string text = trimmed(expression), between = " close to ";
    if (const std::size_t at = values.find(between); at != std::string::npos && text.starts_with("close(")) {
        const std::string arguments = text.substr(6), found = values.substr(0, at);
        const double expected = std::strtod(values.c_str() + at + between.size(), nullptr);
        return said(arguments.substr(0, outside(arguments, ",")), found,
                    kind(std::strtod(found.c_str(), nullptr), expected));
    }
    for (const auto& [sign, kind] : {std::pair{" == ", "not what it should be"},
                                     {" != ", "what it should not be"},
                                     {" <= ", "too large"},
                                     {" >= ", "too small"},
                                     {" < ", "too large"},
                                     {" > ", "too small"}}) {
        const std::size_t in_text = outside(text, sign), in_values = outside(values, sign);
        if (in_text == std::string::npos) continue;
        const std::string found = trimmed(values.substr(0, in_values));
        return said(text.substr(0, in_text), found, found.ends_with("nan") ? "not a number" : kind);
    }
    return without_ask(text) + " does not hold";
}

}  // namespace pinn::marking
