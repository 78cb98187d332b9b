// Marks an answer to a chapter's exercises: runs every case of its grader and adds up the points.
//
//     mark NN GRADER [--task N] [--json FILE] [--expect full|zero|less]     of one task, or of all
//     mark NN --not-built LOG [--json FILE]       an answer that does not compile: no points, and the compiler's words
//
// A grader is doctest over tests of `exercise::` names. A case is called "2 [10] claim": of task 2, worth 10 points;
// the points of all cases add up to 100. Every case runs in a process of its own, in an empty folder that is thrown
// away, with limits on time, memory and files (the shell's `ulimit`, and `timeout`): an answer that loops, crashes or
// prints without end loses that case and nothing else. Only an answer that does not compile, or loops or crashes before
// main() (in the initializer of a global variable), has no case to run: it gets a report of one failed case.
//
// The report goes to the console, and as results.json for Gradescope to FILE. --expect turns the marks into an exit
// code, for make check-exercises: full marks of a solution, none of a stub, less than full in every task of an answer
// with mistakes.

#include <sys/wait.h>

#include <boost/program_options.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "lib/report/files.hpp"
#include "lib/report/options.hpp"
#include "lib/report/text.hpp"
#include "tests/scratch.hpp"

namespace fs = std::filesystem;
using namespace pinn;

namespace {

constexpr int seconds_per_case = 15, megabytes_of_memory = 4096, megabytes_of_files = 4;
// AddressSanitizer and ThreadSanitizer reserve terabytes of address space for themselves.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool reserves_address_space = true;
#elif defined(__has_feature)
constexpr bool reserves_address_space = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool reserves_address_space = false;
#endif

constexpr std::size_t lines_of_reason = 10, lines_of_output = 5, characters_of_a_line = 300;

struct Case {
    int task, points;
    std::string claim;
    bool passed = false;
    std::string reason{};  // why not
};

std::string quoted(const std::string& text) { return "'" + std::regex_replace(text, std::regex("'"), "'\\''") + "'"; }

// The exit code of a shell command.
int shell(const std::string& command) {
    const int status = std::system(command.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// What a program has to live with that may loop, fill memory or print without end, as the start of a shell command.
std::string limits() {
    const std::string memory = reserves_address_space ? "" : concat(" ulimit -v ", megabytes_of_memory * 1024, ";");
    // Files in blocks of 512 bytes, or of 1024 in some shells.
    return concat("ulimit -c 0; ulimit -t ", seconds_per_case, ";", memory, " ulimit -f ", megabytes_of_files * 2048,
                  "; OMP_NUM_THREADS=2 timeout -k 1 ", seconds_per_case, " ");
}

// "grade.cpp:17:" and nothing behind it: doctest names the place of the case.
bool is_place(const std::string& line) {
    const std::size_t name = line.rfind("grade.cpp:");
    if (name == std::string::npos || !line.ends_with(':')) return false;
    const std::string number = line.substr(name + 10, line.size() - name - 11);
    return !number.empty() && number.find_first_not_of("0123456789") == std::string::npos;
}

// The first different lines, cut where they are very long, without empty ones and those that only repeat the case's
// name. Lines may be as long as the answer likes, too long for std::regex.
std::string first_lines(const std::string& text, std::size_t count) {
    std::istringstream lines(text);
    std::string kept;
    std::set<std::string> seen;
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line.starts_with("TEST CASE:") || is_place(line)) continue;
        if (line.size() > characters_of_a_line) line = line.substr(0, characters_of_a_line) + "...";
        if (!line.starts_with("  values:") && !seen.insert(line).second) continue;
        if (seen.size() > count) return kept + "...\n";
        kept += line + '\n';
    }
    return kept;
}

// Runs the grader in a folder of its own; its exit code, and how long it took.
struct Ended {
    int code;
    double seconds;
};
Ended run_in(const test::ScratchFolder& scratch, const std::string& grader, const std::string& arguments) {
    const auto start = std::chrono::steady_clock::now();
    const int code = shell(concat("cd ", quoted(scratch.path().string()), " && ", limits(),
                                  quoted(fs::absolute(grader).string()), " -nc ", arguments, " </dev/null"));
    return {code, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()};
}

// Why a program did not come to an end of its own, if so.
std::optional<std::string> broken_off(const Ended& ended) {
    switch (ended.code) {
        case 124:
        case 137:
        case 152:
            if (ended.code == 137 && ended.seconds < seconds_per_case) return "was killed: not enough memory?\n";
            return concat("did not end within ", seconds_per_case, " s of time: an endless loop?\n");
        case 139:
            return "crashed: it touched memory that is not its own (segmentation fault), or recursed without end\n";
        case 134:
            return "crashed: it was aborted\n";
        case 136:
            return "crashed: an arithmetic error (of integers: a division by zero?)\n";
        case 153:
            return concat("wrote more than ", megabytes_of_files, " MB\n");
        default:
            return std::nullopt;
    }
}

// The answer ends before the first case.
struct NotStarted : std::runtime_error {
    using std::runtime_error::runtime_error;
};

std::vector<Case> cases_of(const std::string& grader) {
    const test::ScratchFolder scratch;
    const Ended ended = run_in(scratch, grader, "-ltc >list 2>&1");
    const std::string list = read_file(scratch.path() / "list");
    if (ended.code != 0) {
        throw NotStarted("before its first case, perhaps in a global variable, it " +
                         broken_off(ended).value_or(concat("ended with exit code ", ended.code, "\n")) +
                         first_lines(list, lines_of_reason));
    }
    std::vector<Case> cases;
    std::istringstream lines(list);
    const std::regex name("([0-9]+) \\[([0-9]+)\\] (.+)");
    for (std::string line; std::getline(lines, line);) {
        std::smatch parts;
        if (line.size() < characters_of_a_line && std::regex_match(line, parts, name)) {
            cases.push_back({std::stoi(parts[1]), std::stoi(parts[2]), parts[3]});
        }
    }
    int total = 0;
    for (const Case& c : cases) total += c.points;
    if (total != 100) throw std::runtime_error(concat(grader, ": its cases have ", total, " points together, not 100"));
    return cases;
}

// Why a case did not pass, from how it ended and what doctest wrote.
std::string reason_of(const Ended& ended, const std::string& report) {
    // Between doctest's rules stand the case's name and what failed in it; the summary says what is known already.
    const std::string rule(79, '=');
    std::string text = report.substr(std::min(report.find(rule) + rule.size() + 1, report.size()));
    // A stub says so once; what the other checks of the case would have compared stays unsaid.
    if (const std::size_t todo = text.find(" is still to do"); todo != std::string::npos) {
        const std::size_t start = text.rfind("task ", todo);
        if (start != std::string::npos) return text.substr(start, todo - start) + " is still to do\n";
    }
    text = first_lines(text.substr(0, text.rfind(rule)), lines_of_reason);
    if (const auto reason = broken_off(ended)) return *reason + (ended.code == 134 ? text : "");
    return text.empty() ? concat("ended with exit code ", ended.code, " before it was judged\n") : text;
}

// doctest's last word: "[doctest] test cases: 1 | 1 passed | 0 failed | 13 skipped", with as many blanks as it likes.
bool one_passed(const std::string& report) {
    const std::size_t start = report.rfind("[doctest] test cases:");
    if (start == std::string::npos) return false;
    std::string line = report.substr(start, report.find('\n', start) - start);
    std::erase(line, ' ');
    return line.starts_with("[doctest]testcases:1|1passed|0failed|");
}

void run(const std::string& grader, Case& c) {
    const test::ScratchFolder scratch;
    // doctest's filter takes '?' for any character, and a comma for the end of the name.
    const std::string name =
        std::regex_replace(concat(c.task, " [", c.points, "] ", c.claim), std::regex("[^A-Za-z0-9 ]"), "?");
    const Ended ended = run_in(scratch, grader, concat("-o=report -tc=", quoted(name), " >output 2>&1"));
    const fs::path report = scratch.path() / "report";
    const std::string text = fs::exists(report) ? read_file(report) : "";
    // Judged by what doctest wrote: an answer that calls exit(0) has not passed.
    c.passed = ended.code == 0 && one_passed(text);
    if (c.passed) return;
    c.reason = reason_of(ended, text);
    if (broken_off(ended)) return;  // there the shell has written, too
    const fs::path output = scratch.path() / "output";
    const std::string printed = fs::exists(output) ? first_lines(read_file(output), lines_of_output) : "";
    if (!printed.empty()) c.reason += "it printed:\n" + printed;
}

// ---- The report -----------------------------------------------------------------------------------------------------

// JSON by hand: Boost.PropertyTree writes numbers as texts, which Gradescope does not take, and Boost.JSON is newer
// than the Boost of current Debian.
std::string json_text(const std::string& text) {
    std::ostringstream out;
    out << '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out << '\\' << c;
        } else if (c == '\n') {
            out << "\\n";
        } else if (byte < 0x20 || byte >= 0x7f) {
            out << '?';
        } else {
            out << c;
        }
    }
    out << '"';
    return out.str();
}

std::string results_json(const std::vector<Case>& cases, const std::string& output) {
    std::ostringstream out;
    int score = 0;
    for (const Case& c : cases) score += c.passed ? c.points : 0;
    out << "{\n  \"score\": " << score << ",\n  \"output\": " << json_text(output) << ",\n  \"tests\": [";
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const Case& c = cases[i];
        out << (i > 0 ? "," : "") << "\n    {\"number\": \"" << c.task << "\", \"name\": " << json_text(c.claim)
            << ", \"score\": " << (c.passed ? c.points : 0) << ", \"max_score\": " << c.points << ", \"status\": \""
            << (c.passed ? "passed" : "failed") << "\", \"output\": " << json_text(c.reason) << "}";
    }
    out << "\n  ]\n}\n";
    return out.str();
}

struct Marks {
    int got = 0, of = 0;
};

std::map<int, Marks> by_task(const std::vector<Case>& cases) {
    std::map<int, Marks> tasks;
    for (const Case& c : cases) {
        tasks[c.task].of += c.points;
        tasks[c.task].got += c.passed ? c.points : 0;
    }
    return tasks;
}

void print(const std::string& chapter, const std::vector<Case>& cases, bool reasons) {
    Marks total;
    for (const auto& [task, marks] : by_task(cases)) {
        std::cout << "task " << task << ": " << marks.got << " of " << marks.of << '\n';
        total.got += marks.got;
        total.of += marks.of;
        for (const Case& c : cases) {
            if (c.task != task || !reasons) continue;
            std::cout << "  " << (c.passed ? "passed" : "FAILED") << "  [" << c.points << "] " << c.claim << '\n';
            std::istringstream lines(c.reason);
            for (std::string line; std::getline(lines, line);) std::cout << "          " << line << '\n';
        }
    }
    std::cout << "chapter " << chapter << ": " << total.got << " of " << total.of << " points\n";
}

// What is wrong with the marks, if anything.
std::optional<std::string> unexpected(const std::vector<Case>& cases, const std::string& expected) {
    for (const Case& c : cases) {
        if (expected == "full" && !c.passed) return concat("the solution loses \"", c.claim, "\":\n", c.reason);
        if (expected == "zero" && c.passed) return concat("the stub passes \"", c.claim, "\"");
    }
    for (const auto& [task, marks] : by_task(cases)) {
        if (expected == "less" && marks.got == marks.of)
            return concat("the wrong answer has full marks in task ", task);
    }
    return std::nullopt;
}

// The report of an answer of which no case can be run.
Case single_failure(const std::string& claim, const std::string& reason) {
    return {.task = 1, .points = 100, .claim = claim, .passed = false, .reason = reason};
}

int mark(int argc, char** argv) {
    namespace po = boost::program_options;
    po::options_description options;
    options.add_options()("chapter", po::value<std::string>()->required())("grader", po::value<std::string>())(
        "json", po::value<std::string>())("expect", po::value<std::string>())("not-built", po::value<std::string>())(
        "task", po::value<int>());
    po::positional_options_description positional;
    positional.add("chapter", 1).add("grader", 1);
    po::variables_map given;
    try {
        po::store(po::command_line_parser(argc, argv).options(options).positional(positional).run(), given);
        po::notify(given);
    } catch (const po::error& error) {
        throw UsageError(error.what());
    }
    const auto text = [&](const char* name) { return given.count(name) > 0 ? given[name].as<std::string>() : ""; };
    const std::string expected = text("expect");
    if (!expected.empty() && expected != "full" && expected != "zero" && expected != "less") {
        throw UsageError("--expect " + expected + ": accepted are full, zero, less");
    }
    if (text("grader").empty() == text("not-built").empty())
        throw UsageError("accepted is a grader, or --not-built LOG");

    std::vector<Case> cases;
    std::string output = "exercises of chapter " + text("chapter");
    if (!text("not-built").empty()) {
        cases = {single_failure("the answer compiles", first_lines(read_file(text("not-built")), 40))};
    } else {
        try {
            cases = cases_of(text("grader"));
        } catch (const NotStarted& error) {
            if (!expected.empty()) throw;
            cases = {single_failure("the answer starts", error.what())};
        }
        if (given.count("task") > 0 && cases.size() > 1) {
            const int task = given["task"].as<int>();
            std::erase_if(cases, [&](const Case& c) { return c.task != task; });
            if (cases.empty()) throw UsageError(concat("--task ", task, ": there is no such task"));
        }
        for (Case& c : cases) {
            if (c.reason.empty()) run(text("grader"), c);
        }
    }
    if (!text("json").empty()) write_file_atomically(text("json"), results_json(cases, output));
    if (expected.empty()) {
        print(text("chapter"), cases, true);
        return 0;
    }
    if (const auto wrong = unexpected(cases, expected)) {
        std::cout << "exercises of chapter " << text("chapter") << ": " << *wrong << '\n';
        return 1;
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    return guarded_main("mark", [&] { return mark(argc, argv); });
}
