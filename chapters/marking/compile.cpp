#include "chapters/marking/compile.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <sstream>

#include "lib/report/files.hpp"
#include "lib/report/text.hpp"

namespace pinn::marking {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t longest_answer = 1'000'000;

// What a compiler tells about itself: its kind, and the folders in which it looks for headers of the system.
struct Known {
    bool clang;
    std::vector<fs::path> folders{};
};
Known known_of(const Sandbox& sandbox, const std::string& compiler, const fs::path& folder) {
    const Ended ended = sandbox.run({.command = {compiler, "-E", "-v", "-x", "c++", "/dev/null"},
                                     .folder = folder,
                                     .working_folder = folder,
                                     .limits = {10, megabytes_to_compile, 1}});
    Known known{ended.output.find("clang version") != std::string::npos};
    std::istringstream lines(ended.output);
    std::string line;
    while (std::getline(lines, line) && !line.starts_with("#include <...>")) continue;
    while (std::getline(lines, line) && line.starts_with(' '))
        known.folders.push_back(fs::weakly_canonical(line.substr(1)));
    return known;
}

bool lies_in(const fs::path& file, const fs::path& folder) {
    return std::mismatch(folder.begin(), folder.end(), file.begin(), file.end()).first == folder.end();
}

// The warnings and errors, without the marks that a compiler puts under the source.
std::string warnings_in(const std::string& output) {
    std::istringstream lines(output);
    std::string kept;
    for (std::string line; std::getline(lines, line);) {
        if (line.find("warning:") != std::string::npos) kept += line + '\n';
    }
    return kept;
}

}  // namespace

std::vector<std::string> prerequisites(const std::string& rule) {
    std::vector<std::string> files;
    std::string file;
    const auto end_of_file = [&] {
        if (!file.empty()) files.push_back(file);
        file.clear();
    };
    for (std::size_t i = std::min(rule.find(": "), rule.size()) + 1; i < rule.size(); ++i) {
        const char next = i + 1 < rule.size() ? rule[i + 1] : '\n';
        if (rule[i] == '\\' && next == '\n') {
            end_of_file();
            ++i;
        } else if ((rule[i] == '\\' && (next == ' ' || next == '#' || next == '\\')) ||
                   (rule[i] == '$' && next == '$')) {
            file += next;
            ++i;
        } else if (rule[i] == ' ' || rule[i] == '\n') {
            end_of_file();
        } else {
            file += rule[i];
        }
    }
    end_of_file();
    return files;
}

std::string unreadable(const fs::path& answer) {
    const std::string name = answer.filename().string();
    std::error_code ignored;
    if (!fs::is_regular_file(answer, ignored)) return name + " is not a file\n";
    if (fs::file_size(answer, ignored) > longest_answer) return name + " has more than a megabyte\n";
    const std::string text = read_file(answer);
    if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff") || text.find('\0') != std::string::npos)
        return name + " is UTF-16: save it as UTF-8\n";
    return "";
}

Compiled compile(const Sandbox& sandbox, const std::vector<std::string>& compiler, const fs::path& answer,
                 const std::string& contract, const fs::path& folder, const fs::path& library, int seconds) {
    if (const std::string reason = unreadable(answer); !reason.empty()) return {.refused = reason};
    // The assembler reads files too (.incbin), and GNU's lists them.
    const fs::path included = folder / "included", assembled = folder / "assembled";
    const Known known = known_of(sandbox, compiler.front(), folder);
    std::vector<std::string> command = compiler;
    for (const std::string& argument : {answer.string(), std::string("-MD"), std::string("-MF"), included.string(),
                                        std::string("-shared"), std::string("-o"), library.string()})
        command.push_back(argument);
    command.push_back("-Wa,--MD," + assembled.string());
    if (known.clang) command.push_back("-fno-integrated-as");
    const Ended ended = sandbox.run({.command = command,
                                     .folder = folder,
                                     .working_folder = fs::current_path(),
                                     .limits = {seconds, megabytes_to_compile, megabytes_compiled}});
    const int signal = WIFSIGNALED(ended.status) ? WTERMSIG(ended.status) : 0;
    if (ended.by == Ended::By::clock || signal == SIGXCPU)
        return {.refused = concat("compiling did not end within ", seconds, " s\n")};
    if (ended.output.find("virtual memory exhausted") != std::string::npos ||
        ended.output.find("out of memory") != std::string::npos ||
        ended.output.find("cannot allocate") != std::string::npos)
        return {.refused = concat("compiling needs more than ", megabytes_to_compile, " MB of memory\n")};
    if (ended.output.find("File size limit exceeded") != std::string::npos ||
        ended.output.find("File too large") != std::string::npos)
        return {.refused = concat("what it compiles to has more than ", megabytes_compiled, " MB\n")};
    if (!ended.well() || !fs::exists(library) || !fs::exists(included) || !fs::exists(assembled))
        return {.refused = ended.output.empty() ? "the compiler ended without a word\n" : ended.output};

    const fs::path root = fs::canonical(".");
    std::vector<std::string> read = prerequisites(read_file(included));
    for (const std::string& name : prerequisites(read_file(assembled))) {
        // Its source is the compiler's, which is gone.
        if (fs::exists(name)) read.push_back(name);
    }
    for (const std::string& name : read) {
        const fs::path file = fs::weakly_canonical(name);
        const bool allowed = file == fs::weakly_canonical(answer) || lies_in(file, root / "lib") ||
                             file == root / contract || file == root / "chapters/exercise.hpp" ||
                             (!lies_in(file, root) && file.parent_path().filename() != "doctest" &&
                              std::ranges::any_of(known.folders, [&](const fs::path& s) { return lies_in(file, s); }));
        if (!allowed)
            return {.refused = concat("it includes ", name, ": an answer may include lib/, ", contract,
                                      " and headers of the system\n")};
    }
    return {.warnings = warnings_in(ended.output)};
}

}  // namespace pinn::marking
