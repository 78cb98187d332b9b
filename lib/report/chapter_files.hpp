// Where the results of the chapters lie, and which chapter a file is of.
//
//     build/results/chapter-NN.csv      what a run found, by "NN"; of a study chapter-NN-study.csv, by "NN-study"
//     chapters/NN-*/                    the folder of a chapter
//
// Errors are std::runtime_error naming the file.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "lib/report/csv.hpp"

namespace pinn {

struct BookPaths {
    std::filesystem::path root = ".";       // holds chapters/, bench/, plots/, README.md
    std::filesystem::path build = "build";  // holds results/, figures/
};

// "07", or "08-study" for the rows of a study beside the chapter's own.
bool names_rows(std::string_view text);
std::string study_of(const std::string& chapter);  // "08" -> "08-study"
bool is_study(std::string_view rows);
std::string chapter_of(const std::string& rows);  // "08" of both

// Chapter number -> folder: every chapters/NN-* that exists; and that of one chapter.
std::map<std::string, std::filesystem::path> chapter_folders(const BookPaths& paths);
std::filesystem::path folder_of(const BookPaths& paths, const std::string& chapter);

// The result files of build/, by "NN" and "NN-study".
std::map<std::string, std::filesystem::path> result_files(const BookPaths& paths);

// The profile that a results file says it is of, or "none".
std::string profile_of(const Csv& table);

// The results of a run as it is published; refuses any other profile, changed options, chosen seeds, and no rows.
Csv run_to_publish(const std::filesystem::path& file, const std::string& profile);

}  // namespace pinn
