#include "lib/report/marked_places.hpp"

#include <algorithm>
#include <boost/format.hpp>
#include <ostream>
#include <regex>
#include <span>
#include <sstream>
#include <stdexcept>

#include "lib/report/files.hpp"
#include "lib/report/paper.hpp"
#include "lib/report/text.hpp"

namespace pinn {
namespace {

namespace fs = std::filesystem;

std::string cell(std::string text) {
    for (std::size_t i = 0; (i = text.find('|', i)) != std::string::npos; i += 2) text.insert(i, "\\");
    return text;
}

// A row as a line of a Markdown table.
std::string table_row(const ResultRow& row) {
    return concat("| ", cell(row.item), " | ", cell(row.quantity), " | ", expected_text(row), " | ", ours_text(row),
                  " | ", band_text(row), " | ", to_string(row.verdict), " |");
}

std::string reproduction_table(const Published& published, const fs::path& folder) {
    std::string text =
        "| item | quantity | expected | ours | band | verdict | chapter |\n|---|---|---|---|---|---|---|\n";
    std::vector<std::string> missing;
    for (const std::string_view item : judged_items()) {
        bool any = false;
        for (const auto& [chapter, rows] : published.rows) {
            const std::string link = published.folders.at(chapter).lexically_relative(folder).generic_string();
            for (const ResultRow& row : rows) {
                if (row.item != item) continue;
                text += concat(table_row(row), " [", chapter_of(chapter), "](", link, "/) |\n");
                any = true;
            }
        }
        if (!any) missing.emplace_back(item);
    }
    if (!missing.empty()) text += concat("\nNot run yet: ", joined(missing), ".\n");
    return text;
}

// The row that says most of its item: its first that is judged, or its first. A chapter chooses it by its order.
std::size_t headline(std::span<const ResultRow> rows, const std::vector<std::size_t>& of_item) {
    const auto judged = [&](std::size_t i) { return rows[i].verdict != Verdict::measured; };
    const auto first = std::ranges::find_if(of_item, judged);
    return first != of_item.end() ? *first : of_item.front();
}

// "12 reproduced, 1 not reproduced"; measured rows only where there is nothing else.
std::string verdict_count(std::span<const ResultRow> rows, const std::vector<std::size_t>& of_item) {
    std::map<Verdict, int> count;
    for (const std::size_t i : of_item) ++count[rows[i].verdict];
    if (count.size() > 1) count.erase(Verdict::measured);
    std::vector<std::string> parts;
    for (const auto& [verdict, n] : count) parts.push_back(concat(n, " ", to_string(verdict)));
    return joined(parts);
}

// One line for every judged item: the row that says most, and a count of its verdicts.
std::string item_table(const Published& published, const fs::path& folder) {
    std::string text = "| item | quantity | expected | ours | verdicts | chapter |\n|---|---|---|---|---|---|\n";
    for (const std::string_view item : judged_items()) {
        for (const auto& [chapter, rows] : published.rows) {
            if (is_study(chapter)) continue;
            std::vector<std::size_t> of_item;
            for (std::size_t i = 0; i < rows.size(); ++i) {
                if (rows[i].item == item) of_item.push_back(i);
            }
            if (of_item.empty()) continue;
            const std::size_t i = headline(rows, of_item);
            const std::string link = published.folders.at(chapter).lexically_relative(folder).generic_string();
            text +=
                concat("| ", item, " | ", cell(rows[i].quantity), " | ", expected_text(rows[i]), " | ",
                       ours_text(rows[i]), " | ", verdict_count(rows, of_item), " | [", chapter, "](", link, "/) |\n");
        }
    }
    return text;
}

std::string chapter_table(const Published& published, const std::string& chapter) {
    const auto rows = published.rows.find(chapter);
    if (rows == published.rows.end()) throw std::runtime_error("chapter " + chapter + " has no published.csv");
    std::string text = "| item | quantity | expected | ours | band | verdict |\n|---|---|---|---|---|---|\n";
    for (const ResultRow& row : rows->second) text += table_row(row) + '\n';
    return text;
}

// 2.81e-05 -> "28.1 us"
std::string time_text(double seconds) {
    const std::pair<const char*, double> units[] = {{" s", 1}, {" ms", 1e-3}, {" us", 1e-6}, {" ns", 1e-9}};
    for (const auto& [unit, size] : units) {
        if (seconds >= size) return to_text(seconds / size, 3) + unit;
    }
    return to_text(seconds) + " s";
}

// Seconds as people read them; Accuracy/ compares sizes of eigenvalues.
std::string peers_table(const Published& published) {
    if (!published.peers) throw std::runtime_error("there is no bench/peers.csv");
    const Csv& table = *published.peers;
    const std::vector<double> ours = numbers(table, "ours"), theirs = numbers(table, "peer");
    std::string text =
        "| work | ours | peer | peer / ours | target | verdict | which peer, how |\n|---|---|---|---|---|---|---|\n";
    for (std::size_t i = 0; i < ours.size(); ++i) {
        const auto field = [&](std::string_view name) { return cell(table.rows[i][table.column(name)]); };
        const bool sizes = field("work").starts_with("Accuracy/");
        const auto number = [&](double value) { return sizes ? to_text(value, 2) : time_text(value); };
        const std::string settings = field("settings");
        text += concat("| ", field("work"), " | ", number(ours[i]), " | ", number(theirs[i]), " | ", field("ratio"),
                       " | ", field("target"), " | ", field("verdict"), " | ", field("peer_version"),
                       settings.empty() ? "" : "; ", settings, " |\n");
    }
    return text;
}

// What another program in another language makes of the same problems.
std::string crosscheck_table(const Published& published) {
    if (!published.crosscheck) throw std::runtime_error("there is no bench/crosscheck.csv");
    const Csv& table = *published.crosscheck;
    std::string text =
        "| problem | quantity | numbers | largest deviation | bar | verdict |\n|---|---|---|---|---|---|\n";
    for (const auto& row : table.rows) {
        text += "|";
        for (const char* name : {"case", "quantity", "numbers", "deviation", "bar", "verdict"}) {
            text += concat(" ", cell(row[table.column(name)]), " |");
        }
        text += "\n";
    }
    return text;
}

// The lines of a source file between "// example" and "// end of the example", as code without their indentation.
std::string example_of(const std::string& file, const Published& published) {
    std::istringstream lines(read_file(published.root / file));
    std::string text;
    bool inside = false;
    for (std::string line; std::getline(lines, line);) {
        const std::string_view code = std::string_view(line).substr(std::min<std::size_t>(4, line.size()));
        if (code == "// end of the example") return concat("```cpp\n", text, "```\n");
        if (inside) text += concat(code, "\n");
        inside = inside || code == "// example";
    }
    throw std::runtime_error(file + " has no example");
}

// The content of a generated block, by its name.
std::string block_content(const std::string& name, const Published& published, const fs::path& folder) {
    if (name == "peers") return peers_table(published);
    if (name == "crosscheck") return crosscheck_table(published);
    if (name.starts_with("code ")) return example_of(name.substr(5), published);
    if (name == "items") return item_table(published, folder);
    if (name == "reproduction") return reproduction_table(published, folder);
    if (name.starts_with("results ")) return chapter_table(published, name.substr(8));
    throw std::runtime_error("there is no block of this name");
}

// A row of bench/published.csv, or for "A : B" the quotient of two.
double bench_value(const std::string& name, const Published& published) {
    const std::size_t colon = name.find(" : ");
    if (colon != std::string::npos)
        return bench_value(name.substr(0, colon), published) / bench_value(name.substr(colon + 3), published);
    const auto found = published.bench.find(name);
    if (found == published.bench.end()) throw std::runtime_error("bench/published.csv has no such work");
    return found->second;
}

// peer / ours of the first row of bench/peers.csv for this work whose peer or settings contain `with`.
double peer_ratio(const std::string& work, const std::string& with, const Published& published) {
    if (!published.peers) throw std::runtime_error("there is no bench/peers.csv");
    const Csv& table = *published.peers;
    const std::vector<double> ratios = numbers(table, "ratio");
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const auto field = [&](std::string_view name) { return table.rows[i][table.column(name)]; };
        const std::string peer = concat(field("peer_version"), "; ", field("settings"));
        if (field("work") == work && peer.find(with) != std::string::npos) return ratios[i];
    }
    throw std::runtime_error("bench/peers.csv has no such row");
}

// The number "item@quantity" of a row, or "item@quantity: smallest" over its seeds, or the largest.
double number_of(std::span<const ResultRow> rows, const std::string& name) {
    for (const ResultRow& row : rows) {
        const std::string own = row.item + "@" + row.quantity;
        if (name == own) return row.ours.value;
        if (name == own + ": smallest" && row.ours.smallest) return *row.ours.smallest;
        if (name == own + ": largest" && row.ours.largest) return *row.ours.largest;
    }
    throw std::runtime_error("published.csv has no such row");
}

// What an inline tag "07@item@quantity@FORMAT", "bench@work@FORMAT", "peers@work@peer@FORMAT" or "takes@07@PROFILE"
// stands for. Not '|', which would end a table's cell.
std::string inline_content(const std::string& tag, const Published& published) {
    const std::size_t first = tag.find('@'), last = tag.rfind('@');
    if (first == std::string::npos || first == last) throw std::runtime_error("has too few parts");
    const std::string source = tag.substr(0, first), name = tag.substr(first + 1, last - first - 1);
    double value = 0;
    if (source == "takes") {
        const auto found = published.takes.find(name + "@" + tag.substr(last + 1));
        if (found == published.takes.end()) throw std::runtime_error("no such chapter, or its main.cpp does not say");
        return found->second;
    } else if (source == "bench") {
        value = bench_value(name, published);
    } else if (source == "peers") {
        const std::size_t at = name.rfind('@');
        if (at == std::string::npos) throw std::runtime_error("has too few parts");
        value = peer_ratio(name.substr(0, at), name.substr(at + 1), published);
    } else {
        const auto rows = published.rows.find(source);
        if (rows == published.rows.end()) throw std::runtime_error("chapter " + source + " has no published.csv");
        value = number_of(rows->second, name);
    }
    try {
        return (boost::format(tag.substr(last + 1), std::locale::classic()) % value).str();
    } catch (const boost::io::format_error&) {
        throw std::runtime_error("its format does not print one number");
    }
}

// The files whose marked places are kept up to date, relative to the root; README.md first.
std::vector<fs::path> marked_files(const BookPaths& paths) {
    std::vector<fs::path> files{"README.md"};
    for (const auto& [chapter, folder] : chapter_folders(paths)) {
        const fs::path readme = folder.lexically_relative(paths.root) / "README.md";
        if (fs::exists(paths.root / readme)) files.push_back(readme);
    }
    for (const char* file : {"chapters/ERRATA.md", "chapters/RESULTS.md", "bench/README.md"}) {
        if (fs::exists(paths.root / file)) files.emplace_back(file);
    }
    return files;
}

// fill_marked_places of one file; errors name it.
std::string fill_file(const BookPaths& paths, const fs::path& file, const Published& published,
                      std::vector<MarkedPlace>& places) {
    const std::string text = read_file(paths.root / file);
    try {
        return fill_marked_places(text, published, file.parent_path(), places);
    } catch (const std::runtime_error& error) {
        refuse(file, error.what());
    }
}

// The first line in which two texts differ, of each.
std::pair<std::string, std::string> first_difference(const std::string& before, const std::string& after) {
    std::size_t start = 0;
    for (std::size_t i = 0; i < std::min(before.size(), after.size()) && before[i] == after[i]; ++i) {
        if (before[i] == '\n') start = i + 1;
    }
    const auto line = [start](const std::string& text) {
        return start < text.size() ? text.substr(start, text.find('\n', start) - start) : "";
    };
    return {line(before), line(after)};
}

}  // namespace

Published read_published(const BookPaths& paths) {
    Published published;
    published.root = paths.root;
    for (const auto& [chapter, folder] : chapter_folders(paths)) {
        published.folders[chapter] = folder.lexically_relative(paths.root);
        if (fs::exists(folder / "main.cpp")) {
            static const std::regex line("// Takes: +([0-9]+ [a-z]+); ([0-9]+ [a-z]+) with PROFILE=paper");
            const std::string program = read_file(folder / "main.cpp");
            if (std::smatch takes; std::regex_search(program, takes, line)) {
                published.takes[chapter + "@quick"] = takes[1];
                published.takes[chapter + "@paper"] = takes[2];
            }
        }
        if (fs::exists(folder / "published.csv")) published.rows[chapter] = read_results(folder / "published.csv");
        if (fs::exists(folder / "study.csv")) {
            const std::string study = study_of(chapter);
            published.folders[study] = published.folders[chapter];
            published.rows[study] = read_results(folder / "study.csv");
        }
    }
    if (const fs::path bench = paths.root / "bench/published.csv"; fs::exists(bench)) {
        const Csv table = read_csv(bench);
        const std::vector<double> values = numbers(table, "value");
        const std::size_t work = table.column("work");
        for (std::size_t i = 0; i < values.size(); ++i) published.bench[table.rows[i][work]] = values[i];
    }
    if (const fs::path peers = paths.root / "bench/peers.csv"; fs::exists(peers)) published.peers = read_csv(peers);
    if (const fs::path file = paths.root / "bench/crosscheck.csv"; fs::exists(file))
        published.crosscheck = read_csv(file);
    return published;
}

std::string fill_marked_places(const std::string& text, const Published& published, const fs::path& folder,
                               std::vector<MarkedPlace>& places) {
    static const std::string block_start = "<!-- generated: ", block_end = "<!-- end generated -->";
    static const std::string inline_start = "<!--=", inline_end = "<!--/-->", close = "-->";
    std::string filled;
    std::size_t at = 0;
    while (true) {
        const std::size_t start = std::min(text.find(block_start, at), text.find(inline_start, at));
        if (start == std::string::npos) break;
        const bool block = text.compare(start, block_start.size(), block_start) == 0;
        const std::size_t tag_end = text.find(close, start);
        const std::size_t end = text.find(block ? block_end : inline_end, start);
        std::string tag = text.substr(start, std::min(tag_end, text.size()) - start);
        tag = tag_end == std::string::npos ? tag.substr(0, tag.find('\n')) : tag + close;
        if (tag_end == std::string::npos || end == std::string::npos || tag_end > end) {
            throw std::runtime_error(tag + " is not closed");
        }
        const std::size_t content = tag_end + close.size();
        if (std::min(text.find(block_start, content), text.find(inline_start, content)) < end) {
            throw std::runtime_error(tag + " is not closed before the next one");
        }
        const std::size_t name = start + (block ? block_start : inline_start).size();
        std::string body;
        try {
            body = block ? '\n' + block_content(text.substr(name, tag_end - 1 - name), published, folder)
                         : inline_content(text.substr(name, tag_end - name), published);
        } catch (const std::runtime_error& error) {
            throw std::runtime_error(tag + ": " + error.what());
        }
        places.push_back({.tag = tag, .before = text.substr(content, end - content), .after = body});
        filled += text.substr(at, content - at) + body;
        at = end;
    }
    return filled + text.substr(at);
}

void book_readme(const BookPaths& paths, std::ostream& out) {
    const Published published = read_published(paths);
    std::map<fs::path, std::string> changed;  // all are filled before the first is written
    for (const fs::path& file : marked_files(paths)) {
        std::vector<MarkedPlace> places;
        const std::string filled = fill_file(paths, file, published, places);
        if (filled != read_file(paths.root / file)) changed[file] = filled;
    }
    for (const auto& [file, text] : changed) {
        write_file_atomically(paths.root / file, text);
        out << file.generic_string() << ": refreshed\n";
    }
}

bool book_check_readme(const BookPaths& paths, std::ostream& out) {
    const Published published = read_published(paths);
    std::size_t total = 0;
    int differences = 0;
    for (const fs::path& file : marked_files(paths)) {
        std::vector<MarkedPlace> places;
        fill_file(paths, file, published, places);
        if (file == "README.md" && places.empty()) {
            out << "README.md: has no marked place at all\n";
            ++differences;
        }
        for (const MarkedPlace& place : places) {
            if (place.before == place.after) continue;
            const auto [before, after] = first_difference(place.before, place.after);
            out << file.generic_string() << ": " << place.tag << ": says \"" << before << "\", the files say \""
                << after << "\"\n";
            ++differences;
        }
        total += places.size();
    }
    out << total << " marked places, " << differences << " differ" << (differences == 1 ? "s" : "") << '\n';
    return differences == 0;
}

}  // namespace pinn
