// The chapters: their folders, and where their results lie.
//
//     chapters/NN-*/                    the folder of a chapter
//     build/results/chapter-NN.csv      what a run found, by "NN"; of a study chapter-NN-study.csv, by "NN-study"
//
// Errors are std::runtime_error naming the file.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "lib/report/csv.hpp"

namespace pinn::book {

struct Paths {
    std::filesystem::path root = ".";       // holds chapters/, bench/, plots/, README.md
    std::filesystem::path build = "build";  // holds results/, figures/, timings/
};

std::string study_of(const std::string& chapter);  // "08" -> "08-study"
bool is_study(const std::string& rows);
std::string chapter_of(const std::string& rows);  // "08" of both

// Chapter number -> folder: every chapters/NN-* that exists; and that of one chapter.
std::map<std::string, std::filesystem::path> chapter_folders(const Paths& paths);
std::filesystem::path folder_of(const Paths& paths, const std::string& chapter);

// Where a run puts its rows, "08" or "08-study"; and those of all chapters that are there.
std::filesystem::path results_of(const Paths& paths, const std::string& rows);
std::map<std::string, std::filesystem::path> result_files(const Paths& paths);

// The profile that a results file says it is of, or "none".
std::string profile_of(const Csv& table);

// The results of a run as it is published; refuses any other profile, changed options, chosen seeds, and no rows.
Csv run_to_publish(const std::filesystem::path& file, const std::string& profile);

}  // namespace pinn::book
