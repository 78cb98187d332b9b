// Marks an answer to a chapter's exercises: compiles it, runs every test of the chapter on it and adds up the points.
//
//     mark NN --answer FILE [OPTIONS] -- COMPILER...      compiles it first, with this command and its flags
//     mark NN --library FILE [OPTIONS]                    of one that is compiled: a solution, a stub
//
//     --build DIR      where `grader`, the tests (grade-NN.so) and the stub (answer-NN-stub.so) are: build
//     --json FILE      results.json for Gradescope
//     --task N         one task
//     --seed N         of the inputs that the tests draw; without it another one in every run
//     --expect WHAT    for make check-exercises: full marks, zero in every test, or less in every task, else exit 1
//     --seconds N, --compile-seconds N, --without-namespaces      other limits, for tests of marking itself
//
// This process alone decides: it compiles what is there, runs every test in a process of its own (marking/sandbox.hpp),
// believes no report but one that bears a word which the answer never sees (grader.cpp), and writes the JSON when no
// process is left. The points of all tests add up to 100.

#include <sys/wait.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <filesystem>
#include <iostream>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "chapters/marking/compile.hpp"
#include "chapters/marking/report.hpp"
#include "chapters/marking/sandbox.hpp"
#include "lib/report/files.hpp"
#include "lib/report/options.hpp"
#include "lib/report/text.hpp"
#include "tests/scratch.hpp"

namespace fs = std::filesystem;
using namespace pinn;
using namespace pinn::marking;

namespace {

constexpr std::size_t lines_of_reason = 10, lines_of_compiler = 40, lines_of_warnings = 10, lines_of_output = 5;

std::string random_word() {
    std::random_device random;
    std::ostringstream word;
    for (int i = 0; i < 8; ++i) word << std::hex << random();
    return word.str();
}

// Why a program did not come to an end of its own, if so.
std::optional<std::string> broken_off(const Ended& ended, const Limits& limits) {
    if (ended.by == Ended::By::output) return concat("wrote more than ", limits.megabytes_written, " MB\n");
    const std::string endless = concat("did not end within ", limits.seconds, " s: an endless loop?\n");
    if (ended.by == Ended::By::clock) return endless;
    if (!WIFSIGNALED(ended.status)) return std::nullopt;
    switch (WTERMSIG(ended.status)) {
        case SIGXCPU:
            return endless;
        case SIGKILL:
            // The kernel's word for the limit of processor time, too, and for a machine without memory.
            return ended.seconds >= limits.seconds - 1 ? endless : "was killed: not enough memory?\n";
        case SIGSEGV:
            return "crashed: it touched memory that is not its own (segmentation fault), or recursed without end\n";
        case SIGABRT:
            return "crashed: it was aborted\n";
        case SIGFPE:
            return "crashed: an arithmetic error (of integers: a division by zero?)\n";
        case SIGXFSZ:
            return concat("wrote more than ", limits.megabytes_written, " MB\n");
        case SIGSYS:
            return "tried to start another process, or to stop one, or to change what it can reach\n";
        default:
            return concat("was ended by signal ", WTERMSIG(ended.status), "\n");
    }
}

// What the runs of the grader have in common.
struct Grader {
    const Sandbox& sandbox;
    fs::path program, tests;
    Limits limits;
    std::uint64_t seed;

    struct Answered {
        Ended ended;
        std::vector<std::string> lines;  // that bear the word, without it
        std::string rest;                // what follows the last of them
        bool foreign;                    // something stood before the first
    };

    // Of the test called so, or the list of all.
    Answered ask(const fs::path& library, const std::string& test) const {
        const pinn::test::ScratchFolder scratch;
        const std::string word = random_word();
        Answered answered{sandbox.run({.command = {program.string(), library.string(), tests.string()},
                                       .folder = scratch.path(),
                                       .working_folder = scratch.path(),
                                       .limits = limits,
                                       .input = concat(word, "\n", seed, "\n", test, "\n"),
                                       .keeps_files = false}),
                          {},
                          {},
                          false};
        std::istringstream report(answered.ended.report);
        for (std::string line; std::getline(report, line);) {
            if (line.starts_with(word + ' ')) {
                answered.lines.push_back(line.substr(word.size() + 1));
            } else if (answered.lines.empty() || answered.lines.back() == "started") {
                answered.foreign = true;
            } else {
                answered.rest += line + '\n';
            }
        }
        return answered;
    }

    // Why the answer has no report, or none to believe.
    std::string without_report(const Answered& answered) const {
        std::string reason;
        if (const auto broken = broken_off(answered.ended, limits)) {
            reason = *broken;
        } else {
            reason = concat("ended the program with exit code ",
                            WIFEXITED(answered.ended.status) ? WEXITSTATUS(answered.ended.status) : -1, "\n");
        }
        if (answered.foreign) reason += "it wrote a report of its own, which does not count\n";
        const std::string printed = first_lines(answered.ended.output, lines_of_output);
        return printed.empty() ? reason : reason + "it printed:\n" + printed;
    }
};

// The names of the tests, of an answer that lets itself be loaded; the reason why not otherwise.
struct Listed {
    std::vector<std::string> names;
    std::string reason{};
};
Listed list_tests(const Grader& grader, const fs::path& library) {
    const Grader::Answered answered = grader.ask(library, "");
    Listed listed;
    for (const std::string& line : answered.lines) {
        if (line.starts_with("test ")) listed.names.push_back(line.substr(5));
        if (line.starts_with("unusable ")) return {{}, line.substr(9) + '\n'};
    }
    if (answered.lines.empty() || answered.lines.back() != "listed" || !answered.ended.well())
        return {{}, "before its first test, perhaps in a global variable, it " + grader.without_report(answered)};
    return listed;
}

// The first failures of a test.
std::string failures_in(const std::string& text) {
    // A stub says so once; what the other checks of the case would have compared stays unsaid.
    if (const std::size_t todo = text.find(" is still to do"); todo != std::string::npos) {
        const std::size_t start = text.rfind("task ", todo);
        if (start != std::string::npos) return text.substr(start, todo - start) + " is still to do\n";
    }
    return first_lines(text, lines_of_reason);
}

void run(const Grader& grader, const fs::path& library, Case& c) {
    const Grader::Answered answered = grader.ask(library, c.name());
    const bool judged = answered.ended.well() && !answered.foreign && answered.lines.size() == 2;
    c.passed = judged && answered.lines[1] == "passed" && answered.rest.empty();
    if (c.passed) return;
    if (!judged || answered.lines[1] != "failed") {
        c.reason = grader.without_report(answered);
        return;
    }
    c.reason = failures_in(answered.rest);
    if (c.reason.empty()) c.reason = "the test compared nothing\n";
    const std::string printed = first_lines(answered.ended.output, lines_of_output);
    if (!printed.empty()) c.reason += "it printed:\n" + printed;
}

// What is wrong with the marks, if anything.
std::optional<std::string> unexpected(const std::vector<Case>& cases, const std::string& expected) {
    for (const Case& c : cases) {
        if (expected == "full" && !c.passed) return concat("the solution loses \"", c.claim, "\":\n", c.reason);
        if (expected == "zero" && c.passed) return concat("an answer that earns nothing passes \"", c.claim, "\"");
    }
    for (const auto& [task, marks] : by_task(cases)) {
        if (expected == "less" && marks.got == marks.of)
            return concat("the wrong answer has full marks in task ", task);
    }
    return std::nullopt;
}

// The report of an answer of which no test can be run.
std::vector<Case> single_failure(const std::string& claim, const std::string& reason) {
    return {{.task = 1, .points = 100, .claim = claim, .passed = false, .reason = reason}};
}

// The path of a chapter's exercise.hpp, from the root of the repository.
std::string contract_of(const std::string& chapter) {
    for (const auto& entry : fs::directory_iterator("chapters")) {
        const std::string folder = entry.path().string();
        if (folder.starts_with(concat("chapters/", chapter, "-"))) return folder + "/exercises/exercise.hpp";
    }
    throw UsageError("chapter " + chapter + ": there is no such chapter here");
}

// Where a checkout of the course keeps other answers than the one that is marked: sources, objects, libraries, history.
std::vector<fs::path> other_answers(const fs::path& build) {
    std::vector<fs::path> found{fs::absolute(".git")};
    const auto add = [&](const fs::path& folder, const std::string& beginning) {
        std::error_code ignored;
        for (const auto& entry : fs::directory_iterator(folder, ignored)) {
            const std::string name = entry.path().filename().string();
            for (const char* kind : {"solution.", "wrong."}) {
                if (name.starts_with(beginning) && name.find(kind) != std::string::npos)
                    found.push_back(fs::absolute(entry.path()));
            }
        }
    };
    add(build, "answer-");
    for (const fs::path& root : {fs::path("."), build / "obj"}) {
        std::error_code ignored;
        for (const auto& chapter : fs::directory_iterator(root / "chapters", ignored))
            add(chapter.path() / "exercises", "");
    }
    return found;
}

struct Settings {
    std::string chapter, answer, library, build, json, expected;
    int task = 0, seconds = 0, compile_seconds = 0;
    std::uint64_t seed = 0;
    bool namespaces = true;
    std::vector<std::string> compiler;
};

Settings settings_of(int argc, char** argv) {
    namespace po = boost::program_options;
    Settings s;
    char** const dashes = std::find(argv, argv + argc, std::string("--"));
    if (dashes != argv + argc) s.compiler.assign(dashes + 1, argv + argc);
    po::options_description options;
    options.add_options()("chapter", po::value(&s.chapter)->required())("answer", po::value(&s.answer))(
        "library", po::value(&s.library))("build", po::value(&s.build)->default_value("build"))(
        "json", po::value(&s.json))("expect", po::value(&s.expected))("task", po::value(&s.task))(
        "seconds", po::value(&s.seconds)->default_value(15))(
        "compile-seconds", po::value(&s.compile_seconds)->default_value(120))("seed", po::value<std::string>())(
        "without-namespaces", po::bool_switch());
    po::positional_options_description positional;
    positional.add("chapter", 1);
    po::variables_map given;
    try {
        po::store(po::command_line_parser(static_cast<int>(dashes - argv), argv)
                      .options(options)
                      .positional(positional)
                      .run(),
                  given);
        po::notify(given);
    } catch (const po::error& error) {
        throw UsageError(error.what());
    }
    if (!s.expected.empty() && s.expected != "full" && s.expected != "zero" && s.expected != "less")
        throw UsageError("--expect " + s.expected + ": accepted are full, zero, less");
    if (s.answer.empty() == s.library.empty()) throw UsageError("accepted is --answer FILE, or --library FILE");
    if (s.answer.empty() != s.compiler.empty()) throw UsageError("--answer and a compiler behind -- belong together");
    if (s.seconds < 1 || s.compile_seconds < 1) throw UsageError("--seconds: accepted are whole numbers from 1");
    s.namespaces = !given["without-namespaces"].as<bool>();
    s.seed = std::random_device()();
    if (given.count("seed") > 0) {
        const std::string text = given["seed"].as<std::string>();
        const auto seed = parse_integer(text);
        if (!seed || *seed < 0) throw UsageError("--seed " + text + ": accepted are whole numbers from 0");
        s.seed = static_cast<std::uint64_t>(*seed);
    }
    return s;
}

int mark(const Settings& s) {
    if (!s.json.empty()) fs::remove(s.json);  // whatever happens, no report of an earlier answer is left
    const fs::path build = fs::absolute(s.build);
    Sandbox sandbox(s.namespaces);
    if (!s.answer.empty()) sandbox.hide(other_answers(build));
    const Grader grader{sandbox,
                        build / "grader",
                        build / concat("grade-", s.chapter, ".so"),
                        {s.seconds, sanitizer_reserves_memory ? unlimited_memory : 4096, 4},
                        s.seed};
    // The truth about the tests comes from the course's own stub.
    const Listed tests = list_tests(grader, build / concat("answer-", s.chapter, "-stub.so"));
    std::vector<Case> cases;
    for (const std::string& name : tests.names) {
        const auto c = case_called(name);
        if (!c) throw std::runtime_error(concat("\"", name, "\" is no name of a test: TASK [POINTS] claim"));
        cases.push_back(*c);
    }
    if (total(cases).of != 100)
        throw std::runtime_error(concat(grader.tests.string(), ": its tests have ", total(cases).of,
                                        " points together, not 100\n", tests.reason));
    if (s.task != 0) {
        std::erase_if(cases, [&](const Case& c) { return c.task != s.task; });
        if (cases.empty()) throw UsageError(concat("--task ", s.task, ": there is no such task"));
    }

    const test::ScratchFolder scratch;
    fs::path library = s.library.empty() ? scratch.path() / "answer.so" : fs::absolute(s.library);
    Compiled compiled;
    if (!s.answer.empty()) {
        compiled =
            compile(sandbox, s.compiler, s.answer, contract_of(s.chapter), scratch.path(), library, s.compile_seconds);
    }
    std::string output = concat("exercises of chapter ", s.chapter, "; inputs drawn with seed ", s.seed);
    if (!sandbox.namespaces())
        output += "; this system allows no user namespaces: files outside of the answer's folder are not protected";
    if (!compiled.refused.empty()) {
        cases = single_failure("the answer compiles", first_lines(compiled.refused, lines_of_compiler));
    } else if (const Listed found = list_tests(grader, library); !found.reason.empty()) {
        if (!s.expected.empty()) throw std::runtime_error(found.reason);
        cases = single_failure("the answer starts", found.reason);
    } else if (found.names != tests.names) {
        cases =
            single_failure("the answer has no tests of its own", "it registers tests beside those of the chapter\n");
    } else {
        for (Case& c : cases) run(grader, library, c);
    }
    if (!s.json.empty()) write_file_atomically(s.json, results_json(cases, output));
    if (s.expected.empty()) {
        std::cout << printable(first_lines(compiled.warnings, lines_of_warnings)) << output << '\n';
        print(s.chapter, cases);
        return 0;
    }
    if (const auto wrong = unexpected(cases, s.expected)) {
        std::cout << output << ": " << *wrong << '\n';
        return 1;
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    return guarded_main("mark", [&] {
        try {
            return mark(settings_of(argc, argv));
        } catch (const Interrupted& interrupted) {
            return 128 + interrupted.signal;
        }
    });
}
