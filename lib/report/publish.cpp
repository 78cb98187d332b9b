#include "lib/report/publish.hpp"

#include <algorithm>
#include <boost/format.hpp>
#include <boost/property_tree/json_parser.hpp>
#include <chrono>
#include <fstream>
#include <optional>
#include <ostream>
#include <regex>
#include <set>
#include <sstream>

#include "lib/foundation/parallel.hpp"
#include "lib/report/files.hpp"
#include "lib/report/marked_places.hpp"
#include "lib/report/text.hpp"

namespace pinn {
namespace {

namespace fs = std::filesystem;

std::string today() {
    const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
    return (boost::format("%04d-%02u-%02u") % int(date.year()) % unsigned(date.month()) % unsigned(date.day())).str();
}

}  // namespace

std::string machine_description() {
    std::string model = "unknown CPU";
    std::ifstream cpuinfo("/proc/cpuinfo");
    for (std::string line; std::getline(cpuinfo, line);) {
        const std::size_t colon = line.find(": ");
        if (line.starts_with("model name") && colon != std::string::npos) {
            model = line.substr(colon + 2);
            break;
        }
    }
#if defined(__clang__)
    const std::string compiler = concat("clang++ ", __clang_major__, ".", __clang_minor__);
#else
    const std::string compiler = concat("g++ ", __GNUC__, ".", __GNUC_MINOR__);
#endif
#if defined(__AVX512F__)
    const std::string vectors = "AVX-512, ";
#elif defined(__AVX__)
    const std::string vectors = "AVX, ";
#else
    const std::string vectors;
#endif
    return model + ", " + to_text(usable_processors()) + " cores, " + vectors + compiler;
}

void book_publish(const BookPaths& paths, const std::vector<std::string>& chapters, std::ostream& out) {
    // 1. Everything that may be refused is refused before anything is written.
    std::map<fs::path, Csv> to_write;
    std::set<std::string> published;
    for (const auto& [chapter, file] : result_files(paths)) {
        if (!chapters.empty() && std::find(chapters.begin(), chapters.end(), chapter) == chapters.end()) continue;
        Csv table = run_to_publish(file, is_study(chapter) ? "study" : "paper");
        table.comments.push_back(concat("machine: ", machine_description()));
        table.comments.push_back(concat("date: ", today()));
        to_write[folder_of(paths, chapter_of(chapter)) / (is_study(chapter) ? "study.csv" : "published.csv")] =
            std::move(table);
        published.insert(chapter);
    }
    for (const std::string& chapter : chapters) {
        if (!published.contains(chapter)) refuse(paths.build / "results", "no results of chapter " + chapter);
    }
    if (to_write.empty()) refuse(paths.build / "results", "no results; run the chapters in the paper profile first");
    std::map<fs::path, fs::path> copies;  // to what: pictures of data of the same runs, and the data of a study
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(paths.build / "figures", error)) {
        if (entry.path().extension() != ".png") continue;
        const fs::path data = fs::path(entry.path()).replace_extension(".csv");
        if (!fs::exists(data)) continue;
        const Csv table = read_csv(data);
        const std::string profile = profile_of(table), chapter = table.comment("chapter").value_or("");
        if (profile == "quick" || !published.contains(profile == "study" ? study_of(chapter) : chapter)) continue;
        if (fs::last_write_time(entry.path()) < fs::last_write_time(data))
            refuse(entry.path(), "is older than its data; draw it by: make plots");
        copies[paths.root / "plots/gallery" / entry.path().filename()] = entry.path();
        if (profile == "study") copies[folder_of(paths, chapter) / data.filename()] = data;
    }

    // 2. The rows, then the pictures.
    for (const auto& [path, table] : to_write) {
        write_file_atomically(path, table.text());
        out << path.generic_string() << ": " << table.rows.size() << " rows\n";
    }
    for (const auto& [kept, file] : copies) {
        write_file_atomically(kept, read_file(file));
        out << kept.generic_string() << '\n';
    }

    // 3. What the READMEs say of them.
    book_readme(paths, out);
}

void book_publish_bench(const BookPaths& paths, std::ostream& out) {
    namespace tree = boost::property_tree;
    const std::vector<std::string> origin{concat("machine: ", machine_description()), concat("date: ", today())};
    std::optional<Csv> peers;
    if (const fs::path file = paths.build / "timings/peers.csv"; fs::exists(file)) {
        peers = read_csv(file);
        for (const char* key : {"changed", "failed", "unfinished"}) {
            if (const auto given = peers->comment(key)) refuse(file, concat("is of a run that is ", key, ": ", *given));
        }
        if (peers->rows.empty()) refuse(file, "has no row");
        peers->comments.insert(peers->comments.end(), origin.begin(), origin.end());
    }
    std::optional<Csv> crosscheck;
    if (const fs::path file = paths.build / "timings/crosscheck.csv"; fs::exists(file)) {
        crosscheck = read_csv(file);
        crosscheck->comments.insert(crosscheck->comments.end(), origin.begin(), origin.end());
        for (const auto& row : crosscheck->rows) {
            if (row[crosscheck->column("verdict")] != "agrees")
                refuse(file, concat(row[crosscheck->column("case")], ": ", row[crosscheck->column("verdict")]));
        }
    }
    Csv table{.comments = origin, .header = {"work", "value", "unit"}, .rows = {}};
    std::set<fs::path> files;  // in the order of their names
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(paths.build / "timings", error)) {
        if (entry.path().extension() == ".json") files.insert(entry.path());
    }
    for (const fs::path& file : files) {
        try {
            tree::ptree root;
            // Google Benchmark writes NaN, which is no JSON, as the relative spread of a counter that is 0.
            std::istringstream json(std::regex_replace(read_file(file), std::regex(": -?(NaN|Infinity)"), ": null"));
            tree::read_json(json, root);
            for (const auto& [key, run] : root.get_child("benchmarks")) {
                if (run.get("aggregate_name", "") != "median") continue;
                const std::string work = run.get<std::string>("run_name");
                const std::string unit = run.get<std::string>("time_unit");
                const char* clock = work.ends_with("real_time") ? "real_time" : "cpu_time";
                const std::string time = to_text(run.get<double>(clock), 4);
                const auto rate = run.get_optional<double>(tree::path("GFLOP/s", '\0'));
                if (rate) table.rows.push_back({work, to_text(*rate, 4), "GFLOP/s"});
                table.rows.push_back({rate ? work + " time" : work, time, unit});
                // The other counters are the numbers after the unit of time.
                bool counters = false;
                for (const auto& [name, text] : run) {
                    const auto value = text.get_value_optional<double>();
                    if (counters && value && name != "GFLOP/s") {
                        const bool memory = name == "MB";
                        table.rows.push_back(
                            {work + " " + (memory ? "memory" : name), to_text(*value, 4), memory ? "MB" : "counter"});
                    }
                    counters = counters || name == "time_unit";
                }
            }
        } catch (const tree::ptree_error& problem) {
            refuse(file, problem.what());
        }
    }
    if (table.rows.empty() && !peers && !crosscheck)
        refuse(paths.build / "timings", "no medians of benchmarks; run make bench, bench-peers or crosscheck first");
    const auto write = [&](const char* path, const Csv& csv) {
        write_file_atomically(paths.root / path, csv.text());
        out << path << ": " << csv.rows.size() << " rows\n";
    };
    if (!table.rows.empty()) write("bench/published.csv", table);
    if (peers) write("bench/peers.csv", *peers);
    if (crosscheck) write("bench/crosscheck.csv", *crosscheck);
}

}  // namespace pinn
