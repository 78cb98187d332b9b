#include "chapters/book/marked_places.hpp"

#include <algorithm>
#include <boost/format.hpp>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "lib/report/files.hpp"
#include "lib/report/paper.hpp"
#include "lib/report/results.hpp"
#include "lib/report/text.hpp"

namespace pinn::book {
namespace {

namespace fs = std::filesystem;

// ---- What the places are filled from ----

using Rows = std::vector<ResultRow>;

struct Published {
    fs::path root;
    // By chapter number "08" the rows of published.csv, by "08-study" those of study.csv.
    std::map<std::string, Rows> rows;
    std::map<std::string, fs::path> folders;  // of every chapter, from the root

    const Rows& of(const std::string& name) const {
        const auto found = rows.find(name);
        if (found == rows.end()) throw std::runtime_error("chapter " + name + " has no published.csv");
        return found->second;
    }
    // "peers": bench/peers.csv
    Csv bench(const std::string& name) const {
        const fs::path file = root / "bench" / (name + ".csv");
        if (!fs::exists(file)) throw std::runtime_error("there is no bench/" + name + ".csv");
        return read_csv(file);
    }
};

Published read_published(const Paths& paths) {
    Published published{paths.root, {}, {}};
    for (const auto& [chapter, folder] : chapter_folders(paths)) {
        published.folders[chapter] = folder.lexically_relative(paths.root);
        if (fs::exists(folder / "published.csv")) published.rows[chapter] = read_results(folder / "published.csv");
        if (fs::exists(folder / "study.csv")) published.rows[study_of(chapter)] = read_results(folder / "study.csv");
    }
    return published;
}

// ---- Blocks ----

using Cells = std::vector<std::string>;

std::string markdown(const Cells& header, const std::vector<Cells>& rows) {
    const auto line = [](const Cells& cells) {
        std::string text = "|";
        for (std::string cell : cells) {
            for (std::size_t i = 0; (i = cell.find('|', i)) != std::string::npos; i += 2) cell.insert(i, "\\");
            text += " " + cell + " |";
        }
        return text + '\n';
    };
    std::string text = line(header) + '|';
    for (std::size_t j = 0; j < header.size(); ++j) text += "---|";
    text += '\n';
    for (const Cells& row : rows) text += line(row);
    return text;
}

Cells cells_of(const ResultRow& row) {
    return {row.item, row.quantity, expected_text(row), ours_text(row), band_text(row), to_string(row.verdict)};
}

// A link to the chapter from a page in `folder`.
std::string link(const std::string& chapter, const Published& published, const fs::path& folder) {
    return concat("[", chapter, "](", published.folders.at(chapter).lexically_relative(folder).generic_string(), "/)");
}

std::string chapter_table(const Published& published, const std::string& chapter) {
    std::vector<Cells> lines;
    for (const ResultRow& row : published.of(chapter)) lines.push_back(cells_of(row));
    return markdown({"item", "quantity", "expected", "ours", "band", "verdict"}, lines);
}

std::string reproduction_table(const Published& published, const fs::path& folder) {
    std::vector<Cells> lines;
    std::vector<std::string_view> missing;
    for (const std::string_view item : judged_items()) {
        const std::size_t before = lines.size();
        for (const auto& [name, rows] : published.rows) {
            for (const ResultRow& row : rows) {
                if (row.item != item) continue;
                lines.push_back(cells_of(row));
                lines.back().push_back(link(chapter_of(name), published, folder));
            }
        }
        if (lines.size() == before) missing.push_back(item);
    }
    return markdown({"item", "quantity", "expected", "ours", "band", "verdict", "chapter"}, lines) +
           (missing.empty() ? "" : concat("\nNot run yet: ", joined(missing), ".\n"));
}

// One line for every judged item of a chapter: the row that says most of it, which is its first that is judged, or its
// first, and a count of its verdicts. Measured rows count only where there is nothing else.
std::string item_table(const Published& published, const fs::path& folder) {
    std::vector<Cells> lines;
    for (const std::string_view item : judged_items()) {
        for (const auto& [name, rows] : published.rows) {
            const ResultRow* headline = nullptr;
            std::map<Verdict, int> count;
            for (const ResultRow& row : rows) {
                if (row.item != item) continue;
                if (!headline || (headline->verdict == Verdict::measured && row.verdict != Verdict::measured))
                    headline = &row;
                ++count[row.verdict];
            }
            if (!headline || is_study(name)) continue;
            if (count.size() > 1) count.erase(Verdict::measured);
            std::vector<std::string> verdicts;
            for (const auto& [verdict, n] : count) verdicts.push_back(concat(n, " ", to_string(verdict)));
            lines.push_back({headline->item, headline->quantity, expected_text(*headline), ours_text(*headline),
                             joined(verdicts), link(name, published, folder)});
        }
    }
    return markdown({"item", "quantity", "expected", "ours", "verdicts", "chapter"}, lines);
}

// How many rows have which verdict. What is proved, and only checks the code, counts apart from what could fail.
std::string verdict_counts(const Published& published) {
    std::map<Verdict, int> count;
    for (const auto& [name, rows] : published.rows) {
        for (const ResultRow& row : rows) ++count[row.verdict];
    }
    return concat("In all ", count[Verdict::reproduced], " reproduced, ", count[Verdict::corrected], " corrected, ",
                  count[Verdict::not_reproduced], " not reproduced. Apart from these ", count[Verdict::identity],
                  " identities, which are proved and only check the code, and ", count[Verdict::measured],
                  " numbers without a band.\n");
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
std::string peers_table(const Csv& table) {
    const std::vector<double> ours = numbers(table, "ours"), theirs = numbers(table, "peer");
    std::vector<Cells> lines;
    for (std::size_t i = 0; i < ours.size(); ++i) {
        const auto field = [&](std::string_view name) { return table.rows[i][table.column(name)]; };
        const bool sizes = field("work").starts_with("Accuracy/");
        const auto number = [&](double value) { return sizes ? to_text(value, 2) : time_text(value); };
        const std::string settings = field("settings");
        lines.push_back({field("work"), number(ours[i]), number(theirs[i]), field("ratio"), field("target"),
                         field("verdict"), concat(field("peer_version"), settings.empty() ? "" : "; ", settings)});
    }
    return markdown({"work", "ours", "peer", "peer / ours", "target", "verdict", "which peer, how"}, lines);
}

// What another program in another language makes of the same problems.
std::string crosscheck_table(const Csv& table) {
    std::vector<Cells> lines;
    for (const auto& row : table.rows) {
        lines.emplace_back();
        for (const char* name : {"case", "quantity", "numbers", "deviation", "bar", "verdict"})
            lines.back().push_back(row[table.column(name)]);
    }
    return markdown({"problem", "quantity", "numbers", "largest deviation", "bar", "verdict"}, lines);
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
    if (name == "peers") return peers_table(published.bench("peers"));
    if (name == "crosscheck") return crosscheck_table(published.bench("crosscheck"));
    if (name.starts_with("code ")) return example_of(name.substr(5), published);
    if (name == "items") return item_table(published, folder);
    if (name == "counts") return verdict_counts(published);
    if (name == "reproduction") return reproduction_table(published, folder);
    if (name.starts_with("results ")) return chapter_table(published, name.substr(8));
    throw std::runtime_error("there is no block of this name");
}

// ---- Numbers within a line ----

// The part of a tag before its first '@', or after its last; what is left stays in `tag`.
std::string take_first(std::string& tag) {
    const std::size_t at = tag.find('@');
    if (at == std::string::npos) throw std::runtime_error("has too few parts");
    const std::string part = tag.substr(0, at);
    tag.erase(0, at + 1);
    return part;
}
std::string take_last(std::string& tag) {
    const std::size_t at = tag.rfind('@');
    if (at == std::string::npos) throw std::runtime_error("has too few parts");
    const std::string part = tag.substr(at + 1);
    tag.erase(at);
    return part;
}

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

// What an inline tag "07@item@quantity@FORMAT", "bench@work@FORMAT", "peers@work@peer@FORMAT" or "takes@07@PROFILE"
// stands for.
std::string inline_content(std::string tag, const Published& published) {
    const std::string source = take_first(tag), format = take_last(tag);
    if (source == "takes") return time_taken(tag, format, published);
    double value = 0;
    if (source == "bench") {
        value = bench_value(tag, published.bench("published"));
    } else if (source == "peers") {
        const std::string peer = take_last(tag);
        value = peer_ratio(tag, peer, published.bench("peers"));
    } else {
        const Rows& rows = published.of(source);
        const std::string item = take_first(tag);
        value = row_value(item, tag, rows);
    }
    try {
        return (boost::format(format, std::locale::classic()) % value).str();
    } catch (const boost::io::format_error&) {
        throw std::runtime_error("its format does not print one number");
    }
}

// ---- Pages ----

// One marked place: what stands there and what should.
struct Place {
    std::string tag, before, after;
};
struct Page {
    std::string before, after;
    std::vector<Place> places;
};

// A text with every marked place filled; `folder` (from the root) is where links start.
Page fill(const std::string& text, const Published& published, const fs::path& folder) {
    static const std::string block_start = "<!-- generated: ", block_end = "<!-- end generated -->";
    static const std::string inline_start = "<!--=", inline_end = "<!--/-->", close = "-->";
    Page page{text, {}, {}};
    std::size_t at = 0;
    while (true) {
        const std::size_t start = std::min(text.find(block_start, at), text.find(inline_start, at));
        if (start == std::string::npos) break;
        const bool block = text.compare(start, block_start.size(), block_start) == 0;
        const std::size_t tag_end = text.find(close, start);
        const std::size_t end = text.find(block ? block_end : inline_end, start);
        std::string tag = text.substr(start, std::min(tag_end, text.size()) - start);
        tag = tag_end == std::string::npos ? tag.substr(0, tag.find('\n')) : tag + close;
        if (tag_end == std::string::npos || end == std::string::npos || tag_end > end)
            throw std::runtime_error(tag + " is not closed");
        const std::size_t content = tag_end + close.size();
        if (std::min(text.find(block_start, content), text.find(inline_start, content)) < end)
            throw std::runtime_error(tag + " is not closed before the next one");
        const std::size_t name = start + (block ? block_start : inline_start).size();
        std::string body;
        try {
            body = block ? '\n' + block_content(text.substr(name, tag_end - 1 - name), published, folder)
                         : inline_content(text.substr(name, tag_end - name), published);
        } catch (const std::runtime_error& error) {
            throw std::runtime_error(tag + ": " + error.what());
        }
        page.places.push_back({tag, text.substr(content, end - content), body});
        page.after += text.substr(at, content - at) + body;
        at = end;
    }
    page.after += text.substr(at);
    return page;
}

// The pages whose marked places are kept up to date, by their path from the root.
std::map<fs::path, Page> filled_pages(const Paths& paths) {
    const Published published = read_published(paths);
    std::vector<fs::path> files;
    for (const auto& [chapter, folder] : published.folders) files.push_back(folder / "README.md");
    for (const char* file : {"chapters/ERRATA.md", "chapters/RESULTS.md", "bench/README.md"}) files.emplace_back(file);
    std::erase_if(files, [&](const fs::path& file) { return !fs::exists(paths.root / file); });
    files.emplace_back("README.md");
    std::map<fs::path, Page> pages;
    for (const fs::path& file : files) {
        const std::string text = read_file(paths.root / file);
        try {
            pages[file] = fill(text, published, file.parent_path());
        } catch (const std::runtime_error& error) {
            refuse(file, error.what());
        }
    }
    return pages;
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

void refresh_pages(const Paths& paths, std::ostream& out) {
    for (const auto& [file, page] : filled_pages(paths)) {
        if (page.before == page.after) continue;
        write_file_atomically(paths.root / file, page.after);
        out << file.generic_string() << ": refreshed\n";
    }
}

bool check_pages(const Paths& paths, std::ostream& out) {
    std::size_t total = 0;
    int differences = 0;
    for (const auto& [file, page] : filled_pages(paths)) {
        total += page.places.size();
        if (file == "README.md" && page.places.empty()) {
            out << "README.md: has no marked place at all\n";
            ++differences;
        }
        for (const Place& place : page.places) {
            if (place.before == place.after) continue;
            const auto [before, after] = first_difference(place.before, place.after);
            out << file.generic_string() << ": " << place.tag << ": says \"" << before << "\", the files say \""
                << after << "\"\n";
            ++differences;
        }
    }
    out << total << " marked places, " << differences << " differ" << (differences == 1 ? "s" : "") << '\n';
    return differences == 0;
}

}  // namespace pinn::book
