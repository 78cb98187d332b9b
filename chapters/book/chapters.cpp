#include "chapters/book/chapters.hpp"

#include <cctype>

#include "lib/report/files.hpp"
#include "lib/report/results.hpp"
#include "lib/report/text.hpp"

namespace pinn::book {

namespace fs = std::filesystem;

std::string study_of(const std::string& chapter) { return chapter + "-study"; }
bool is_study(const std::string& rows) { return rows == study_of(chapter_of(rows)); }
std::string chapter_of(const std::string& rows) { return rows.substr(0, 2); }

std::map<std::string, fs::path> chapter_folders(const Paths& paths) {
    std::map<std::string, fs::path> folders;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(paths.root / "chapters", error)) {
        const std::string name = entry.path().filename().string();
        const auto digit = [&](std::size_t i) { return std::isdigit(static_cast<unsigned char>(name[i])) != 0; };
        if (entry.is_directory() && name.size() > 2 && digit(0) && digit(1) && name[2] == '-')
            folders[name.substr(0, 2)] = entry.path();
    }
    return folders;
}

fs::path folder_of(const Paths& paths, const std::string& chapter) {
    const auto folders = chapter_folders(paths);
    const auto found = folders.find(chapter);
    if (found == folders.end()) refuse(paths.root / "chapters", "no chapter " + chapter);
    return found->second;
}

fs::path results_of(const Paths& paths, const std::string& rows) {
    return paths.build / "results" / ("chapter-" + rows + ".csv");
}

std::map<std::string, fs::path> result_files(const Paths& paths) {
    std::map<std::string, fs::path> files;
    for (const auto& [chapter, folder] : chapter_folders(paths)) {
        for (const std::string& rows : {chapter, study_of(chapter)}) {
            if (fs::exists(results_of(paths, rows))) files[rows] = results_of(paths, rows);
        }
    }
    return files;
}

std::string profile_of(const Csv& table) { return table.comment("profile").value_or("none"); }

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

}  // namespace pinn::book
