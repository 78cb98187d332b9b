#include "chapters/book/publish.hpp"

#include <algorithm>
#include <boost/property_tree/json_parser.hpp>
#include <ctime>
#include <fstream>
#include <ostream>
#include <set>
#include <sstream>

#include "chapters/book/marked_places.hpp"
#include "lib/foundation/parallel.hpp"
#include "lib/report/files.hpp"
#include "lib/report/text.hpp"

namespace pinn::book {
namespace {

namespace fs = std::filesystem;

// "2026-01-31"
std::string today() {
    const std::time_t now = std::time(nullptr);
    char text[16];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%d", std::gmtime(&now))};
}

// "AMD EPYC 7B13, 2 cores, AVX, g++ 12.2": the vectors are those the program was compiled for.
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
    return concat(model, ", ", usable_processors(), " cores, ", vectors, compiler);
}

// Where what is published comes from, as comments of its table.
void add_origin(Csv& table) {
    table.comments.push_back("machine: " + machine_description());
    table.comments.push_back("date: " + today());
}

// The medians of a file of Google Benchmark, as rows of bench/published.csv.
void add_medians(const fs::path& file, Csv& table) {
    namespace tree = boost::property_tree;
    try {
        std::string text = read_file(file);
        // The relative spread of a counter that is 0 is written as NaN, which is no JSON.
        for (const std::string value : {": NaN", ": Infinity", ": -Infinity"}) {
            for (std::size_t at = 0; (at = text.find(value, at)) != std::string::npos;)
                text.replace(at, value.size(), ": null");
        }
        std::istringstream json(text);
        tree::ptree root;
        tree::read_json(json, root);
        for (const auto& [key, run] : root.get_child("benchmarks")) {
            if (run.get("aggregate_name", "") != "median") continue;
            const auto work = run.get<std::string>("run_name"), unit = run.get<std::string>("time_unit");
            const double time = run.get<double>(work.ends_with("_time") ? "real_time" : "cpu_time");
            const auto rate = run.get_optional<double>(tree::path("GFLOP/s", '\0'));
            if (rate) table.rows.push_back({work, to_text(*rate, 4), "GFLOP/s"});
            table.rows.push_back({rate ? work + " time" : work, to_text(time, 4), unit});
            // The other counters are the numbers after the unit of time.
            bool counters = false;
            for (const auto& [name, field] : run) {
                const auto value = field.get_value_optional<double>();
                if (counters && value && name != "GFLOP/s") {
                    const bool memory = name == "MB";
                    table.rows.push_back(
                        {concat(work, " ", memory ? "memory" : name), to_text(*value, 4), memory ? "MB" : "counter"});
                }
                counters = counters || name == "time_unit";
            }
        }
    } catch (const tree::ptree_error& problem) {
        refuse(file, problem.what());
    }
}

// What bench/peers/compare.cpp measured, if it is all.
Csv whole_comparison(const fs::path& file) {
    Csv table = read_csv(file);
    for (const char* key : {"changed", "failed", "unfinished"}) {
        if (const auto given = table.comment(key)) refuse(file, concat("is of a run that is ", key, ": ", *given));
    }
    if (table.rows.empty()) refuse(file, "has no row");
    return table;
}

// What crosscheck.py found, if all agrees.
Csv agreeing_crosscheck(const fs::path& file) {
    Csv table = read_csv(file);
    for (const auto& row : table.rows) {
        const std::string& verdict = row[table.column("verdict")];
        if (verdict != "agrees") refuse(file, concat(row[table.column("case")], ": ", verdict));
    }
    return table;
}

}  // namespace

void publish(const Paths& paths, const std::vector<std::string>& names, std::ostream& out) {
    // 1. Everything that may be refused is refused before anything is written.
    std::map<fs::path, Csv> to_write;
    std::set<std::string> published;
    for (const auto& [rows, file] : result_files(paths)) {
        if (!names.empty() && std::find(names.begin(), names.end(), rows) == names.end()) continue;
        Csv table = run_to_publish(file, is_study(rows) ? "study" : "paper");
        add_origin(table);
        to_write[folder_of(paths, chapter_of(rows)) / (is_study(rows) ? "study.csv" : "published.csv")] = table;
        published.insert(rows);
    }
    for (const std::string& name : names) {
        if (!published.contains(name)) refuse(paths.build / "results", "no results of chapter " + name);
    }
    if (published.empty()) refuse(paths.build / "results", "no results; run the chapters in the paper profile first");
    std::map<fs::path, fs::path> copies;  // to what: pictures of data of the same runs, and the data of a study
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(paths.build / "figures", error)) {
        const fs::path picture = entry.path(), data = fs::path(picture).replace_extension(".csv");
        if ((picture.extension() != ".png" && picture.extension() != ".svg") || !fs::exists(data)) continue;
        const Csv table = read_csv(data);
        const std::string profile = profile_of(table), chapter = table.comment("chapter").value_or("");
        if (profile == "quick" || !published.contains(profile == "study" ? study_of(chapter) : chapter)) continue;
        if (fs::last_write_time(picture) < fs::last_write_time(data))
            refuse(picture, "is older than its data; draw it by: make plots");
        copies[paths.root / "plots/gallery" / picture.filename()] = picture;
        if (profile == "study") copies[folder_of(paths, chapter) / data.filename()] = data;
    }

    // 2. The rows, the pictures, and what the pages say of them.
    for (const auto& [path, table] : to_write) {
        write_file_atomically(path, table.text());
        out << path.generic_string() << ": " << table.rows.size() << " rows\n";
    }
    for (const auto& [kept, file] : copies) {
        write_file_atomically(kept, read_file(file));
        out << kept.generic_string() << '\n';
    }
    refresh_pages(paths, out);
}

void publish_bench(const Paths& paths, std::ostream& out) {
    const fs::path timings = paths.build / "timings";
    std::map<std::string, Csv> to_write;
    Csv medians{.comments = {}, .header = {"work", "value", "unit"}, .rows = {}};
    std::error_code error;
    std::set<fs::path> files;  // in the order of their names
    for (const auto& entry : fs::directory_iterator(timings, error)) files.insert(entry.path());
    for (const fs::path& file : files) {
        if (file.extension() == ".json") add_medians(file, medians);
        if (file.filename() == "peers.csv") to_write["bench/peers.csv"] = whole_comparison(file);
        if (file.filename() == "crosscheck.csv") to_write["bench/crosscheck.csv"] = agreeing_crosscheck(file);
    }
    if (!medians.rows.empty()) to_write["bench/published.csv"] = medians;
    if (to_write.empty()) refuse(timings, "no medians of benchmarks; run make bench, bench-peers or crosscheck first");
    for (auto& [path, table] : to_write) {
        add_origin(table);
        write_file_atomically(paths.root / path, table.text());
        out << path << ": " << table.rows.size() << " rows\n";
    }
    refresh_pages(paths, out);
}

}  // namespace pinn::book
