#include "lib/report/book.hpp"

#include <algorithm>
#include <array>
#include <boost/format.hpp>
#include <boost/property_tree/json_parser.hpp>
#include <chrono>
#include <cmath>
#include <fstream>
#include <ostream>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "lib/report/files.hpp"
#include "lib/report/paper.hpp"
#include "lib/report/text.hpp"

namespace pinn {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const std::string& what) {
    throw std::runtime_error(path.generic_string() + ": " + what);
}

// "07"
bool is_chapter_number(std::string_view text) {
    const auto is_digit = [](char c) { return '0' <= c && c <= '9'; };
    return text.size() == 2 && is_digit(text[0]) && is_digit(text[1]);
}

// The name of a study's rows beside the chapter's own, "08-study".
constexpr std::string_view study_suffix = "-study";

// Its chapter: "08" of both.
std::string chapter_of(const std::string& rows) { return rows.substr(0, 2); }
bool is_study(std::string_view rows) { return rows.ends_with(study_suffix); }

// The result files of build/, chapter-NN.csv and chapter-NN-study.csv, by "NN" and "NN-study".
std::map<std::string, fs::path> result_files(const BookPaths& paths) {
    std::map<std::string, fs::path> files;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(paths.build / "results", error)) {
        const std::string name = entry.path().filename().string();
        const std::string chapter = name.substr(std::min<std::size_t>(8, name.size()), 2);
        if (!is_chapter_number(chapter)) continue;
        for (const std::string& rows : {chapter, concat(chapter, study_suffix)}) {
            if (name == "chapter-" + rows + ".csv") files[rows] = entry.path();
        }
    }
    return files;
}

fs::path folder_of(const BookPaths& paths, const std::string& chapter) {
    const auto folders = chapter_folders(paths);
    const auto found = folders.find(chapter);
    if (found == folders.end()) fail(paths.root / "chapters", "no chapter " + chapter);
    return found->second;
}

std::string profile_of(const Csv& table) { return table.comment("profile").value_or("none"); }

// The results of a run as it is published; anything else is refused.
Csv run_to_publish(const fs::path& file, const std::string& profile) {
    Csv table = read_csv(file);
    if (result_rows(table).empty()) fail(file, "has no row");
    if (profile_of(table) != profile)
        fail(file, concat("is of profile ", profile_of(table), "; published are ", profile));
    for (const char* key : {"changed", "chosen seeds"}) {
        if (const auto given = table.comment(key)) fail(file, "is of a run with " + *given);
    }
    return table;
}

// ---- Compare ----

std::string row_name(const std::vector<std::string>& fields) { return fields[0] + ", " + fields[1]; }

// What differs between two rows of result_columns(), the expected one with its tolerance; empty if nothing does.
std::string difference(const std::vector<std::string>& found, const std::vector<std::string>& expected,
                       const std::string& tolerance) {
    if (row_name(found) != row_name(expected)) return concat("the row is ", row_name(found));
    for (const std::size_t j : {2, 4, 5, 6}) {
        if (found[j] != expected[j]) {
            return result_columns()[j] + " is \"" + found[j] + "\", expected \"" + expected[j] + "\"";
        }
    }
    if (tolerance == "verdict") return "";
    const auto allowed = parse_number(tolerance);
    if (!allowed || !(*allowed >= 0)) return "tolerance \"" + tolerance + "\" is neither a number nor verdict";
    const double ours = *parse_number(found[3]), value = *parse_number(expected[3]);
    if (std::abs(ours - value) <= *allowed * std::abs(value)) return "";
    return "ours is " + found[3] + ", expected " + expected[3] + " within " + tolerance;
}

// The rows of a table as fields in the order of result_columns(), checked to be results.
std::vector<std::vector<std::string>> result_fields(const Csv& table) {
    result_rows(table);
    std::vector<std::vector<std::string>> rows;
    for (const auto& fields : table.rows) {
        rows.emplace_back();
        for (const std::string& name : result_columns()) rows.back().push_back(fields[table.column(name)]);
    }
    return rows;
}

struct Count {
    int passed = 0, failed = 0;
};

// Compares one chapter and prints what differs.
Count compare_chapter(const fs::path& results, const fs::path& expected_path, const std::string& chapter,
                      std::ostream& out) {
    Count count;
    const auto report = [&](const std::string& what) {
        out << "chapter " << chapter << ": " << what << '\n';
        ++count.failed;
    };
    try {
        const Csv expected_table = read_csv(expected_path), found_table = read_csv(results);
        for (const char* key : {"profile", "seeds", "changed"}) {
            const auto found = found_table.comment(key), expected = expected_table.comment(key);
            if (found != expected) {
                report(std::string(key) + " is " + found.value_or("none") + ", expected " + expected.value_or("none"));
                return count;
            }
        }
        const auto expected = result_fields(expected_table), found = result_fields(found_table);
        const std::size_t tolerance = expected_table.column("tolerance");
        if (expected.empty()) report("expected.csv has no row");
        for (std::size_t i = 0; i < std::max(expected.size(), found.size()); ++i) {
            if (i >= found.size()) {
                report(row_name(expected[i]) + ": the row is missing");
            } else if (i >= expected.size()) {
                report(row_name(found[i]) + ": the row is not expected");
            } else if (const std::string what = difference(found[i], expected[i], expected_table.rows[i][tolerance]);
                       !what.empty()) {
                report(row_name(expected[i]) + ": " + what);
            } else {
                ++count.passed;
            }
        }
    } catch (const std::runtime_error& error) {
        report(error.what());
    }
    return count;
}

// ---- READMEs ----

std::string cell(std::string text) {
    for (std::size_t i = 0; (i = text.find('|', i)) != std::string::npos; i += 2) text.insert(i, "\\");
    return text;
}

// Row i as a line of a Markdown table; empty if it is shown by the median before it.
std::string table_row(std::span<const ResultRow> rows, std::size_t i) {
    if (folded(rows, i)) return "";
    const ResultRow& row = rows[i];
    return concat("| ", cell(row.item), " | ", cell(quantity_text(rows, i)), " | ",
                  row.paper ? to_text(*row.paper, 4) : "", " | ", ours_text(rows, i), " | ", band_text(row), " | ",
                  to_string(row.verdict), " |");
}

std::string reproduction_table(const Published& published, const fs::path& folder) {
    std::string text = "| item | quantity | paper | ours | band | verdict | chapter |\n|---|---|---|---|---|---|---|\n";
    std::vector<std::string> missing;
    for (const std::string_view item : judged_items()) {
        bool any = false;
        for (const auto& [chapter, rows] : published.rows) {
            const std::string link = published.folders.at(chapter).lexically_relative(folder).generic_string();
            for (std::size_t i = 0; i < rows.size(); ++i) {
                if (rows[i].item != item) continue;
                const std::string line = table_row(rows, i);
                if (!line.empty()) text += concat(line, " [", chapter_of(chapter), "](", link, "/) |\n");
                any = true;
            }
        }
        if (!any) missing.emplace_back(item);
    }
    if (!missing.empty()) text += concat("\nNot run yet: ", joined(missing), ".\n");
    return text;
}

// The row that says most of its item: judged before measured, beside a value of the paper before alone.
std::size_t headline(std::span<const ResultRow> rows, const std::vector<std::size_t>& of_item) {
    const auto rank = [&](std::size_t i) {
        return 2 * (rows[i].verdict != Verdict::measured) + (rows[i].paper.has_value() ? 1 : 0);
    };
    return *std::ranges::max_element(of_item, {}, rank);  // the first of equals
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
    std::string text = "| item | quantity | paper | ours | verdicts | chapter |\n|---|---|---|---|---|---|\n";
    for (const std::string_view item : judged_items()) {
        for (const auto& [chapter, rows] : published.rows) {
            if (is_study(chapter)) continue;
            std::vector<std::size_t> of_item;
            for (std::size_t i = 0; i < rows.size(); ++i) {
                if (rows[i].item == item && !folded(rows, i)) of_item.push_back(i);
            }
            if (of_item.empty()) continue;
            const std::size_t i = headline(rows, of_item);
            const std::string link = published.folders.at(chapter).lexically_relative(folder).generic_string();
            text += concat("| ", item, " | ", cell(quantity_text(rows, i)), " | ",
                           rows[i].paper ? to_text(*rows[i].paper, 4) : "", " | ", ours_text(rows, i), " | ",
                           verdict_count(rows, of_item), " | [", chapter, "](", link, "/) |\n");
        }
    }
    return text;
}

std::string chapter_table(const Published& published, const std::string& chapter) {
    const auto rows = published.rows.find(chapter);
    if (rows == published.rows.end()) throw std::runtime_error("chapter " + chapter + " has no published.csv");
    std::string text = "| item | quantity | paper | ours | band | verdict |\n|---|---|---|---|---|---|\n";
    for (std::size_t i = 0; i < rows->second.size(); ++i) {
        const std::string line = table_row(rows->second, i);
        if (!line.empty()) text += line + '\n';
    }
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
        const auto row = std::find_if(rows->second.begin(), rows->second.end(),
                                      [&](const ResultRow& r) { return r.item + "@" + r.quantity == name; });
        if (row == rows->second.end()) throw std::runtime_error("published.csv has no such row");
        value = row->ours;
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
        fail(file, error.what());
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

std::string today() {
    const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
    return (boost::format("%04d-%02u-%02u") % int(date.year()) % unsigned(date.month()) % unsigned(date.day())).str();
}

}  // namespace

std::map<std::string, fs::path> chapter_folders(const BookPaths& paths) {
    std::map<std::string, fs::path> folders;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(paths.root / "chapters", error)) {
        const std::string name = entry.path().filename().string(), chapter = name.substr(0, 2);
        if (entry.is_directory() && is_chapter_number(chapter) && name.substr(2).starts_with('-')) {
            folders[chapter] = entry.path();
        }
    }
    return folders;
}

void book_table(const BookPaths& paths, std::ostream& out) {
    std::vector<ResultRow> rows;
    std::map<Verdict, int> count;
    int shown = 0;
    for (const auto& [chapter, file] : result_files(paths)) {
        const std::vector<ResultRow> found = read_results(file);
        for (std::size_t i = 0; i < found.size(); ++i) {
            if (!folded(found, i)) ++count[found[i].verdict], ++shown;
        }
        rows.insert(rows.end(), found.begin(), found.end());
    }
    if (rows.empty()) fail(paths.build / "results", "no results; run a chapter first");
    std::vector<std::string> verdicts;
    for (const auto& [verdict, n] : count) verdicts.push_back(concat(n, " ", to_string(verdict)));
    out << results_table(rows) << '\n' << shown << " rows: " << joined(verdicts) << '\n';
}

bool book_confirm(const BookPaths& paths, std::ostream& out) {
    book_table(paths, out);
    std::vector<std::string> differences;
    std::set<std::string> items;
    for (const auto& [chapter, folder] : chapter_folders(paths)) {
        const auto report = [&, &number = chapter](const auto&... what) {
            differences.push_back(concat("chapter ", number, ": ", what...));
        };
        try {
            std::map<std::string, Verdict> found;
            for (const ResultRow& row :
                 result_rows(run_to_publish(paths.build / "results" / ("chapter-" + chapter + ".csv"), "paper"))) {
                found[row.item + ", " + row.quantity] = row.verdict;
                items.insert(row.item);
            }
            for (const ResultRow& row : read_results(folder / "published.csv")) {
                const std::string name = row.item + ", " + row.quantity;
                const auto ours = found.find(name);
                if (ours == found.end()) {
                    report(name, ": the row is missing");
                    continue;
                }
                if (ours->second != row.verdict)
                    report(name, ": ", to_string(ours->second), ", published is ", to_string(row.verdict));
                found.erase(ours);
            }
            for (const auto& [name, verdict] : found) report(name, ": the row is not published");
        } catch (const std::runtime_error& error) {
            report(error.what());
        }
    }
    for (const std::string_view item : judged_items()) {
        if (!items.contains(std::string(item))) differences.push_back(concat(item, ": no row judges it"));
    }
    for (const std::string& difference : differences) out << difference << '\n';
    out << (differences.empty() ? "Every verdict is the published one.\n"
                                : concat(differences.size(), " differences from what is published.\n"));
    return differences.empty();
}

bool book_compare(const BookPaths& paths, std::ostream& out) {
    Count total;
    for (const auto& [chapter, folder] : chapter_folders(paths)) {
        const fs::path expected = folder / "expected.csv";
        if (!fs::exists(expected)) continue;
        const Count count =
            compare_chapter(paths.build / "results" / ("chapter-" + chapter + ".csv"), expected, chapter, out);
        total.passed += count.passed;
        total.failed += count.failed;
    }
    if (total.passed + total.failed == 0) out << "no row was compared\n";
    out << total.passed << " passed, " << total.failed << " failed\n";
    return total.passed > 0 && total.failed == 0;
}

void book_expect(const BookPaths& paths, const std::string& chapter, std::ostream& out) {
    const fs::path results = paths.build / "results" / ("chapter-" + chapter + ".csv");
    const fs::path expected = folder_of(paths, chapter) / "expected.csv";
    Csv table = read_csv(results);
    if (profile_of(table) != "quick") fail(results, concat("is of profile ", profile_of(table), ", expected quick"));
    if (const auto changed = table.comment("changed")) fail(results, "is of a run with " + *changed);
    std::map<std::string, std::string> tolerances;
    if (fs::exists(expected)) {
        const Csv before = read_csv(expected);
        const std::size_t tolerance = before.column("tolerance");
        const auto fields = result_fields(before);
        for (std::size_t i = 0; i < fields.size(); ++i) tolerances[row_name(fields[i])] = before.rows[i][tolerance];
    }
    table.rows = result_fields(table);
    table.header = result_columns();
    table.header.push_back("tolerance");
    for (auto& row : table.rows) {
        const auto known = tolerances.find(row_name(row));
        row.push_back(known == tolerances.end() ? "verdict" : known->second);
    }
    write_file_atomically(expected, table.text());
    out << expected.generic_string() << ": " << table.rows.size() << " rows\n";
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
        if (!published.contains(chapter)) fail(paths.build / "results", "no results of chapter " + chapter);
    }
    if (to_write.empty()) fail(paths.build / "results", "no results; run the chapters in the paper profile first");

    // 2. The rows, then the pictures whose data are of the same run.
    for (const auto& [path, table] : to_write) {
        write_file_atomically(path, table.text());
        out << path.generic_string() << ": " << table.rows.size() << " rows\n";
    }
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(paths.build / "figures", error)) {
        if (entry.path().extension() != ".png") continue;
        const fs::path data = fs::path(entry.path()).replace_extension(".csv");
        if (!fs::exists(data)) continue;
        const Csv table = read_csv(data);
        const std::string profile = profile_of(table), chapter = table.comment("chapter").value_or("");
        if (profile == "quick" || !published.contains(profile == "study" ? concat(chapter, study_suffix) : chapter))
            continue;
        const fs::path picture = paths.root / "plots/gallery" / entry.path().filename();
        write_file_atomically(picture, read_file(entry.path()));
        out << picture.generic_string() << '\n';
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
            if (const auto given = peers->comment(key)) fail(file, concat("is of a run that is ", key, ": ", *given));
        }
        if (peers->rows.empty()) fail(file, "has no row");
        peers->comments.insert(peers->comments.end(), origin.begin(), origin.end());
    }
    std::optional<Csv> crosscheck;
    if (const fs::path file = paths.build / "timings/crosscheck.csv"; fs::exists(file)) {
        crosscheck = read_csv(file);
        crosscheck->comments.insert(crosscheck->comments.end(), origin.begin(), origin.end());
        for (const auto& row : crosscheck->rows) {
            if (row[crosscheck->column("verdict")] != "agrees")
                fail(file, concat(row[crosscheck->column("case")], ": ", row[crosscheck->column("verdict")]));
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
                // The counter in the reader's unit where there is one, else the time.
                if (const auto rate = run.get_optional<double>(tree::path("GFLOP/s", '\0'))) {
                    table.rows.push_back({work, to_text(*rate, 4), "GFLOP/s"});
                } else {
                    const char* time = work.ends_with("real_time") ? "real_time" : "cpu_time";
                    table.rows.push_back({work, to_text(run.get<double>(time), 4), run.get<std::string>("time_unit")});
                }
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
            fail(file, problem.what());
        }
    }
    if (table.rows.empty() && !peers && !crosscheck)
        fail(paths.build / "timings", "no medians of benchmarks; run make bench, bench-peers or crosscheck first");
    const auto write = [&](const char* path, const Csv& csv) {
        write_file_atomically(paths.root / path, csv.text());
        out << path << ": " << csv.rows.size() << " rows\n";
    };
    if (!table.rows.empty()) write("bench/published.csv", table);
    if (peers) write("bench/peers.csv", *peers);
    if (crosscheck) write("bench/crosscheck.csv", *crosscheck);
}

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
            const std::string study = concat(chapter, study_suffix);
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
    return model + ", " + to_text(std::max(1u, std::thread::hardware_concurrency())) + " cores, " + vectors + compiler;
}

int book_main(const std::vector<std::string>& arguments, const BookPaths& given, std::ostream& out) {
    if (!arguments.empty() && arguments[0] == "--build") {
        if (arguments.size() < 2 || arguments[1].empty()) throw UsageError("--build: its folder is missing");
        return book_main({arguments.begin() + 2, arguments.end()}, {.root = given.root, .build = arguments[1]}, out);
    }
    static const std::string usage =
        "accepted are table [DIR], confirm [DIR], compare [DIR], expect NN [DIR], publish [NN ...] [DIR], "
        "publish-bench [DIR], "
        "readme, "
        "check-readme";
    if (arguments.empty()) throw UsageError("no command; " + usage);
    const std::string& command = arguments[0];
    if (command == "--help") {
        out << "book: the rows of all chapters; " << usage
            << "\nDIR is the build folder, default build; book --build DIR COMMAND is the same\n";
        return 0;
    }
    static const std::array<std::string, 8> commands{"table",   "confirm",       "compare", "expect",
                                                     "publish", "publish-bench", "readme",  "check-readme"};
    if (std::find(commands.begin(), commands.end(), command) == commands.end()) {
        throw UsageError(command + ": unknown command; " + usage);
    }

    // Chapters are two digits; one other word may be the build folder.
    BookPaths paths = given;
    std::vector<std::string> chapters;
    bool has_folder = false;
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        const std::string& argument = arguments[i];
        const bool is_chapter = is_chapter_number(argument);
        const bool may_be =
            is_chapter ? command == "publish" || (command == "expect" && chapters.empty())
                       : !has_folder && !argument.empty() && !argument.starts_with('-') && !command.ends_with("readme");
        if (!may_be) throw UsageError(command + " " + argument + ": " + usage);
        if (is_chapter) {
            chapters.push_back(argument);
        } else {
            has_folder = true;
            paths.build = argument;
        }
    }
    if (command == "expect" && chapters.empty()) throw UsageError("expect: names no chapter; " + usage);

    if (command == "table") book_table(paths, out);
    if (command == "confirm") return book_confirm(paths, out) ? 0 : 1;
    if (command == "compare") return book_compare(paths, out) ? 0 : 1;
    if (command == "expect") book_expect(paths, chapters[0], out);
    if (command == "publish") book_publish(paths, chapters, out);
    if (command == "publish-bench") book_publish_bench(paths, out);
    if (command == "readme") book_readme(paths, out);
    if (command == "check-readme") return book_check_readme(paths, out) ? 0 : 1;
    return 0;
}

}  // namespace pinn
