#include "lib/report/chapter_files.hpp"

#include "lib/report/files.hpp"
#include "lib/report/results.hpp"
#include "lib/report/text.hpp"

namespace pinn {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view study_suffix = "-study";

// "07"
bool is_chapter_number(std::string_view text) {
    const auto is_digit = [](char c) { return '0' <= c && c <= '9'; };
    return text.size() == 2 && is_digit(text[0]) && is_digit(text[1]);
}

}  // namespace

bool names_rows(std::string_view text) {
    return is_chapter_number(is_study(text) ? text.substr(0, text.size() - study_suffix.size()) : text);
}
std::string study_of(const std::string& chapter) { return concat(chapter, study_suffix); }
bool is_study(std::string_view rows) { return rows.ends_with(study_suffix); }
std::string chapter_of(const std::string& rows) { return rows.substr(0, 2); }

std::map<std::string, fs::path> chapter_folders(const BookPaths& paths) {
    std::map<std::string, fs::path> folders;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(paths.root / "chapters", error)) {
        const std::string name = entry.path().filename().string(), chapter = name.substr(0, 2);
        if (entry.is_directory() && is_chapter_number(chapter) && name.substr(2).starts_with('-')) {
            folders[chapter] = entry.path();
        }
    }
    return folders;
}

fs::path folder_of(const BookPaths& paths, const std::string& chapter) {
    const auto folders = chapter_folders(paths);
    const auto found = folders.find(chapter);
    if (found == folders.end()) refuse(paths.root / "chapters", "no chapter " + chapter);
    return found->second;
}

std::map<std::string, fs::path> result_files(const BookPaths& paths) {
    std::map<std::string, fs::path> files;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(paths.build / "results", error)) {
        const std::string stem = entry.path().stem().string(),
                          rows = stem.substr(std::min<std::size_t>(8, stem.size()));
        if (names_rows(rows) && entry.path().filename() == "chapter-" + rows + ".csv") files[rows] = entry.path();
    }
    return files;
}

std::string profile_of(const Csv& table) { return table.comment("profile").value_or("none"); }

// The results of a run as it is published; anything else is refused.
Csv run_to_publish(const fs::path& file, const std::string& profile) {
    Csv table = read_csv(file);
    if (result_rows(table).empty()) refuse(file, "has no row");
    if (profile_of(table) != profile)
        refuse(file, concat("is of profile ", profile_of(table), "; published are ", profile));
    for (const char* key : {"changed", "chosen seeds"}) {
        if (const auto given = table.comment(key)) refuse(file, "is of a run with " + *given);
    }
    return table;
}

}  // namespace pinn
