#include "chapters/marking/report.hpp"

#include <algorithm>
#include <iostream>
#include <regex>
#include <set>
#include <sstream>

#include "lib/report/text.hpp"

namespace pinn::marking {

namespace {

constexpr std::size_t characters_of_a_line = 300;

// JSON by hand: Boost.PropertyTree writes numbers as texts, which Gradescope does not take, and Boost.JSON is newer
// than the Boost of current Debian.
std::string json_text(const std::string& text) {
    std::ostringstream out;
    out << '"';
    for (const char c : printable(text)) {
        if (c == '"' || c == '\\') {
            out << '\\' << c;
        } else if (c == '\n') {
            out << "\\n";
        } else {
            out << c;
        }
    }
    out << '"';
    return out.str();
}

}  // namespace

std::string printable(std::string text) {
    for (char& c : text) {
        if (c == '\t') c = ' ';
        const auto byte = static_cast<unsigned char>(c);
        if (c != '\n' && (byte < 0x20 || byte >= 0x7f)) c = '?';
    }
    return text;
}

std::string Case::name() const { return concat(task, " [", points, "] ", claim); }

std::optional<Case> case_called(const std::string& name) {
    static const std::regex form("([0-9]{1,3}) \\[([0-9]{1,3})\\] (.+)");
    std::smatch parts;
    if (name.size() > characters_of_a_line || !std::regex_match(name, parts, form)) return std::nullopt;
    return Case{std::stoi(parts[1]), std::stoi(parts[2]), parts[3]};
}

// Lines may be as long as the answer likes, too long for std::regex.
std::string first_lines(const std::string& text, std::size_t count) {
    std::istringstream lines(text);
    std::string kept;
    std::set<std::string> seen;
    for (std::string line; std::getline(lines, line);) {
        if (line.empty()) continue;
        if (line.size() > characters_of_a_line) line = line.substr(0, characters_of_a_line) + "...";
        if (!seen.insert(line).second) continue;
        if (seen.size() > count) return kept + "...\n";
        kept += line + '\n';
    }
    return kept;
}

std::string results_json(const std::vector<Case>& cases, const std::string& output) {
    std::ostringstream out;
    out << "{\n  \"score\": " << total(cases).got << ",\n  \"output\": " << json_text(output) << ",\n  \"tests\": [";
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const Case& c = cases[i];
        out << (i > 0 ? "," : "") << "\n    {\"number\": \"" << c.task << "\", \"name\": " << json_text(c.claim)
            << ", \"score\": " << (c.passed ? c.points : 0) << ", \"max_score\": " << c.points << ", \"status\": \""
            << (c.passed ? "passed" : "failed") << "\", \"output\": " << json_text(c.reason) << "}";
    }
    out << "\n  ]\n}\n";
    return out.str();
}

std::map<int, Marks> by_task(const std::vector<Case>& cases) {
    std::map<int, Marks> tasks;
    for (const Case& c : cases) {
        tasks[c.task].of += c.points;
        tasks[c.task].got += c.passed ? c.points : 0;
    }
    return tasks;
}

Marks total(const std::vector<Case>& cases) {
    Marks sum;
    for (const auto& [task, marks] : by_task(cases)) sum = {sum.got + marks.got, sum.of + marks.of};
    return sum;
}

void print(const std::string& chapter, const std::vector<Case>& cases) {
    for (const auto& [task, marks] : by_task(cases)) {
        std::cout << "task " << task << ": " << marks.got << " of " << marks.of << '\n';
        for (const Case& c : cases) {
            if (c.task != task) continue;
            std::cout << "  " << (c.passed ? "passed" : "FAILED") << "  [" << c.points << "] " << c.claim << '\n';
            std::istringstream lines(printable(c.reason));
            for (std::string line; std::getline(lines, line);) std::cout << "          " << line << '\n';
        }
    }
    const Marks sum = total(cases);
    std::cout << "chapter " << chapter << ": " << sum.got << " of " << sum.of << " points\n";
}

}  // namespace pinn::marking
