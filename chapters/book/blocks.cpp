#include "chapters/book/blocks.hpp"

#include <sstream>
#include <stdexcept>
#include <vector>

#include "lib/report/files.hpp"
#include "lib/report/paper.hpp"
#include "lib/report/text.hpp"

namespace pinn::book {
namespace {

namespace fs = std::filesystem;

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

}  // namespace

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

}  // namespace pinn::book
