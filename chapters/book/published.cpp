#include "chapters/book/published.hpp"

#include <boost/format.hpp>
#include <sstream>
#include <stdexcept>

#include "lib/report/files.hpp"
#include "lib/report/text.hpp"

namespace pinn::book {
namespace {

namespace fs = std::filesystem;

// A row of bench/published.csv, or for "A : B" the quotient of two.
double bench_value(const std::string& name, const Csv& table) {
    if (const std::size_t colon = name.find(" : "); colon != std::string::npos)
        return bench_value(name.substr(0, colon), table) / bench_value(name.substr(colon + 3), table);
    const std::vector<double> values = numbers(table, "value");
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (table.rows[i][table.column("work")] == name) return values[i];
    }
    throw std::runtime_error("bench/published.csv has no such work");
}

// peer / ours of the first row of bench/peers.csv for this work whose peer or settings contain `with`.
double peer_ratio(const std::string& work, const std::string& with, const Csv& table) {
    const std::vector<double> ratios = numbers(table, "ratio");
    for (std::size_t i = 0; i < ratios.size(); ++i) {
        const auto field = [&](std::string_view name) { return table.rows[i][table.column(name)]; };
        const std::string peer = concat(field("peer_version"), "; ", field("settings"));
        if (field("work") == work && peer.find(with) != std::string::npos) return ratios[i];
    }
    throw std::runtime_error("bench/peers.csv has no such row");
}

// Of a row, or of "QUANTITY: smallest" over its seeds, or the largest.
double row_value(const std::string& item, const std::string& quantity, const Rows& rows) {
    for (const ResultRow& row : rows) {
        if (row.item != item) continue;
        if (quantity == row.quantity) return row.ours.value;
        if (quantity == row.quantity + ": smallest" && row.ours.smallest) return *row.ours.smallest;
        if (quantity == row.quantity + ": largest" && row.ours.largest) return *row.ours.largest;
    }
    throw std::runtime_error("published.csv has no such row");
}

// "12 s" or "9 minutes" of "// Takes:  12 s; 9 minutes with PROFILE=paper" in a chapter's main.cpp.
std::string time_taken(const std::string& chapter, const std::string& profile, const Published& published) {
    const auto folder = published.folders.find(chapter);
    const fs::path program = published.root / (folder == published.folders.end() ? "" : folder->second) / "main.cpp";
    std::istringstream lines(fs::exists(program) ? read_file(program) : "");
    const std::string start = "// Takes:";
    for (std::string line; std::getline(lines, line);) {
        const std::size_t semicolon = line.find("; ");
        if (!line.starts_with(start) || semicolon == std::string::npos) continue;
        const std::size_t quick = line.find_first_not_of(' ', start.size());
        if (profile == "quick") return line.substr(quick, semicolon - quick);
        const std::size_t paper = line.find(" with PROFILE=paper");
        if (profile == "paper" && paper != std::string::npos) return line.substr(semicolon + 2, paper - semicolon - 2);
    }
    throw std::runtime_error("no such chapter, or its main.cpp does not say");
}

}  // namespace

const Rows& Published::of(const std::string& name) const {
    const auto found = rows.find(name);
    if (found == rows.end()) throw std::runtime_error("chapter " + name + " has no published.csv");
    return found->second;
}

Csv Published::bench(const std::string& name) const {
    const fs::path file = root / "bench" / (name + ".csv");
    if (!fs::exists(file)) throw std::runtime_error("there is no bench/" + name + ".csv");
    return read_csv(file);
}

Published read_published(const Paths& paths) {
    Published published{paths.root, {}, {}};
    for (const auto& [chapter, folder] : chapter_folders(paths)) {
        published.folders[chapter] = folder.lexically_relative(paths.root);
        if (fs::exists(folder / "published.csv")) published.rows[chapter] = read_results(folder / "published.csv");
        if (fs::exists(folder / "study.csv")) published.rows[study_of(chapter)] = read_results(folder / "study.csv");
    }
    return published;
}

Number number_of(const std::vector<std::string>& row, const Csv& table) {
    const auto field = [&](std::string_view name) { return row[table.column(name)]; };
    return {field("source"), field("item"), field("quantity"), field("format")};
}

std::string number_text(const Number& number, const Published& published) {
    const auto& [source, item, quantity, format] = number;
    if (source == "takes") return time_taken(item, quantity, published);
    const double value = source == "bench"   ? bench_value(item, published.bench("published"))
                         : source == "peers" ? peer_ratio(item, quantity, published.bench("peers"))
                                             : row_value(item, quantity, published.of(source));
    if (const std::size_t bar = format.find('|'); bar != std::string::npos)
        return value == 0 ? format.substr(0, bar) : format.substr(bar + 1);
    try {
        return (boost::format(format, std::locale::classic()) % value).str();
    } catch (const boost::io::format_error&) {
        throw std::runtime_error("its format does not print one number");
    }
}

}  // namespace pinn::book
