#include "tests/lint_rules.hpp"

#include <algorithm>
#include <array>
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"  // false in GCC 12's <regex> under the sanitizers
#endif
#include <regex>
#include <set>
#include <sstream>
#include <tuple>

#include "lib/report/csv.hpp"
#include "lib/report/files.hpp"
#include "lib/report/paper.hpp"
#include "lib/report/text.hpp"

namespace pinn::lint {
namespace {

namespace fs = std::filesystem;

// The layers of lib/, from the ground up.
constexpr std::array<std::string_view, 9> layers{"foundation", "report", "dense",  "spectrum", "autodiff",
                                                 "network",    "pde",    "kernel", "training"};

std::size_t layer_position(std::string_view name) {
    return static_cast<std::size_t>(std::find(layers.begin(), layers.end(), name) - layers.begin());
}

bool is_code(const std::string& path) { return path.ends_with(".hpp") || path.ends_with(".cpp"); }
bool is_prose(const std::string& path) { return path.ends_with(".md"); }

std::size_t line_of(const std::string& text, std::size_t position) {
    return 1 + static_cast<std::size_t>(
                   std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(position), '\n'));
}

// Calls action(match, line) for every match of a pattern in a text.
template <class Action>
void for_matches(const std::string& text, const std::regex& pattern, const Action& action) {
    for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) {
        action(*match, line_of(text, static_cast<std::size_t>(match->position())));
    }
}

// The chapter folder a path lies in, "chapters/07-adaptive-weights/", or "".
std::string chapter_of(const std::string& path) {
    static const std::regex pattern("(chapters/\\d\\d-[^/]+/).*");
    std::smatch match;
    return std::regex_match(path, match, pattern) ? match[1].str() : "";
}

bool exists(const Tree& tree, std::string path) {
    while (path.ends_with('/')) path.pop_back();
    const auto next = tree.lower_bound(path);
    if (next != tree.end() && next->first == path) return true;
    const auto inside = tree.lower_bound(path + '/');
    return inside != tree.end() && inside->first.starts_with(path + '/');
}

}  // namespace

std::string to_string(const Finding& finding) {
    return finding.file + ":" + std::to_string(finding.line) + ": " + finding.rule + ": " + finding.message;
}

Tree read_tree(const fs::path& root) {
    static const std::set<std::string> text{".hpp", ".cpp", ".md", ".csv", ""};
    Tree tree;
    fs::recursive_directory_iterator entry(root), end;
    for (; entry != end; ++entry) {
        const std::string name = entry->path().filename().string();
        if (entry->is_directory()) {
            if (name.starts_with("build") || (name.starts_with('.') && name != ".ci"))
                entry.disable_recursion_pending();
            continue;
        }
        if (name == "answer.cpp") continue;
        // Pictures are known by name only.
        const bool readable = text.contains(entry->path().extension().string());
        tree[entry->path().lexically_relative(root).generic_string()] = readable ? read_file(entry->path()) : "";
    }
    return tree;
}

std::vector<Finding> check_includes(const Tree& tree) {
    static const std::regex include("(?:^|\\n)[ \\t]*#[ \\t]*include[ \\t]*\"([^\"]*)\"");
    static const std::regex layer("lib/([^/]+)/.*");
    std::vector<Finding> findings;
    for (const auto& [path, text] : tree) {
        if (!is_code(path)) continue;
        const auto report = [&, &path = path](std::size_t line, const std::string& message) {
            findings.push_back({path, line, "include", message});
        };
        if (path.ends_with(".hpp") && text.find("#pragma once") == std::string::npos) report(1, "no #pragma once");
        std::smatch own;
        const bool in_lib = std::regex_match(path, own, layer);
        if (in_lib && layer_position(own[1].str()) == layers.size()) report(1, own[1].str() + " is no layer of lib/");
        for_matches(text, include, [&, &path = path](const std::smatch& match, std::size_t line) {
            const std::string target = match[1];
            if (match.str().starts_with('\n')) ++line;
            const std::string beside = (fs::path(path).parent_path() / target).lexically_normal().generic_string();
            if (!tree.contains(target) && !tree.contains(beside)) report(line, "\"" + target + "\" does not exist");
            std::smatch other;
            if (!in_lib) return;
            if (!std::regex_match(target, other, layer)) {
                report(line, "lib/ includes \"" + target + "\", which is not lib/<layer>/...");
            } else if (layer_position(other[1].str()) > layer_position(own[1].str())) {
                report(line, own[1].str() + " includes \"" + target + "\" of a later layer");
            }
        });
    }
    return findings;
}

std::vector<Finding> check_approx(const Tree& tree) {
    static const std::regex pattern("\\bApprox\\s*[({]");
    std::vector<Finding> findings;
    for (const auto& [path, text] : tree) {
        if (!is_code(path)) continue;
        for_matches(text, pattern, [&, &path = path](const std::smatch&, std::size_t line) {
            findings.push_back({path, line, "approx", "use close(a, b, rtol, atol) of tests/support.hpp"});
        });
    }
    return findings;
}

std::vector<Finding> check_together(const Tree& tree) {
    static const std::regex tests("tests/(?!attacks|chapters|fuzz)\\w+/\\w+\\.cpp");
    static const std::regex function("\\n[A-Za-z][\\w:<>,&* ]*[ &*](\\w+)\\([^;{]*\\{");
    std::vector<Finding> findings;
    std::map<std::string, std::string> defined;  // folder and name: the first file
    for (const auto& [path, text] : tree) {
        if (!std::regex_match(path, tests)) continue;
        for_matches(text, function, [&, &path = path](const std::smatch& match, std::size_t line) {
            const std::string folder = path.substr(0, path.rfind('/') + 1);
            const std::string& first = defined.try_emplace(folder + match.str(1), path).first->second;
            if (first != path)
                findings.push_back({path, line + 1, "together", match.str(1) + " is in " + first + " too"});
        });
    }
    return findings;
}

std::vector<std::string> equations() {
    constexpr struct {
        int section, first, last;
    } numbered[] = {{2, 1, 8}, {3, 1, 9}, {4, 1, 11}, {5, 1, 4}, {6, 1, 6}, {7, 2, 15}};
    std::vector<std::string> equations;
    for (const auto& [section, first, last] : numbered) {
        for (int k = first; k <= last; ++k) equations.push_back(concat("Eq. (", section, ".", k, ")"));
    }
    return equations;
}

bool is_citable(std::string_view item) {
    static const std::set<std::string, std::less<>> neither_judged_nor_equations{
        "Remark 3.2",  "Fig. 2",      "Fig. 3",      "Fig. 4",     "Fig. 6",     "Fig. 8",     "Section 1",
        "Section 2",   "Section 3",   "Section 4",   "Section 5",  "Section 6",  "Section 7",  "Section 8",
        "Section 7.1", "Section 7.2", "Section 7.3", "Appendix A", "Appendix B", "Appendix C", "Appendix D"};
    return is_judged_item(item) || neither_judged_nor_equations.contains(item) ||
           std::ranges::count(equations(), item) > 0;
}

std::vector<Finding> check_citations(const Tree& tree) {
    // A citation starts with a capital letter or one of the grammar's words; "profile paper: slow" is no citation.
    static const std::regex start(
        "\\bpaper: (?=[A-Z]|eqs?\\b|fig|theorem|lemma|remark|definition|algorithm|section|appendix)");
    static const std::regex citation(
        "^(Eq\\. \\(\\d+\\.\\d+\\)|(?:Theorem|Lemma|Remark|Definition) \\w+\\.\\d+|Algorithm \\d+|Fig\\. \\d+[a-z]?"
        "|Section \\d+(?:\\.\\d+)?|Appendix [A-Z]|C\\d+)(?![\\w(])");
    static const std::regex separator(
        "^(?:, and |, |; | and )(?=(?:Eq\\.|Theorem|Lemma|Remark|Definition|Algorithm"
        "|Fig\\.|Section|Appendix) |C\\d)");
    std::vector<Finding> findings;
    for (const auto& [path, text] : tree) {
        if (!is_code(path) && !is_prose(path)) continue;
        for_matches(text, start, [&, &path = path, &text = text](const std::smatch& match, std::size_t line) {
            const auto report = [&](const std::string& message) {
                findings.push_back({path, line, "citation", message});
            };
            const auto begin = static_cast<std::size_t>(match.position() + match.length());
            std::string rest = text.substr(begin, std::min(text.find('\n', begin), text.size()) - begin);
            std::smatch found;
            do {
                if (!std::regex_search(rest, found, citation)) {
                    report(concat("\"", rest.substr(0, 20), "\" is not in the grammar of citations"));
                    return;
                }
                if (!is_citable(found[1].str())) report(concat("the paper has no ", found[1].str()));
                rest = found.suffix();
                if (!std::regex_search(rest, found, separator)) return;
                rest = found.suffix();
            } while (true);
        });
    }
    return findings;
}

std::vector<Finding> check_chapters(const Tree& tree) {
    static const std::array<std::string, 8> headings{"**Builds on**",
                                                     "**In the paper**",
                                                     "## Question",
                                                     "## The mathematics",
                                                     "## What you should see",
                                                     "## Departures from the paper",
                                                     "## Try this",
                                                     "## Exercises"};
    static const std::array<std::string, 4> header{"// Paper:", "// Run:", "// Writes:", "// Takes:"};
    std::vector<Finding> findings;
    std::set<std::string> chapters;
    for (const auto& [path, text] : tree) {
        if (const std::string chapter = chapter_of(path); !chapter.empty()) chapters.insert(chapter);
    }
    const auto check = [&](const std::string& path, const auto& lines, bool closed) {
        const auto file = tree.find(path);
        if (file == tree.end()) {
            findings.push_back({path, 1, "chapter", "the file is missing"});
            return;
        }
        std::istringstream text(file->second);
        std::size_t next = 0, number = 0;
        for (std::string line; std::getline(text, line);) {
            ++number;
            if (next < lines.size() && line.starts_with(lines[next])) {
                ++next;
            } else if (closed && line.starts_with("## ")) {
                findings.push_back({path, number, "chapter", "heading \"" + line + "\" is not expected here"});
                return;
            }
        }
        if (next < lines.size()) {
            findings.push_back({path, number, "chapter", "\"" + lines[next] + "\" is missing or out of order"});
        }
    };
    for (const std::string& chapter : chapters) {
        check(chapter + "README.md", headings, true);
        check(chapter + "main.cpp", header, false);
        for (const char* file : {"expected.csv", "exercises/README.md", "exercises/grade.cpp"}) {
            check(chapter + file, std::array<std::string, 0>{}, false);
        }
        const auto front = tree.find("README.md");
        if (front != tree.end() && front->second.find(concat("](", chapter, ")")) == std::string::npos) {
            findings.push_back({"README.md", 1, "chapter", concat("no link to ", chapter)});
        }
    }
    return findings;
}

std::vector<Finding> check_shape(const Tree& tree) {
    constexpr std::ptrdiff_t longest = 120;
    static const std::regex band("\\.(?:low|high) = |\\bResults\\b|lib/report/results.hpp"),
        finding("\\breport\\(\\s*\"C([0-9]+)\"");
    std::vector<Finding> findings;
    for (const auto& [path, text] : tree) {
        const std::string chapter = chapter_of(path);
        if (chapter.empty() || !is_code(path) || path.find("/exercises/") != std::string::npos) continue;
        const std::string file = path.substr(chapter.size());
        const auto lines = std::count(text.begin(), text.end(), '\n');
        if (file == "main.cpp" && lines > longest) {
            findings.push_back({path, longest + 1, "shape", concat(lines, " lines; at most ", longest)});
        }
        for_matches(text, band, [&, &path = path](const std::smatch& match, std::size_t line) {
            if (file == "claims.hpp" && match[0].str()[0] == '.') return;
            findings.push_back({path, line, "shape",
                                concat(match[0].str(),
                                       ": bands stand in claims.hpp alone, and a "
                                       "chapter reports to a Study")});
        });
        for_matches(text, finding, [&, &path = path](const std::smatch& match, std::size_t line) {
            const std::string number = match[1].str();
            if (file == "main.cpp" || file.starts_with(concat("c", number.size() < 2 ? "0" : "", number, "-"))) return;
            findings.push_back(
                {path, line, "shape", concat("C", number, " is neither in main.cpp nor in its own file")});
        });
    }
    return findings;
}

std::vector<Finding> check_items(const Tree& tree) {
    static const std::regex call("\\b(?:study\\.report|reproduces|corrects|identity|measures)\\(\\s*\"([^\"]*)\"");
    std::vector<Finding> findings;
    for (const auto& [path, text] : tree) {
        const std::string chapter = chapter_of(path);
        if (chapter.empty()) continue;
        const auto report = [&, &path = path](std::size_t line, const std::string& message) {
            findings.push_back({path, line, "item", message});
        };
        if (is_code(path)) {
            for_matches(text, call, [&](const std::smatch& match, std::size_t line) {
                if (!is_judged_item(match[1].str()))
                    report(line, concat("\"", match[1].str(), "\" is not a judged item"));
            });
        } else if (path == chapter + "expected.csv" || path == chapter + "published.csv") {
            try {
                const Csv table = parse_csv(text);
                const std::size_t item = table.column("item");
                for (std::size_t i = 0; i < table.rows.size(); ++i) {
                    if (!is_judged_item(table.rows[i][item])) {
                        report(table.comments.size() + 2 + i, "\"" + table.rows[i][item] + "\" is not a judged item");
                    }
                }
            } catch (const std::runtime_error& error) {
                report(1, error.what());
            }
        }
    }
    return findings;
}

namespace {

// "Eq. (2.1)-(2.3), Lemma 3.1" -> "Eq. (2.1)", "Eq. (2.2)", "Eq. (2.3)", "Lemma 3.1"
std::vector<std::string> listed_items(const std::string& cell) {
    static const std::regex part(" *Eq\\. \\((\\d+)\\.(\\d+)\\)-\\((\\d+)\\.(\\d+)\\)|[^,]+");
    std::vector<std::string> items;
    for_matches(cell, part, [&](const std::smatch& match, std::size_t) {
        if (match[1].matched && match[1] == match[3]) {
            for (int k = std::stoi(match[2]); k <= std::stoi(match[4]); ++k) {
                items.push_back(concat("Eq. (", match[1].str(), ".", k, ")"));
            }
        } else {
            const std::string item = match.str();
            const std::size_t first = item.find_first_not_of(' '), last = item.find_last_not_of(' ');
            if (first != std::string::npos) items.push_back(item.substr(first, last + 1 - first));
        }
    });
    return items;
}

// The cells of a line "| a | b | c |".
std::vector<std::string> table_cells(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream text(line.substr(1));
    for (std::string cell; std::getline(text, cell, '|');) cells.push_back(cell);
    return cells;
}

}  // namespace

const std::string index_page = "chapters/INDEX.md";

std::vector<Finding> check_index(const Tree& tree) {
    static const std::regex link("\\]\\(([^)]+)\\)"), code("`([^`]+)`"), word("[A-Za-z_][A-Za-z_0-9]*");
    std::vector<Finding> findings;
    const auto report = [&](std::size_t line, const std::string& message) {
        findings.push_back({index_page, line, "index", message});
    };
    std::set<std::string> words;  // of all sources
    for (const auto& [path, text] : tree) {
        if (!is_code(path) || !(path.starts_with("lib/") || path.starts_with("chapters/"))) continue;
        for_matches(text, word, [&](const std::smatch& match, std::size_t) { words.insert(match.str()); });
    }
    const auto check_path = [&](std::size_t line, const std::string& path) {
        if (!exists(tree, path.substr(0, path.find('#')))) report(line, path + " does not exist");
    };

    const auto page = tree.find(index_page);
    std::istringstream text(page == tree.end() ? "" : page->second);
    std::set<std::string> indexed;
    bool inside = false, found = false;
    std::size_t number = 0, row = 0;
    for (std::string line; std::getline(text, line);) {
        ++number;
        if (line == "<!-- index -->") inside = found = true;
        if (line == "<!-- end index -->") inside = false;
        if (!inside || !line.starts_with('|') || ++row <= 2) continue;  // the header and its rule
        const std::vector<std::string> cells = table_cells(line);
        if (cells.size() < 5) {
            report(number, concat("a row of ", cells.size(), " cells, expected 5"));
            continue;
        }
        for (const std::string& item : listed_items(cells[0])) {
            if (!is_citable(item)) report(number, "the paper has no " + item);
            indexed.insert(item);
        }
        if (cells[1].find_first_not_of(' ') == std::string::npos) report(number, "no chapter");
        for (std::size_t j = 1; j < 5; ++j) {
            for_matches(cells[j], link, [&](const std::smatch& match, std::size_t) {
                check_path(number, (fs::path("chapters") / match[1].str()).lexically_normal().generic_string());
            });
            for_matches(cells[j], code, [&](const std::smatch& match, std::size_t) {
                const std::string name = match[1];
                if (name.find('/') != std::string::npos) {
                    check_path(number, name);
                } else if (j == 2) {
                    for_matches(name, word, [&](const std::smatch& part, std::size_t) {
                        if (!words.contains(part.str())) report(number, "no source has the function " + name);
                    });
                }
            });
        }
    }
    if (!found) report(1, "no table between <!-- index --> and <!-- end index -->");
    if (inside) report(number, "<!-- end index --> is missing");
    if (!found) return findings;
    for (const auto& [path, content] : tree) {
        if (!path.starts_with("chapters/") || !path.ends_with("/published.csv")) continue;
        const Csv published = parse_csv(content);
        for (const auto& fields : published.rows) {
            const std::string& item = fields[published.column("item")];
            if (indexed.insert(item).second) report(number, item + " has no row");
        }
    }
    return findings;
}

std::vector<Finding> check_complete(const Tree& tree) {
    const auto page = tree.find(index_page);
    if (page == tree.end()) return {};  // check_index says so
    std::set<std::string> published, indexed;
    for (const auto& [path, content] : tree) {
        if (!path.starts_with("chapters/") || !path.ends_with("/published.csv")) continue;
        const Csv table = parse_csv(content);
        for (const auto& fields : table.rows) published.insert(fields[table.column("item")]);
    }
    std::istringstream text(page->second);
    bool inside = false;
    for (std::string line; std::getline(text, line);) {
        inside = line == "<!-- index -->" || (inside && line != "<!-- end index -->");
        if (!inside || !line.starts_with('|')) continue;
        for (const std::string& item : listed_items(table_cells(line)[0])) indexed.insert(item);
    }
    std::vector<Finding> findings;
    for (const std::string_view item : judged_items()) {
        if (!published.contains(std::string(item)))
            findings.push_back({index_page, 1, "complete", concat("no published.csv judges ", item)});
    }
    for (const std::string& equation : equations()) {
        if (!indexed.contains(equation))
            findings.push_back({index_page, 1, "complete", concat("the index lacks ", equation)});
    }
    return findings;
}

std::vector<Finding> check_leftovers(const Tree& tree) {
    // Put together from pieces, so that this file passes its own rule.
    static const std::regex machine_path(std::string("(?:^|[\\s\"'`(=:])/(?:") + "work|tmp|home|root" + ")/");
    static const std::regex note(std::string("\\b(?:TO") + "DO|FIX" + "ME)\\b");
    std::vector<Finding> findings;
    for (const auto& [path, text] : tree) {
        const auto report = [&, &path = path](const std::string& message) {
            return [&findings, path, message](const std::smatch&, std::size_t line) {
                findings.push_back({path, line, "leftover", message});
            };
        };
        for_matches(text, machine_path, report("an absolute path of one machine"));
        for_matches(text, note, report("a note to oneself"));
    }
    return findings;
}

namespace {

// The third-level headings of a page, as GitHub makes addresses of them, and their lines.
std::map<std::string, std::size_t> addresses(const Tree& tree, const std::string& page) {
    static const std::regex heading("(^|\n)### ([^\n]*)");
    std::map<std::string, std::size_t> found;
    const auto text = tree.find(page);
    if (text == tree.end()) return found;
    for_matches(text->second, heading, [&](const std::smatch& match, std::size_t line) {
        std::string address;
        for (const char c : match.str(2)) {
            if (c == ' ' || c == '-') address += '-';
            if (std::isalnum(static_cast<unsigned char>(c))) address += static_cast<char>(std::tolower(c));
        }
        found[address] = line + static_cast<std::size_t>(match.length(1));
    });
    return found;
}

}  // namespace

std::vector<Finding> check_references(const Tree& tree) {
    static const std::string page = "chapters/REFERENCES.md";
    static const std::regex link("REFERENCES\\.md#([A-Za-z0-9_-]*)"), number("arXiv|arxiv\\.org");
    const std::map<std::string, std::size_t> keys = addresses(tree, page);
    std::vector<Finding> findings;
    std::set<std::string> cited;
    for (const auto& [path, text] : tree) {
        if (!is_prose(path) || path == page) continue;
        for_matches(text, link, [&, &path = path](const std::smatch& match, std::size_t line) {
            cited.insert(match[1]);
            if (!keys.contains(match[1]))
                findings.push_back({path, line, "reference", concat(page, " has no key ", match.str(1))});
        });
        for_matches(text, number, [&, &path = path](const std::smatch&, std::size_t line) {
            findings.push_back({path, line, "reference", concat("cite by a key of ", page)});
        });
    }
    for (const auto& [key, line] : keys) {
        if (!cited.contains(key)) findings.push_back({page, line, "reference", concat("nobody cites ", key)});
    }
    return findings;
}

namespace {

// Spaces instead of everything from `open` to the next `close`, which is on the same line unless `lines`.
void blank(std::string& text, std::string_view open, std::string_view close, bool lines = false) {
    for (std::size_t at = 0; (at = text.find(open, at)) != std::string::npos;) {
        std::size_t end = text.find(close, at + open.size());
        if (end == std::string::npos || (!lines && end > text.find('\n', at))) {
            at += open.size();
            continue;
        }
        end += close.size();
        for (; at < end; ++at) {
            if (text[at] != '\n') text[at] = ' ';
        }
    }
}

// What of a page is neither a recorded number nor formula, code, link or generated.
std::string typed_prose(std::string text) {
    static const std::regex recorded("[^ (\n]*<!--[^ \n]*-->");
    blank(text, "<!-- generated:", "<!-- end generated -->", true);
    blank(text, "<!-- index -->", "<!-- end index -->", true);
    text = std::regex_replace(text, recorded, " ");
    blank(text, "```", "```", true);
    blank(text, "`", "`");
    blank(text, "$$", "$$", true);
    blank(text, "$", "$");
    blank(text, "](", ")");
    blank(text, "<", ">");
    return text;
}

}  // namespace

std::vector<Finding> check_numbers(const Tree& tree) {
    static const std::regex item(
        "\\(\\d\\.\\d+\\)|\\b(?:Section|Theorem|Lemma|Remark|Definition|Problem|Fig\\.|Fig|Eq\\.|Eq)s? "
        "\\d\\.?\\d*(?:(?:,| and| to| nor| or)+ \\d\\.?\\d*)*"),
        numeral("(^|[^\\w.:])(-?\\d+\\.\\d+(?:e[-+]?\\d+)?|\\d+e[-+]?\\d+)(?![\\d.])");
    std::vector<Finding> findings;
    for (const auto& [path, text] : tree) {
        if (!is_prose(path) || path.ends_with("REFERENCES.md")) continue;
        std::istringstream lines(typed_prose(text)), whole(text);
        std::string line, as_it_stands;
        for (std::size_t number = 1; std::getline(lines, line) && std::getline(whole, as_it_stands); ++number) {
            if (as_it_stands.starts_with("    ")) continue;  // code
            for_matches(std::regex_replace(line, item, " "), numeral, [&, &path = path](const auto& match, auto) {
                findings.push_back(
                    {path, number, "number", concat(match.str(2), " is neither recorded nor a formula")});
            });
        }
    }
    return findings;
}

std::vector<Finding> check_pages(const Tree& tree) {
    static const std::regex tag("<!--[^ \\n]*-->"), entry("GLOSSARY\\.md#([a-z0-9-]*)"),
        bare_picture("\\n!\\[[^\\]]*\\]\\([^)]*\\)\n\\s*(?=#|!\\[|$)");
    const std::map<std::string, std::size_t> words = addresses(tree, "chapters/GLOSSARY.md");
    constexpr std::size_t widest = 120;
    std::vector<Finding> findings;
    std::size_t bytes = 0, of_tags = 0;
    for (const auto& [path, text] : tree) {
        if (!is_prose(path)) continue;
        bytes += text.size();
        for_matches(text, tag, [&](const std::smatch& match, std::size_t) { of_tags += match.length(); });
        for_matches(text, entry, [&, &path = path](const std::smatch& match, std::size_t line) {
            if (!words.contains(match[1]))
                findings.push_back({path, line, "page", "the glossary lacks " + match.str(1)});
        });
        for_matches(text, bare_picture, [&, &path = path](const std::smatch&, std::size_t line) {
            findings.push_back({path, line + 1, "page", "nothing is said below a picture"});
        });
        std::istringstream lines(text);
        std::string line;
        for (std::size_t number = 1; std::getline(lines, line); ++number) {
            if (line.starts_with('|')) continue;                             // of a table
            const auto follows = [](char c) { return (c & 0xC0) == 0x80; };  // within a character of UTF-8
            const std::size_t width = line.size() - static_cast<std::size_t>(std::ranges::count_if(line, follows));
            if (width > widest)
                findings.push_back({path, number, "page", concat(width, " characters, ", widest, " fit")});
        }
    }
    if (25 * of_tags > bytes)
        findings.push_back(
            {"README.md", 1, "page", concat("tags are ", of_tags, " of ", bytes, " bytes of all pages")});
    return findings;
}

std::vector<Finding> check_all(const Tree& tree) {
    std::vector<Finding> all;
    for (const auto& rule :
         {check_includes, check_approx, check_together, check_citations, check_chapters, check_shape, check_items,
          check_index, check_complete, check_leftovers, check_references, check_numbers, check_pages}) {
        const std::vector<Finding> findings = rule(tree);
        all.insert(all.end(), findings.begin(), findings.end());
    }
    std::stable_sort(all.begin(), all.end(), [](const Finding& a, const Finding& b) {
        return std::tie(a.file, a.line) < std::tie(b.file, b.line);
    });
    return all;
}

}  // namespace pinn::lint
