#include "chapters/book/commands.hpp"

#include <algorithm>
#include <cmath>
#include <ostream>
#include <set>
#include <stdexcept>

#include "chapters/book/marked_places.hpp"
#include "chapters/book/publish.hpp"
#include "lib/report/files.hpp"
#include "lib/report/options.hpp"
#include "lib/report/paper.hpp"
#include "lib/report/results.hpp"
#include "lib/report/text.hpp"

namespace pinn::book {
namespace {

namespace fs = std::filesystem;

std::string row_name(const std::vector<std::string>& fields) { return fields[0] + ", " + fields[1]; }

// The columns whose numbers may differ by the tolerance; the others are the same text.
constexpr std::size_t first_number = 4, last_number = 6, verdict_column = 9;

// What differs between two rows of result_columns(), the expected one with its tolerance; empty if nothing does. The
// tolerance is a number; or "verdict", if the row has a band; or "diverges", of a training whose error has to be NaN or
// beyond 1e6. NaN is within no number.
std::string difference(const std::vector<std::string>& found, const std::vector<std::string>& expected,
                       const std::string& tolerance) {
    if (row_name(found) != row_name(expected)) return concat("the row is ", row_name(found));
    const bool only_verdict = tolerance == "verdict", diverges = tolerance == "diverges";
    const auto allowed = parse_number(tolerance);
    if (only_verdict && expected[verdict_column] == "measured") return "tolerance verdict, of a row without a band";
    if (!only_verdict && !diverges && (!allowed || !(*allowed >= 0))) {
        return "tolerance \"" + tolerance + "\" is neither a number nor verdict nor diverges";
    }
    for (std::size_t j = 2; j < found.size(); ++j) {
        const auto ours = parse_number(found[j]), value = parse_number(expected[j]);
        const bool numbers = first_number <= j && j <= last_number && ours && value;
        if (numbers && diverges) {
            if (!(std::abs(*ours) <= 1e6)) continue;
        } else if (found[j] == expected[j] && !(numbers && std::isnan(*ours))) {
            continue;
        } else if (numbers && (only_verdict || std::abs(*ours - *value) <= *allowed * std::abs(*value))) {
            continue;
        }
        const std::string is = concat(result_columns()[j], " is ");
        if (!numbers) return concat(is, "\"", found[j], "\", expected \"", expected[j], "\"");
        return concat(is, found[j], ", expected ", diverges ? "to diverge" : expected[j] + " within " + tolerance);
    }
    return "";
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

}  // namespace

void table(const Paths& paths, std::ostream& out) {
    std::vector<ResultRow> rows;
    std::map<Verdict, int> count;
    for (const auto& [chapter, file] : result_files(paths)) {
        const std::vector<ResultRow> found = read_results(file);
        for (const ResultRow& row : found) ++count[row.verdict];
        rows.insert(rows.end(), found.begin(), found.end());
    }
    if (rows.empty()) refuse(paths.build / "results", "no results; run a chapter first");
    std::vector<std::string> verdicts;
    for (const auto& [verdict, n] : count) verdicts.push_back(concat(n, " ", to_string(verdict)));
    out << results_table(rows) << '\n' << rows.size() << " rows: " << joined(verdicts) << '\n';
}

bool confirm(const Paths& paths, std::ostream& out) {
    table(paths, out);
    std::vector<std::string> differences;
    std::set<std::string> items;
    for (const auto& [chapter, folder] : chapter_folders(paths)) {
        const auto report = [&, &number = chapter](const auto&... what) {
            differences.push_back(concat("chapter ", number, ": ", what...));
        };
        try {
            std::map<std::string, Verdict> found;
            for (const ResultRow& row : result_rows(run_to_publish(results_of(paths, chapter), "paper"))) {
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

bool compare(const Paths& paths, std::ostream& out) {
    Count total;
    for (const auto& [chapter, folder] : chapter_folders(paths)) {
        const fs::path expected = folder / "expected.csv";
        if (!fs::exists(expected)) continue;
        const Count count = compare_chapter(results_of(paths, chapter), expected, chapter, out);
        total.passed += count.passed;
        total.failed += count.failed;
    }
    if (total.passed + total.failed == 0) out << "no row was compared\n";
    out << total.passed << " passed, " << total.failed << " failed\n";
    return total.passed > 0 && total.failed == 0;
}

void expect(const Paths& paths, const std::string& chapter, std::ostream& out) {
    const fs::path results = results_of(paths, chapter);
    const fs::path expected = folder_of(paths, chapter) / "expected.csv";
    Csv table = read_csv(results);
    if (profile_of(table) != "quick") refuse(results, concat("is of profile ", profile_of(table), ", expected quick"));
    if (const auto changed = table.comment("changed")) refuse(results, "is of a run with " + *changed);
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

int run(const std::vector<std::string>& arguments, const Paths& paths, std::ostream& out) {
    if (!arguments.empty() && arguments[0] == "--build") {
        if (arguments.size() < 2 || arguments[1].empty()) throw UsageError("--build: its folder is missing");
        return run({arguments.begin() + 2, arguments.end()}, {.root = paths.root, .build = arguments[1]}, out);
    }
    const std::string usage =
        "accepted are table, confirm, compare, expect NN, publish [NN ...], publish-bench, readme, check-readme, and "
        "before them --build DIR";
    if (arguments.empty()) throw UsageError("no command; " + usage);
    const std::string& command = arguments[0];
    const std::vector<std::string> chapters(arguments.begin() + 1, arguments.end());
    const std::size_t accepted = command == "publish" ? chapters.size() : command == "expect" ? 1 : 0;
    if (chapters.size() > accepted) throw UsageError(command + " " + chapters[accepted] + ": " + usage);

    bool well = true;
    if (command == "--help") {
        out << "book: the rows of all chapters; " << usage << '\n';
    } else if (command == "table") {
        table(paths, out);
    } else if (command == "confirm") {
        well = confirm(paths, out);
    } else if (command == "compare") {
        well = compare(paths, out);
    } else if (command == "expect") {
        if (chapters.empty()) throw UsageError("expect: names no chapter; " + usage);
        expect(paths, chapters[0], out);
    } else if (command == "publish") {
        publish(paths, chapters, out);
    } else if (command == "publish-bench") {
        publish_bench(paths, out);
    } else if (command == "readme") {
        refresh_pages(paths, out);
    } else if (command == "check-readme") {
        well = check_pages(paths, out);
    } else {
        throw UsageError(command + ": unknown command; " + usage);
    }
    return well ? 0 : 1;
}

}  // namespace pinn::book
