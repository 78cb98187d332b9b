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
                  count[Verdict::not_reproduced], " not reproduced.\nApart from these ", count[Verdict::identity],
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

// ---- Numbers within a line ----

// One line of numbers.csv; the header says what its fields mean.
struct Number {
    std::string source, item, quantity, format;
};
using Numbers = std::map<std::string, Number>;

Number number_of(const std::vector<std::string>& row, const Csv& table) {
    const auto field = [&](std::string_view name) { return row[table.column(name)]; };
    return {field("source"), field("item"), field("quantity"), field("format")};
}

// Those beside the pages of a folder, `file` from the root.
Numbers read_tags(const fs::path& root, const fs::path& file) {
    Numbers tags;
    if (!fs::exists(root / file)) return tags;
    const Csv table = read_csv(root / file);
    for (const auto& row : table.rows) {
        const std::string tag = row[table.column("tag")];
        if (!tags.emplace(tag, number_of(row, table)).second) refuse(file, "the tag " + tag + " stands there twice");
    }
    return tags;
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

// ---- Blocks by their names ----

// The text that has the star of a pattern: of a row its quantity, of a benchmark its name.
std::string& pattern_of(Number& number) { return number.source == "bench" ? number.item : number.quantity; }

// What stands for the star, in the order of the rows.
std::vector<std::string> subjects(Number number, const Published& published) {
    std::vector<std::string> texts;
    if (number.source == "bench") {
        const Csv table = published.bench("published");
        for (const auto& row : table.rows) texts.push_back(row[table.column("work")]);
    } else {
        for (const ResultRow& row : published.of(number.source)) {
            if (row.item == number.item) texts.push_back(row.quantity);
        }
    }
    const std::string pattern = pattern_of(number);
    const std::size_t star = pattern.find('*');
    if (star == std::string::npos) throw std::runtime_error("its second column has no star: " + pattern);
    const std::string before = pattern.substr(0, star), after = pattern.substr(star + 1);
    std::vector<std::string> found;
    for (const std::string& text : texts) {
        if (text.size() >= pattern.size() && text.starts_with(before) && text.ends_with(after))
            found.push_back(text.substr(star, text.size() - pattern.size() + 1));
    }
    return found;
}

std::string table_of(const std::string& name, const Published& published, const fs::path& folder) {
    const fs::path file = published.root / folder / "tables.csv";
    if (!fs::exists(file)) throw std::runtime_error("there is no tables.csv beside the page");
    const Csv csv = read_csv(file);
    Cells header;
    std::vector<Number> columns;
    for (const auto& row : csv.rows) {
        if (row[csv.column("table")] != name) continue;
        header.push_back(row[csv.column("column")]);
        columns.push_back(number_of(row, csv));
    }
    if (columns.size() < 2) throw std::runtime_error("tables.csv has no two columns of this table");
    std::vector<Cells> lines;
    for (const std::string& subject : subjects(columns[1], published)) {
        lines.push_back({subject});
        for (auto number = columns.begin() + 1; number != columns.end(); ++number) {
            Number at = *number;
            std::string& text = pattern_of(at);
            if (const std::size_t star = text.find('*'); star != std::string::npos) text.replace(star, 1, subject);
            lines.back().push_back(number_text(at, published));
        }
    }
    return markdown(header, lines);
}

// The content of a generated block, by its name.
std::string block_content(const std::string& name, const Published& published, const fs::path& folder) {
    if (name.starts_with("table ")) return table_of(name.substr(6), published, folder);
    if (name == "peers") return peers_table(published.bench("peers"));
    if (name == "crosscheck") return crosscheck_table(published.bench("crosscheck"));
    if (name.starts_with("code ")) return example_of(name.substr(5), published);
    if (name == "items") return item_table(published, folder);
    if (name == "counts") return verdict_counts(published);
    if (name == "reproduction") return reproduction_table(published, folder);
    if (name.starts_with("results ")) return chapter_table(published, name.substr(8));
    throw std::runtime_error("there is no block of this name");
}

// ---- Pages ----

// One marked place: its line, what it is, what stands there and what should.
struct Place {
    std::size_t line;
    std::string name, before, after;
};
struct Page {
    std::string before, after;
    std::vector<Place> places;
};

// A text with every marked place filled; `folder` (from the root) is where links start. Tags that occur leave `unused`.
Page fill(const std::string& text, const Published& published, const fs::path& folder, const Numbers& tags,
          Numbers& unused) {
    static const std::string open = "<!--", close = "-->", block = " generated: ";
    static const std::string block_end = "<!-- end generated -->";
    Page page{text, {}, {}};
    std::size_t at = 0;  // up to here the text is copied
    for (std::size_t start = text.find(open); start != std::string::npos;
         start = text.find(open, std::max(at, start + 1))) {
        const std::size_t line = 1 + static_cast<std::size_t>(std::count(&text[0], &text[start], '\n'));
        const std::size_t tag_end = std::min(text.find(close, start), text.size());
        const std::string tag = text.substr(start + open.size(), tag_end - start - open.size());
        const bool is_block = tag.starts_with(block);
        if (!is_block && tag.find_first_of(" \n") != std::string::npos) continue;  // a comment
        try {
            if (is_block) {
                const std::size_t content = tag_end + close.size(), end = text.find(block_end, content);
                if (end == std::string::npos || text.find(open + block, content) < end)
                    throw std::runtime_error("is not closed");
                const std::string name = tag.substr(block.size(), tag.size() - block.size() - 1);
                const std::string body = '\n' + block_content(name, published, folder);
                page.places.push_back({line, open + tag + close, text.substr(content, end - content), body});
                page.after += text.substr(at, content - at) + body;
                at = end;
                continue;
            }
            const auto number = tags.find(tag);
            if (number == tags.end()) throw std::runtime_error("numbers.csv has no such tag");
            const auto begin_of_word = [&](std::size_t end) { return text.find_last_of(" (\n", end - 1) + 1; };
            std::size_t begin = begin_of_word(start);
            if (number->second.source == "takes") begin = begin_of_word(begin - 1);
            if (begin < at || begin >= start) throw std::runtime_error("no number stands before it");
            const auto& [source, item, quantity, format] = number->second;
            const std::string name = concat(source, " ", item, quantity.empty() ? "" : ", ", quantity);
            page.places.push_back(
                {line, name, text.substr(begin, start - begin), number_text(number->second, published)});
            page.after += text.substr(at, begin - at) + page.places.back().after;
            at = start;
            unused.erase(tag);
        } catch (const std::runtime_error& error) {
            throw std::runtime_error(concat("line ", line, ": ", open, tag, close, ": ", error.what()));
        }
    }
    page.after += text.substr(at);
    return page;
}

// The pages whose marked places are kept up to date, by their path from the root, and of every numbers.csv the tags
// that are on no page.
struct Pages {
    std::map<fs::path, Page> filled;
    std::map<fs::path, Numbers> unused;
};

Pages filled_pages(const Paths& paths) {
    const Published published = read_published(paths);
    std::vector<fs::path> files;
    for (const auto& [chapter, folder] : published.folders) files.push_back(folder / "README.md");
    for (const char* file : {"chapters/ERRATA.md", "chapters/RESULTS.md", "bench/README.md"}) files.emplace_back(file);
    std::erase_if(files, [&](const fs::path& file) { return !fs::exists(paths.root / file); });
    files.emplace_back("README.md");
    std::map<fs::path, Numbers> tags;
    Pages pages;
    for (const fs::path& file : files) {
        const std::string text = read_file(paths.root / file);
        const fs::path folder = file.parent_path(), list = folder / "numbers.csv";
        if (!tags.contains(list)) pages.unused[list] = tags[list] = read_tags(paths.root, list);
        try {
            pages.filled[file] = fill(text, published, folder, tags[list], pages.unused[list]);
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
    for (const auto& [file, page] : filled_pages(paths).filled) {
        if (page.before == page.after) continue;
        write_file_atomically(paths.root / file, page.after);
        out << file.generic_string() << ": refreshed\n";
    }
}

bool check_pages(const Paths& paths, std::ostream& out) {
    std::size_t total = 0;
    int differences = 0;
    const Pages pages = filled_pages(paths);
    for (const auto& [file, page] : pages.filled) {
        total += page.places.size();
        if (file == "README.md" && page.places.empty()) {
            out << "README.md: has no marked place at all\n";
            ++differences;
        }
        for (const Place& place : page.places) {
            if (place.before == place.after) continue;
            const auto [before, after] = first_difference(place.before, place.after);
            out << file.generic_string() << ':' << place.line << ": " << place.name << ": says \"" << before
                << "\", the files say \"" << after << "\"\n";
            ++differences;
        }
    }
    for (const auto& [file, tags] : pages.unused) {
        for (const auto& [tag, number] : tags) {
            out << file.generic_string() << ": the tag " << tag << " is on no page\n";
            ++differences;
        }
    }
    out << total << " marked places, " << differences << " differ" << (differences == 1 ? "s" : "") << '\n';
    return differences == 0;
}

}  // namespace pinn::book
